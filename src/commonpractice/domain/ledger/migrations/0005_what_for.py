"""A posting may say what it is for, and which month it is of: what is reckoned again posts the difference.

The trigger of 0002 anew: a reversal is the opposite item by item and month by month; and the digest, in which
postings that say neither are as they were, so that every chain stays whole.
"""

from django.db import migrations, models

from commonpractice.gateways.scoped_postgres.operations import grant

KEEP_LEDGER = """
CREATE OR REPLACE FUNCTION app.keep_ledger() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
    bad record;
    found_journals record;
BEGIN
    -- The chain of a profit centre has one end.
    PERFORM app.hold_books(ARRAY(SELECT DISTINCT surgery_id FROM new_postings));

    -- Months: open, and held open until this transaction ends. In order, so that two posters never deadlock.
    PERFORM FROM ledger_month m
    WHERE (m.surgery_id, m.month) IN (SELECT surgery_id, month FROM new_postings GROUP BY 1, 2)
    ORDER BY m.surgery_id, m.month FOR SHARE;
    SELECT s.name, p.month, m.locked INTO bad
    FROM (SELECT surgery_id, month FROM new_postings GROUP BY 1, 2) p
    JOIN partnership_surgery s ON s.id = p.surgery_id
    LEFT JOIN ledger_month m ON m.surgery_id = p.surgery_id AND m.month = p.month
    WHERE m.locked IS NOT FALSE ORDER BY s.name, p.month LIMIT 1;
    IF FOUND THEN
        RAISE integrity_constraint_violation USING
            CONSTRAINT = CASE WHEN bad.locked THEN 'month_locked' ELSE 'month_not_open' END,
            MESSAGE = format('%s of %s is %s: nothing can be posted to it.', to_char(bad.month, 'FMMonth YYYY'),
                             bad.name, CASE WHEN bad.locked THEN 'locked' ELSE 'not open' END);
    END IF;

    -- Accounts: those of the chart. A balance's key would say so too, at the commit and in no sentence.
    SELECT p.account_id INTO bad FROM (SELECT DISTINCT account_id FROM new_postings) p
    WHERE NOT EXISTS (SELECT FROM ledger_account a WHERE a.code = p.account_id) LIMIT 1;
    IF FOUND THEN
        RAISE integrity_constraint_violation USING CONSTRAINT = 'account_known', MESSAGE = format(
            'The chart of accounts of this database has no account %s. Run: commonpractice migrate', bad.account_id);
    END IF;

    -- Journals: made in this transaction, in this month, with this profit centre as one of its sides.
    SELECT min(p.journal_id) FILTER (
               WHERE j.made IS DISTINCT FROM pg_current_xact_id() OR j.month <> p.month
                  OR (p.surgery_id <> j.home_id AND p.surgery_id IS DISTINCT FROM j.host_id)) AS closed,
           array_agg(DISTINCT j.id) FILTER (WHERE j.reverses_id IS NOT NULL) AS reversals,
           array_agg(DISTINCT j.batch_id) AS batches
    INTO found_journals
    FROM new_postings p LEFT JOIN ledger_journal j ON j.id = p.journal_id;
    IF found_journals.closed IS NOT NULL THEN
        RAISE integrity_constraint_violation USING CONSTRAINT = 'journal_closed', MESSAGE = format(
            'Journal %s is closed, of another month, or of another surgery.', found_journals.closed);
    END IF;

    -- Each journal balances within each profit centre ...
    SELECT journal_id, sum(amount) AS amount INTO bad FROM new_postings
    GROUP BY journal_id, surgery_id HAVING sum(amount) <> 0 LIMIT 1;
    IF FOUND THEN
        RAISE integrity_constraint_violation USING CONSTRAINT = 'journal_balances', MESSAGE = format(
            'Journal %s does not balance: it is out by %s pence.', bad.journal_id, bad.amount);
    END IF;
    -- ... and each internal account cancels across the partnership.
    SELECT p.journal_id, p.account_id, sum(p.amount) AS amount INTO bad
    FROM new_postings p JOIN ledger_account a ON a.code = p.account_id AND a.internal
    GROUP BY p.journal_id, p.account_id HAVING sum(p.amount) <> 0 LIMIT 1;
    IF FOUND THEN
        RAISE integrity_constraint_violation USING CONSTRAINT = 'internal_cancels', MESSAGE = format(
            'Journal %s leaves %s pence on the internal account %s.', bad.journal_id, bad.amount, bad.account_id);
    END IF;

    -- A reversal is the exact opposite of what it reverses.
    SELECT j.id INTO bad
    FROM ledger_journal j
    JOIN LATERAL (
        SELECT max(abs(amount)) AS left_over FROM (
            SELECT sum(amount) AS amount FROM (
                SELECT surgery_id, account_id, partner_id, item, concerns, amount
                FROM new_postings WHERE journal_id = j.id
                UNION ALL
                SELECT surgery_id, account_id, partner_id, item, concerns, amount
                FROM ledger_posting WHERE journal_id = j.reverses_id
            ) both_journals GROUP BY surgery_id, account_id, partner_id, item, concerns
        ) sums
    ) r ON r.left_over <> 0
    WHERE j.id = ANY (found_journals.reversals) LIMIT 1;
    IF FOUND THEN
        RAISE integrity_constraint_violation USING CONSTRAINT = 'reversal_is_opposite', MESSAGE = format(
            'Journal %s is not the opposite of the journal that it reverses.', bad.id);
    END IF;

    -- A partner's posting is in a partnership of theirs.
    SELECT p.journal_id INTO bad FROM new_postings p
    JOIN partnership_surgery s ON s.id = p.surgery_id
    LEFT JOIN partnership_partner r ON r.id = p.partner_id
    WHERE p.partner_id IS NOT NULL AND r.partnership_id IS DISTINCT FROM s.partnership_id LIMIT 1;
    IF FOUND THEN
        RAISE integrity_constraint_violation USING CONSTRAINT = 'partner_belongs', MESSAGE = format(
            'Journal %s names a partner of another partnership.', bad.journal_id);
    END IF;
    -- What is kept by partner says whose it is; a reversal says what its journal said.
    SELECT p.journal_id, a.code, a.name INTO bad FROM new_postings p
    JOIN ledger_account a ON a.code = p.account_id AND a.per_partner
    JOIN ledger_journal j ON j.id = p.journal_id
    WHERE p.partner_id IS NULL AND j.reverses_id IS NULL LIMIT 1;
    IF FOUND THEN
        RAISE integrity_constraint_violation USING CONSTRAINT = 'partner_named', MESSAGE = format(
            'Journal %s does not say whose its posting on %s %s is: it is kept by partner.',
            bad.journal_id, bad.code, bad.name);
    END IF;

    INSERT INTO ledger_balance AS kept (surgery_id, month, account_id, amount, postings)
    SELECT surgery_id, month, account_id, sum(amount), count(*) FROM new_postings
    GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
    ON CONFLICT (surgery_id, month, account_id)
    DO UPDATE SET amount = kept.amount + excluded.amount, postings = kept.postings + excluded.postings;

    -- The chain: one link for what this batch posts to each profit centre, sealed onto the link before.
    INSERT INTO ledger_link (surgery_id, number, batch_id, hash)
    SELECT d.surgery_id, coalesce(before.number, 0) + 1, d.batch_id, sha256(coalesce(before.hash, '') || d.digest)
    FROM app.digests(found_journals.batches) d
    LEFT JOIN LATERAL (
        SELECT number, hash FROM ledger_link l WHERE l.surgery_id = d.surgery_id ORDER BY number DESC LIMIT 1
    ) before ON true;
    RETURN NULL;
END
$$;
"""

DIGESTS = """
CREATE OR REPLACE FUNCTION app.digests(batches bigint[]) RETURNS TABLE (surgery_id int, batch_id bigint, digest bytea)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp SET datestyle = 'ISO, YMD' SET timezone = 'UTC'
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
    WITH lines AS (
        SELECT p.surgery_id, j.batch_id, string_agg(
            concat_ws('|', p.id, p.journal_id, p.month, p.account_id, p.amount, coalesce(p.partner_id::text, ''),
                      j.document_id, j.home_id, coalesce(j.host_id::text, ''), j.month, j.dated,
                      quote_literal(j.narrative), coalesce(j.reverses_id::text, ''),
                      'item ' || quote_literal(p.item), 'of ' || p.concerns),
            E'\\n' ORDER BY p.id) AS text
        FROM ledger_journal j JOIN ledger_posting p ON p.journal_id = j.id
        WHERE j.batch_id = ANY (batches) GROUP BY p.surgery_id, j.batch_id
    ), papers AS (
        SELECT side.surgery_id, made.batch_id, string_agg(
            concat_ws('|', d.id, d.partnership_id, d.home_id, coalesce(d.host_id::text, ''),
                      quote_literal(d.kind), quote_literal(d.key), quote_literal(d.title), d.details::text),
            E'\\n' ORDER BY d.id) AS text
        FROM (SELECT DISTINCT j.batch_id, j.document_id FROM ledger_journal j
              WHERE j.batch_id = ANY (batches)) made
        JOIN ledger_document d ON d.id = made.document_id
        CROSS JOIN LATERAL (SELECT d.home_id AS surgery_id
                            UNION SELECT d.host_id WHERE d.host_id IS NOT NULL) side
        GROUP BY side.surgery_id, made.batch_id
    )
    SELECT l.surgery_id, l.batch_id, sha256(convert_to(concat_ws(E'\\n\\n',
        concat_ws('|', b.id, b.at, b.actor_id, quote_literal(b.actor_name)), papers.text, l.text), 'UTF8'))
    FROM lines l JOIN ledger_batch b ON b.id = l.batch_id
    LEFT JOIN papers ON papers.surgery_id = l.surgery_id AND papers.batch_id = l.batch_id
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0004_sealed_events")]
    operations = [
        migrations.AddField(
            "posting",
            "item",
            models.TextField(null=True, help_text="what it is for, where that is reckoned again and again"),
        ),
        migrations.AddField(
            "posting",
            "concerns",
            models.DateField(null=True, help_text="the first day of the month it is of, where that is said"),
        ),
        migrations.AddConstraint(
            "posting", models.CheckConstraint(condition=~models.Q(item=""), name="posting_item_is_said")
        ),
        migrations.AddConstraint(
            "posting",
            models.CheckConstraint(condition=models.Q(concerns__day=1), name="posting_concerns_a_month"),
        ),
        migrations.AddConstraint(
            "posting",
            models.CheckConstraint(
                condition=models.Q(concerns__isnull=True) | models.Q(item__isnull=False),
                name="posting_of_a_month_is_for_something",
            ),
        ),
        migrations.AddIndex(
            "posting",
            models.Index(
                fields=["surgery", "item", "concerns"],
                include=["account", "amount"],
                condition=models.Q(item__isnull=False),
                name="posting_by_item",
            ),
        ),
        grant("ledger_posting", "INSERT (item, concerns)"),
        migrations.RunSQL(KEEP_LEDGER),
        migrations.RunSQL(DIGESTS),
    ]
