"""Published payments of surgeries that were not always in the partnership, and months after leaving."""

import re

import pytest
from django.db import transaction

from commonpractice.domain.audit.facts import PROGRAM
from commonpractice.domain.ledger import queries as ledger
from commonpractice.domain.ledger.queries import Span
from commonpractice.domain.partnership import queries
from commonpractice.domain.published import queries as published
from commonpractice.domain.published.facts import LineRole
from commonpractice.foundations.money import share
from commonpractice.foundations.months import FinancialYear, Month
from commonpractice.gateways.scoped_postgres import tickets
from tests.databases import cloned
from tests.interfaces.commands.typing_commands import commands_find_it_running, run_command

YEAR = FinancialYear(2022)
HEAD = """
code = "part"
name = "Part Year Partnership"
model = "decentralised"
founded = 2015-11-01
"""
SURGERIES = [  # code, days, and the months of 2022/23 that are posted
    ("M82008", "from = 2015-11-01\nuntil = 2020-03-31", []),
    ("M82010", "from = 2015-11-01\nuntil = 2022-09-30", YEAR.months[:6]),
    ("M82022", "from = 2023-02-15", YEAR.months[-2:]),
    ("M85011", "from = 2024-04-01", []),
    ("M85063", "from = 2015-11-01", YEAR.months),
]


def file_of(rows: list[tuple], tmp_path, name: str = "part.toml"):
    file = tmp_path / name
    tables = [
        f'[[surgery]]\nods_code = "{code}"\nname = "Surgery {code}"\n{days}\n' for code, days, _ in rows
    ]
    file.write_text(HEAD + "\n".join(tables))
    return file


@pytest.fixture(scope="module")
def imported(django_db_setup, template, django_db_blocker, published_data):
    """A database with the payments of 2022/23, which these tests share: each has a partnership of its own."""
    payments = published_data / "payments" / "nhspaymentsgp-22-23-prac-csv.csv.gz"
    with cloned(template, django_db_blocker), commands_find_it_running():
        assert run_command("import", "published", payments).exit_code == 0
        yield


@pytest.fixture
def typed(imported):
    """What a test did is undone: the next one has the same surgeries to itself."""
    with transaction.atomic():
        yield run_command
        transaction.set_rollback(True)


def posted_to(code: str) -> dict[Month, int]:
    """What was received into a surgery's bank each month."""
    where = queries.partnership(code="part")
    scope = queries.whole(where, actor=PROGRAM)
    [surgery] = [each.id for each in where.surgeries if each.code == code]
    spans = [Span(month.first, month.last) for month in YEAR.months]
    with tickets.acting(actor_id=0, surgeries=scope.surgeries), transaction.atomic():
        sums = ledger.movements(scope=scope, surgeries=[surgery], spans=spans).get(8010, (0,) * 12)
    return {month: amount for month, amount in zip(YEAR.months, sums, strict=True) if amount}


def due(code: str) -> dict[Month, int]:
    """The slow way: each published line of a practice over the twelve months, by largest remainder."""
    sums = dict.fromkeys(YEAR.months, 0)
    for line in published.payment_lines(year=YEAR, codes=[code]):
        if line.role in (LineRole.INCOME, LineRole.DEDUCTION):
            for month, part in zip(YEAR.months, share(line.pence, [1] * 12), strict=True):
                sums[month] += part
    return sums


@pytest.mark.slow
def test_a_published_year_is_posted_for_the_months_of_membership(typed, tmp_path):
    file = file_of(SURGERIES, tmp_path)
    said = typed("ledger", "post-published", "--partnership", file, "--year", "2022/23")
    assert said.exit_code == 0, said.output
    assert said.output.splitlines()[0].startswith("3 practices, ")
    assert said.output.splitlines()[1:5] == [
        "Surgery M82010 (M82010) belonged to the partnership for a part of 2022/23: 6 of its 12 months are "
        "posted, April 2022 to September 2022.",
        "Surgery M82022 (M82022) belonged to the partnership for a part of 2022/23: 2 of its 12 months are "
        "posted, February 2023 to March 2023.",
        "Surgery M82008 (M82008) left on 31 March 2020: nothing of 2022/23 is posted for it.",
        "Surgery M85011 (M85011) had not joined yet: nothing of 2022/23 is posted for it.",
    ]
    for code, _, months in SURGERIES:
        wanted = due(code)
        assert posted_to(code) == {month: wanted[month] for month in months}


@pytest.mark.slow
def test_what_was_posted_before_a_leaving_was_known_is_taken_back(typed, tmp_path):
    rows = [("M82008", "from = 2015-11-01", YEAR.months)]
    typed("ledger", "post-published", "--partnership", file_of(rows, tmp_path), "--year", "2022/23")
    assert posted_to("M82008") == due("M82008")
    left = [("M82008", "from = 2015-11-01\nuntil = 2022-06-30", YEAR.months[:3])]
    said = typed("ledger", "post-published", "--partnership", file_of(left, tmp_path), "--year", "2022/23")
    assert "3 of its 12 months are posted, April 2022 to June 2022." in said.output
    assert posted_to("M82008") == {month: due("M82008")[month] for month in YEAR.months[:3]}


@pytest.mark.slow
def test_where_nobody_belonged_in_the_year_it_is_said(typed, tmp_path):
    said = typed(
        "ledger", "post-published", "--partnership", file_of(SURGERIES[:1], tmp_path), "--year", "2022/23"
    )
    assert said.exit_code == 1
    assert "None of these surgeries belonged to Part Year Partnership in 2022/23." in said.output
    assert posted_to("M82008") == {}


@pytest.mark.slow
def test_a_whole_partnership_opens_months_and_passes_over_who_has_left(typed, tmp_path):
    rows = [("A1", "from = 2015-11-01", []), ("B1", "from = 2015-11-01\nuntil = 2025-04-30", [])]
    typed("partnership", "load", file_of(rows, tmp_path))
    said = typed("ledger", "open", "2025-04", "2025-06")
    assert said.output.splitlines() == [
        "7 months opened.",  # three of A1 and three of the centre, one of B1
        "Surgery B1 (B1) left on 30 April 2025: 2 months after that were not opened for it. To wind its "
        "books up, use --after-leaving.",
    ]
    refused = typed("ledger", "open", "2025-05", "--surgery", "B1")
    assert refused.exit_code == 1
    assert (
        "May 2025 of Surgery B1 cannot be opened: it left the partnership on 30 April 2025." in refused.output
    )
    assert re.search(r"--after-leaving\. Nothing was opened\.", refused.output)
    assert (
        typed("ledger", "open", "2025-05", "--surgery", "B1", "--after-leaving").output == "1 month opened.\n"
    )
    whole = typed("ledger", "open", "2025-04", "2025-06", "--after-leaving")
    assert whole.output == "1 month opened.\n"
