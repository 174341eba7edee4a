"""An index of the few postings that are of another month than the one posted to: queries/months_of.py."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("ledger", "0005_what_for")]

    operations = [
        migrations.RunSQL(  # by hand: Django would write <> so that no query of ours matches it
            "CREATE INDEX posting_of_another_month ON ledger_posting (surgery_id, concerns) "
            "INCLUDE (month, account_id, amount) WHERE item IS NOT NULL AND concerns <> month",
            "DROP INDEX posting_of_another_month",
        ),
    ]
