"""The audit log is append-only, and each entry is chained by hash as its transaction commits.

The lock on the chain's end is taken at commit alone (a deferred trigger), so requests that write an entry
do not wait for one another while they work.
"""

from django.db import migrations

from commonpractice.gateways.scoped_postgres.operations import append_only, grant, wall

SQL = """
CREATE FUNCTION app.audit_digest(entry audit_entry) RETURNS bytea
LANGUAGE sql STABLE SET search_path = public, pg_temp SET timezone = 'UTC' AS $$
    SELECT sha256(convert_to(concat_ws('|', entry.id, extract(epoch FROM entry.at), entry.actor_id,
        quote_literal(entry.actor_name), quote_literal(entry.deed), coalesce(entry.surgery_id::text, ''),
        quote_literal(entry.subject), entry.details::text), 'UTF8'))
$$;

CREATE FUNCTION app.link_audit() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('audit_link'));
    INSERT INTO audit_link (entry_id, number, hash)
    SELECT NEW.id, coalesce(before.number, 0) + 1, sha256(coalesce(before.hash, '') || app.audit_digest(NEW))
    FROM (SELECT 1) one
    LEFT JOIN LATERAL (SELECT number, hash FROM audit_link ORDER BY number DESC LIMIT 1) before ON true;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER link_audit AFTER INSERT ON audit_entry DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION app.link_audit();
"""

# Whoever sees a surgery's rows sees its log; what concerns no surgery is seen by who did it.
SEEN = """(surgery_id = ANY ((SELECT app.surgeries())::int[])
           OR (surgery_id IS NULL AND actor_id = (SELECT app.actor())))"""
ADDED = """actor_id = (SELECT app.actor())
           AND (surgery_id IS NULL OR surgery_id = ANY ((SELECT app.surgeries())::int[]))"""

ENTRY = "INSERT (at, actor_id, actor_name, deed, surgery_id, subject, details)"


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial"), ("scoping", "0001_tickets")]
    operations = [
        migrations.RunSQL(SQL),
        grant("audit_entry", "SELECT", ENTRY),
        wall("audit_entry", see=SEEN, write=ADDED),
        append_only("audit_entry"),
        append_only("audit_link"),
    ]
