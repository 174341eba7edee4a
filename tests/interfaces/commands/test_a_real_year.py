"""The real year of a real partnership, from the published files to its books, to the penny."""

from pathlib import Path

import pytest
from django.db import transaction

from commonpractice.domain.audit.facts import PROGRAM
from commonpractice.domain.ledger import queries as ledger
from commonpractice.domain.ledger.queries import Span
from commonpractice.domain.partnership import queries
from commonpractice.foundations.money import pence
from commonpractice.foundations.months import FinancialYear
from commonpractice.gateways.scoped_postgres import tickets
from tests.databases import cloned
from tests.interfaces.commands.typing_commands import commands_find_it_running, run_command

pytestmark = pytest.mark.slow

FILES = Path(__file__).resolve().parents[3] / "partnerships"
YEAR = FinancialYear(2022)
WHOLE = Span(YEAR.first.first, YEAR.last.last)
OHP = """
account                                     | 2022/23
1010 Global sum or PMS baseline             | 26,203,293.37
1140 QOF total as published                 |  3,167,751.14
1415 Premises payments as published         |  3,648,392.98
1510 Drugs reimbursement                    |  2,024,486.54
7030 Pensions, levies … as published        |  4,576,830.59
"""


@pytest.fixture(scope="module")
def typed(django_db_setup, template, django_db_blocker):
    """Type commands at a database that the tests of this module share: its import takes a while."""
    with cloned(template, django_db_blocker), commands_find_it_running():
        yield run_command


@pytest.fixture(scope="module")
def year_of_books(typed, published_data):
    """The payments of 2022/23, and Our Health Partnership's books of that year; what the command said."""
    payments = published_data / "payments" / "nhspaymentsgp-22-23-prac-csv.csv.gz"
    assert typed("import", "published", payments).exit_code == 0
    file = FILES / "our_health_partnership.toml"
    posted = typed("ledger", "post-published", "--partnership", file, "--year", "2022/23")
    assert posted.exit_code == 0, posted.output
    return posted.output


@pytest.fixture
def books(year_of_books):
    """The partnership and a scope over all of it, with its ticket."""
    partnership = queries.partnership(code="ohp")
    scope = queries.whole(partnership, actor=PROGRAM)
    with tickets.acting(actor_id=0, surgeries=scope.surgeries), transaction.atomic():
        yield partnership, scope


def whole_year(partnership, scope):
    surgeries = [surgery.id for surgery in partnership.surgeries]
    return {"scope": scope, "surgeries": surgeries, "spans": [WHOLE]}


def test_the_consolidated_year_of_our_health_partnership(books, year_of_books):
    partnership, scope = books
    assert year_of_books.startswith("28 practices, ")
    statement = ledger.income_statement(**whole_year(partnership, scope))
    sections = (*statement.income, *statement.borne_by_partners)
    shown = {line.account.code: line.amounts[0] for section in sections for line in section.lines}
    for row in OHP.strip().splitlines()[1:]:
        name, amount = row.split("|")
        assert shown[int(name[:4])] == pence(amount), name
    assert statement.total_income == (pence("42,150,389.05"),)
    assert statement.total_borne == (pence("4,576,830.59"),)
    surgeries = [surgery.id for surgery in partnership.surgeries]
    assert ledger.consolidation(scope=scope, surgeries=surgeries, span=WHOLE).holds


def test_the_control_account_is_nil_at_the_end_of_every_month(books):
    partnership, scope = books
    surgeries = [surgery.id for surgery in partnership.surgeries]
    spans = [Span.ever_to(month.last) for month in YEAR.months]
    sums = ledger.movements(scope=scope, surgeries=surgeries, spans=spans)
    assert sums[8150] == (0,) * 12


def test_a_second_posting_adds_nothing_and_says_so(typed, year_of_books):
    file = FILES / "our_health_partnership.toml"
    again = typed("ledger", "post-published", "--partnership", file, "--year", "2022/23")
    assert again.exit_code == 0
    assert "have been posted already: nothing was added" in again.output
    assert "£42,150,389.05" in again.output


def test_each_figure_is_one_step_from_its_published_line_and_file(books):
    partnership, scope = books
    surgery = next(each for each in partnership.surgeries if each.code == "M82008")
    page = ledger.postings(scope=scope, surgeries=[surgery.id], account=1010, span=WHOLE)
    assert page.number == 12
    journal = ledger.journal(scope=scope, journal_id=page.rows[0].journal_id)
    details = journal.document_details
    assert details["file"] == "nhspaymentsgp-22-23-prac-csv.csv.gz"
    assert details["column"] == "Global Sum"
    assert details["practice"] == "M82008"
    assert -page.total == details["pence"]


def test_a_centralised_partnership_is_one_profit_centre_with_sites(typed, published_data, year_of_books):
    file = FILES / "midlands_medical_partnership.toml"
    posted = typed("ledger", "post-published", "--partnership", file, "--year", "2022/23")
    assert posted.output.startswith("1 practice, ")
    assert "£9,572,211.23" in posted.output
    partnership = queries.partnership(code="mmp")
    scope = queries.whole(partnership, actor=PROGRAM)
    with tickets.acting(actor_id=0, surgeries=scope.surgeries), transaction.atomic():
        sites = queries.sites(scope=scope, on=YEAR.last.last, surgery_id=partnership.surgeries[0].id)
    assert len(sites) == 11


def test_a_year_that_was_not_imported_is_asked_for(typed, year_of_books):
    file = FILES / "our_health_partnership.toml"
    refused = typed("ledger", "post-published", "--partnership", file, "--year", "2019/20")
    assert refused.exit_code == 1
    assert "No file of NHS payments for 2019/20 has been imported" in refused.output
    wrong = typed("ledger", "post-published", "--partnership", file, "--year", "2022/24")
    assert wrong.exit_code == 1
    assert "2022 is followed by 2023" in wrong.output
