"""What a year is thought to come to in the end, what the national system declared of it, and which counts pay."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0005_withdrawn"),
        ("partnership", "0006_one_profit"),
        ("quality", "0002_wall"),
    ]

    operations = [
        migrations.AddField(
            model_name="qofcount",
            name="declared",
            field=models.BooleanField(default=True, help_text="whether they pay, or are a search or a guess"),
        ),
        migrations.CreateModel(
            name="QofForecastTotal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("known_on", models.DateField()),
                ("source", models.TextField()),
                ("at", models.DateTimeField()),
                ("actor_id", models.BigIntegerField()),
                ("actor_name", models.TextField()),
                ("year", models.IntegerField(help_text="the year in which it begins")),
                ("on", models.DateField(help_text="as at which day")),
                ("points", models.DecimalField(decimal_places=10, max_digits=14)),
                ("amount", models.BigIntegerField()),
                ("low", models.BigIntegerField()),
                ("high", models.BigIntegerField()),
                ("full", models.BigIntegerField(help_text="what all points would be")),
                ("next_patients", models.IntegerField(help_text="so many more patients as would bring most")),
                ("next_amount", models.BigIntegerField(help_text="and what they would bring")),
                ("unknown", models.IntegerField(help_text="indicators that cannot be forecast yet")),
                ("early", models.BooleanField(help_text="whether some have too few months to go by")),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="quality.run"
                    ),
                ),
                (
                    "surgery",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="partnership.surgery"
                    ),
                ),
            ],
            options={
                "db_table": "contracts_qof_forecast_total",
            },
        ),
        migrations.CreateModel(
            name="QofForecast",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("indicator", models.TextField()),
                ("met", models.IntegerField()),
                ("eligible", models.IntegerField()),
                ("expected", models.IntegerField()),
                ("low_met", models.IntegerField()),
                ("high_met", models.IntegerField()),
                (
                    "points",
                    models.DecimalField(
                        decimal_places=10, help_text="blank: not earnable", max_digits=13, null=True
                    ),
                ),
                ("amount", models.BigIntegerField()),
                ("low", models.BigIntegerField()),
                ("high", models.BigIntegerField()),
                ("full", models.BigIntegerField()),
                (
                    "baseline",
                    models.DecimalField(
                        decimal_places=10,
                        help_text="own average of two years, in %",
                        max_digits=13,
                        null=True,
                    ),
                ),
                ("early", models.BooleanField()),
                ("why_not", models.TextField(help_text="where it cannot be forecast yet, why")),
                ("disclosed", models.BooleanField()),
                ("steps", models.JSONField(help_text="how its points and pounds were reckoned")),
                (
                    "surgery",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="partnership.surgery"
                    ),
                ),
                (
                    "total",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="contracts.qofforecasttotal",
                    ),
                ),
            ],
            options={
                "db_table": "contracts_qof_forecast",
            },
        ),
        migrations.CreateModel(
            name="QofDeclared",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("known_on", models.DateField()),
                ("source", models.TextField()),
                ("at", models.DateTimeField()),
                ("actor_id", models.BigIntegerField()),
                ("actor_name", models.TextField()),
                ("year", models.IntegerField(help_text="the year in which it begins")),
                ("indicator", models.TextField()),
                ("numerator", models.IntegerField()),
                ("denominator", models.IntegerField()),
                (
                    "adjusted",
                    models.IntegerField(help_text="patients with a personalised care adjustment", null=True),
                ),
                ("points", models.DecimalField(decimal_places=4, max_digits=8, null=True)),
                ("amount", models.BigIntegerField(null=True)),
                ("declared_on", models.DateField()),
                (
                    "surgery",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="partnership.surgery"
                    ),
                ),
            ],
            options={
                "db_table": "contracts_qof_declared",
                "indexes": [models.Index(fields=["surgery", "year"], name="qof_declared_by_year")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("denominator__gte", models.F("numerator")), ("numerator__gte", 0)
                        ),
                        name="qof_declared_is_possible",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="qofforecasttotal",
            constraint=models.UniqueConstraint(fields=("surgery", "run"), name="forecast_once_a_run"),
        ),
        migrations.AddConstraint(
            model_name="qofforecasttotal",
            constraint=models.CheckConstraint(
                condition=models.Q(("high__gte", models.F("amount")), ("low__lte", models.F("amount"))),
                name="forecast_within_its_range",
            ),
        ),
        migrations.AddConstraint(
            model_name="qofforecast",
            constraint=models.UniqueConstraint(
                fields=("surgery", "total", "indicator"), name="indicator_forecast_once"
            ),
        ),
    ]
