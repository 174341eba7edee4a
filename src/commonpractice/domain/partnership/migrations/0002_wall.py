"""Who may do what to the partnership's tables, whose rows they see, and what never overlaps."""

from django.db import migrations

from commonpractice.gateways.scoped_postgres.operations import OWN_ROWS, grant, never_two_at_once, wall

DATED = ["SELECT", "INSERT", "UPDATE (superseded_on)"]

IN_SCOPE = "ANY ((SELECT app.surgeries())::int[])"

# What is the partnership's is written by whoever has the whole of it in scope, as the command that loads its
# file has. People and partnerships are added by the program itself, and so only by its commands.
THE_PROGRAM = "(SELECT app.actor()) = 0"
THE_WHOLE = """(SELECT app.actor()) IS NOT NULL AND NOT EXISTS (
    SELECT FROM partnership_surgery s
    WHERE s.partnership_id = {of} AND s.id <> ALL ((SELECT app.surgeries())::int[])
)"""

# A person's row is written with a ticket that names them, and so is how they prove who they are: the program
# issues one as soon as they have proved it (a password, a key sent by email), and to nobody before.
OWN_SELF = "id = (SELECT app.actor())"
OWN_PROOFS = "user_id = (SELECT app.actor())"
SIGN_IN = """
CREATE FUNCTION app.keep_user() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    RAISE insufficient_privilege USING MESSAGE =
        'What somebody is called, the address by which they sign in, and whether they may, are not for the '
        'application to change.';
END
$$;
CREATE TRIGGER keep_user BEFORE UPDATE ON partnership_user FOR EACH ROW
WHEN (
    current_user = 'cp_app'
    AND (OLD.name, OLD.email, OLD.is_active, OLD.date_joined)
        IS DISTINCT FROM (NEW.name, NEW.email, NEW.is_active, NEW.date_joined)
) EXECUTE FUNCTION app.keep_user();
"""

# A partner is seen where he or she shares in a surgery that one may see, or owns a part of its premises, and
# added by whoever sees a surgery of the partnership. Nobody comes to see a partner by claiming one who is
# another surgery's.
PARTNERS = """(
    id IN (SELECT partner_id FROM partnership_partner_membership)
    OR id IN (SELECT partner_id FROM partnership_property_share)
)"""
NEW_PARTNERS = f"""EXISTS (
    SELECT FROM partnership_surgery s
    WHERE s.partnership_id = partnership_partner.partnership_id AND s.id = {IN_SCOPE}
)"""
CLAIMS = """
CREATE FUNCTION app.may_claim(partner int) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM partnership_partner p JOIN partnership_surgery s USING (partnership_id)
        WHERE p.id = partner AND s.id = ANY (app.surgeries())
    ) AND (
        NOT EXISTS (SELECT FROM partnership_partner_membership WHERE partner_id = partner)
        OR EXISTS (
            SELECT FROM partnership_partner_membership
            WHERE partner_id = partner AND surgery_id = ANY (app.surgeries())
        )
    )
$$;
GRANT EXECUTE ON FUNCTION app.may_claim(int) TO cp_app;
CREATE POLICY claimed ON partnership_partner_membership AS RESTRICTIVE FOR INSERT TO cp_app
    WITH CHECK (app.may_claim(partner_id));
CREATE POLICY claimed ON partnership_profit_share AS RESTRICTIVE FOR INSERT TO cp_app
    WITH CHECK (app.may_claim(partner_id));
CREATE POLICY claimed ON partnership_property_share AS RESTRICTIVE FOR INSERT TO cp_app
    WITH CHECK (partner_id IS NULL OR app.may_claim(partner_id));
"""

# One's own roles are read before anything else is known of one; others' only within one's surgeries.
ROLES = f"({OWN_ROWS.format(column='surgery_id')} OR user_id = (SELECT app.actor()))"

# To reach one surgery is not enough to say who else does: that is for those who reach the centre.
GIVERS = f"""EXISTS (
    SELECT FROM partnership_surgery s JOIN partnership_surgery c USING (partnership_id)
    WHERE s.id = partnership_role_held.surgery_id AND c.kind = 'centre' AND c.id = {IN_SCOPE}
)"""
GIVING = f"""
CREATE POLICY given ON partnership_role_held AS RESTRICTIVE FOR INSERT TO cp_app WITH CHECK ({GIVERS});
CREATE POLICY ended ON partnership_role_held AS RESTRICTIVE FOR UPDATE TO cp_app
    USING (user_id = (SELECT app.actor()) OR {GIVERS});
"""


# Whoever acts is called what they are called: a log does not believe what its writer says of that.
NAMES = """
CREATE FUNCTION app.name_actor() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    NEW.actor_name := coalesce((SELECT name FROM partnership_user WHERE id = NEW.actor_id), NEW.actor_name);
    RETURN NEW;
END
$$;
CREATE TRIGGER name_actor BEFORE INSERT ON audit_entry FOR EACH ROW EXECUTE FUNCTION app.name_actor();
"""

# What the log says of no surgery (a published file, a new colleague without a role yet) is for whoever
# oversees all that is here: they reach the centre of every partnership. Nobody else learns of anybody by it.
OVERSEERS = """
CREATE POLICY overseen ON audit_entry FOR SELECT TO cp_app USING (
    surgery_id IS NULL AND (
        SELECT bool_and(id = ANY (app.surgeries())) FROM partnership_surgery WHERE kind = 'centre'
    )
);
"""


def read_by_all(table: str, *, added: str, changed: str) -> migrations.RunSQL:
    """Show a table's rows to everybody, and say who may write them."""
    return migrations.RunSQL(
        f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY owner ON {table} TO cp_owner USING (true) WITH CHECK (true);
        CREATE POLICY seen ON {table} FOR SELECT TO cp_app USING (true);
        CREATE POLICY added ON {table} FOR INSERT TO cp_app WITH CHECK ({added});
        CREATE POLICY changed ON {table} FOR UPDATE TO cp_app USING ({changed});
        """
    )


def never_alike_at_once(table: str, *texts: str, also: str = "surgery_id") -> migrations.RunSQL:
    """As never_two_at_once, with keys that are text: compared by a hash of 64 bits, which two texts share
    once in some 10 million million million times. Core PostgreSQL has no range of text to compare them by.
    """
    keys = [f"int8range({column}, {column}, '[]')" for column in also.split()]
    keys += [f"numrange({hashed}, {hashed}, '[]')" for text in texts for hashed in [_hashed(text)]]
    return migrations.RunSQL(
        f"""
        ALTER TABLE {table} ADD CONSTRAINT {table}_one_at_a_time EXCLUDE USING gist (
            {", ".join(f"{key} WITH &&" for key in keys)}, effective WITH &&
        ) WHERE (superseded_on IS NULL)
        """
    )


def _hashed(text: str) -> str:
    return f"hashtextextended({text}, 0)::numeric"


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0002_chain"),
        ("partnership", "0001_initial"),
        ("scoping", "0001_tickets"),
        ("sessions", "0001_initial"),
        ("account", "0001_initial"),
        ("mfa", "0001_initial"),
    ]
    operations = [
        migrations.RunSQL(NAMES),
        migrations.RunSQL(OVERSEERS),
        # Names and codes of partnerships and surgeries are public, and not for anybody to write.
        grant("partnership_partnership", "SELECT", "INSERT", "UPDATE (name, model, founded, year_starts)"),
        read_by_all(
            "partnership_partnership",
            added=THE_PROGRAM,
            changed=THE_WHOLE.format(of="partnership_partnership.id"),
        ),
        grant("partnership_surgery", "SELECT", "INSERT", "UPDATE (name, strapline, colour)"),
        read_by_all(
            "partnership_surgery",
            added=THE_WHOLE.format(of="partnership_surgery.partnership_id"),
            changed=OWN_ROWS.format(column="id"),
        ),
        # Django writes a user's row whole: hence a trigger keeps what a narrower grant would.
        grant(
            "partnership_user",
            "SELECT",
            "INSERT",
            "UPDATE (password, last_login, email, name, is_active, date_joined)",
        ),
        read_by_all("partnership_user", added=THE_PROGRAM, changed=OWN_SELF),
        migrations.RunSQL(SIGN_IN),
        grant("partnership_membership", *DATED),
        wall("partnership_membership"),
        never_two_at_once("partnership_membership", "surgery_id"),
        grant("partnership_site", *DATED),
        wall("partnership_site"),
        never_alike_at_once("partnership_site", "coalesce(nullif(code, ''), name)"),
        grant("partnership_cqc_location", *DATED),
        wall("partnership_cqc_location"),
        never_alike_at_once("partnership_cqc_location", "coalesce(nullif(location_id, ''), name)"),
        grant("partnership_pcn_membership", *DATED),
        wall("partnership_pcn_membership"),
        never_alike_at_once("partnership_pcn_membership", "pcn_code"),
        grant("partnership_contract", *DATED),
        wall("partnership_contract"),
        never_two_at_once("partnership_contract", "surgery_id"),
        grant("partnership_partner_membership", *DATED),
        wall("partnership_partner_membership"),
        never_two_at_once("partnership_partner_membership", "surgery_id", "partner_id"),
        grant("partnership_partner", "SELECT", "INSERT", "UPDATE (name, kind, user_id)"),
        wall("partnership_partner", see=PARTNERS, write=NEW_PARTNERS),
        grant("partnership_profit_share", *DATED),
        wall("partnership_profit_share"),
        never_two_at_once("partnership_profit_share", "surgery_id", "partner_id"),
        grant("partnership_property_share", *DATED),
        wall("partnership_property_share"),
        never_alike_at_once("partnership_property_share", "coalesce('partner ' || partner_id::text, owner)"),
        migrations.RunSQL(CLAIMS),
        grant("partnership_role_held", *DATED),
        wall("partnership_role_held", see=ROLES, write=OWN_ROWS),
        migrations.RunSQL(GIVING),
        never_alike_at_once("partnership_role_held", "role", also="surgery_id user_id"),
        grant("partnership_size", *DATED),
        wall("partnership_size"),
        never_two_at_once("partnership_size", "surgery_id"),
        # Signing in: Django's and allauth's own tables.
        grant("django_session", "SELECT", "INSERT", "UPDATE", "DELETE"),
        grant("django_content_type", "SELECT"),
        # Looked into by allauth and empty for good: one's address is that of one's own row, and whoever could
        # add another here would have a forgotten password sent to it.
        grant("account_emailaddress", "SELECT"),
        grant("mfa_authenticator", "SELECT", "INSERT", "UPDATE", "DELETE"),
        wall("mfa_authenticator", see=OWN_PROOFS),
    ]
