"""A year of books from published lines: the months, the pennies, and a control account that clears."""

from datetime import date
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonpractice.domain.ledger.facts import PublishedAccounts
from commonpractice.domain.ledger.rules import published_year
from commonpractice.domain.ledger.rules.published_year import PostedBefore, YearLine, months_open
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


# Posted before: what is posted is the difference.


LINES_OF = st.dictionaries(st.sampled_from(["global_sum", "deductions", "qof"]), st.integers(-(10**9), 10**9))


def sums(entries) -> dict[tuple[str, Month], int]:
    """What documents put on the control account by line and month; what was paid, as it took off it."""
    found: dict[tuple[str, Month], int] = {}
    for document, journals in entries:
        key = document.details["line"]
        for journal in journals:
            for posting in journal.lines:
                if posting.account == ACCOUNTS.control:
                    place = (key, journal.posted_to)
                    amount = -posting.amount if key == published_year.PAID else posting.amount
                    found[place] = found.get(place, 0) + amount
    return found


def before(*posted) -> dict[tuple[int, str], PostedBefore]:
    """What some postings, one after the other, have posted."""
    found: dict[str, PostedBefore] = {}
    for entries in posted:
        for document, _ in entries:
            key = document.details["line"]
            earlier = found.get(key, PostedBefore(key, 0, {}))
            found[key] = PostedBefore(key.title(), earlier.revisions + 1, earlier.by_month)
        for (key, month), amount in sums(entries).items():
            by_month = dict(found[key].by_month)
            by_month[month] = by_month.get(month, 0) + amount
            found[key] = PostedBefore(found[key].heading, found[key].revisions, by_month)
    return {(7, key): earlier for key, earlier in found.items()}


@given(LINES_OF.filter(bool), LINES_OF.filter(bool), LINES_OF.filter(bool))
def test_posting_after_corrections_comes_to_what_posting_the_last_alone_comes_to(first, second, third):
    """Month by month and line by line, whatever was published before; and once more is nothing more."""
    posted: list = []
    for published in (first, second, third, third):
        lines = [line(key, amount) for key, amount in published.items()]
        posted.append(published_year.entries(lines, year=YEAR, accounts=ACCOUNTS, before=before(*posted)))
    assert posted[-1] == []
    together = {place: amount for place, amount in sums(chain.from_iterable(posted)).items() if amount}
    alone = published_year.entries(
        [line(key, amount) for key, amount in third.items()], year=YEAR, accounts=ACCOUNTS
    )
    assert together == {place: amount for place, amount in sums(alone).items() if amount}
    keys = [document.key for entries in posted for document, _ in entries]
    assert len(keys) == len(set(keys))


def test_a_corrected_line_is_a_document_of_its_own():
    """£120 published, £132 when it was corrected: £1 more in each month, and as much more paid."""
    first = published_year.entries([line("global_sum", 12000)], year=YEAR, accounts=ACCOUNTS)
    again = published_year.entries(
        [line("global_sum", 13200)], year=YEAR, accounts=ACCOUNTS, before=before(first)
    )
    (corrected, journals), (paid, _) = again
    assert corrected.key == "published payments/2022/23/M85001/global_sum/revision 2"
    assert paid.key == "published payments/2022/23/M85001/paid/revision 2"
    assert corrected.title.endswith("2022/23, as published, corrected")
    assert corrected.details["difference_in_pence"] == 1200
    assert [journal.lines[0].amount for journal in journals] == [100] * 12
    assert journals[0].narrative == "Global_Sum, April 2022, corrected"


def test_a_line_that_the_file_no_longer_has_is_taken_back():
    lines = [line("global_sum", 12000), line("qof", 2400)]
    first = published_year.entries(lines, year=YEAR, accounts=ACCOUNTS)
    again = published_year.entries(lines[:1], year=YEAR, accounts=ACCOUNTS, before=before(first))
    (gone, journals), (_, paid) = again
    assert gone.details["line"] == "qof"
    assert gone.title.startswith("Qof, Avon Surgery (M85001), 2022/23")
    assert [journal.lines[0].amount for journal in journals] == [-200] * 12
    assert [journal.lines[0].amount for journal in paid] == [-200] * 12


def test_a_practice_that_the_file_no_longer_has_is_left_alone():
    """It may be another file's: nothing is said of it, and nothing posted."""
    first = published_year.entries([line("global_sum", 12000)], year=YEAR, accounts=ACCOUNTS)
    assert published_year.entries([], year=YEAR, accounts=ACCOUNTS, before=before(first)) == []
