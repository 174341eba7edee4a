"""Who may do what to the ledger's tables, and whose rows they see."""

from django.db import migrations

from commonpractice.gateways.scoped_postgres.operations import OWN_ROWS, TWO_SIDES, grant, wall

BOTH_SIDES = (
    "home_id = ANY ((SELECT app.surgeries())::int[])"
    " AND (host_id IS NULL OR host_id = ANY ((SELECT app.surgeries())::int[]))"
)
HOST_SIDE = OWN_ROWS.format(column="host_id")
OF_THEIR_PARTNERSHIP = (
    BOTH_SIDES
    + " AND partnership_id = (SELECT partnership_id FROM partnership_surgery s WHERE s.id = home_id)"
)

# `made` is written by the database alone: it says which transaction a journal is open to. Ids are the database's
# own where nobody needs them beforehand.
# Who posted is seen by who did, and where what they posted is seen.
POSTERS = "(actor_id = (SELECT app.actor()) OR id IN (SELECT batch_id FROM ledger_journal))"
BATCH = "INSERT (at, actor_id, actor_name)"
DOCUMENT = "INSERT (id, partnership_id, home_id, host_id, kind, key, title, details)"
JOURNAL = "INSERT (id, batch_id, document_id, home_id, host_id, month, dated, narrative, reverses_id)"
POSTING = "INSERT (journal_id, surgery_id, month, account_id, amount, partner_id)"
EVENT = "INSERT (surgery_id, month, deed, at, actor_id, actor_name, reason, seal)"
RECHARGE = "INSERT (home_id, host_id, month, amount, reason, state, raised_at, raised_by, answered_at, answered_by, answer)"


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_invariants")]
    operations = [
        # The chart comes from the rulebook, by the owner's hand: which accounts are internal is an invariant.
        grant("ledger_account", "SELECT"),
        grant("ledger_month", "SELECT"),
        wall("ledger_month"),
        grant("ledger_month_event", "SELECT", EVENT),
        wall("ledger_month_event"),
        grant("ledger_batch", "SELECT", BATCH),
        wall("ledger_batch", see=POSTERS, write="actor_id = (SELECT app.actor())"),
        grant("ledger_document", "SELECT", DOCUMENT),
        wall("ledger_document", see=TWO_SIDES, write=OF_THEIR_PARTNERSHIP),
        grant("ledger_journal", "SELECT", JOURNAL),
        wall("ledger_journal", see=TWO_SIDES, write=BOTH_SIDES),
        grant("ledger_posting", "SELECT", POSTING),
        wall("ledger_posting"),
        grant("ledger_balance", "SELECT"),
        wall("ledger_balance"),
        grant("ledger_link", "SELECT"),
        wall("ledger_link"),
        grant("ledger_recharge", "SELECT", RECHARGE),
        wall("ledger_recharge", see=TWO_SIDES, write=HOST_SIDE),
    ]
