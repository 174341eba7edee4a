"""What may leave a surgery of what was counted there, and who sees whole counts: whoever may see very few.

The program writes what may leave, with each run. A surgery's part is seen with the surgery, the partnership's total by
everybody in the partnership. Whole counts were seen with a ticket for the patients; now with one for counts, which
those who may know the patients have, and whom the deed names.
"""

import django.db.models.deletion
from django.db import migrations, models

from commonpractice.gateways.scoped_postgres.operations import (
    OWN_COUNTS,
    OWN_PATIENTS,
    OWN_ROWS,
    append_only,
    grant,
    wall,
)

BY_PROGRAM = f"(SELECT app.actor()) = 0 AND {OWN_ROWS}"
OF_ONES_PARTNERSHIP = """partnership_id IN (
    SELECT s.partnership_id FROM partnership_surgery s WHERE s.id = ANY ((SELECT app.surgeries())::int[])
)"""
WHOLE_BY_PROGRAM = """(SELECT app.actor()) = 0 AND NOT EXISTS (
    SELECT FROM partnership_surgery s
    WHERE s.partnership_id = quality_disclosed_total.partnership_id
      AND s.id <> ALL ((SELECT app.surgeries())::int[])
)"""
COLUMNS = {
    "quality_disclosed": "surgery_id, run_id, of, code, met, not_met, adjusted",
    "quality_disclosed_total": 'partnership_id, batch, "on", year_end, threshold, surgeries, of, code, split, "group", '
    "met, not_met, adjusted",
}
COUNTS = ("quality_verdict_count", "quality_register_count", "quality_group_count")


def seen_with(predicate: str) -> str:
    """Who sees whole counts: the program, and whoever the predicate says."""
    see = f"(({predicate}) OR ((SELECT app.actor()) = 0 AND {OWN_ROWS}))".format(column="surgery_id")
    return "".join(
        f"ALTER POLICY {policy} ON {table} USING ({see});"
        for table in COUNTS
        for policy in ("seen", "changed", "removed")
    )


OF_ONE_SURGERY = """
ALTER TABLE quality_disclosed ADD CONSTRAINT quality_disclosed_run_of_surgery
    FOREIGN KEY (run_id, surgery_id) REFERENCES quality_run (id, surgery_id);
"""
OF_ONE_SURGERY_BACK = "ALTER TABLE quality_disclosed DROP CONSTRAINT quality_disclosed_run_of_surgery"


class Migration(migrations.Migration):
    dependencies = [
        ("partnership", "0007_small_numbers"),
        ("quality", "0002_wall"),
        ("scoping", "0003_counts"),
    ]

    operations = [
        migrations.CreateModel(
            name="Disclosed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("of", models.TextField(choices=[("indicator", "indicator"), ("register", "register")])),
                ("code", models.TextField()),
                ("met", models.IntegerField(null=True)),
                ("not_met", models.IntegerField(null=True)),
                ("adjusted", models.IntegerField(null=True)),
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
                "db_table": "quality_disclosed",
                "constraints": [
                    models.UniqueConstraint(fields=("surgery", "run", "of", "code"), name="disclosed_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("met__isnull", True), ("not_met__isnull", True)),
                            models.Q(("met__isnull", False), ("not_met__isnull", False)),
                            _connector="OR",
                        ),
                        name="disclosed_whole_or_not",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DisclosedTotal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("batch", models.UUIDField()),
                ("on", models.DateField()),
                ("year_end", models.DateField()),
                ("threshold", models.PositiveSmallIntegerField(help_text="the deed's, as it was then")),
                ("surgeries", models.IntegerField(help_text="so many, together")),
                ("of", models.TextField(choices=[("indicator", "indicator"), ("register", "register")])),
                ("code", models.TextField()),
                ("split", models.TextField(blank=True)),
                ("group", models.TextField(blank=True)),
                ("met", models.IntegerField(null=True)),
                ("not_met", models.IntegerField(null=True)),
                ("adjusted", models.IntegerField(null=True)),
                (
                    "partnership",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="partnership.partnership",
                    ),
                ),
            ],
            options={
                "db_table": "quality_disclosed_total",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("partnership", "on", "year_end", "batch", "of", "code", "split", "group"),
                        name="total_disclosed_once",
                    )
                ],
            },
        ),
        migrations.RunSQL(OF_ONE_SURGERY, OF_ONE_SURGERY_BACK),
        *[grant(table, "SELECT", f"INSERT ({columns})") for table, columns in COLUMNS.items()],
        wall("quality_disclosed", write=BY_PROGRAM),
        wall("quality_disclosed_total", see=OF_ONES_PARTNERSHIP, write=WHOLE_BY_PROGRAM),
        *[append_only(table) for table in COLUMNS],
        migrations.RunSQL(seen_with(OWN_COUNTS), seen_with(OWN_PATIENTS)),
    ]
