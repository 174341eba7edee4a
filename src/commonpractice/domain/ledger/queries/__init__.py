"""Ask the ledger: movements and statements, journals and where they come from, months, recharges."""

from commonpractice.domain.ledger.queries.documents import (
    DocumentToReverse,
    Revision,
    document_to_reverse,
    latest_revisions,
    made_from,
    made_from_each,
)
from commonpractice.domain.ledger.queries.followed import ItemJournal, followed
from commonpractice.domain.ledger.queries.items import (
    ItemPlace,
    brought_forward,
    sums_by_groups,
    sums_by_item,
)
from commonpractice.domain.ledger.queries.journal_files import (
    InTheBooks,
    journals_of_file,
)
from commonpractice.domain.ledger.queries.journals import (
    JournalView,
    NoSuchJournal,
    document,
    journal,
    journal_to_reverse,
)
from commonpractice.domain.ledger.queries.months import (
    NoSuchRecharge,
    closed_months,
    journal_of_recharge,
    month_states,
    month_to_open_on,
    months_kept,
    months_of_recharge,
    months_open_to_all,
    months_with_postings,
    open_though_over,
    recharge,
    recharges,
)
from commonpractice.domain.ledger.queries.months_of import (
    PartnerResults,
    Results,
    results_by_month_of,
    results_by_partner,
    sums_by_month_of,
)
from commonpractice.domain.ledger.queries.movements import (
    EVER,
    MonthlyResult,
    Span,
    by_surgery,
    monthly_results,
    movements,
)
from commonpractice.domain.ledger.queries.periods import (
    DayOutOfReach,
    Period,
    check_day,
    end_of_day,
)
from commonpractice.domain.ledger.queries.postings import PostingsPage, postings, stands_by_name
from commonpractice.domain.ledger.queries.published_year import (
    PublishedResult,
    posted_before,
    published_result,
)
from commonpractice.domain.ledger.queries.reckonings import ReckonedJournal, journals_of_kinds
from commonpractice.domain.ledger.queries.statement_tables import (
    Statement,
    StatementTable,
    statement_table,
)
from commonpractice.domain.ledger.queries.statements import (
    Consolidation,
    ConsolidationRow,
    balance_sheet,
    consolidation,
    income_statement,
    together,
    trial_balance,
)

__all__ = [
    "EVER",
    "Consolidation",
    "ConsolidationRow",
    "DayOutOfReach",
    "DocumentToReverse",
    "InTheBooks",
    "ItemJournal",
    "ItemPlace",
    "JournalView",
    "MonthlyResult",
    "NoSuchJournal",
    "NoSuchRecharge",
    "PartnerResults",
    "Period",
    "PostingsPage",
    "PublishedResult",
    "ReckonedJournal",
    "Results",
    "Revision",
    "Span",
    "Statement",
    "StatementTable",
    "balance_sheet",
    "brought_forward",
    "by_surgery",
    "check_day",
    "closed_months",
    "consolidation",
    "document",
    "document_to_reverse",
    "end_of_day",
    "followed",
    "income_statement",
    "journal",
    "journal_of_recharge",
    "journal_to_reverse",
    "journals_of_file",
    "journals_of_kinds",
    "latest_revisions",
    "made_from",
    "made_from_each",
    "month_states",
    "month_to_open_on",
    "monthly_results",
    "months_kept",
    "months_of_recharge",
    "months_open_to_all",
    "months_with_postings",
    "movements",
    "open_though_over",
    "posted_before",
    "postings",
    "published_result",
    "recharge",
    "recharges",
    "results_by_month_of",
    "results_by_partner",
    "stands_by_name",
    "statement_table",
    "sums_by_groups",
    "sums_by_item",
    "sums_by_month_of",
    "together",
    "trial_balance",
]
