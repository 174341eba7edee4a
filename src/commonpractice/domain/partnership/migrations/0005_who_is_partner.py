"""That a partner signs in as somebody is said by the program's commands alone: it shows that partner's statement."""

from django.db import migrations

KEPT = """
CREATE FUNCTION app.keep_who_is_partner() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF current_user = 'cp_app' AND app.actor() IS DISTINCT FROM 0 THEN
        RAISE insufficient_privilege USING MESSAGE =
            'As whom a partner signs in is said by commands alone (commonpractice user is-partner).';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER keep_who_is_partner BEFORE UPDATE ON partnership_partner FOR EACH ROW
WHEN (OLD.user_id IS DISTINCT FROM NEW.user_id) EXECUTE FUNCTION app.keep_who_is_partner();
CREATE TRIGGER keep_who_is_new_partner BEFORE INSERT ON partnership_partner FOR EACH ROW
WHEN (NEW.user_id IS NOT NULL) EXECUTE FUNCTION app.keep_who_is_partner();
"""
BACK = """
DROP TRIGGER keep_who_is_partner ON partnership_partner;
DROP TRIGGER keep_who_is_new_partner ON partnership_partner;
DROP FUNCTION app.keep_who_is_partner();
"""


class Migration(migrations.Migration):
    dependencies = [("partnership", "0004_deed")]
    operations = [migrations.RunSQL(KEPT, BACK)]
