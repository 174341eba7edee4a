"""What somebody types as a journal: read exactly, or refused in a sentence that says what to mend."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonpractice.domain.ledger import parameters
from commonpractice.domain.ledger.facts import Line
from commonpractice.domain.ledger.rules import typed_journal
from commonpractice.domain.ledger.rules.posting import LARGEST, CannotPost

CHART = parameters.chart()
NAMES = {1: "Ash Tree Surgery", 2: "Cedar House", 3: "the centre"}


@pytest.mark.parametrize(
    ("typed", "pence"),
    [
        ("1,234.56", 123456),
        ("£1,234.56", 123456),
        ("1234.5", 123450),
        ("  1234.56  ", 123456),
        ("£ 1,234.56", 123456),
        ("1 234.56", 123456),
        ("£1 234 567.80", 123456780),
        ("1\u00a0234.56", 123456),  # as a web page or a spreadsheet parts thousands
        ("1\u202f234.56", 123456),
        (".5", 50),
        ("0", 0),
        ("0.00", 0),
        ("", None),
        ("   ", None),
    ],
)
def test_an_amount_is_read_exactly(typed, pence):
    assert typed_journal.amount(typed) == pence


@pytest.mark.parametrize(
    ("typed", "because"),
    [
        ("1.234", "“1.234” has more than two figures after the point"),
        ("1.230", "“1.230” has more than two figures after the point"),  # £1.23, or £1,230 abroad
        ("-1.234", "more than two figures"),
        ("1e3", "“1e3” is not an amount of money"),
        ("-5", "“-5” is below nil. Type it without the sign, in the other column."),
        ("−5", "below nil"),
        ("£-5", "below nil"),
        ("-£5.00", "below nil"),
        ("(5.00)", "below nil"),
        ("5-", "below nil"),
        ("12,50", "is not an amount"),
        ("12 34", "is not an amount"),
        ("1234 567", "is not an amount"),
        ("1 23", "is not an amount"),
        ("5p", "is not an amount"),
        ("£", "is not an amount"),
        ("-", "is not an amount"),
        ("1.2.3", "is not an amount"),
        ("NaN", "is not an amount"),
        ("Infinity", "is not an amount"),
        ("١٢٣", "is not an amount"),
        ("１２", "is not an amount"),
        ("10000000000000.01", "more than any books hold"),
        ("9" * 29, "is not an amount"),
    ],
)
def test_anything_else_is_refused_in_a_sentence(typed, because):
    with pytest.raises(CannotPost) as refusal:
        typed_journal.amount(typed)
    assert because in str(refusal.value)
    assert str(refusal.value).endswith(".")


@given(
    st.integers(0, LARGEST),
    st.sampled_from(["{:,.2f}", "{:.2f}"]),
    st.sampled_from(["", "£", "£ "]),
    st.sampled_from([",", " ", "\u00a0", "\u2009"]),
    st.text(" \t", max_size=3),
)
def test_every_amount_comes_back_however_it_is_written(pence, written, sign, between, around):
    from decimal import Decimal

    figures = written.format(Decimal(pence).scaleb(-2)).replace(",", between)
    assert typed_journal.amount(around + sign + figures + around) == pence


@given(st.text("0123456789.,-()£ e+−\u00a0", max_size=12))
def test_whatever_is_typed_is_pence_or_a_sentence(typed):
    try:
        read = typed_journal.amount(typed)
    except CannotPost:
        return
    assert read is None or 0 <= read <= LARGEST
    if read is not None:  # its own digits, and no others
        whole, _, part = re.sub(r"[£,\s+]", "", typed).partition(".")
        assert read == int(whole or 0) * 100 + int(part.ljust(2, "0"))


@pytest.mark.parametrize(
    ("debit", "credit", "signed"), [(500, None, 500), (None, 500, -500), (500, 0, 500), (0, 500, -500)]
)
def test_a_row_is_a_debit_or_a_credit(debit, credit, signed):
    assert typed_journal.signed(debit, credit) == signed


@pytest.mark.parametrize(
    ("debit", "credit", "because"),
    [(5, 5, "both a debit and a credit"), (None, None, "Type its amount"), (0, None, "Type its amount")],
)
def test_a_row_is_not_both_nor_neither(debit, credit, because):
    with pytest.raises(CannotPost, match=because):
        typed_journal.signed(debit, credit)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("3040", 3040),
        (" 3040 ", 3040),
        ("3040 Reception and administration", 3040),
        ("3040  reception", 3040),
        ("Reception and administration", 3040),
        ("rent", 4010),
    ],
)
def test_an_account_is_known_by_its_code_or_name(typed, code):
    assert typed_journal.account(typed, CHART) == code


@pytest.mark.parametrize(
    ("typed", "because"),
    [
        ("3999", "There is no account 3999 in the chart of accounts."),
        ("304", "There is no account 304"),
        ("4010 Reception and administration", "4010 is Rent, not Reception and administration."),
        ("recep", "“recep” is not an account. Type its code"),
        ("²", "is not an account"),
        ("9" * 5000, "is not an account"),
    ],
)
def test_an_account_that_is_not_there_is_refused(typed, because):
    with pytest.raises(CannotPost, match=re.escape(because)):
        typed_journal.account(typed, CHART)


def test_every_account_of_the_chart_is_known_by_all_its_names():
    for code, fact in CHART.items():
        assert typed_journal.account(f"{code} {fact.name}", CHART) == code
        assert typed_journal.account(fact.name, CHART) == code


def journal(*lines: tuple[int, int, int]):
    from datetime import date

    return typed_journal.journal(
        [Line(*line) for line in lines],
        dated=date(2025, 3, 31),
        narrative="Accrued locum",
        names=NAMES,
        chart=CHART,
    )


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([], ["A journal has at least two rows: a debit and a credit."]),
        ([(1, 3020, 500)], ["A journal has at least two rows: a debit and a credit."]),
        (
            [(1, 3020, 500), (1, 8320, -450)],
            ["Ash Tree Surgery does not balance: its debits are £0.50 more than its credits."],
        ),
        (
            [(1, 3020, 500), (2, 8320, -450)],
            [
                "Ash Tree Surgery does not balance: its debits are £5.00 more than its credits.",
                "Cedar House does not balance: its credits are £4.50 more than its debits.",
            ],
        ),
        (
            [(1, 3020, 500), (2, 8320, -500)],
            [
                "Ash Tree Surgery does not balance: its debits are £5.00 more than its credits.",
                "Cedar House does not balance: its credits are £5.00 more than its debits.",
                "Each surgery balances by itself: what one owes the other goes through "
                "8610 Account with the centre or 8620 Account with other surgeries, in both.",
            ],
        ),
        (
            [(1, 3020, 5), (1, 8320, -5), (2, 3020, 5), (2, 8320, -5), (3, 3020, 5), (3, 8320, -5)],
            [
                "A journal is one surgery's or between two; this one names Ash Tree Surgery, Cedar House, "
                "the centre. Make one for each pair."
            ],
        ),
        (
            [(1, 5820, 500), (1, 8320, -500)],
            [
                "“Accrued locum” leaves £5.00 on 5820 Recharges between surgeries, an internal account: "
                "what one surgery is charged, the other must receive."
            ],
        ),
    ],
)
def test_rows_that_do_not_make_a_journal_are_refused_in_sentences(lines, said):
    with pytest.raises(typed_journal.JournalRefused) as refusal:
        journal(*lines)
    assert list(refusal.value.problems) == said


def test_a_journal_between_two_is_made():
    """
    2025-03-31 Accrued locum
        Ash Tree      5820    500
        Ash Tree      8620   -500
        Cedar House   8620    500
        Cedar House   5820   -500
    """
    made = journal((1, 5820, 500), (1, 8620, -500), (2, 8620, 500), (2, 5820, -500))
    assert (made.home_id, made.host_id, len(made.lines)) == (1, 2, 4)
