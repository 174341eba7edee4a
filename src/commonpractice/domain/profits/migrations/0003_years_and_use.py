"""What was told of charges by use, and years of which the final shares were posted. Whose each is; and that
none is ever changed."""

import django.db.models.deletion
from django.db import migrations, models

from commonpractice.gateways.scoped_postgres.operations import append_only, grant, wall

COLUMNS = {
    "profits_charge_use": (
        "surgery_id, charge, month, uses, pence, known_on, source, at, actor_id, actor_name"
    ),
    "profits_year_closing": "surgery_id, year, at, actor_id, actor_name",
}
NAMED = "CREATE TRIGGER name_actor BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION app.name_actor();"


class Migration(migrations.Migration):
    dependencies = [
        ("partnership", "0004_deed"),
        ("profits", "0002_wall"),
    ]

    operations = [
        migrations.CreateModel(
            name="ChargeUse",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("charge", models.CharField(help_text="its code in the partnership's file", max_length=20)),
                ("month", models.DateField(help_text="its first day")),
                ("uses", models.BigIntegerField(null=True)),
                ("pence", models.BigIntegerField(help_text="what was spent, of a direct charge", null=True)),
                ("known_on", models.DateField()),
                ("source", models.TextField()),
                ("at", models.DateTimeField()),
                ("actor_id", models.BigIntegerField()),
                ("actor_name", models.TextField()),
                (
                    "surgery",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="partnership.surgery"
                    ),
                ),
            ],
            options={
                "db_table": "profits_charge_use",
                "indexes": [models.Index(fields=["surgery", "month"], name="charge_use_by_month")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("month__day", 1)), name="charge_use_of_a_month"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("pence__isnull", True), ("uses__gte", 0)),
                            models.Q(("pence__isnull", False), ("uses__isnull", True)),
                            _connector="OR",
                        ),
                        name="charge_use_is_one_thing",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="YearClosing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.IntegerField(help_text="the year in which it begins")),
                ("at", models.DateTimeField()),
                ("actor_id", models.BigIntegerField()),
                ("actor_name", models.TextField()),
                (
                    "surgery",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="partnership.surgery"
                    ),
                ),
            ],
            options={
                "db_table": "profits_year_closing",
                "constraints": [models.UniqueConstraint(fields=("surgery", "year"), name="year_closes_once")],
            },
        ),
        *(
            operation
            for table, columns in COLUMNS.items()
            for operation in (
                grant(table, "SELECT", f"INSERT ({columns})"),
                wall(table),
                append_only(table),
                migrations.RunSQL(NAMED.format(table=table), f"DROP TRIGGER name_actor ON {table}"),
            )
        ),
    ]
