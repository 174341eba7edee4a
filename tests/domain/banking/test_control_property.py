"""Stated and received in any order: the control account is what is open, and nil when nothing is."""

from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from commonpractice.domain.banking import actions as banking
from commonpractice.domain.banking import models, queries
from tests.domain.banking.papers import APRIL, CONTROL, LATER, bank_file, receive, stands, statement, take_in
from tests.examples import thorough

AMOUNT = st.integers(-50_000_00, 200_000_00)
KIND = st.sampled_from(
    [
        ("", "Global sum", {"item": "global_sum"}),
        ("INFLUG", "Influenza DES", {}),
        ("STATL", "Statutory Levy Apr25", {}),
        ("", "Pension", {"item": "partners_pension_employee", "partner": "P1"}),
        ("", "Dr Somebody", {"section": "pension_employer"}),
        ("WHATSIT", "Nobody knows", {}),
        ("QUACHG", "PY 2023/24", {}),
    ]
)
LINES = st.lists(st.tuples(KIND, AMOUNT), min_size=1, max_size=8)
PAPERS = st.lists(LINES, min_size=1, max_size=3)


def content(number: int, lines) -> bytes:
    return statement(
        *((paycode, words, amount, extra) for (paycode, words, extra), amount in lines),
        month=APRIL + number,
        reference=f"R-{number}",
    )


@thorough(100, suppress=(HealthCheck.function_scoped_fixture, HealthCheck.too_slow))
@given(PAPERS, st.randoms(use_true_random=False), st.data())
def test_stated_received_and_recognised_in_any_order(rivers, papers, chance, data):
    """recognised + waiting = net, at every step; all recognised and received, 8150 is nil."""
    nets = [sum(amount for _, amount in lines) for lines in papers]
    deeds = [("state", number) for number in range(len(papers))]
    deeds += [("receive", number) for number, net in enumerate(nets) if net]
    chance.shuffle(deeds)
    save = transaction.savepoint()
    try:
        for deed, number in deeds:
            if deed == "state":
                taken = take_in(rivers, content(number, papers[number]))
                assert taken.recognised_amount + taken.waiting_amount == taken.net == nets[number]
            else:
                receive(rivers, bank_file(("06-30", nets[number], f"of {number}")))
            explained(rivers)
        for line in queries.unrecognised(scope=rivers.everything):
            item = data.draw(st.sampled_from(["rent", "statutory_levy", "staff_pension", "other_nhs"]))
            banking.recognise_line(line_id=line.id, item=item, scope=rivers.everything, at=LATER)
            explained(rivers)
        assert stands(rivers, CONTROL) == 0
        assert explained(rivers).waiting == ()
        lines = models.StatementLine.objects.exclude(amount=0).count()
        assert models.Recognition.objects.count() == lines
    finally:
        transaction.savepoint_rollback(save)


def explained(rivers):
    """The account is what banking says it is, and no receipt or statement is settled by more than itself."""
    (found,) = queries.control(scope=rivers.everything, surgeries=[rivers.a])
    assert found.balance == found.explained == stands(rivers, CONTROL)
    for paper in queries.statements(scope=rivers.everything):
        assert abs(paper.settled) <= abs(paper.net)
    for money in queries.receipts(scope=rivers.everything):
        assert money.settled in (0, money.amount)
    found_by_reading_all(rivers)
    return found


def found_by_reading_all(rivers):
    """What waits is what is left of everything there ever was."""
    both = {"scope": rivers.everything, "surgeries": [rivers.a, rivers.b]}
    lines = models.StatementLine.objects.filter(recognition__isnull=True).exclude(amount=0)
    lines = list(lines.order_by("statement__month", "statement_id", "number").select_related("statement"))
    papers = [paper for paper in reversed(queries.statements(**both)) if paper.open]
    money = [each for each in reversed(queries.receipts(**both)) if each.open]
    assert queries.unmatched(**both) == (papers, money)
    assert [line.id for line in queries.unrecognised(**both)] == [row.pk for row in lines]
    in_turn = queries.to_clear_in_turn(**both)
    assert in_turn.lines == tuple(row.pk for row in lines)
    assert in_turn.receipts == tuple(each.id for each in money)
    assert queries.to_clear(**both)[rivers.a] == queries.ToClear(len(lines), len(money))
    for month in (APRIL - 1, APRIL, APRIL + 1, APRIL + 2):
        assert queries.waits_by(**both, month=month)[rivers.a] == queries.WaitsBy(
            lines=sum(row.statement.month <= month.first for row in lines),
            statements=sum(paper.month <= month for paper in papers),
            receipts=sum(each.dated <= month.last for each in money),
        )
