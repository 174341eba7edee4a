"""Whoever writes of a surgery's records may know its patients; and so may whoever sees what an import did.

Snapshots, imports and clinicians could be written with a ticket for the surgery alone. What an import counted may be
of one patient, and the names of its files anybody's: those are seen with a ticket for the patients. That a surgery has
a snapshot, of which day and by whom, is still seen with one for the surgery. A patient who gets an NHS number keeps the
number that stands for them: their pseudonym changes.
"""

from django.db import migrations

from commonpractice.gateways.scoped_postgres.operations import OWN_PATIENTS, OWN_ROWS

WRITTEN = ("records_clinician", "records_snapshot", "records_import")
SEEN = ("records_import",)


def _policies(*, write: str, see: str) -> str:
    write, see = write.format(column="surgery_id"), see.format(column="surgery_id")
    return "".join(
        f"ALTER POLICY added ON {table} WITH CHECK ({write});"
        f"ALTER POLICY changed ON {table} USING ({write}) WITH CHECK ({write});"
        f"ALTER POLICY removed ON {table} USING ({write});"
        for table in WRITTEN
    ) + "".join(f"ALTER POLICY seen ON {table} USING ({see});" for table in SEEN)


class Migration(migrations.Migration):
    dependencies = [("records", "0002_wall")]
    operations = [
        migrations.RunSQL(
            _policies(write=OWN_PATIENTS, see=OWN_PATIENTS), _policies(write=OWN_ROWS, see=OWN_ROWS)
        ),
        migrations.RunSQL(
            "GRANT UPDATE (pseudonym) ON records_patient TO cp_app;",
            "REVOKE UPDATE (pseudonym) ON records_patient FROM cp_app;",
        ),
    ]
