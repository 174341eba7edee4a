from django.db import migrations

from commonpractice.gateways.scoped_postgres.operations import grant, wall

SQL = """
CREATE SCHEMA app;
-- Functions are for whom they are granted to; trigger functions for nobody to call.
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
REVOKE ALL ON SCHEMA app FROM PUBLIC;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
-- A temporary table could stand before a real one.
DO $$ BEGIN
    EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
END $$;
GRANT USAGE ON SCHEMA public, app TO cp_app;

-- The key that signs tickets. Nobody but the owner may look.
CREATE TABLE app.ticket_key (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    key bytea NOT NULL CHECK (length(key) = 32)
);
REVOKE ALL ON app.ticket_key FROM PUBLIC;

-- The checked ticket of this transaction: {surgeries, actor}; NULL where none was presented.
-- After SET LOCAL the value of an unset setting is '', not NULL: hence nullif.
CREATE FUNCTION app.ticket() RETURNS text[]
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
    message := part[1] || '|' || part[2] || '|' || part[3] || '|' || part[4] || '|' || part[5];
    IF cardinality(part) <> 6 OR secret IS NULL OR part[6] IS DISTINCT FROM
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

-- The surgeries that this transaction may see. Policies read it through a scalar sub-select, so that it
-- is worked out once a query and not once a row.
CREATE FUNCTION app.surgeries() RETURNS int[]
LANGUAGE sql STABLE PARALLEL RESTRICTED AS $$
    SELECT coalesce(string_to_array(nullif((app.ticket())[1], ''), ',')::int[], '{}')
$$;

-- Who is acting; NULL where nobody has shown a ticket.
CREATE FUNCTION app.actor() RETURNS bigint
LANGUAGE sql STABLE PARALLEL RESTRICTED AS $$
    SELECT (app.ticket())[2]::bigint
$$;

-- For tables whose rows are written once and never again.
CREATE FUNCTION app.refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE integrity_constraint_violation USING MESSAGE = format(
        '%s is append-only: a row, once written, is never changed or taken away.', TG_TABLE_NAME);
END
$$;

GRANT EXECUTE ON FUNCTION app.ticket(), app.surgeries(), app.actor() TO cp_app;

-- What every process must know for a short while (shared_cache.py).
CREATE TABLE app.remembered (
    key text PRIMARY KEY,
    value text NOT NULL, -- JSON, as it was written: jsonb writes some numbers anew
    expires timestamptz NOT NULL
);
CREATE INDEX remembered_until ON app.remembered (expires);
"""

THE_PROGRAM = "(SELECT app.actor()) = 0"


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.RunSQL(SQL, "DROP SCHEMA app CASCADE"),
        grant("app.remembered", "SELECT", "INSERT", "UPDATE", "DELETE"),
        wall("app.remembered", see=THE_PROGRAM),
    ]
