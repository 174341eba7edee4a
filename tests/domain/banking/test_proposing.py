"""What a line that waits is most likely for, and what a receipt that waits may pay."""

import pytest

from commonpractice.domain.banking import actions, parameters, queries
from commonpractice.domain.banking.facts import Entered
from commonpractice.domain.banking.rules.likely import likely
from commonpractice.domain.banking.rules.matching import closest
from commonpractice.domain.banking.rules.recognising import wants_a_name
from commonpractice.domain.ledger.parameters import nhs_items
from tests.domain.banking.papers import APRIL, JUNE, LATER, MAY, bank_file, receive, statement, take_in


def entered(words: str, paycode: str = "", section: str = "", amount: int = 100, person: str = "") -> Entered:
    return Entered(1, 1, section, False, paycode, words, "", "COM", amount, person_name=person)


WORDS = """
Covid vaccination top up       | 100  | covid_vaccination
Learning disability check fees | 100  | learning_disability
Clinical waste collection      | 100  | water_and_waste
Notional rent review arrears   | 100  | rent
Staff pension arrears          | -100 | staff_pension
Zebra                          | 100  |
Payment adjustment             | 100  |
"""


@pytest.mark.parametrize("row", [row for row in WORDS.splitlines() if row])
def test_by_its_words(row):
    words, amount, item = (part.strip() for part in row.split("|"))
    found = likely(
        entered(words, amount=int(amount)), said=[], rules=parameters.paycode_rules(), items=nhs_items()
    )
    assert found[:1] == ([item] if item else [])


def test_what_people_said_of_its_like_goes_before_its_words():
    said = [("ABC1", "Something", "drugs"), ("", "Rent and more", "it")]
    given = {"said": said, "rules": parameters.paycode_rules(), "items": nhs_items()}
    assert likely(entered("Rent", "ABC1"), **given)[0] == "drugs"
    assert likely(entered("rent and MORE"), **given)[0] == "it"
    assert len(likely(entered("Rent, rates, water, drugs and locum", "ABC1"), **given)) == 3


def test_a_name_is_wanted_where_all_else_is_known():
    rules = parameters.paycode_rules()
    assert wants_a_name(entered("", section="pension_employee", person="Dr Ash"), rules)
    assert not wants_a_name(entered("", section="pension_employee"), rules)
    assert not wants_a_name(entered("Zebra", "ZZZ9", person="Dr Ash"), rules)


@pytest.mark.parametrize(
    ("amount", "open_", "found"),
    [
        (100, [(1, 90), (2, 105), (3, 300)], [(2,), (1,), (1, 2)]),
        (195, [(1, 90), (2, 105), (3, 300)], [(1, 2), (2,), (1,)]),
        (-50, [(1, 90), (2, -40)], [(2,)]),
        (100, [(1, 0)], []),
        (100, [(1, 100), (2, 100)], [(1,), (2,), (1, 2)]),
    ],
)
def test_what_comes_closest(amount, open_, found):
    assert closest(amount, open_, most=3) == found


def test_money_that_went_out_again_is_held_against_what_came_before(rivers):
    line = ("", "Global sum", 500_00, {"item": "global_sum"})
    take_in(rivers, statement(line, month=APRIL))
    take_in(rivers, statement(("", "Global sum", 7_00, {"item": "global_sum"}), month=MAY, reference="R-2"))
    receive(rivers, bank_file(("04-28", 500_00), ("05-02", 500_00, "twice")))
    (waits,) = queries.unmatched(scope=rivers.everything)[1]
    receipt = queries.receipt(scope=rivers.everything, receipt_id=waits.id)
    proposed = queries.proposals(scope=rivers.everything, receipt=receipt)
    assert [(each.statements[0].month, each.amount) for each in proposed] == [(MAY, 7_00)]
    receive(rivers, bank_file(("05-09", -500_00, "back")), name="more.csv")
    out = next(each for each in queries.receipts(scope=rivers.everything) if each.amount < 0)
    earlier = [each.earlier for each in queries.proposals(scope=rivers.everything, receipt=out)]
    assert [each.reference for each in earlier] == ["twice", ""], "the latest of them first"
    who = {"scope": rivers.everything, "at": LATER}
    actions.take_back(receipt_id=out.id, earlier_id=earlier[0].id, **who)
    assert queries.unmatched(scope=rivers.everything)[1] == []


def test_the_last_month_paid_for_by_surgery(rivers):
    line = ("", "Global sum", 500_00, {"item": "global_sum"})
    take_in(rivers, statement(line, month=JUNE))
    take_in(rivers, statement(line, month=APRIL, reference="R-2"))
    assert queries.paid_for(scope=rivers.everything, surgeries=[rivers.a, rivers.b]) == {rivers.a: JUNE}


def test_the_lines_that_paid_an_item_are_those_that_say_so_by_now(rivers):
    lines = [
        ("", "Rent", 500_00, {"item": "rent"}),
        ("", "More rent", 7_00, {"item": "rent", "concerns": "2025-03"}),
    ]
    take_in(rivers, statement(*lines))
    asked = {"scope": rivers.everything, "surgery_id": rivers.a, "item": "rent"}
    (paid,) = queries.paid_lines(**asked, concerns=(APRIL, APRIL))
    assert (paid.line.line.words, paid.reference, paid.line.line.amount) == ("Rent", "R-1", 500_00)
    assert len(queries.paid_lines(**asked, concerns=(APRIL - 1, APRIL))) == 2
    who = {"scope": rivers.everything, "at": LATER}
    actions.recognise_line(line_id=paid.line.id, item="rates", concerns=APRIL, **who)
    assert queries.paid_lines(**asked, concerns=(APRIL, APRIL)) == []
    found = queries.line(scope=rivers.everything, line_id=paid.line.id)
    assert found.recognised.item == "rates"
    assert queries.likely_items(scope=rivers.everything, line=found)[0] == "rates"
