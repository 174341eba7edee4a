"""A statement is taken in whole or not at all, once, and never into a closed month."""

import pytest

from commonpractice.domain.audit import queries as log
from commonpractice.domain.audit.facts import Wanted
from commonpractice.domain.banking import actions as banking
from commonpractice.domain.banking import models, queries
from commonpractice.domain.ledger import actions as ledger
from commonpractice.domain.partnership.facts import Power, Scope
from commonpractice.domain.partnership.rules.reach import NotAllowed, OutOfScope
from tests.domain.banking.papers import (
    APRIL,
    CONTROL,
    DUE,
    JUNE,
    LATER,
    MAY,
    PENSION,
    bank_file,
    partner,
    receive,
    stands,
    statement,
    take_in,
)

LINES = [
    ("", "Global sum", 40_000_00, {"item": "global_sum"}),
    ("INFLUG", "Influenza", 120_72),
    ("", "Pension", -1_500_00, {"item": "partners_pension_employee", "partner": "p1"}),
    ("WHATSIT", "Something new", 77_00),
]


def kept() -> tuple[int, ...]:
    tables = (models.Statement, models.StatementLine, models.Recognition, models.Receipt, models.Match)
    return tuple(table.objects.count() for table in tables)


def deeds(rivers) -> list[tuple[str, str]]:
    page = log.entries(Wanted(surgeries=(rivers.a,), room="banking"))
    return [(row.deed, row.subject) for row in reversed(page.rows)]


def refused(rivers, content: bytes, kind=banking.CannotTakeIn, **more) -> str:
    """What is said; nothing is kept, and nothing posted."""
    before = kept(), stands(rivers, CONTROL)
    with pytest.raises(kind) as refusal:
        take_in(rivers, content, **more)
    assert (kept(), stands(rivers, CONTROL)) == before
    assert all(sentence.endswith(".") for sentence in refusal.value.problems)
    return " ".join(refusal.value.problems)


def test_known_lines_are_posted_and_others_wait(rivers):
    """
    8160 NHS income due         -£40,000.00  global sum, April
    8160 NHS income due            -£120.72  influenza, March
    7010 Partners' pension        £1,500.00  Dr Ash
    8150 NHS payments control    £38,620.72
    """
    taken = take_in(rivers, statement(*LINES))
    assert (taken.recognised, taken.waiting, taken.waiting_amount) == (3, 1, 77_00)
    assert stands(rivers, DUE) == -40_120_72
    assert stands(rivers, PENSION) == 1_500_00
    assert stands(rivers, CONTROL) == 38_620_72
    (waiting,) = queries.unrecognised(scope=rivers.everything)
    assert (waiting.line.paycode, waiting.why_waiting) == (
        "WHATSIT",
        "No rule knows the paycode WHATSIT with these words.",
    )


def test_it_is_written_down(rivers):
    take_in(rivers, statement(*LINES))
    assert deeds(rivers) == [
        (
            "banking.take_in_statement",
            "NHS payment statement of April 2025, £38,697.72 in 4 lines, 1 of them waiting",
        )
    ]


@pytest.mark.parametrize(
    "again",
    [
        statement(*LINES),  # the same file
        statement(*LINES[:2]),  # another file of the same month and reference
        statement(*LINES).replace(b"\n", b"\r\n"),  # saved again
        statement(*LINES[:1], month=MAY).replace(b"2025-05-24", b"2025-04-24"),  # same reference and day
    ],
)
def test_twice_is_refused(rivers, again):
    take_in(rivers, statement(*LINES), name="first.csv")
    said = refused(rivers, again, kind=banking.AlreadyTakenIn)
    assert (
        "The statement of April 2025, reference R-1, was taken in already, on 1 July 2025 from first.csv"
        in said
    )


def test_a_second_statement_of_a_month_has_another_reference(rivers):
    take_in(rivers, statement(*LINES))
    assert take_in(rivers, statement(*LINES, reference="R-2")).recognised == 3
    assert stands(rivers, CONTROL) == 2 * 38_620_72


def test_a_statement_of_another_practice_is_refused(rivers):
    assert "is of Z9, which is none of your surgeries" in refused(rivers, statement(*LINES, code="Z9"))
    only_b = rivers.only(rivers.b)
    assert "is of A1, which is none of your surgeries" in refused(rivers, statement(*LINES), scope=only_b)


def test_a_total_that_is_not_the_sum_of_the_lines_is_refused(rivers):
    assert "does not add up by £0.01" in refused(rivers, statement(*LINES, total=38_697_73))


def test_a_line_changed_is_refused(rivers, sample):
    assert "does not add up" in refused(rivers, sample.replace(b"1,569.36", b"1,569.35"))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (("", "x", 100, {"item": "pocket_money"}), "“pocket_money” is not an item of NHS money"),
        (("", "x", 100, {"item": "partners_pension_employee"}), "kept by partner: say whose it is"),
        (("", "x", 100, {"item": "rent", "partner": "P1"}), "not kept by partner: name nobody"),
        (("", "x", 100, {"item": "partners_pension_employee", "partner": "P9"}), "“P9” is not the code"),
    ],
)
def test_a_file_that_says_what_cannot_be_is_refused_whole(rivers, line, said):
    assert said in refused(rivers, statement(*LINES, line))


def test_a_role_that_may_not_post_takes_nothing_in(rivers):
    reader = Scope(
        rivers.everything.actor,
        rivers.partnership.id,
        rivers.everything.surgeries,
        frozenset({Power.SEE_ACCOUNTS}),
    )
    for deed in (
        lambda: take_in(rivers, statement(*LINES), scope=reader),
        lambda: receive(rivers, bank_file(("06-30", 100)), scope=reader),
        lambda: banking.match_all(surgeries=[rivers.a], scope=reader, at=LATER),
        lambda: banking.name_person(surgery_id=rivers.a, name="x", partner_id=None, scope=reader, at=LATER),
    ):
        with pytest.raises(NotAllowed):
            deed()


def test_what_is_not_theirs_is_not_there(rivers):
    taken = take_in(rivers, statement(*LINES))
    receive(rivers, bank_file(("06-30", 100)))
    only_b = rivers.only(rivers.b)
    (waiting,) = queries.unrecognised(scope=rivers.everything)
    for ask in (
        lambda: queries.statement(scope=only_b, statement_id=taken.statement_id),
        lambda: queries.receipt(scope=only_b, receipt_id=models.Receipt.objects.get().pk),
        lambda: banking.recognise_line(line_id=waiting.id, item="rent", scope=only_b, at=LATER),
    ):
        with pytest.raises(LookupError):
            ask()
    for ask in (queries.statements, queries.receipts, queries.control, queries.unrecognised):
        with pytest.raises(OutOfScope):
            ask(scope=only_b, surgeries=[rivers.a])
    assert queries.statements(scope=only_b) == []


def test_a_closed_month_is_never_touched(rivers):
    """April is locked: its statement is posted to May, the earliest that is open, and is of April still."""
    ledger.lock_month(surgery_id=rivers.a, month=APRIL, scope=rivers.everything, at=LATER)
    taken = take_in(rivers, statement(*LINES))
    assert (taken.month, taken.posted_to) == (APRIL, MAY)
    view = queries.statement(scope=rivers.everything, statement_id=taken.statement_id)
    assert {line.posted_to for line in view.lines if line.recognised} == {MAY}
    assert [str(line.recognised.concerns) for line in view.lines[:2]] == ["2025-04", "2025-03"]


def test_a_statement_is_posted_to_its_own_month_though_an_earlier_one_is_open(rivers):
    assert take_in(rivers, statement(*LINES, month=JUNE)).posted_to == JUNE


def test_without_an_open_month_nothing_is_taken_in(rivers):
    late = statement(*LINES, month=APRIL + 12)
    assert "no month of Avon Surgery is open from then on" in refused(rivers, late)


def test_a_statement_with_nothing_that_is_known_waits_whole(rivers):
    taken = take_in(rivers, statement(("WHATSIT", "x", 100), ("WHATELSE", "", -30)))
    assert (taken.recognised, taken.waiting, taken.waiting_amount) == (0, 2, 70)
    assert stands(rivers, CONTROL) == 0
    (control,) = queries.control(scope=rivers.everything, surgeries=[rivers.a])
    assert (control.not_arrived, control.not_recognised, control.explained) == (70, 70, 0)


def test_a_line_of_nothing_is_posted_nowhere_and_waits_for_nobody(rivers):
    taken = take_in(rivers, statement(("WHATSIT", "x", 0), ("", "Global sum", 5, {"item": "global_sum"})))
    assert (taken.lines, taken.recognised, taken.waiting) == (2, 1, 0)


def test_of_files_taken_in_together_a_bad_one_leaves_the_good_one(rivers):
    refused(rivers, statement(*LINES, total=1))
    assert take_in(rivers, statement(*LINES)).recognised == 3


def test_a_failure_in_the_middle_leaves_nothing(rivers, monkeypatch):
    """After the journal was posted, before it was written down what the lines are for."""

    def fail(*_, **__):
        raise RuntimeError("the power went")

    before = kept(), stands(rivers, CONTROL)
    with monkeypatch.context() as patch:
        patch.setattr(banking.statements, "write_recognitions", fail)
        with pytest.raises(RuntimeError):
            take_in(rivers, statement(*LINES))
    assert (kept(), stands(rivers, CONTROL)) == before
    assert take_in(rivers, statement(*LINES)).recognised == 3


def test_whoever_looks_at_a_statement_that_names_persons_is_written_down(rivers):
    named = ("", "Dr Ash", -100, {"section": "pension_employee"})
    with_names = take_in(rivers, statement(*LINES, named))
    without = take_in(rivers, statement(*LINES, reference="R-2"))
    before = len(deeds(rivers))
    banking.look_at_statement(statement_id=without.statement_id, scope=rivers.everything, at=LATER)
    assert len(deeds(rivers)) == before
    banking.look_at_statement(statement_id=with_names.statement_id, scope=rivers.everything, at=LATER)
    banking.look_at_waiting_lines(scope=rivers.everything, at=LATER)
    assert deeds(rivers)[before:] == [
        ("banking.see_statement", "NHS payment statement of April 2025: Dr Ash"),
        ("banking.see_waiting_lines", "lines of NHS payment statements that wait: Dr Ash"),
    ]


def test_the_same_partner_may_be_named_where_the_section_says_pension(rivers):
    ours = ("", "Dr Ash", -100, {"section": "pension_employer", "partner": "P1"})
    take_in(rivers, statement(ours))
    assert stands(rivers, PENSION) == 100
    view = queries.statements(scope=rivers.everything)[0]
    (line,) = queries.statement(scope=rivers.everything, statement_id=view.id).lines
    assert (line.recognised.item, line.recognised.partner_id) == (
        "partners_pension_employer",
        partner(rivers),
    )
