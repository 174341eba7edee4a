"""What lines are for: by the rulebook, and by people, who may change their minds."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonpractice.domain.banking import actions as banking
from commonpractice.domain.banking import models, parameters, queries
from commonpractice.domain.banking.facts import By, Entered, Named, Recognised
from commonpractice.domain.banking.rules.contract_value import parts_of_month
from commonpractice.domain.banking.rules.recognising import concerned, recognise
from commonpractice.domain.ledger import actions as ledger
from commonpractice.domain.ledger import parameters as ledger_parameters
from commonpractice.domain.ledger import queries as ledger_queries
from commonpractice.foundations.months import Month
from tests.domain.banking.papers import (
    APRIL,
    CONTROL,
    DUE,
    LATER,
    MAY,
    PENSION,
    partner,
    stands,
    statement,
    take_in,
)
from tests.examples import thorough

NOVEMBER = Month(2023, 11)

# section | paycode | words | item, or that it waits for somebody
KNOWN = """
    contract_value    |        | Calculation of Monthly Global Sum Payment         | global_sum
    contract_value    |        | Temporary Residents Adjustment                    | temporary_residents
    contract_value    |        | London Weighting Allowance                        | london
    contract_value    |        | Additional Service Opt Outs                       | opt_outs
    contract_value    |        | Out of Hours (opt out)                            | out_of_hours
    contract_value    |        | Minor Surgery (opt out)                           | opt_outs
    contract_value    | GSUMG  |                                                   | global_sum_adjustment
    claims            | RANDR  | 2023-2024 ICBRates 01/05/23 to 31/03/24           | rates
    claims            | RANDR  | Actual Rent Nov23                                 | rent
    claims            | RANDR  | Odds and ends                                     | waits
    qof               |        | Aspiration                                        | qof_aspiration
    qof               | QUACHG | PY 2022/23 new adj value Atrial Fibrillation (AF) | qof_prior_year
    qof               | QUACHG | Achievement 2023/24                               | qof_achievement
    enhanced_services | INFLUG | Influenza DES (GMS)                               | influenza
    enhanced_services | INFLUP | Influenza DES (PMS)                               | influenza
    enhanced_services | SIXVAG | C&M-GMS - 6 in 1 Vaccination                      | childhood_vaccination
    enhanced_services | NRENT  | 23/24 Notional Rent Nov23                         | rent
    enhanced_services | STATL  | Statutory Levy deductions Jun-Mar24               | statutory_levy
    enhanced_services | ROTAVG | Rotavirus (GMS)                                   | childhood_vaccination
    claims            | WHATEV | CQC Fees 2023/24                                  | cqc_fee
    enhanced_services | NEWONE | A new service                                     | waits
    pension_employee  | PXXXX  | Something else                                    | waits
    other             |        | By hand                                           | waits
"""


def a_line(**said) -> Entered:
    blank = {"number": 1, "at": 1, "section": "", "adjustment": False, "paycode": "", "words": ""}
    return Entered(**{**blank, "mark": "", "source": "COM", "amount": 100, **said})


def recognised(line: Entered, named: tuple = (), month: Month = NOVEMBER):
    return recognise(
        line,
        month=month,
        rules=parameters.paycode_rules(),
        named=named,
        partners={"P1": 11},
        items=ledger_parameters.nhs_items(),
        chart=ledger_parameters.chart(),
    )


@pytest.mark.parametrize("row", KNOWN.strip().splitlines(), ids=lambda row: " ".join(row.split()[:6]))
def test_what_the_rulebook_knows(row):
    section, paycode, words, item = (cell.strip() for cell in row.split("|"))
    found = recognised(a_line(section=section, paycode=paycode, words=words))
    assert (found.item if isinstance(found, Recognised) else "waits") == item


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ({"paycode": "NEWONE", "words": "A new service"}, "the paycode NEWONE with these words"),
        ({"paycode": "NEWONE"}, "the paycode NEWONE"),
        ({"words": "By hand"}, "“By hand”"),
    ],
)
def test_a_line_that_waits_says_why(line, said):
    assert recognised(a_line(**line)) == f"No rule knows {said}."


def test_every_rule_is_of_an_item_that_there_is_with_a_source_and_a_trust():
    items = ledger_parameters.nhs_items()
    for rule in parameters.paycode_rules():
        assert rule.item in items, rule
        assert not rule.staff_item or rule.staff_item in items, rule
        assert rule.source, rule
        assert rule.trust in ("found", "derived", "memory"), rule
        assert rule.paycode.strip("*") or rule.section or rule.words, f"{rule} would fit any line"


PERSONS = [
    ((), "Nobody has said yet whether Doctor One is a partner, and which."),
    ((Named("Doctor One", "", 11),), ("partners_pension_employee", 11)),
    ((Named("DOCTOR ONE", "", 11),), ("partners_pension_employee", 11)),
    ((Named("Doctor One", "", None),), ("staff_pension", None)),
    ((Named("Doctor One", "", None), Named("Doctor One", "", 11)), ("partners_pension_employee", 11)),
    ((Named("Doctor Two", "", 11),), "Nobody has said yet whether Doctor One is a partner, and which."),
]


@pytest.mark.parametrize(("named", "expected"), PERSONS)
def test_a_person_is_whom_somebody_said_last(named, expected):
    found = recognised(a_line(section="pension_employee", person_name="Doctor One"), named)
    assert (found if isinstance(found, str) else (found.item, found.partner_id)) == expected


def test_a_number_says_more_than_a_name():
    line = a_line(section="pension_employee", person_name="Doctor One", person_code="0000001")
    assert isinstance(recognised(line, (Named("Doctor One", "", 11),)), str)
    assert recognised(line, (Named("Dr O. Ne", "0000001", 11),)).partner_id == 11


@pytest.mark.parametrize(
    ("first", "last", "before", "of"),
    [
        (None, None, 0, "2023-11"),
        (None, None, 1, "2023-10"),
        ("2023-10", "2023-10", 1, "2023-10"),
        ("2023-04", "2024-03", 1, "2023-11"),  # an instalment of a year's scheme
        ("2022-04", "2023-03", 0, "2023-03"),  # of an earlier year: its last month
        ("2024-04", "2025-03", 0, "2024-04"),  # in advance
    ],
)
def test_the_month_that_a_line_is_of(first, last, before, of):
    line = a_line(first=first and Month.parse(first), last=last and Month.parse(last))
    assert str(concerned(line, NOVEMBER, months_before=before)) == of


@thorough(500)
@given(
    st.lists(st.integers(-(10**9), 10**10), max_size=6),
    st.lists(st.integers(-(10**8), 10**8), max_size=3),
    st.integers(-(10**9), 10**9),
)
def test_the_parts_of_a_month_come_to_its_payment(yearly, monthly, twelfth):
    """Whatever is printed, to the penny."""
    parts = parts_of_month(
        twelfth=twelfth,
        yearly=[(f"year {place}", amount) for place, amount in enumerate(yearly)],
        monthly=[(f"month {place}", amount) for place, amount in enumerate(monthly)],
    )
    assert sum(amount for _, amount in parts) == twelfth + sum(monthly)
    assert all(amount for _, amount in parts)


@pytest.fixture
def waiting(rivers) -> int:
    """A line of £77.00 that waits; its id."""
    take_in(rivers, statement(("", "Global sum", 500_00, {"item": "global_sum"}), ("WHATSIT", "New", 77_00)))
    (line,) = queries.unrecognised(scope=rivers.everything)
    return line.id


def say(rivers, line_id: int, item: str, **more) -> int:
    return banking.recognise_line(line_id=line_id, item=item, scope=rivers.everything, at=LATER, **more)


def due(rivers) -> dict:
    sums = ledger_queries.sums_by_item(scope=rivers.everything, surgeries=[rivers.a], accounts=[DUE])
    return {(place.item, place.concerns): amount for place, amount in sums.items()}


def test_a_line_that_waited_is_posted_when_somebody_says_what_it_is(rivers, waiting):
    say(rivers, waiting, "local_schemes", concerns=MAY)
    assert due(rivers)["local_schemes", MAY] == -77_00
    assert stands(rivers, CONTROL) == 577_00
    assert queries.unrecognised(scope=rivers.everything) == []
    last = models.Recognition.objects.latest("id")
    assert (last.by, last.why) == (By.PERSON.value, f"said by {rivers.everything.actor.name}")


def test_it_is_posted_to_the_open_month(rivers, waiting):
    ledger.lock_month(surgery_id=rivers.a, month=APRIL, scope=rivers.everything, at=LATER)
    say(rivers, waiting, "local_schemes")
    last = models.Recognition.objects.latest("id")
    assert (Month.of(last.posted_to), Month.of(last.concerns)) == (MAY, APRIL)


def test_a_line_may_be_said_to_be_something_else_and_moves(rivers, waiting):
    """To an income item, to a partner's pension, and back: the control account does not move."""
    say(rivers, waiting, "local_schemes")
    say(rivers, waiting, "partners_pension_prior_year", partner_id=partner(rivers))
    assert ("local_schemes", APRIL) not in due(rivers)
    assert (stands(rivers, PENSION), stands(rivers, CONTROL)) == (-77_00, 577_00)
    say(rivers, waiting, "local_schemes")
    assert due(rivers)["local_schemes", APRIL] == -77_00
    assert (stands(rivers, PENSION), stands(rivers, CONTROL)) == (0, 577_00)
    assert models.Recognition.objects.filter(line_id=waiting).count() == 3


@pytest.mark.parametrize(
    ("item", "more", "said"),
    [
        ("pocket_money", {}, "is not an item of NHS money"),
        ("partners_pension_employee", {}, "say whose it is"),
        ("partners_pension_employee", {"partner_id": 987654}, "not a partner here"),
        ("rent", {"partner_id": 1}, "name nobody"),
    ],
)
def test_what_it_cannot_be_is_refused(rivers, waiting, item, more, said):
    with pytest.raises(banking.CannotRecognise, match=said):
        say(rivers, waiting, item, **more)
    assert stands(rivers, CONTROL) == 500_00


def test_saying_the_same_again_is_refused(rivers, waiting):
    say(rivers, waiting, "rent")
    with pytest.raises(banking.CannotRecognise, match="posted as that already"):
        say(rivers, waiting, "rent")


def test_lines_that_a_new_rule_knows_are_posted_when_asked(rivers, waiting, monkeypatch):
    ask = {"surgery_id": rivers.a, "scope": rivers.everything, "at": LATER}
    assert banking.recognise_waiting(**ask) == 0
    rules = parameters.paycode_rules()
    new = replace(rules[0], place=99, paycode="WHATS*", section="", words="", item="rent")
    monkeypatch.setattr(parameters, "paycode_rules", lambda: (*rules, new))
    (line,) = queries.unrecognised(scope=rivers.everything)
    assert line.why_waiting == "A rule would know it by now: say so again."
    assert banking.recognise_waiting(**ask) == 1
    assert due(rivers)["rent", APRIL] == -77_00


def test_a_name_is_said_of_somebody_here(rivers):
    ask = {"surgery_id": rivers.a, "scope": rivers.everything, "at": LATER}
    with pytest.raises(banking.CannotRecognise, match="not a partner here"):
        banking.name_person(name="Doctor One", partner_id=987654, **ask)
    with pytest.raises(banking.CannotRecognise, match="Say whose name it is"):
        banking.name_person(name=" ", partner_id=None, **ask)


def test_a_partner_of_another_surgery_is_nobody_here(rivers, waiting):
    """Dr Birch is Brook's. At Avon no line is put to her: closing could give it to nobody."""
    birch = partner(rivers, "P2")
    with pytest.raises(banking.CannotRecognise, match="That is not a partner here: name one who is, or was"):
        say(rivers, waiting, "partners_pension_prior_year", partner_id=birch)
    with pytest.raises(banking.CannotRecognise, match=r"not a partner here.*of salaried staff, nobody"):
        banking.name_person(
            surgery_id=rivers.a, name="Dr Birch", partner_id=birch, scope=rivers.everything, at=LATER
        )
    pension = {"item": "partners_pension_employee", "partner": "P2"}
    paper = statement(("", "Pension", -100, pension), month=MAY, reference="R-2", day=25)
    with pytest.raises(banking.CannotTakeIn, match="“P2” is not the code of a partner of this surgery"):
        take_in(rivers, paper)
    assert stands(rivers, PENSION) == 0
    take_in(rivers, statement(("", "Pension", -100, pension), code="B1"))
    assert stands(rivers, PENSION, rivers.b) == 100


def test_a_name_that_stood_for_a_partner_of_another_surgery_waits(rivers):
    """Said before it was looked at: the line waits, and says why."""
    models.NamedPerson.objects.create(
        surgery_id=rivers.a,
        name="Dr Birch",
        code="",
        partner_id=partner(rivers, "P2"),
        at=LATER,
        actor_id=rivers.everything.actor.id,
        actor_name=rivers.everything.actor.name,
    )
    paper = statement(("", "Dr Birch", -100, {"section": "pension_employer"}))
    take_in(rivers, paper)
    (line,) = queries.unrecognised(scope=rivers.everything)
    assert line.why_waiting == "Dr Birch was said to be somebody who is not a partner here."
