"""Who sees what a year is forecast to come to, and that no forecast or declaration is ever changed.

A surgery's sums are seen with the surgery. Pounds by indicator tell its counts: they are seen by whoever may see
those, and outside where the counts may leave the surgery. Forecasts are written by the program alone. What was
declared the NHS publishes for every practice: it is seen with the surgery.
"""

from django.db import migrations

from commonpractice.gateways.scoped_postgres.operations import (
    OWN_COUNTS,
    OWN_ROWS,
    append_only,
    grant,
    wall,
)

KNOWN = "surgery_id, known_on, source, at, actor_id, actor_name"
COLUMNS = {
    "contracts_qof_forecast_total": f'{KNOWN}, run_id, year, "on", points, amount, low, high, "full", '
    "next_patients, next_amount, unknown, early",
    "contracts_qof_forecast": "surgery_id, total_id, indicator, met, eligible, expected, low_met, high_met, points, "
    'amount, low, high, "full", baseline, early, why_not, disclosed, steps',
    "contracts_qof_declared": f"{KNOWN}, year, indicator, numerator, denominator, adjusted, points, amount, "
    "declared_on",
}
BY_PROGRAM = f"(SELECT app.actor()) = 0 AND {OWN_ROWS}"
PARTS = f"(({OWN_COUNTS}) OR (disclosed AND {OWN_ROWS}) OR ({BY_PROGRAM}))"
NAMED = "CREATE TRIGGER name_actor BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION app.name_actor();"

OF_ONE_SURGERY = """
ALTER TABLE contracts_qof_forecast_total ADD CONSTRAINT contracts_qof_forecast_total_id_of_surgery
    UNIQUE (id, surgery_id);
ALTER TABLE contracts_qof_forecast_total ADD CONSTRAINT contracts_qof_forecast_total_run_of_surgery
    FOREIGN KEY (run_id, surgery_id) REFERENCES quality_run (id, surgery_id);
ALTER TABLE contracts_qof_forecast ADD CONSTRAINT contracts_qof_forecast_total_of_surgery
    FOREIGN KEY (total_id, surgery_id) REFERENCES contracts_qof_forecast_total (id, surgery_id);
"""
OF_ONE_SURGERY_BACK = """
ALTER TABLE contracts_qof_forecast DROP CONSTRAINT contracts_qof_forecast_total_of_surgery;
ALTER TABLE contracts_qof_forecast_total DROP CONSTRAINT contracts_qof_forecast_total_run_of_surgery;
ALTER TABLE contracts_qof_forecast_total DROP CONSTRAINT contracts_qof_forecast_total_id_of_surgery;
"""


class Migration(migrations.Migration):
    dependencies = [("contracts", "0006_forecast"), ("scoping", "0003_counts")]
    operations = [
        grant("contracts_qof_count", "INSERT (declared)"),
        migrations.RunSQL(OF_ONE_SURGERY, OF_ONE_SURGERY_BACK),
        *[grant(table, "SELECT", f"INSERT ({columns})") for table, columns in COLUMNS.items()],
        wall("contracts_qof_forecast_total", see=OWN_ROWS, write=BY_PROGRAM),
        wall("contracts_qof_forecast", see=PARTS, write=BY_PROGRAM),
        wall("contracts_qof_declared"),
        *[append_only(table) for table in COLUMNS],
        *[
            migrations.RunSQL(NAMED.format(table=table), f"DROP TRIGGER name_actor ON {table}")
            for table in ("contracts_qof_forecast_total", "contracts_qof_declared")
        ],
    ]
