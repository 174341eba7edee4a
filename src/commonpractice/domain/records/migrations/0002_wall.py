"""Who sees what of patients' records, and what is never changed.

A surgery's snapshots, imports and clinicians are seen with a ticket for the surgery; who its patients are
only with one for its patients. What codes mean is nobody's in particular: all may read it, and whoever
administers the installation loads it. A code that a record uses is written down by whoever takes the record
in.
"""

from django.db import migrations

from commonpractice.gateways.scoped_postgres.operations import OWN_PATIENTS, append_only, grant, wall

BY = "at, actor_id, actor_name"
OF_PATIENT = "given_name, family_name, born, address, postcode, phone, email, local_id, nhs_number, told_at"
ADDED = {
    "records_concept": "code, term",
    "records_codelist": f"cluster, version, source, sha256, effective_from, {BY}",
    "records_codelist_member": "codelist_id, concept_id",
    "records_patient": f"surgery_id, pseudonym, {OF_PATIENT}",
    "records_clinician": "surgery_id, code, name, role",
    "records_snapshot": f"surgery_id, uuid, system, as_at, rows, manifest_sha256, key_check, {BY}",
    "records_import": f"surgery_id, snapshot_id, follows_id, files, kinds, rules, counts, reasons, notes, refused, {BY}",
}
CHANGED = {"records_patient": OF_PATIENT, "records_clinician": "name, role"}
THE_PROGRAM = "(SELECT app.actor()) = 0"
SEEN = {
    "records_store": {"see": "true", "write": "false"},
    "records_concept": {"see": "true", "write": f"{THE_PROGRAM} OR cardinality((SELECT app.patients())) > 0"},
    "records_codelist": {"see": "true", "write": THE_PROGRAM},
    "records_codelist_member": {"see": "true", "write": THE_PROGRAM},
    "records_patient": {"see": OWN_PATIENTS},
    "records_clinician": {},
    "records_snapshot": {},
    "records_import": {},
}
NEVER_CHANGED = [table for table in SEEN if table not in CHANGED]
NAMED = ("records_codelist", "records_snapshot", "records_import")

SHAPES = """
ALTER TABLE records_patient ADD CONSTRAINT patient_pseudonym_whole CHECK (length(pseudonym) = 16);
ALTER TABLE records_patient ADD CONSTRAINT patient_nhs_number_digits CHECK (nhs_number ~ '^[0-9]{10}$');
ALTER TABLE records_store ADD CONSTRAINT one_store CHECK (only_one);
ALTER TABLE records_snapshot ADD CONSTRAINT snapshot_id_of_surgery UNIQUE (id, surgery_id);
ALTER TABLE records_import ADD CONSTRAINT import_snapshot_of_surgery
    FOREIGN KEY (snapshot_id, surgery_id) REFERENCES records_snapshot (id, surgery_id);
ALTER TABLE records_import ADD CONSTRAINT import_follows_of_surgery
    FOREIGN KEY (follows_id, surgery_id) REFERENCES records_snapshot (id, surgery_id);
INSERT INTO records_store (only_one, name) VALUES (true, gen_random_uuid());
"""
SHAPES_BACK = """
DELETE FROM records_store;
ALTER TABLE records_import DROP CONSTRAINT import_follows_of_surgery;
ALTER TABLE records_import DROP CONSTRAINT import_snapshot_of_surgery;
ALTER TABLE records_snapshot DROP CONSTRAINT snapshot_id_of_surgery;
ALTER TABLE records_store DROP CONSTRAINT one_store;
ALTER TABLE records_patient DROP CONSTRAINT patient_nhs_number_digits;
ALTER TABLE records_patient DROP CONSTRAINT patient_pseudonym_whole;
"""
# Which of some folders hold a snapshot, whoever's: so that none is cleared away because its row was not seen.
KNOWN = """
CREATE FUNCTION app.known_snapshots(candidates uuid[]) RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT coalesce(array_agg(uuid), '{}') FROM records_snapshot WHERE uuid = ANY (candidates)
$$;
GRANT EXECUTE ON FUNCTION app.known_snapshots(uuid[]) TO cp_app;
"""


def _grant(table: str) -> migrations.RunSQL:
    may = ["SELECT"]
    may += [f"INSERT ({ADDED[table]})"] if table in ADDED else []
    may += [f"UPDATE ({CHANGED[table]})"] if table in CHANGED else []
    return grant(table, *may)


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial"), ("scoping", "0002_patients"), ("partnership", "0002_wall")]
    operations = [
        migrations.RunSQL(SHAPES, SHAPES_BACK),
        *[_grant(table) for table in SEEN],
        *[wall(table, **seen) for table, seen in SEEN.items()],
        *[append_only(table) for table in NEVER_CHANGED],
        *[
            migrations.RunSQL(
                f"CREATE TRIGGER name_actor BEFORE INSERT ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION app.name_actor();",
                f"DROP TRIGGER name_actor ON {table}",
            )
            for table in NAMED
        ],
        migrations.RunSQL(KNOWN, "DROP FUNCTION app.known_snapshots(uuid[])"),
    ]
