"""Whose queries are whose, that none is changed, and that no two of one item and month are open at once."""

from django.db import migrations

from commonpractice.gateways.scoped_postgres.operations import append_only, grant, wall

BY = "at, actor_id, actor_name"
COLUMNS = {
    "contracts_query": f"surgery_id, item, first, last, amount, reason, words, {BY}",
    "contracts_query_event": f"surgery_id, query_id, state, words, {BY}",
}
NAMED = "CREATE TRIGGER name_actor BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION app.name_actor();"
OF_ONE_SURGERY = """
ALTER TABLE contracts_query ADD CONSTRAINT contracts_query_id_of_surgery UNIQUE (id, surgery_id);
ALTER TABLE contracts_query_event ADD CONSTRAINT contracts_query_event_of_surgery
    FOREIGN KEY (query_id, surgery_id) REFERENCES contracts_query (id, surgery_id);
"""
OF_ONE_SURGERY_BACK = """
ALTER TABLE contracts_query_event DROP CONSTRAINT contracts_query_event_of_surgery;
ALTER TABLE contracts_query DROP CONSTRAINT contracts_query_id_of_surgery;
"""
# The books are held, so that of two who raise at once the second sees the first.
ONE_AT_A_TIME = """
CREATE FUNCTION app.keep_queries() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    bad record;
BEGIN
    PERFORM app.hold_books(ARRAY(SELECT DISTINCT surgery_id FROM new_queries));
    SELECT other.id INTO bad FROM new_queries n
    JOIN contracts_query other ON other.surgery_id = n.surgery_id AND other.item = n.item AND other.id <> n.id
        AND other.first <= n.last AND n.first <= other.last
    WHERE coalesce((SELECT e.state FROM contracts_query_event e WHERE e.query_id = other.id
                    ORDER BY e.id DESC LIMIT 1), 'raised') NOT IN ('withdrawn', 'closed') LIMIT 1;
    IF FOUND THEN
        RAISE integrity_constraint_violation USING CONSTRAINT = 'one_open_query', MESSAGE = format(
            'Query %s on the same item and month is open already.', bad.id);
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER keep_queries AFTER INSERT ON contracts_query
REFERENCING NEW TABLE AS new_queries FOR EACH STATEMENT EXECUTE FUNCTION app.keep_queries();
"""
ONE_AT_A_TIME_BACK = "DROP TRIGGER keep_queries ON contracts_query; DROP FUNCTION app.keep_queries();"


class Migration(migrations.Migration):
    dependencies = [("contracts", "0003_queries"), ("ledger", "0005_what_for")]
    operations = [
        operation
        for table, columns in COLUMNS.items()
        for operation in (
            grant(table, "SELECT", f"INSERT ({columns})"),
            wall(table),
            append_only(table),
            migrations.RunSQL(NAMED.format(table=table), f"DROP TRIGGER name_actor ON {table}"),
        )
    ] + [
        migrations.RunSQL(OF_ONE_SURGERY, OF_ONE_SURGERY_BACK),
        migrations.RunSQL(ONE_AT_A_TIME, ONE_AT_A_TIME_BACK),
    ]
