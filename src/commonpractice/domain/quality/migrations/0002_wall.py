"""Who sees what was counted of care: whole counts at the surgery alone, and nothing is ever changed.

A run says no more than that it took place, and is seen with the surgery. What it counted may be of one or two
patients; it is seen with a ticket for the surgery's patients, and by the program.
"""

from django.db import migrations

from commonpractice.gateways.scoped_postgres.operations import (
    OWN_PATIENTS,
    OWN_ROWS,
    append_only,
    grant,
    wall,
)

COLUMNS = {
    "quality_run": 'surgery_id, batch, "on", year_end, snapshot_id, rulebook, codelists, version, engine, listed, '
    "at, actor_id, actor_name",
    "quality_verdict_count": "surgery_id, run_id, indicator, status, reason, patients",
    "quality_register_count": "surgery_id, run_id, register, patients, listed",
    "quality_group_count": 'surgery_id, run_id, indicator, split, "group", met, not_met',
}
COUNTS = tuple(table for table in COLUMNS if table != "quality_run")
WHOLE = f"(({OWN_PATIENTS}) OR ((SELECT app.actor()) = 0 AND {OWN_ROWS}))"
BY_PROGRAM = f"(SELECT app.actor()) = 0 AND {OWN_ROWS}"

OF_ONE_SURGERY = """
ALTER TABLE quality_run ADD CONSTRAINT quality_run_id_of_surgery UNIQUE (id, surgery_id);
ALTER TABLE quality_run ADD CONSTRAINT quality_run_snapshot_of_surgery
    FOREIGN KEY (snapshot_id, surgery_id) REFERENCES records_snapshot (id, surgery_id);
""" + "".join(
    f"ALTER TABLE {table} ADD CONSTRAINT {table}_run_of_surgery "
    "FOREIGN KEY (run_id, surgery_id) REFERENCES quality_run (id, surgery_id);"
    for table in COUNTS
)
OF_ONE_SURGERY_BACK = "".join(
    f"ALTER TABLE {table} DROP CONSTRAINT {table}_run_of_surgery;" for table in COUNTS
) + (
    "ALTER TABLE quality_run DROP CONSTRAINT quality_run_snapshot_of_surgery;"
    "ALTER TABLE quality_run DROP CONSTRAINT quality_run_id_of_surgery;"
)


class Migration(migrations.Migration):
    dependencies = [
        ("quality", "0001_initial"),
        ("records", "0002_wall"),
        ("scoping", "0002_patients"),
    ]
    operations = [
        migrations.RunSQL(OF_ONE_SURGERY, OF_ONE_SURGERY_BACK),
        *[grant(table, "SELECT", f"INSERT ({columns})") for table, columns in COLUMNS.items()],
        wall("quality_run", write=BY_PROGRAM),
        *[wall(table, see=WHOLE, write=BY_PROGRAM) for table in COUNTS],
        *[append_only(table) for table in COLUMNS],
        migrations.RunSQL(
            "CREATE TRIGGER name_actor BEFORE INSERT ON quality_run "
            "FOR EACH ROW EXECUTE FUNCTION app.name_actor();",
            "DROP TRIGGER name_actor ON quality_run",
        ),
    ]
