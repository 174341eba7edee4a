"""`commonpractice ledger show`: whose statement, of when, and as known when."""

import csv
import io
from datetime import UTC, datetime

import pytest
from django.db import transaction

from commonpractice.domain.ledger import actions as ledger
from commonpractice.domain.ledger.facts import Document
from tests.databases import cloned
from tests.domain.ledger.small_books import APRIL, a_small_book, journal
from tests.domain.partnerships import acting, two_rivers
from tests.interfaces.commands.typing_commands import commands_find_it_running, run_command

LATE = datetime(2025, 6, 10, 22, 30, tzinfo=UTC)
"""Half past eleven in the evening of 10 June where the surgeries are, in British Summer Time."""


@pytest.fixture(scope="module")
def rivers(django_db_setup, template, django_db_blocker):
    """The small book of the spring, and £40 of cotton wool of April that was posted late on 10 June."""
    with cloned(template, django_db_blocker), commands_find_it_running():
        rivers = two_rivers()
        with acting(rivers.everything), transaction.atomic():
            a_small_book(rivers)
            late = journal(rivers.a, APRIL, (rivers.a, 2030, 4000), (rivers.a, 8310, -4000), words="Late")
            ledger.post(
                [(Document("invoice", "late", "A late paper", rivers.a), [late])],
                scope=rivers.everything,
                at=LATE,
            )
        yield rivers


def show(*words: str):
    return run_command("ledger", "show", *words)


def test_a_surgerys_statement_is_headed_with_its_name_its_period_and_when_it_was_known(rivers):
    whole = show("income", "--month", "2025-04")
    assert whole.output.splitlines()[1] == "Income and expenditure, Two Rivers Partnership, April 2025"
    part = show("income", "--at", "2025-04-15", "--surgery", "a1", "--known-on", "2025-06-09")
    assert part.output.splitlines()[1] == (
        "Income and expenditure, Avon Surgery, 1 to 15 April 2025, as the books were on 9 June 2025"
    )
    sheet = show("balance-sheet", "--month", "2025-05", "--surgery", "B1")
    assert sheet.output.splitlines()[1] == "Balance sheet, Brook Surgery, at the end of 31 May 2025"
    trial = show("trial-balance", "--month", "2025-05", "--surgery", "CENTRE")
    assert trial.output.splitlines()[1] == "Trial balance, Two Rivers centre, at the end of 31 May 2025"
    proof = show("consolidation", "--month", "2025-06", "--known-on", "2025-06-10")
    assert proof.output.splitlines()[1] == (
        "Consolidation, Two Rivers Partnership, 1 April to 30 June 2025, as the books were on 10 June 2025"
    )


def test_one_surgery_has_no_consolidation(rivers):
    said = show("consolidation", "--month", "2025-06", "--surgery", "A1")
    assert said.exit_code != 0
    assert "The consolidation is of the whole partnership: leave --surgery out." in said.output


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            ["--month", "2025-04", "--at", "2025-04-15"],
            "Give either --month or --at, not both: --at has its own month up to that day.",
        ),
        ([], "Say which month with --month, or up to which day with --at."),
        (["--at", "9999-12-31"], "There are no books of 31 December 9999"),
        (["--at", "0001-01-01"], "There are no books of 1 January 1"),
        (["--month", "0001-01"], "There are no books of 31 January 1"),
        (["--month", "2025-04", "--known-on", "9999-12-31"], "There are no books of 31 December 9999"),
        (["--month", "2025-04", "--known-on", "0001-01-01"], "There are no books of 1 January 1"),
    ],
)
@pytest.mark.parametrize("statement", ["income", "balance-sheet", "trial-balance", "consolidation"])
def test_days_that_cannot_be_are_refused_with_a_sentence(rivers, statement, words, sentence):
    said = show(statement, *words)
    assert said.exit_code != 0
    assert sentence in said.output


@pytest.mark.parametrize(("known", "spent"), [("2025-06-09", "112.49"), ("2025-06-10", "152.49")])
@pytest.mark.parametrize("statement", ["income", "consolidation"])
def test_every_statement_is_as_it_was_known(rivers, statement, known, spent):
    """12.50 of cotton wool and 99.99 of rent; with the 40.00 that was posted late on 10 June, 152.49."""
    said = show(statement, "--month", "2025-06", "--known-on", known, "--format", "csv")
    rows = {row[1]: row for row in csv.reader(io.StringIO(said.output))}
    if statement == "income":
        assert rows["Total spending"][4] == spent
    else:
        assert rows["Partnership, from every posting"][3] == rows["Surgeries and centre"][3] == spent


def test_names_are_set_in_by_their_level(rivers):
    lines = show("income", "--month", "2025-05", "--surgery", "A1").output.splitlines()
    assert [line[:40].rstrip() for line in lines[3:8]] == [
        "         Income",
        "           Core contract",
        "1010         Global sum or PMS baseline",
        "         Total income",
        "",
    ]
