"""Ask the ledger: movements and statements, journals and where they come from, months, recharges."""

from commonpractice.domain.ledger.queries.journals import (
    JournalsPage,
    JournalView,
    NoSuchJournal,
    document,
    journal,
    journal_to_reverse,
    journals,
)
from commonpractice.domain.ledger.queries.months import month_states, months_with_postings, recharges
from commonpractice.domain.ledger.queries.movements import (
    EVER,
    MonthlyResult,
    Span,
    by_surgery,
    monthly_results,
    movements,
)
from commonpractice.domain.ledger.queries.statements import (
    Consolidation,
    ConsolidationRow,
    balance_sheet,
    consolidation,
    income_statement,
    trial_balance,
)

__all__ = [
    "EVER",
    "Consolidation",
    "ConsolidationRow",
    "JournalView",
    "JournalsPage",
    "MonthlyResult",
    "NoSuchJournal",
    "Span",
    "balance_sheet",
    "by_surgery",
    "consolidation",
    "document",
    "income_statement",
    "journal",
    "journal_to_reverse",
    "journals",
    "month_states",
    "monthly_results",
    "months_with_postings",
    "movements",
    "recharges",
    "trial_balance",
]
