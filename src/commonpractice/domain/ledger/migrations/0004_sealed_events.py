"""What happens to months and recharges is sealed as postings are: a second hash chain of each profit centre.

What had happened before is sealed as it is found, in the order of its times: whoever changed it earlier is not
found out by this.
"""

import django.db.models.deletion
from django.db import migrations, models

from commonpractice.gateways.scoped_postgres.operations import append_only, wall

SQL = """
-- What happens to a profit centre's months and recharges is a chain of its own, sealed like its postings. A
-- month's event holds the postings' seal, so whoever takes postings from the end leaves a seal of nothing.
ALTER TABLE ledger_event_link ADD CONSTRAINT link_of_one_thing
CHECK (num_nonnulls(month_event_id, recharge_id) = 1 AND (state IS NULL) = (recharge_id IS NULL));

CREATE FUNCTION app.month_event_digest(event ledger_month_event) RETURNS bytea
LANGUAGE sql STABLE SET search_path = public, pg_temp SET datestyle = 'ISO, YMD' SET timezone = 'UTC' AS $$
    SELECT sha256(convert_to(concat_ws('|', 'month', event.id, event.surgery_id, event.month, event.deed,
        event.at, event.actor_id, quote_literal(event.actor_name), quote_literal(event.reason),
        coalesce(encode(event.seal, 'hex'), '')), 'UTF8'))
$$;

-- A recharge as it was when it was in a state: its answer is no part of it before there is one.
CREATE FUNCTION app.recharge_digest(recharge ledger_recharge, in_state text) RETURNS bytea
LANGUAGE sql STABLE SET search_path = public, pg_temp SET datestyle = 'ISO, YMD' SET timezone = 'UTC' AS $$
    SELECT sha256(convert_to(concat_ws('|', 'recharge', recharge.id, recharge.home_id, recharge.host_id,
        recharge.month, recharge.amount, quote_literal(recharge.reason), recharge.raised_at,
        quote_literal(recharge.raised_by), in_state,
        CASE WHEN in_state <> 'raised' THEN concat_ws('|', coalesce(recharge.answered_at::text, ''),
            quote_literal(recharge.answered_by), quote_literal(recharge.answer)) END), 'UTF8'))
$$;

CREATE FUNCTION app.link_month_event() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM app.hold_books(ARRAY[NEW.surgery_id]);
    INSERT INTO ledger_event_link (surgery_id, number, month_event_id, hash)
    SELECT NEW.surgery_id, coalesce(before.number, 0) + 1, NEW.id,
           sha256(coalesce(before.hash, '') || app.month_event_digest(NEW))
    FROM (SELECT 1) one LEFT JOIN LATERAL (
        SELECT number, hash FROM ledger_event_link l WHERE l.surgery_id = NEW.surgery_id
        ORDER BY number DESC LIMIT 1
    ) before ON true;
    RETURN NULL;
END
$$;
CREATE TRIGGER link_month_event AFTER INSERT ON ledger_month_event
FOR EACH ROW EXECUTE FUNCTION app.link_month_event();

-- A recharge is sealed in both of its sides' chains, when it is raised and when it is answered.
CREATE FUNCTION app.link_recharge() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM app.hold_books(ARRAY[NEW.home_id, NEW.host_id]);
    INSERT INTO ledger_event_link (surgery_id, number, recharge_id, state, hash)
    SELECT side.id, coalesce(before.number, 0) + 1, NEW.id, NEW.state,
           sha256(coalesce(before.hash, '') || app.recharge_digest(NEW, NEW.state))
    FROM (VALUES (NEW.home_id), (NEW.host_id)) side (id) LEFT JOIN LATERAL (
        SELECT number, hash FROM ledger_event_link l WHERE l.surgery_id = side.id ORDER BY number DESC LIMIT 1
    ) before ON true;
    RETURN NULL;
END
$$;
CREATE TRIGGER link_recharge AFTER INSERT ON ledger_recharge
FOR EACH ROW EXECUTE FUNCTION app.link_recharge();
CREATE TRIGGER link_answer AFTER UPDATE ON ledger_recharge FOR EACH ROW WHEN (OLD.state <> NEW.state)
EXECUTE FUNCTION app.link_recharge();
"""

SEAL_WHAT_IS_THERE = """
DO $$
DECLARE
    deed record;
    before ledger_event_link;
BEGIN
    FOR deed IN
        SELECT e.surgery_id, e.at, 0 AS turn, e.id, e.id AS month_event_id, NULL::bigint AS recharge_id,
               NULL AS state, app.month_event_digest(e) AS digest
        FROM ledger_month_event e
        UNION ALL
        SELECT side.id, r.raised_at, 1, r.id, NULL, r.id, 'raised', app.recharge_digest(r, 'raised')
        FROM ledger_recharge r, unnest(ARRAY[r.home_id, r.host_id]) side (id)
        UNION ALL
        SELECT side.id, r.answered_at, 2, r.id, NULL, r.id, r.state, app.recharge_digest(r, r.state)
        FROM ledger_recharge r, unnest(ARRAY[r.home_id, r.host_id]) side (id) WHERE r.state <> 'raised'
        ORDER BY 1, 2, 3, 4
    LOOP
        IF before.surgery_id IS DISTINCT FROM deed.surgery_id THEN
            before := NULL;
        END IF;
        INSERT INTO ledger_event_link (surgery_id, number, month_event_id, recharge_id, state, hash)
        VALUES (deed.surgery_id, coalesce(before.number, 0) + 1, deed.month_event_id, deed.recharge_id, deed.state,
                sha256(coalesce(before.hash, '') || deed.digest))
        RETURNING * INTO before;
    END LOOP;
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_wall")]
    operations = [
        migrations.CreateModel(
            name="EventLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.IntegerField()),
                (
                    "state",
                    models.TextField(
                        choices=[
                            ("raised", "waiting for an answer"),
                            ("agreed", "agreed and posted"),
                            ("declined", "declined"),
                            ("withdrawn", "withdrawn"),
                        ],
                        help_text="the recharge's by then",
                        null=True,
                    ),
                ),
                ("hash", models.BinaryField()),
                (
                    "month_event",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.PROTECT, to="ledger.monthevent"
                    ),
                ),
                (
                    "recharge",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, to="ledger.recharge"
                    ),
                ),
                (
                    "surgery",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="partnership.surgery"
                    ),
                ),
            ],
            options={
                "db_table": "ledger_event_link",
            },
        ),
        migrations.AddConstraint(
            model_name="eventlink",
            constraint=models.UniqueConstraint(fields=("surgery", "number"), name="event_link_once"),
        ),
        migrations.AddConstraint(
            model_name="eventlink",
            constraint=models.UniqueConstraint(
                fields=("surgery", "recharge", "state"), name="one_link_a_state"
            ),
        ),
        migrations.RunSQL(SQL),
        wall("ledger_event_link"),
        append_only("ledger_event_link"),
        migrations.RunSQL(SEAL_WHAT_IS_THERE),
    ]
