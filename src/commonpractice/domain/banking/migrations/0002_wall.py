"""Whose rows are whose, that none is ever changed, and that no receipt pays more than it is.

A row that hangs on another is of the same surgery as that one: the keys say so together.
"""

from django.db import migrations

from commonpractice.gateways.scoped_postgres.operations import append_only, grant, wall

BY = "at, actor_id, actor_name"
COLUMNS = {
    "banking_statement": f"surgery_id, month, dated, code, name, reference, net, layout, file_name, sha256, details, {BY}",
    "banking_statement_line": "surgery_id, statement_id, number, place, section, adjustment, paycode, words, mark, "
    "source, amount, first, last, person_name, person_code, person_tier, person_rate, item, partner",
    "banking_recognition": "surgery_id, line_id, number, item, concerns, partner_id, by, why, journal_id, posted_to, "
    f"{BY}",
    "banking_named_person": f"surgery_id, name, code, partner_id, {BY}",
    "banking_receipt": "surgery_id, bank_account, dated, amount, words, reference, place, file_name, sha256, "
    f"journal_id, posted_to, {BY}",
    "banking_match": f"surgery_id, receipt_id, statement_id, against_id, amount, by, why, undoes_id, {BY}",
}
TOGETHER = [
    ("banking_statement_line", "statement_id", "banking_statement"),
    ("banking_recognition", "line_id", "banking_statement_line"),
    ("banking_match", "receipt_id", "banking_receipt"),
    ("banking_match", "against_id", "banking_receipt"),
    ("banking_match", "statement_id", "banking_statement"),
    ("banking_match", "undoes_id", "banking_match"),
]
OF_ONE_SURGERY = "".join(
    f"ALTER TABLE {table} ADD CONSTRAINT {table}_id_of_surgery UNIQUE (id, surgery_id);"
    for table in sorted({other for *_, other in TOGETHER})
) + "".join(
    f"ALTER TABLE {table} ADD CONSTRAINT {table}_{column}_of_surgery"
    f" FOREIGN KEY ({column}, surgery_id) REFERENCES {other} (id, surgery_id);"
    for table, column, other in TOGETHER
)
OF_ONE_SURGERY_BACK = "".join(
    f"ALTER TABLE {table} DROP CONSTRAINT {table}_{column}_of_surgery;" for table, column, _ in TOGETHER
) + "".join(
    f"ALTER TABLE {table} DROP CONSTRAINT {table}_id_of_surgery;"
    for table in sorted({other for *_, other in TOGETHER})
)

# A receipt settles what it is at most, and a statement is settled by its net at most, in their own direction.
# A match that takes back another says which, with the opposite amount. Of a match with a statement `against` only
# says which receipt is taken back; without one, that receipt is settled by the opposite amount.
KEEP_MATCHES = """
CREATE FUNCTION app.keep_matches() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    bad record;
BEGIN
    PERFORM FROM banking_statement WHERE id IN (SELECT statement_id FROM new_matches) ORDER BY id FOR UPDATE;
    PERFORM FROM banking_receipt
    WHERE id IN (SELECT receipt_id FROM new_matches UNION SELECT against_id FROM new_matches) ORDER BY id FOR UPDATE;

    SELECT m.id INTO bad FROM new_matches m JOIN banking_match undone ON undone.id = m.undoes_id
    WHERE (undone.receipt_id, undone.amount) IS DISTINCT FROM (m.receipt_id, -m.amount)
       OR undone.statement_id IS DISTINCT FROM m.statement_id
       OR undone.against_id IS DISTINCT FROM m.against_id OR undone.undoes_id IS NOT NULL LIMIT 1;
    IF FOUND THEN
        RAISE integrity_constraint_violation USING CONSTRAINT = 'match_undone_whole', MESSAGE =
            'What takes a match back is its exact opposite.';
    END IF;

    SELECT s.id INTO bad FROM banking_statement s CROSS JOIN LATERAL (
        SELECT coalesce(sum(m.amount), 0) AS amount FROM banking_match m WHERE m.statement_id = s.id) settled
    WHERE s.id IN (SELECT statement_id FROM new_matches)
      AND (abs(settled.amount) > abs(s.net) OR sign(settled.amount) NOT IN (0, sign(s.net))) LIMIT 1;
    IF FOUND THEN
        RAISE integrity_constraint_violation USING CONSTRAINT = 'statement_settled_once', MESSAGE =
            'A statement would be settled by more than its net, or by less than nothing. Nothing was matched.';
    END IF;

    SELECT r.id INTO bad FROM banking_receipt r CROSS JOIN LATERAL (
        SELECT coalesce(sum(CASE WHEN m.receipt_id = r.id THEN m.amount ELSE -m.amount END), 0) AS amount
        FROM banking_match m
        WHERE m.receipt_id = r.id OR (m.against_id = r.id AND m.statement_id IS NULL)) settled
    WHERE r.id IN (SELECT receipt_id FROM new_matches UNION SELECT against_id FROM new_matches)
      AND (abs(settled.amount) > abs(r.amount) OR sign(settled.amount) NOT IN (0, sign(r.amount))) LIMIT 1;
    IF FOUND THEN
        RAISE integrity_constraint_violation USING CONSTRAINT = 'receipt_settled_once', MESSAGE =
            'A receipt would pay more than it is, or less than nothing. Nothing was matched.';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER keep_matches AFTER INSERT ON banking_match
REFERENCING NEW TABLE AS new_matches FOR EACH STATEMENT EXECUTE FUNCTION app.keep_matches();
"""
# A statement's lines are written at once, and come to its net: so none can be added to it afterwards either.
ADDS_UP = """
CREATE FUNCTION app.keep_statement() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    bad record;
BEGIN
    SELECT s.id, s.net, lines.amount INTO bad FROM banking_statement s CROSS JOIN LATERAL (
        SELECT sum(l.amount) AS amount FROM banking_statement_line l WHERE l.statement_id = s.id) lines
    WHERE s.id IN (SELECT statement_id FROM new_lines) AND lines.amount <> s.net LIMIT 1;
    IF FOUND THEN
        RAISE integrity_constraint_violation USING CONSTRAINT = 'statement_adds_up', MESSAGE = format(
            'The lines of statement %s come to %s pence, and its net is %s.', bad.id, bad.amount, bad.net);
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER keep_statement AFTER INSERT ON banking_statement_line
REFERENCING NEW TABLE AS new_lines FOR EACH STATEMENT EXECUTE FUNCTION app.keep_statement();
"""
ADDS_UP_BACK = "DROP TRIGGER keep_statement ON banking_statement_line; DROP FUNCTION app.keep_statement();"
KEEP_MATCHES_BACK = "DROP TRIGGER keep_matches ON banking_match; DROP FUNCTION app.keep_matches();"


class Migration(migrations.Migration):
    dependencies = [("banking", "0001_initial"), ("scoping", "0001_tickets"), ("ledger", "0005_what_for")]
    operations = [
        operation
        for table, columns in COLUMNS.items()
        for operation in (grant(table, "SELECT", f"INSERT ({columns})"), wall(table), append_only(table))
    ] + [
        migrations.RunSQL(OF_ONE_SURGERY, OF_ONE_SURGERY_BACK),
        migrations.RunSQL(KEEP_MATCHES, KEEP_MATCHES_BACK),
        migrations.RunSQL(ADDS_UP, ADDS_UP_BACK),
    ]
