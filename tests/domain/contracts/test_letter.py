"""The letter to the payer, and why a query is raised, in words."""

from datetime import date

import pytest

from commonpractice.domain.contracts.rules.letter import Payment, Reckoning, Sender, letter
from commonpractice.domain.contracts.rules.querying import reason
from commonpractice.foundations.months import Month

APRIL = Month(2025, 4)
STEPS = (
    ("Weighted list", "8,400 patients", "list at 1 April 2025", ""),
    ("Price", "£123.34 a year", "the directions of 2025", "not verified: second hand, or sources differ"),
)
PAID = Payment(APRIL, "R-1", date(2025, 4, 24), 3, "Global sum, one twelfth of the year", 85_000_00)
GIVEN = {
    "number": 7,
    "surgery": "The Old Tannery Medical Practice, incorporating Nettlefold End Health Centre",
    "code": "A81001",
    "item": "Global sum",
    "of": "April 2025",
    "reckonings": [Reckoning(APRIL, 86_338_00, 0, STEPS)],
    "payments": [PAID],
    "difference": 1_338_00,
    "reason": "£86,338.00 was payable and £85,000.00 was paid: £1,338.00 is missing.",
    "words": "",
    "raised_by": "Dr Ash",
    "raised_on": date(2025, 5, 2),
    "sender": Sender("Dr Ash", "Surgery manager", "The Old Tannery Medical Practice"),
}


def test_the_letter_says_what_whoever_answers_it_needs():
    assert (
        letter(**GIVEN)
        == """\
Query 7: Global sum, April 2025

Contractor code: A81001
Practice:        The Old Tannery Medical Practice, incorporating Nettlefold
                 End Health Centre
Payment:         Global sum
Of:              April 2025
Raised:          2 May 2025

£86,338.00 was payable and £85,000.00 was paid: £1,338.00 is missing.

What is payable

April 2025: £86,338.00
  - Weighted list: 8,400 patients (list at 1 April 2025)
  - Price: £123.34 a year (the directions of 2025) [not verified: second hand,
    or sources differ]

What was paid

  - £85,000.00: “Global sum, one twelfth of the year”, line 3 of the statement
    of April 2025, reference R-1, dated 24 April 2025

Missing: £1,338.00

Please pay it, or say why it is not due, naming query 7.

Dr Ash
Surgery manager
The Old Tannery Medical Practice
"""
    )


def test_nothing_paid_further_words_and_what_other_lines_settle_are_said():
    more = {
        "payments": [],
        "words": "As agreed.\nSee our message of 1 May.",
        "reckonings": [Reckoning(APRIL, 100, 40, ()), Reckoning(APRIL + 1, 100, -30, ())],
    }
    text = letter(**{**GIVEN, **more})
    assert "  Nothing, on the statements received so far." in text
    assert "As agreed.\nSee our message of 1 May.\n" in text
    assert "£0.40 of it was paid as another line or month" in text
    assert "£0.30 of what was paid is due as another line or month" in text


def test_whoever_raised_it_is_named_where_somebody_else_sends_it():
    text = letter(**{**GIVEN, "sender": Sender("Ms Elm", "", "Elm Partnership")})
    assert "Raised:          2 May 2025, by Dr Ash\n" in text
    assert text.endswith("naming query 7.\n\nMs Elm\nElm Partnership\n")


def test_what_was_paid_too_much_is_asked_back():
    text = letter(**{**GIVEN, "difference": -5_00})
    assert "Paid too much: £5.00" in text
    assert "Please say how it will be taken back" in text


@pytest.mark.parametrize(
    ("payable", "paid", "settled", "words"),
    [
        (1000, 747, 0, "£10.00 was payable and £7.47 was paid: £2.53 is missing."),
        (1000, 0, 0, "£10.00 was payable and nothing was paid: £10.00 is missing."),
        (
            1000,
            600,
            100,
            "£10.00 was payable and £6.00 was paid, and £1.00 as another line or month of it: "
            "£3.00 is missing.",
        ),
        (1000, 7700, 0, "£10.00 was payable and £77.00 was paid: £67.00 too much."),
        (0, 500, 0, "Nothing was payable and £5.00 was paid: £5.00 too much."),
        (
            1000,
            7700,
            -700,
            "£10.00 was payable and £77.00 was paid, of which £7.00 is another line’s or month’s: "
            "£60.00 too much.",
        ),
    ],
)
def test_why_it_is_raised(payable, paid, settled, words):
    difference = payable - paid - settled
    assert reason(payable=payable, paid=paid, settled=settled, difference=difference) == words
