"""The NHS publishes a year again with other figures, and what was posted of it follows.

Practices 1 and 2 of little England: in pounds a year, global sum 90,000, premises 10,000 and later 12,000,
QOF 1,000 and 2,000; 5,000 deducted.
"""

import pytest
from django.db import transaction

from commonpractice.domain.audit.facts import PROGRAM
from commonpractice.domain.ledger import queries as ledger
from commonpractice.domain.ledger.queries import Span
from commonpractice.domain.partnership import queries
from commonpractice.foundations.months import FinancialYear, Month
from commonpractice.gateways.scoped_postgres import tickets
from tests.interfaces.published import little_england

pytestmark = pytest.mark.slow
YEAR = FinancialYear(2022)
FILE = """
code = "two"
name = "Two Practices"
model = "decentralised"
founded = 2015-11-01

[[surgery]]
ods_code = "A99901"
name = "First Surgery"
from = 2015-11-01

[[surgery]]
ods_code = "A99902"
name = "Second Surgery"
from = 2015-11-01
"""


@pytest.fixture
def post_published(typed, tmp_path):
    """Publish the year with so much for premises, and post it; what the command said."""
    file = tmp_path / "two.toml"
    file.write_text(FILE)

    def post(premises: int):
        rows = little_england.payments(qof=True, premises=premises)
        published = little_england.write(tmp_path / "nhspaymentsgp-22-23.csv", rows)
        assert typed("import", "published", published).exit_code == 0
        return typed("ledger", "post-published", "--partnership", file, "--year", "2022/23")

    return post


def books() -> dict[int, tuple[int, ...]]:
    """What each account comes to in each month of the year, and in the month after, over the partnership."""
    where = queries.partnership(code="two")
    scope = queries.whole(where, actor=PROGRAM)
    with tickets.acting(actor_id=0, surgeries=scope.surgeries), transaction.atomic():
        sums = ledger.movements(
            scope=scope,
            surgeries=scope.surgeries,
            spans=[Span.of_month(month) for month in [*YEAR.months, Month(2023, 4)]],
        )
    return {account: amounts for account, amounts in sums.items() if any(amounts)}


def test_the_correction_is_posted_and_no_more(post_published):
    first = post_published(10_000)
    assert first.output.startswith("2 practices, 8 published lines: ")
    before = books()
    assert sum(before[1415]) == -20_000_00
    corrected = post_published(12_000)
    assert corrected.output.startswith("2 practices, 2 published lines: 48 journals posted for 2022/23.\n")
    assert "2 of the lines correct what was posted before." in corrected.output
    after = books()
    assert sum(after[1415]) == -24_000_00
    assert sum(after[8010]) == sum(before[8010]) + 4_000_00
    assert 8150 not in after  # the control account is nil at every month's end
    assert {account: after[account] for account in after if account not in (1415, 8010)} == {
        account: before[account] for account in before if account not in (1415, 8010)
    }
    again = post_published(12_000)
    assert "have been posted already: nothing was added" in again.output
    assert books() == after


def test_what_was_reversed_is_made_good_by_posting_again(typed, post_published):
    """The first surgery's premises, reversed in the month after: posted again, they stand as published."""
    post_published(10_000)
    typed("ledger", "open", "2023-04")
    document = _document("published payments/2022/23/A99901/premises")
    reversed_ = typed("ledger", "reverse", "--document", document, "--why", "wrong", "--month", "2023-04")
    assert reversed_.output == f"Document {document} is reversed: 12 journals posted.\n"
    assert books()[1415][12] == 10_000_00
    corrected = post_published(12_000)
    assert "Total NHS payments" in corrected.output
    assert "£207,000.00" in corrected.output  # 2 × (90,000 + 12,000) + 1,000 + 2,000
    assert books()[1415] == (*[-2_000_00] * 12, 0)


def _document(key: str) -> int:
    where = queries.partnership(code="two")
    scope = queries.whole(where, actor=PROGRAM)
    with tickets.acting(actor_id=0, surgeries=scope.surgeries), transaction.atomic():
        number = ledger.made_from(scope=scope, keys=[key])[0]
        return ledger.journal(scope=scope, journal_id=number).document_id


def test_a_locked_month_is_named_and_nothing_is_posted(typed, post_published):
    post_published(10_000)
    before = books()
    for month in ("2022-04", "2022-05"):
        assert typed("ledger", "lock", month, "--surgery", "A99901").exit_code == 0
    refused = post_published(12_000)
    assert refused.exit_code == 1
    assert "April 2022 of First Surgery is locked: nothing can be posted to it." in refused.output
    assert books() == before


def test_a_year_before_one_that_is_locked_is_refused(typed, post_published):
    assert post_published(10_000).exit_code == 0
    for place in range(12):
        assert typed("ledger", "lock", YEAR.first + place, "--surgery", "A99901").exit_code == 0
    early = typed("ledger", "open", "2022-03")
    assert early.exit_code == 1
    assert "March 2022 of First Surgery cannot be opened while March 2023 is locked" in early.output
    assert "Nothing was opened." in early.output
