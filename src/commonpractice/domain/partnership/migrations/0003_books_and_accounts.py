"""What stays once a partnership has books, whose practice code is whose, and how accounts are closed.

In the database, so that it holds whatever asks.
"""

from django.db import migrations

# The books were kept by the partnership's year and model: both stay from the first posting on. The ledger is
# above this room, and its tables are made later: PostgreSQL looks for them only when it is asked.
BOOKS = """
CREATE FUNCTION app.has_books(which bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM ledger_link l JOIN partnership_surgery s ON s.id = l.surgery_id
        WHERE s.partnership_id = which
    );
END
$$;
GRANT EXECUTE ON FUNCTION app.has_books(bigint) TO cp_app;

CREATE FUNCTION app.keep_year_and_model() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF app.has_books(OLD.id) THEN
        RAISE integrity_constraint_violation USING CONSTRAINT = 'year_and_model_stay', MESSAGE = format(
            '%s has books: its financial year and its model stay as they are.', OLD.name);
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER keep_year_and_model BEFORE UPDATE ON partnership_partnership FOR EACH ROW
WHEN ((OLD.year_starts, OLD.model) IS DISTINCT FROM (NEW.year_starts, NEW.model))
EXECUTE FUNCTION app.keep_year_and_model();
"""

# A practice code is one practice: on any day it belongs to one partnership. A demonstration's are invented.
# Two that load the same code at once wait for one another.
ONE_PARTNERSHIP = """
CREATE FUNCTION app.one_partnership_at_a_time() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    mine partnership_surgery;
    theirs text;
BEGIN
    SELECT * INTO mine FROM partnership_surgery WHERE id = NEW.surgery_id;
    IF mine.kind <> 'surgery' THEN
        RETURN NULL;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext('one_partnership_at_a_time'), hashtext(mine.code));
    SELECT p.name INTO theirs
    FROM partnership_membership m
    JOIN partnership_surgery s ON s.id = m.surgery_id
    JOIN partnership_partnership p ON p.id = s.partnership_id AND NOT p.demonstration
    WHERE s.code = mine.code AND s.kind = 'surgery' AND s.partnership_id <> mine.partnership_id
      AND m.superseded_on IS NULL AND m.effective && NEW.effective
      AND NOT (SELECT demonstration FROM partnership_partnership WHERE id = mine.partnership_id)
    LIMIT 1;
    IF FOUND THEN
        RAISE integrity_constraint_violation USING CONSTRAINT = 'one_partnership_at_a_time', MESSAGE = format(
            '%s (%s) belongs to %s on some of those days.', mine.name, mine.code, theirs);
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER one_partnership_at_a_time AFTER INSERT ON partnership_membership FOR EACH ROW
WHEN (NEW.superseded_on IS NULL) EXECUTE FUNCTION app.one_partnership_at_a_time();
"""

# Whether somebody may sign in, and their password where they cannot set it themselves, are for whoever
# administers the installation: the program's commands, whose tickets name nobody (0) as the actor.
ACCOUNTS = """
CREATE FUNCTION app.open_or_close_account(person bigint, active boolean, now_is timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF app.actor() IS DISTINCT FROM 0 THEN
        RAISE insufficient_privilege USING MESSAGE = 'Accounts are opened and closed by commands alone.';
    END IF;
    UPDATE partnership_user
    SET is_active = active, date_joined = CASE WHEN active THEN now_is ELSE date_joined END WHERE id = person;
END
$$;
CREATE FUNCTION app.set_password(person bigint, hashed text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF app.actor() IS DISTINCT FROM 0 THEN
        RAISE insufficient_privilege USING MESSAGE = 'Passwords of others are set by commands alone.';
    END IF;
    UPDATE partnership_user SET password = hashed WHERE id = person;
END
$$;
GRANT EXECUTE ON FUNCTION
    app.open_or_close_account(bigint, boolean, timestamptz), app.set_password(bigint, text) TO cp_app;
"""


class Migration(migrations.Migration):
    dependencies = [("partnership", "0002_wall")]
    operations = [
        migrations.RunSQL(BOOKS),
        migrations.RunSQL(ONE_PARTNERSHIP),
        migrations.RunSQL(ACCOUNTS),
    ]
