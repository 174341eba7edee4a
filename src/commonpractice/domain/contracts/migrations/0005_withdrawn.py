"""What was told by mistake may be withdrawn: by a further row, known later, as everything is."""

from django.db import migrations, models

from commonpractice.gateways.scoped_postgres.operations import grant


class Migration(migrations.Migration):
    dependencies = [("contracts", "0004_queries_wall")]
    operations = [
        migrations.AddField(
            "Term",
            "withdrawn",
            models.BooleanField(default=False, help_text="whether it was never agreed after all"),
        ),
        migrations.AddField(
            "PatientList",
            "withdrawn",
            models.BooleanField(default=False, help_text="whether there never was one after all"),
        ),
        grant("contracts_term", "INSERT (withdrawn)"),
        grant("contracts_list", "INSERT (withdrawn)"),
    ]
