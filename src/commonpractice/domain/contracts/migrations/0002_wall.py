"""Whose facts are whose, and that none is ever changed."""

from django.db import migrations

from commonpractice.gateways.scoped_postgres.operations import append_only, grant, wall

KNOWN = "surgery_id, known_on, source, at, actor_id, actor_name"
COLUMNS = {
    "contracts_term": "item, name, basis, value, effective",
    "contracts_list": "effective, registered, weighted",
    "contracts_claim": "item, rate, month, count",
    "contracts_qof_count": "year, indicator, numerator, denominator",
    "contracts_qof_register": 'year, "group", register, list_size, national',
}
NAMED = "CREATE TRIGGER name_actor BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION app.name_actor();"


class Migration(migrations.Migration):
    dependencies = [("contracts", "0001_initial"), ("ledger", "0005_what_for")]
    operations = [
        operation
        for table, columns in COLUMNS.items()
        for operation in (
            grant(table, "SELECT", f"INSERT ({KNOWN}, {columns})"),
            wall(table),
            append_only(table),
            migrations.RunSQL(NAMED.format(table=table), f"DROP TRIGGER name_actor ON {table}"),
        )
    ]
