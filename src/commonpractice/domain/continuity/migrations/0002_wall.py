"""Who sees what was measured of continuity: one clinician's figures at their surgery alone, and nothing is changed.

A run says no more than that it took place. Groups may be of very few patients, and are seen with a ticket for
counts. A list is one clinician's, which is nobody's business elsewhere: it is seen with a ticket for the
patients, whoever the deed lets see small numbers. What may leave a surgery the program writes beside it.
"""

from django.db import migrations

from commonpractice.gateways.scoped_postgres.operations import (
    OWN_COUNTS,
    OWN_PATIENTS,
    OWN_ROWS,
    append_only,
    grant,
    wall,
)

FIGURES = "own, contacts, seen, patients, upc, bice_boxerman, herfindahl, secon, mmci"
COLUMNS = {
    "continuity_run": 'surgery_id, batch, "on", year_from, snapshot_id, rulebook, codelists, version, engine, at, '
    "actor_id, actor_name",
    "continuity_group_month": f'surgery_id, run_id, split, "group", {FIGURES}',
    "continuity_list_month": f"surgery_id, run_id, clinician_id, {FIGURES}",
    "continuity_disclosed": f"surgery_id, run_id, {FIGURES}",
    "continuity_disclosed_total": 'partnership_id, batch, "on", threshold, surgeries, split, "group", '
    + FIGURES,
}
OF_A_RUN = ("continuity_group_month", "continuity_list_month", "continuity_disclosed")
BY_PROGRAM = f"(SELECT app.actor()) = 0 AND {OWN_ROWS}"
OF_ONES_PARTNERSHIP = """partnership_id IN (
    SELECT s.partnership_id FROM partnership_surgery s WHERE s.id = ANY ((SELECT app.surgeries())::int[])
)"""
WHOLE_BY_PROGRAM = """(SELECT app.actor()) = 0 AND NOT EXISTS (
    SELECT FROM partnership_surgery s
    WHERE s.partnership_id = continuity_disclosed_total.partnership_id
      AND s.id <> ALL ((SELECT app.surgeries())::int[])
)"""

OF_ONE_SURGERY = """
ALTER TABLE continuity_run ADD CONSTRAINT continuity_run_id_of_surgery UNIQUE (id, surgery_id);
ALTER TABLE continuity_run ADD CONSTRAINT continuity_run_snapshot_of_surgery
    FOREIGN KEY (snapshot_id, surgery_id) REFERENCES records_snapshot (id, surgery_id);
""" + "".join(
    f"ALTER TABLE {table} ADD CONSTRAINT {table}_run_of_surgery "
    "FOREIGN KEY (run_id, surgery_id) REFERENCES continuity_run (id, surgery_id);"
    for table in OF_A_RUN
)
OF_ONE_SURGERY_BACK = "".join(
    f"ALTER TABLE {table} DROP CONSTRAINT {table}_run_of_surgery;" for table in OF_A_RUN
) + (
    "ALTER TABLE continuity_run DROP CONSTRAINT continuity_run_snapshot_of_surgery;"
    "ALTER TABLE continuity_run DROP CONSTRAINT continuity_run_id_of_surgery;"
)


def whole(predicate: str) -> str:
    """Seen by the program, and by whoever the predicate says."""
    return f"(({predicate}) OR ((SELECT app.actor()) = 0 AND {OWN_ROWS}))"


class Migration(migrations.Migration):
    dependencies = [
        ("continuity", "0001_initial"),
        ("records", "0002_wall"),
        ("scoping", "0003_counts"),
    ]
    operations = [
        migrations.RunSQL(OF_ONE_SURGERY, OF_ONE_SURGERY_BACK),
        *[grant(table, "SELECT", f"INSERT ({columns})") for table, columns in COLUMNS.items()],
        wall("continuity_run", write=BY_PROGRAM),
        wall("continuity_group_month", see=whole(OWN_COUNTS), write=BY_PROGRAM),
        wall("continuity_list_month", see=whole(OWN_PATIENTS), write=BY_PROGRAM),
        wall("continuity_disclosed", write=BY_PROGRAM),
        wall("continuity_disclosed_total", see=OF_ONES_PARTNERSHIP, write=WHOLE_BY_PROGRAM),
        *[append_only(table) for table in COLUMNS],
        migrations.RunSQL(
            "CREATE TRIGGER name_actor BEFORE INSERT ON continuity_run "
            "FOR EACH ROW EXECUTE FUNCTION app.name_actor();",
            "DROP TRIGGER name_actor ON continuity_run",
        ),
    ]
