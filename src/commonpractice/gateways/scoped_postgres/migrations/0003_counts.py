"""A ticket also says at which of its surgeries the bearer may see counts of very few patients.

Who may know the patients may count them. Whom the deed names for it (a quality lead) sees the counts of every surgery
and no patient; everybody else sees what may leave a surgery.
"""

from importlib import import_module

from django.db import migrations

SQL = """
CREATE OR REPLACE FUNCTION app.ticket() RETURNS text[]
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    raw text := nullif(current_setting('cp.ticket', true), '');
    part text[];
    secret bytea;
    message text;
BEGIN
    IF raw IS NULL THEN
        RETURN NULL;
    END IF;
    part := string_to_array(raw, '|');
    SELECT key INTO secret FROM app.ticket_key;
    message := part[1] || '|' || part[2] || '|' || part[3] || '|' || part[4] || '|' || part[5] || '|' || part[6]
        || '|' || part[7];
    IF cardinality(part) <> 8 OR secret IS NULL OR part[8] IS DISTINCT FROM
       encode(sha256(secret || sha256(secret || convert_to(message, 'UTF8'))), 'hex') THEN
        RAISE insufficient_privilege USING MESSAGE = 'This ticket was not issued by Common Practice.';
    END IF;
    IF part[3]::int <> pg_backend_pid() THEN
        RAISE insufficient_privilege USING MESSAGE = 'This ticket was issued to another connection.';
    END IF;
    IF part[4]::bigint <> (extract(epoch FROM transaction_timestamp()) * 1000000)::bigint THEN
        RAISE insufficient_privilege USING MESSAGE = 'This ticket was issued to another transaction.';
    END IF;
    IF part[5]::bigint < extract(epoch FROM clock_timestamp()) THEN
        RAISE insufficient_privilege USING MESSAGE = 'This ticket has expired.';
    END IF;
    RETURN part;
END
$$;

-- The surgeries whose counts of very few patients this transaction may see. Always of those that it may see.
CREATE FUNCTION app.counts() RETURNS int[]
LANGUAGE sql STABLE PARALLEL RESTRICTED AS $$
    SELECT coalesce(string_to_array(nullif((app.ticket())[7], ''), ',')::int[], '{}')
$$;
GRANT EXECUTE ON FUNCTION app.counts() TO cp_app;
"""

BEFORE = import_module("commonpractice.gateways.scoped_postgres.migrations.0002_patients").SQL
BACK = "DROP FUNCTION app.counts();" + BEFORE[: BEFORE.index("-- The surgeries whose patients")]


class Migration(migrations.Migration):
    dependencies = [("scoping", "0002_patients")]
    operations = [migrations.RunSQL(SQL, BACK)]
