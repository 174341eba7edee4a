"""Whose sign-offs and closings are whose, and that none is ever changed."""

from django.db import migrations

from commonpractice.gateways.scoped_postgres.operations import append_only, grant, wall

COLUMNS = {
    "profits_sign_off": "surgery_id, month, at, actor_id, actor_name, words, seal",
    "profits_closing": "surgery_id, month, deed, at, actor_id, actor_name, reason, estimated",
}
NAMED = "CREATE TRIGGER name_actor BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION app.name_actor();"


class Migration(migrations.Migration):
    dependencies = [("profits", "0001_initial"), ("ledger", "0005_what_for")]
    operations = [
        operation
        for table, columns in COLUMNS.items()
        for operation in (
            grant(table, "SELECT", f"INSERT ({columns})"),
            wall(table),
            append_only(table),
            migrations.RunSQL(NAMED.format(table=table), f"DROP TRIGGER name_actor ON {table}"),
        )
    ]
