"""What each practice achieved by each indicator of QOF, as published; read and added to like the rest."""

import django.db.models.deletion
from django.db import migrations, models

from commonpractice.gateways.scoped_postgres.operations import grant


class Migration(migrations.Migration):
    dependencies = [("published", "0002_grants")]
    operations = [
        migrations.CreateModel(
            name="QofAchievement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(help_text="ODS code", max_length=9)),
                ("line", models.IntegerField(help_text="line of the file on which it stands")),
                ("indicator", models.TextField()),
                ("measure", models.TextField(help_text="NUMERATOR or DENOMINATOR, as published")),
                ("patients", models.IntegerField()),
                (
                    "publication",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="published.publication",
                    ),
                ),
            ],
            options={
                "db_table": "published_qof_achievement",
                "indexes": [models.Index(fields=["publication", "code"], name="qof_achievement_by_file")],
            },
        ),
        grant("published_qof_achievement", "SELECT", "INSERT"),
    ]
