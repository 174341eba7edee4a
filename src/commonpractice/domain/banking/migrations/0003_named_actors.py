"""Who wrote a paper, said what a line is for, or matched: the ticket says, not whoever writes the row."""

from django.db import migrations

NAMED = "CREATE TRIGGER name_actor BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION app.name_actor();"
TABLES = (
    "banking_statement",
    "banking_recognition",
    "banking_named_person",
    "banking_receipt",
    "banking_match",
)


class Migration(migrations.Migration):
    dependencies = [("banking", "0002_wall"), ("partnership", "0002_wall")]
    operations = [
        migrations.RunSQL(NAMED.format(table=table), f"DROP TRIGGER name_actor ON {table}")
        for table in TABLES
    ]
