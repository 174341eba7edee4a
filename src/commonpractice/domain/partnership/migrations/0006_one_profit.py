"""A deed may have the profit of all surgeries shared as one, at one of them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("partnership", "0005_who_is_partner")]
    operations = [
        migrations.AddField(
            model_name="deed",
            name="one_profit_at",
            field=models.CharField(
                blank=True,
                db_default="",
                help_text="the surgery, by code, that shares all profit",
                max_length=12,
            ),
        ),
    ]
