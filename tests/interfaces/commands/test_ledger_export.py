"""`commonpractice ledger export`, as somebody at a terminal uses it."""

import os
import pwd
import socket

import openpyxl
import pytest
from django.db import transaction

from commonpractice.domain.audit.facts import PROGRAM
from commonpractice.domain.audit.models import Entry
from tests.databases import cloned
from tests.domain.ledger.small_books import a_small_book
from tests.domain.partnerships import acting, two_rivers
from tests.gateways.bookkeeping_programs import hledger_balances, needs_hledger
from tests.interfaces.commands.typing_commands import commands_find_it_running, run_command


@pytest.fixture(scope="module")
def empty(django_db_setup, template, django_db_blocker):
    """A partnership without a posting, in a database that these tests share: an export changes no books."""
    with cloned(template, django_db_blocker), commands_find_it_running():
        yield two_rivers()


@pytest.fixture(scope="module")
def loaded(empty):
    with acting(empty.everything), transaction.atomic():
        a_small_book(empty)
    return empty


@pytest.fixture
def rivers(loaded, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return loaded


def run(*words: str):
    return run_command("ledger", "export", *words)


def test_a_partnership_without_books_is_told_so(empty):
    said = run("hledger")
    assert "Nothing has been posted to Two Rivers Partnership yet" in said.output


@needs_hledger
def test_a_journal_for_hledger_goes_to_standard_output(rivers):
    said = run("hledger", "--surgery", "centre", "-o", "-")
    assert said.exit_code == 0, said.output
    assert hledger_balances(said.stdout) == {
        "Two Rivers centre:Assets:Cash:8010 Practice bank account": -9999,
        "Two Rivers centre:Expenses:Premises:4010 Rent": 9999,
    }


def test_a_workbook_is_named_for_what_is_in_it_and_the_log_keeps_who_took_it(rivers, tmp_path):
    said = run("xlsx", "--surgery", "A1", "--to", "2025-05")
    assert said.exit_code == 0, said.output
    assert [path.name for path in tmp_path.iterdir()] == ["a1-2025-04-2025-05.xlsx"]
    assert openpyxl.load_workbook(tmp_path / "a1-2025-04-2025-05.xlsx").sheetnames[-1] == "Postings"
    with acting(rivers.everything), transaction.atomic():
        kept = Entry.objects.get(
            deed="ledger.export", subject="The books from April 2025 to May 2025, as xlsx"
        )
    assert (kept.surgery_id, kept.actor_id) == (rivers.a, PROGRAM.id)
    account = pwd.getpwuid(os.getuid()).pw_name
    assert kept.actor_name == f"Common Practice ({account} on {socket.gethostname()})"


def test_a_journal_for_beancount(rivers, tmp_path):
    said = run("beancount", "-o", "books.beancount")
    assert said.exit_code == 0, said.output
    assert "books.beancount: 5 entries, April 2025 to June 2025." in said.output
    assert 'option "title" "Two Rivers Partnership, April 2025 to June 2025"' in (
        tmp_path / "books.beancount"
    ).read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["hledger", "--surgery", "C9"], "Two Rivers Partnership has no surgery C9."),
        (["hledger", "--from", "2026-01", "--to", "2025-01"], "January 2025 is before January 2026"),
        (["hledger", "--from", "April"], "“April” is not a month. Write it like 2025-04."),
        (["hledger", "-o", "missing/books.journal"], "cannot be written: No such file or directory."),
        (["hledger", "--surgery", "CENTRE", "--to", "2025-04"], "the first posting is of June 2025"),
        (["hledger", "--from", "2027-01"], "the last of June 2025"),
    ],
)
def test_what_cannot_be_done_is_said_and_leaves_no_file(rivers, tmp_path, arguments, sentence):
    said = run(*arguments)
    assert said.exit_code != 0
    assert sentence in said.output
    assert list(tmp_path.iterdir()) == []


def test_that_books_were_taken_is_kept_though_whoever_reads_breaks_off(rivers, monkeypatch):
    from commonpractice.domain.ledger.actions import taking_away

    def broken(*_):
        raise BrokenPipeError

    monkeypatch.setitem(taking_away.JOURNALS, "beancount", broken)
    with pytest.raises(BrokenPipeError):
        run("beancount", "-o", "-")
    with acting(rivers.everything), transaction.atomic():
        kept = Entry.objects.filter(deed="ledger.export", subject__endswith="as beancount")
        assert {entry.surgery_id for entry in kept} >= {rivers.a, rivers.b, rivers.centre}
