"""A year of books from published lines: the months, the pennies, and a control account that clears."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonpractice.domain.ledger.facts import PublishedAccounts
from commonpractice.domain.ledger.rules import published_year
from commonpractice.domain.ledger.rules.published_year import YearLine, months_open
from commonpractice.foundations.months import FinancialYear, Month

YEAR = FinancialYear(2022)
LINES = {"global_sum": 1010, "deductions": 7030, "*": 1780}
ACCOUNTS = PublishedAccounts(lines=LINES, control=8150, bank=8010)


def line(key: str, amount: int, opened: date | None = None, closed: date | None = None) -> YearLine:
    return YearLine(7, "M85001", "Avon Surgery", key, key.title(), amount, opened, closed, {"file": "f.csv"})


@pytest.mark.parametrize(
    ("opened", "closed", "first", "last", "number"),
    [
        (None, None, Month(2022, 4), Month(2023, 3), 12),
        (date(1974, 4, 1), None, Month(2022, 4), Month(2023, 3), 12),
        (None, date(2022, 7, 15), Month(2022, 4), Month(2022, 7), 4),  # the month it closed in counts
        (date(2022, 10, 31), None, Month(2022, 10), Month(2023, 3), 6),
        (date(2022, 5, 1), date(2022, 5, 20), Month(2022, 5), Month(2022, 5), 1),
        (None, date(2021, 1, 1), Month(2022, 4), Month(2023, 3), 12),  # paid late: the whole year
    ],
)
def test_months_in_which_a_practice_was_open(opened, closed, first, last, number):
    found = months_open(YEAR, opened, closed)
    assert (found[0], found[-1], len(found)) == (first, last, number)


def test_the_pennies_go_to_the_first_months():
    """£100.05 over twelve months: 833 pence each, and the nine left over to the first nine."""
    [(_, journals), _] = published_year.entries([line("global_sum", 10005)], year=YEAR, accounts=ACCOUNTS)
    assert [-journal.lines[1].amount for journal in journals] == [834] * 9 + [833] * 3


def test_a_line_that_no_row_names_goes_to_the_account_for_all_others():
    [(_, journals), _] = published_year.entries([line("unlisted:new", 1200)], year=YEAR, accounts=ACCOUNTS)
    assert {posting.account for journal in journals for posting in journal.lines} == {8150, 1780}


@given(
    st.lists(
        st.tuples(st.sampled_from(["global_sum", "deductions", "qof"]), st.integers(-(10**9), 10**9)),
        max_size=6,
        unique_by=lambda pair: pair[0],
    ),
    st.one_of(st.none(), st.dates(date(2022, 4, 1), date(2023, 3, 31))),
)
def test_every_penny_is_posted_and_the_control_account_clears_each_month(amounts, closed):
    given_lines = [line(key, amount, closed=closed) for key, amount in amounts]
    entries = published_year.entries(given_lines, year=YEAR, accounts=ACCOUNTS)
    postings = [
        (journal.posted_to, posting)
        for _, journals in entries
        for journal in journals
        for posting in journal.lines
    ]
    for month in YEAR.months:
        assert sum(p.amount for posted, p in postings if posted == month and p.account == 8150) == 0
    for key, amount in amounts:
        posted = -sum(p.amount for _, p in postings if p.account == ACCOUNTS.of(key))
        assert posted == amount
    assert sum(p.amount for _, p in postings if p.account == 8010) == sum(amount for _, amount in amounts)
    keys = [document.key for document, _ in entries]
    assert len(keys) == len(set(keys))
