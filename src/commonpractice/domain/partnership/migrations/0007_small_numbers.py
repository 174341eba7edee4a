"""A deed may name the quality lead as one who sees counts of very few patients."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("partnership", "0006_one_profit")]
    operations = [
        migrations.AddField(
            model_name="deed",
            name="small_numbers_to",
            field=models.TextField(
                choices=[("nobody", "nobody"), ("quality_lead", "the quality lead")],
                db_default="nobody",
                help_text="who else sees such counts",
            ),
        ),
        migrations.AlterField(
            model_name="roleheld",
            name="role",
            field=models.TextField(
                choices=[
                    ("surgery_manager", "Surgery manager"),
                    ("gp_partner", "GP partner"),
                    ("staff", "Salaried or other staff"),
                    ("partnership_finance", "Partnership finance"),
                    ("board_member", "Board member"),
                    ("auditor", "Auditor"),
                    ("quality_lead", "Quality lead"),
                ]
            ),
        ),
    ]
