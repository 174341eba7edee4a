"""The ledger's invariants, held by PostgreSQL itself (docs/decisions/0004-ledger-in-the-database.md).

Each INSERT of postings must balance by itself, so the whole ledger does, by induction, and nothing needs
to be deferred but the check that no journal is left empty. Checks and kept balances are worked out set by
set, once a statement (`make bench` prints the rate).
"""

from django.db import migrations

from commonpractice.gateways.scoped_postgres.operations import append_only

SQL = """
-- Which transaction wrote it: postings may join a journal, and journals a document or batch, only in the
-- transaction that made it. Afterwards it is closed for good.
ALTER TABLE ledger_batch ADD COLUMN made xid8 NOT NULL DEFAULT pg_current_xact_id();
ALTER TABLE ledger_document ADD COLUMN made xid8 NOT NULL DEFAULT pg_current_xact_id();
ALTER TABLE ledger_journal ADD COLUMN made xid8 NOT NULL DEFAULT pg_current_xact_id();
ALTER TABLE ledger_journal ADD CHECK (extract(day FROM month) = 1);
ALTER TABLE ledger_journal ADD CHECK (host_id IS DISTINCT FROM home_id);
ALTER TABLE ledger_month ADD CHECK (extract(day FROM month) = 1);

-- One writer at a time to a profit centre's books: whoever posts to several, or opens and locks their months,
-- takes them all first and in one order, so that two never wait for each other.
CREATE FUNCTION app.hold_books(surgeries int[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('ledger_link'), place.id)
    FROM (SELECT DISTINCT id FROM unnest(surgeries) AS each (id) ORDER BY id) place;
END
$$;
GRANT EXECUTE ON FUNCTION app.hold_books(int[]) TO cp_app;

-- Plans: what a statement brings is looked up row by row (no hash and no merge join), so that posting one
-- journal costs the same whatever the ledger holds, and a plan that a session keeps is right for both.

-- No journal is left without postings, and no document without a journal: its key would be taken for good.
-- Those of a statement are one row here until the commit, when they are asked for together.
CREATE TABLE app.awaited (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    documents bigint[],
    journals bigint[]
);
CREATE FUNCTION app.refuse_empty() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
    bad record;
BEGIN
    SELECT made.id INTO bad FROM unnest(NEW.documents) made (id)
    WHERE NOT EXISTS (SELECT FROM ledger_journal j WHERE j.document_id = made.id) LIMIT 1;
    IF FOUND THEN
        RAISE integrity_constraint_violation USING MESSAGE = format('Document %s has no journal.', bad.id);
    END IF;
    SELECT made.id INTO bad FROM unnest(NEW.journals) made (id)
    WHERE NOT EXISTS (SELECT FROM ledger_posting p WHERE p.journal_id = made.id) LIMIT 1;
    IF FOUND THEN
        RAISE integrity_constraint_violation USING MESSAGE = format('Journal %s has no postings.', bad.id);
    END IF;
    DELETE FROM app.awaited WHERE id = NEW.id;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER refuse_empty AFTER INSERT ON app.awaited DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION app.refuse_empty();

-- Journals: their batch and document are there, were made now, and have the same sides. Foreign keys are asked
-- row by row and at the commit alone, so what is missing is asked for here instead: batches and documents are
-- append-only, and a document's own sides are keys. A number is one that was drawn, never chosen.
CREATE FUNCTION app.check_journals() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
    bad record;
BEGIN
    SELECT j.id INTO bad FROM new_journals j
    LEFT JOIN ledger_document d ON d.id = j.document_id
    LEFT JOIN ledger_batch b ON b.id = j.batch_id
    LEFT JOIN partnership_surgery home ON home.id = j.home_id
    LEFT JOIN partnership_surgery host ON host.id = j.host_id
    WHERE d.made IS DISTINCT FROM pg_current_xact_id() OR b.made IS DISTINCT FROM pg_current_xact_id()
       OR d.home_id <> j.home_id OR d.host_id IS DISTINCT FROM j.host_id
       OR d.partnership_id IS DISTINCT FROM home.partnership_id
       OR host.partnership_id <> home.partnership_id
       OR j.id > (SELECT last_value FROM ledger_journal_id_seq)
    LIMIT 1;
    IF FOUND THEN
        RAISE integrity_constraint_violation USING MESSAGE = format(
            'Journal %s does not belong to a document and batch posted with it.', bad.id);
    END IF;
    INSERT INTO app.awaited (journals) SELECT array_agg(id) FROM new_journals HAVING count(*) > 0;
    RETURN NULL;
END
$$;
CREATE TRIGGER check_journals AFTER INSERT ON ledger_journal
REFERENCING NEW TABLE AS new_journals FOR EACH STATEMENT EXECUTE FUNCTION app.check_journals();

-- Documents: numbers that were drawn.
CREATE FUNCTION app.check_documents() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM new_documents WHERE id > (SELECT last_value FROM ledger_document_id_seq)) THEN
        RAISE integrity_constraint_violation USING MESSAGE = 'The number of a document is drawn, not chosen.';
    END IF;
    INSERT INTO app.awaited (documents) SELECT array_agg(id) FROM new_documents HAVING count(*) > 0;
    RETURN NULL;
END
$$;
CREATE TRIGGER check_documents AFTER INSERT ON ledger_document
REFERENCING NEW TABLE AS new_documents FOR EACH STATEMENT EXECUTE FUNCTION app.check_documents();

-- Postings: everything that must hold, and the balances and the chain that are kept.
-- A posting's surgery and account have no foreign keys of their own: its balance has them, and is kept here.
CREATE FUNCTION app.keep_ledger() RETURNS trigger
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
                SELECT surgery_id, account_id, partner_id, amount FROM new_postings WHERE journal_id = j.id
                UNION ALL
                SELECT surgery_id, account_id, partner_id, amount FROM ledger_posting
                WHERE journal_id = j.reverses_id
            ) both_journals GROUP BY surgery_id, account_id, partner_id
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
CREATE TRIGGER keep_ledger AFTER INSERT ON ledger_posting
REFERENCING NEW TABLE AS new_postings FOR EACH STATEMENT EXECUTE FUNCTION app.keep_ledger();

-- The digest of what each batch posted to each profit centre: the postings, their journals, what those were
-- made from, and who posted it when. The trigger seals it and `doctor` checks it. Written the same way
-- whatever a connection's own way of writing dates.
CREATE FUNCTION app.digests(batches bigint[]) RETURNS TABLE (surgery_id int, batch_id bigint, digest bytea)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp SET datestyle = 'ISO, YMD' SET timezone = 'UTC'
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
    WITH lines AS (
        SELECT p.surgery_id, j.batch_id, string_agg(
            concat_ws('|', p.id, p.journal_id, p.month, p.account_id, p.amount, coalesce(p.partner_id::text, ''),
                      j.document_id, j.home_id, coalesce(j.host_id::text, ''), j.month, j.dated,
                      quote_literal(j.narrative), coalesce(j.reverses_id::text, '')),
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

-- A month is opened, locked and reopened by an event, and by nothing else. Months lock in order and reopen from
-- the latest backwards, so that nothing before a locked month changes; rules/months.py says the same in the same
-- words. Refused are also months before the partnership's first year and after the end of next year.
CREATE FUNCTION app.keep_month() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    place record;
    named text;
    is_locked boolean;
    other date;
    today date := (now() AT TIME ZONE 'Europe/London')::date;
    first_month date;
    last_month date;
    month_words text := 'FMMonth YYYY';
    refused text;
    rule text;
BEGIN
    IF session_user = 'cp_app' AND NOT NEW.surgery_id = ANY (app.surgeries()) THEN
        RAISE insufficient_privilege USING MESSAGE = 'new row violates row-level security: not your surgery.';
    END IF;
    PERFORM app.hold_books(ARRAY[NEW.surgery_id]);
    SELECT s.name, p.founded, p.year_starts INTO place FROM partnership_surgery s
    JOIN partnership_partnership p ON p.id = s.partnership_id WHERE s.id = NEW.surgery_id;
    named := to_char(NEW.month, month_words) || ' of ' || place.name;
    SELECT locked INTO is_locked FROM ledger_month WHERE surgery_id = NEW.surgery_id AND month = NEW.month;

    IF NEW.deed = 'opened' THEN
        first_month := make_date(extract(year FROM place.founded)::int, place.year_starts, 1);
        IF first_month > place.founded THEN
            first_month := first_month - interval '1 year';
        END IF;
        last_month := make_date(extract(year FROM today)::int, place.year_starts, 1);
        IF last_month > today THEN
            last_month := last_month - interval '1 year';
        END IF;
        last_month := last_month + interval '23 months';
        SELECT max(month) INTO other FROM ledger_month WHERE surgery_id = NEW.surgery_id AND locked;
        rule := 'month_opened_once';
        IF is_locked THEN
            refused := format('%s is locked: reopen it instead.', named);
        ELSIF NOT is_locked THEN
            refused := format('%s is open already.', named);
        ELSIF NEW.month < first_month THEN
            rule := 'month_within_bounds';
            refused := format('%s cannot be opened: the partnership''s first financial year began in %s. Check the year.',
                              named, to_char(first_month, month_words));
        ELSIF NEW.month > last_month THEN
            rule := 'month_within_bounds';
            refused := format('%s cannot be opened: next financial year ends with %s. Check the year.',
                              named, to_char(last_month, month_words));
        ELSIF NEW.month < other THEN
            rule := 'months_in_order';
            refused := format('%s cannot be opened while %s is locked: what is posted to it would change what was '
                              'locked. Reopen %2$s first.', named, to_char(other, month_words));
        END IF;
    ELSIF NEW.deed = 'locked' THEN
        SELECT min(month) INTO other FROM ledger_month WHERE surgery_id = NEW.surgery_id AND NOT locked;
        rule := 'month_locked_once';
        IF is_locked IS NULL THEN
            refused := format('%s has never been opened, so it cannot be locked.', named);
        ELSIF is_locked THEN
            refused := format('%s is locked already.', named);
        ELSIF other < NEW.month THEN
            rule := 'months_in_order';
            refused := format('%s cannot be locked while %s is open: months lock in order. Lock %2$s first.',
                              named, to_char(other, month_words));
        END IF;
    ELSIF NEW.deed = 'reopened' THEN
        SELECT max(month) INTO other FROM ledger_month WHERE surgery_id = NEW.surgery_id AND locked;
        rule := 'month_reopened_once';
        IF btrim(NEW.reason) = '' THEN
            rule := 'reopening_has_reason';
            refused := format('Say why %s is reopened: the reason is kept.', named);
        ELSIF is_locked IS NULL THEN
            refused := format('%s has never been opened, so it cannot be reopened.', named);
        ELSIF NOT is_locked THEN
            refused := format('%s is not locked, so it cannot be reopened.', named);
        ELSIF other > NEW.month THEN
            rule := 'months_in_order';
            refused := format('%s cannot be reopened while %s is locked: months reopen from the latest backwards. '
                              'Reopen %2$s first.', named, to_char(other, month_words));
        END IF;
    ELSE
        rule := 'month_deed';
        refused := 'A month is opened, locked or reopened, and nothing else.';
    END IF;
    IF refused IS NOT NULL THEN
        RAISE integrity_constraint_violation USING CONSTRAINT = rule, MESSAGE = refused;
    END IF;

    IF NEW.deed = 'opened' THEN
        INSERT INTO ledger_month (surgery_id, month, locked) VALUES (NEW.surgery_id, NEW.month, false);
    ELSE
        UPDATE ledger_month SET locked = NEW.deed = 'locked'
        WHERE surgery_id = NEW.surgery_id AND month = NEW.month;
    END IF;
    NEW.actor_id := app.actor();
    NEW.seal := (SELECT hash FROM ledger_link WHERE surgery_id = NEW.surgery_id ORDER BY number DESC LIMIT 1);
    RETURN NEW;
END
$$;
CREATE TRIGGER keep_month BEFORE INSERT ON ledger_month_event
FOR EACH ROW EXECUTE FUNCTION app.keep_month();

-- Who posts and who locks is called what they are called (triggers of a table go by name: after keep_month).
CREATE TRIGGER name_actor BEFORE INSERT ON ledger_batch FOR EACH ROW EXECUTE FUNCTION app.name_actor();
CREATE TRIGGER name_actor_too BEFORE INSERT ON ledger_month_event
FOR EACH ROW EXECUTE FUNCTION app.name_actor();
"""

OWED_TO_BOTH = """
-- The home surgery answers a recharge. Agreeing posts it: one journal with two sides, each seeing its own.
-- The host cannot write in the home's books, nor the home in the host's; this function alone does, and
-- only what both have agreed.
CREATE FUNCTION app.answer_recharge(
    which bigint, agree boolean, words text, answering text, now_is timestamptz, dated date, posted_to date
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    r ledger_recharge;
    in_partnership bigint;
    new_batch bigint;
    new_document bigint;
    new_journal bigint;
    told text;
    recharge_account int := (SELECT code FROM ledger_account WHERE purpose = 'recharge');
    settlement_account int := (SELECT code FROM ledger_account WHERE purpose = 'recharge_settlement');
BEGIN
    SELECT * INTO r FROM ledger_recharge WHERE id = which FOR UPDATE;
    IF NOT FOUND OR NOT r.home_id = ANY (app.surgeries()) THEN
        RAISE insufficient_privilege USING CONSTRAINT = 'recharge_is_theirs',
            MESSAGE = 'This recharge is not yours to answer.';
    END IF;
    IF r.state <> 'raised' THEN
        RAISE integrity_constraint_violation USING CONSTRAINT = 'recharge_answered_once',
            MESSAGE = 'This recharge has been answered already.';
    END IF;
    UPDATE ledger_recharge SET state = CASE WHEN agree THEN 'agreed' ELSE 'declined' END,
        answered_at = now_is, answered_by = answering, answer = words WHERE id = which;
    IF NOT agree THEN
        RETURN NULL;
    END IF;
    SELECT partnership_id INTO in_partnership FROM partnership_surgery WHERE id = r.home_id;
    told := format('Recharge %s: %s', r.id, r.reason);
    INSERT INTO ledger_batch (at, actor_id, actor_name) VALUES (now_is, app.actor(), answering)
    RETURNING id INTO new_batch;
    INSERT INTO ledger_document (partnership_id, home_id, host_id, kind, key, title, details)
    VALUES (in_partnership, r.home_id, r.host_id, 'recharge', 'recharge/' || r.id, told,
            jsonb_build_object('recharge', r.id)) RETURNING id INTO new_document;
    INSERT INTO ledger_journal (batch_id, document_id, home_id, host_id, month, dated, narrative)
    VALUES (new_batch, new_document, r.home_id, r.host_id, posted_to, dated, told)
    RETURNING id INTO new_journal;
    INSERT INTO ledger_posting (journal_id, surgery_id, month, account_id, amount) VALUES
        (new_journal, r.home_id, posted_to, recharge_account, r.amount),
        (new_journal, r.home_id, posted_to, settlement_account, -r.amount),
        (new_journal, r.host_id, posted_to, settlement_account, r.amount),
        (new_journal, r.host_id, posted_to, recharge_account, -r.amount);
    RETURN new_journal;
END
$$;

-- The host takes back a recharge that has not been answered.
CREATE FUNCTION app.withdraw_recharge(which bigint, withdrawing text, now_is timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE ledger_recharge SET state = 'withdrawn', answered_at = now_is, answered_by = withdrawing
    WHERE id = which AND state = 'raised' AND host_id = ANY (app.surgeries());
    IF NOT FOUND THEN
        RAISE integrity_constraint_violation USING CONSTRAINT = 'recharge_answered_once',
            MESSAGE = 'This recharge is not yours to withdraw, or has been answered already.';
    END IF;
END
$$;

-- A recharge is raised between two surgeries of one partnership, for a reason, unanswered.
CREATE FUNCTION app.check_recharge() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    sides record;
BEGIN
    SELECT count(*) AS number, count(DISTINCT partnership_id) AS partnerships INTO sides
    FROM partnership_surgery WHERE id IN (NEW.home_id, NEW.host_id);
    IF NEW.state <> 'raised' OR sides.number <> 2 OR sides.partnerships <> 1 THEN
        RAISE integrity_constraint_violation USING CONSTRAINT = 'recharge_between_two',
            MESSAGE = 'A recharge is raised between two surgeries of one partnership, and answered later.';
    END IF;
    IF btrim(NEW.reason) = '' OR extract(day FROM NEW.month) <> 1 THEN
        RAISE integrity_constraint_violation USING CONSTRAINT = 'recharge_has_reason',
            MESSAGE = 'A recharge is for a month, and says what for.';
    END IF;
    -- Whoever has left cannot answer. The host may not see the home's memberships; this function does.
    SELECT s.name, max(coalesce(upper(m.effective), 'infinity')) AS until INTO sides
    FROM partnership_surgery s JOIN partnership_membership m ON m.surgery_id = s.id AND m.superseded_on IS NULL
    WHERE s.id = NEW.home_id AND s.kind = 'surgery' GROUP BY s.name;
    IF sides.until <= (NEW.raised_at AT TIME ZONE 'Europe/London')::date THEN
        RAISE integrity_constraint_violation USING CONSTRAINT = 'recharge_can_be_answered',
            MESSAGE = format('%s has left the partnership, so nobody there can answer a recharge.', sides.name);
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER check_recharge BEFORE INSERT ON ledger_recharge
FOR EACH ROW EXECUTE FUNCTION app.check_recharge();

-- The months in which a recharge can be posted: those open to both of its sides, told to either.
CREATE FUNCTION app.months_of_recharge(which bigint) RETURNS SETOF date
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT here.month FROM ledger_recharge r
    JOIN ledger_month here ON here.surgery_id = r.home_id AND NOT here.locked
    JOIN ledger_month there ON there.surgery_id = r.host_id AND there.month = here.month AND NOT there.locked
    WHERE r.id = which AND (r.home_id = ANY (app.surgeries()) OR r.host_id = ANY (app.surgeries()))
    ORDER BY here.month DESC
$$;

GRANT EXECUTE ON FUNCTION
    app.months_of_recharge(bigint),
    app.answer_recharge(bigint, boolean, text, text, timestamptz, date, date),
    app.withdraw_recharge(bigint, text, timestamptz) TO cp_app;
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial"), ("partnership", "0002_wall"), ("scoping", "0001_tickets")]
    operations = [
        migrations.RunSQL(SQL),
        migrations.RunSQL(OWED_TO_BOTH),
        append_only("ledger_batch"),
        append_only("ledger_document"),
        append_only("ledger_journal"),
        append_only("ledger_posting"),
        append_only("ledger_link"),
        append_only("ledger_month_event"),
    ]
