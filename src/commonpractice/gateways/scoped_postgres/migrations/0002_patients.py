"""A ticket also says at which of its surgeries the bearer may see who the patients are.

Seeing a surgery's rows is one thing, knowing its patients by name another: whoever oversees the whole partnership
does the first and not the second.
"""

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
    message := part[1] || '|' || part[2] || '|' || part[3] || '|' || part[4] || '|' || part[5] || '|' || part[6];
    IF cardinality(part) <> 7 OR secret IS NULL OR part[7] IS DISTINCT FROM
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

-- The surgeries whose patients this transaction may know by name. Always of those that it may see.
CREATE FUNCTION app.patients() RETURNS int[]
LANGUAGE sql STABLE PARALLEL RESTRICTED AS $$
    SELECT coalesce(string_to_array(nullif((app.ticket())[6], ''), ',')::int[], '{}')
$$;
GRANT EXECUTE ON FUNCTION app.patients() TO cp_app;
"""

# The ticket as it was in 0001: six parts, the fifth the last that is signed.
BEFORE = (
    SQL[: SQL.index("-- The surgeries whose patients")]
    .replace(" || '|' || part[6];", ";")
    .replace("<> 7", "<> 6")
    .replace("part[7]", "part[6]")
)
BACK = f"DROP FUNCTION app.patients(); {BEFORE}"


class Migration(migrations.Migration):
    dependencies = [("scoping", "0001_tickets")]
    operations = [migrations.RunSQL(SQL, BACK)]
