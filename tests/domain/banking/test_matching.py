"""What a receipt pays: two months in one, a payment reversed, and what only a person can say."""

from itertools import combinations

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from commonpractice.domain.banking import actions as banking
from commonpractice.domain.banking import models, queries
from commonpractice.domain.banking.facts import By
from commonpractice.domain.banking.rules.matching import portions, statements_paid
from commonpractice.domain.ledger import actions as ledger
from tests.domain.banking.papers import (
    APRIL,
    BANK,
    CONTROL,
    JUNE,
    LATER,
    MAY,
    bank_file,
    receive,
    stands,
    statement,
    take_in,
)
from tests.examples import thorough


def paid(rivers, month, amount: int, reference: str = "") -> int:
    """A statement of global sum; its id."""
    line = ("", "Global sum", amount, {"item": "global_sum"})
    return take_in(rivers, statement(line, month=month, reference=reference or f"R-{month}")).statement_id


def control(rivers):
    (found,) = queries.control(scope=rivers.everything, surgeries=[rivers.a])
    assert found.posted_otherwise == 0
    assert found.balance == stands(rivers, CONTROL)
    return found


def settled(rivers) -> dict[int, int]:
    return {each.id: each.settled for each in queries.statements(scope=rivers.everything)}


def receipt_ids() -> list[int]:
    return list(models.Receipt.objects.order_by("id").values_list("id", flat=True))


def test_a_month_paid_is_matched_whichever_came_first(rivers):
    april = paid(rivers, APRIL, 100_00)
    assert receive(rivers, bank_file(("04-30", 100_00), ("05-31", 90_00))).matched == 1
    assert control(rivers).explained == -90_00
    taken = take_in(rivers, statement(("", "x", 90_00, {"item": "global_sum"}), month=MAY, reference="R-May"))
    assert taken.matched == 1
    assert settled(rivers) == {april: 100_00, taken.statement_id: 90_00}
    assert (control(rivers).balance, stands(rivers, BANK)) == (0, 190_00)


def test_two_months_paid_in_one_receipt_leave_the_control_account_nil(rivers):
    april, may = paid(rivers, APRIL, 100_00), paid(rivers, MAY, 90_00)
    assert receive(rivers, bank_file(("06-02", 190_00))).matched == 1
    assert settled(rivers) == {april: 100_00, may: 90_00}
    assert control(rivers).balance == 0


def test_three_months_paid_in_one_receipt(rivers):
    for month, amount in ((APRIL, 100_00), (MAY, 90_00), (JUNE, 95_00)):
        paid(rivers, month, amount)
    assert receive(rivers, bank_file(("06-30", 285_00))).matched == 1
    assert control(rivers).balance == 0


def test_a_payment_reversed_and_made_again_leaves_the_control_account_nil(rivers):
    april = paid(rivers, APRIL, 100_00)
    receive(rivers, bank_file(("04-30", 100_00, "first")))
    assert receive(rivers, bank_file(("05-02", -100_00, "returned"))).matched == 1
    assert settled(rivers) == {april: 0}
    found = control(rivers)
    assert (found.balance, found.not_arrived, found.receipts) == (100_00, 100_00, ())
    assert receive(rivers, bank_file(("05-06", 100_00, "again"))).matched == 1
    assert settled(rivers) == {april: 100_00}
    assert (control(rivers).balance, stands(rivers, BANK)) == (0, 100_00)


def test_a_payment_reversed_in_one_file(rivers):
    april = paid(rivers, APRIL, 100_00)
    lines = [("04-30", 100_00), ("05-02", -100_00), ("05-06", 100_00)]
    assert receive(rivers, bank_file(*lines)).matched == 3
    assert (settled(rivers), control(rivers).balance) == ({april: 100_00}, 0)


def test_two_months_in_one_receipt_that_is_reversed_are_unpaid_again(rivers):
    april, may = paid(rivers, APRIL, 100_00), paid(rivers, MAY, 90_00)
    receive(rivers, bank_file(("06-02", 190_00), ("06-03", -190_00)))
    assert settled(rivers) == {april: 0, may: 0}
    assert receive(rivers, bank_file(("06-05", 100_00), ("06-06", 90_00))).matched == 2
    assert control(rivers).balance == 0


def test_money_of_which_no_statement_is_here_is_settled_by_its_going_out_again(rivers):
    receive(rivers, bank_file(("04-30", 77_000_00), ("05-02", -77_000_00)))
    assert control(rivers).receipts == ()
    april = paid(rivers, APRIL, 77_000_00)
    assert settled(rivers) == {april: 0}
    assert control(rivers).balance == 77_000_00


def test_a_claw_back_that_is_more_than_is_paid_is_matched_by_its_sign(rivers):
    paid(rivers, APRIL, -40_00)
    assert receive(rivers, bank_file(("04-30", -40_00))).matched == 1
    assert control(rivers).balance == 0


def test_where_there_are_two_ways_a_person_must_say(rivers):
    """£190 is April and May, or June and July: neither is chosen."""
    for month, amount in ((APRIL, 100_00), (MAY, 90_00), (JUNE, 110_00), (JUNE + 1, 80_00)):
        paid(rivers, month, amount)
    assert receive(rivers, bank_file(("06-30", 190_00))).matched == 0
    papers, money = queries.unmatched(scope=rivers.everything)
    assert (len(papers), len(money)) == (4, 1)
    chosen = [paper.id for paper in papers if paper.net in (110_00, 80_00)]
    assert banking.match(receipt_id=money[0].id, statement_ids=chosen, scope=rivers.everything, at=LATER) == 2
    assert control(rivers).not_arrived == control(rivers).balance == 190_00


def test_a_statement_may_be_paid_in_parts(rivers):
    april = paid(rivers, APRIL, 100_00)
    receive(rivers, bank_file(("04-30", 60_00), ("05-31", 40_00)))
    for number in receipt_ids():
        banking.match(receipt_id=number, statement_ids=[april], scope=rivers.everything, at=LATER)
    assert (settled(rivers), control(rivers).balance) == ({april: 100_00}, 0)


def test_a_match_is_taken_back_by_a_further_row(rivers):
    april = paid(rivers, APRIL, 100_00)
    receive(rivers, bank_file(("04-30", 100_00)))
    (match,) = queries.statement(scope=rivers.everything, statement_id=april).matches
    assert (match.by, match.amount) == (By.RULE, 100_00)
    ask = {"match_id": match.id, "scope": rivers.everything, "at": LATER}
    with pytest.raises(banking.CannotMatch, match="Say why"):
        banking.unmatch(why=" ", **ask)
    banking.unmatch(why="another month's", **ask)
    assert settled(rivers) == {april: 0}
    assert models.Match.objects.count() == 2
    with pytest.raises(banking.CannotMatch, match="taken back already"):
        banking.unmatch(why="again", **ask)
    # what a person took back is not matched by itself again
    assert banking.match_all(surgeries=[rivers.a], scope=rivers.everything, at=LATER) == 0
    assert control(rivers).balance == 0
    banking.match(receipt_id=receipt_ids()[0], statement_ids=[april], scope=rivers.everything, at=LATER)
    assert settled(rivers) == {april: 100_00}


def test_of_a_payment_that_was_reversed_the_match_stays(rivers):
    """To take the first away would leave the statement paid by less than nothing."""
    april = paid(rivers, APRIL, 100_00)
    receive(rivers, bank_file(("04-30", 100_00), ("05-02", -100_00)))
    first = queries.statement(scope=rivers.everything, statement_id=april).matches[0]
    with pytest.raises(banking.CannotMatch, match="by less than nothing"):
        banking.unmatch(match_id=first.id, why="x", scope=rivers.everything, at=LATER)
    assert settled(rivers) == {april: 0}


def test_a_person_says_which_receipt_was_reversed(rivers):
    """Two of the same amount came in: which of them went out again, nobody can reckon."""
    receive(rivers, bank_file(("04-30", 50_00, "a"), ("05-30", 50_00, "b"), ("06-02", -50_00)))
    first, second, back = receipt_ids()
    assert len(control(rivers).receipts) == 3
    ask = {"receipt_id": back, "scope": rivers.everything, "at": LATER}
    with pytest.raises(banking.CannotMatch, match="the same amount going out"):
        banking.take_back(receipt_id=second, earlier_id=first, scope=rivers.everything, at=LATER)
    banking.take_back(earlier_id=second, **ask)
    assert [each.id for each in control(rivers).receipts] == [first]
    with pytest.raises(banking.CannotMatch, match="matched already"):
        banking.take_back(earlier_id=first, **ask)


@pytest.mark.parametrize(
    ("amount", "month_amounts", "said"),
    [
        (100_00, [(APRIL, -30_00)], "nothing left to be paid this way"),
        (100_00, [(APRIL, 120_00), (MAY, 90_00)], "used up before the last"),
    ],
)
def test_what_does_not_fit_is_refused(rivers, amount, month_amounts, said):
    papers = [paid(rivers, month, net) for month, net in month_amounts]
    receive(rivers, bank_file(("06-30", amount)))
    with pytest.raises(banking.CannotMatch, match=said):
        banking.match(receipt_id=receipt_ids()[0], statement_ids=papers, scope=rivers.everything, at=LATER)
    assert models.Match.objects.count() == 0


def test_a_receipt_pays_its_own_surgery_alone(rivers):
    theirs = take_in(rivers, statement(("", "x", 100_00, {"item": "global_sum"}), code="B1")).statement_id
    assert receive(rivers, bank_file(("04-30", 100_00))).matched == 0
    with pytest.raises(banking.CannotMatch, match="its own surgery"):
        banking.match(receipt_id=receipt_ids()[0], statement_ids=[theirs], scope=rivers.everything, at=LATER)


def test_a_bank_line_is_posted_once(rivers):
    receive(rivers, bank_file(("04-30", 100_00, "x1")))
    again = receive(rivers, bank_file(("04-30", 100_00, "x1"), ("05-01", 5_00), ("05-01", 5_00)))
    assert len(again.new) == 1
    assert [sentence.split(" is here")[0] for sentence in again.already] == [
        "Line 2, £100.00 of 30 April 2025,",
        "Line 4, £5.00 of 1 May 2025,",
    ]
    assert stands(rivers, BANK) == 105_00
    assert receive(rivers, bank_file(("05-01", 5_00, "the second of them"))).new
    assert stands(rivers, BANK) == 110_00


def test_a_receipt_goes_to_the_earliest_open_month_from_its_own(rivers):
    ledger.lock_month(surgery_id=rivers.a, month=APRIL, scope=rivers.everything, at=LATER)
    receive(rivers, bank_file(("04-30", 100_00)))
    (found,) = queries.receipts(scope=rivers.everything)
    assert found.posted_to == MAY


def test_the_centre_is_paid_into_its_own_account(rivers):
    receive(rivers, bank_file(("04-30", 100_00), code="CENTRE"))
    assert stands(rivers, 8020, rivers.centre) == 100_00


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (bank_file(("04-30", 100_00), code="Z9"), "Line 2 is of Z9, which is none of your surgeries."),
        (bank_file(("04-30", 100_00), code=""), "Line 2 does not say whose it is"),
        (b"dated,amount,words,practice_code\n30/04/2025,1,x,A1\n", "write it like 2025-04-30"),
        (b"dated,amount,words,practice_code\n2025-04-30,1.001,x,A1\n", "a fraction of a penny"),
        (b"dated,amount,words,practice_code\n2025-04-30,0,x,A1\n", "its amount is nil"),
        (b"dated,amount\n2025-04-30,1\n", "The column words is missing"),
        (b"dated,amount,words\n", "no lines below its headings"),
        (b"dated,amount,words\n2025-04-30,1,000.00,x\n", "more values than there are columns"),
        (b"\x00\x01", "not a text file"),
        (bank_file(("04-30", 1)).replace(b"2025", b"2031"), "no month of Avon Surgery is open"),
    ],
)
def test_a_bank_file_with_a_fault_is_refused_whole(rivers, content, said):
    good = b"2025-04-29,12.00,NHS,,A1\n"
    with pytest.raises(banking.CannotTakeIn) as refusal:
        receive(rivers, content + (good if content.count(b",") > 6 else b""))
    assert said in str(refusal.value)
    assert stands(rivers, BANK) == 0


def test_whose_a_file_is_may_be_said_of_all_of_it(rivers):
    content = b'dated,amount,words\r\n2025-04-30,"1,000.00",NHS ENGLAND\r\n'
    taken = banking.take_in_receipts(
        content=content, name="x.csv", practice_code="b1", scope=rivers.everything, at=LATER
    )
    assert (taken.amount, stands(rivers, BANK, rivers.b)) == (1_000_00, 1_000_00)


# The database holds it too, whatever the program does.


def add_match(rivers, **values) -> None:
    row = {"surgery_id": rivers.a, "by": "person", "why": "x", "at": LATER, "actor_id": 0, "actor_name": "x"}
    with transaction.atomic():
        models.Match.objects.bulk_create([models.Match(**{**row, **values})])


def test_the_database_refuses_to_settle_by_more_or_less_than_there_is(rivers):
    april = paid(rivers, APRIL, 100_00)
    receive(rivers, bank_file(("04-30", 250_00)))
    (number,) = receipt_ids()
    for amount in (100_01, -1, 250_00):
        with pytest.raises(DatabaseError, match="settled by more than its net, or by less than nothing"):
            add_match(rivers, receipt_id=number, statement_id=april, amount=amount)
    may = paid(rivers, MAY, 1000_00)
    with pytest.raises(DatabaseError, match="A receipt would pay more than it is"):
        add_match(rivers, receipt_id=number, statement_id=may, amount=250_01)
    with pytest.raises(DatabaseError, match="of_surgery"):
        add_match(rivers, surgery_id=rivers.b, receipt_id=number, statement_id=may, amount=1)


def test_the_database_refuses_lines_that_do_not_come_to_the_net(rivers):
    paper = paid(rivers, APRIL, 100_00)
    line = models.StatementLine.objects.get()
    line.pk, line.number, line.amount = None, 2, 1
    with (
        pytest.raises(DatabaseError, match="come to 10001 pence, and its net is 10000"),
        transaction.atomic(),
    ):
        models.StatementLine.objects.bulk_create([line])
    assert models.StatementLine.objects.filter(statement_id=paper).count() == 1


def test_the_database_refuses_a_match_taken_back_by_halves(rivers):
    april = paid(rivers, APRIL, 100_00)
    receive(rivers, bank_file(("04-30", 100_00)))
    match = models.Match.objects.get()
    with pytest.raises(DatabaseError, match="exact opposite"):
        add_match(rivers, receipt_id=match.receipt_id, statement_id=april, amount=-50_00, undoes=match)


@pytest.mark.parametrize(
    "table", ["statement", "statement_line", "recognition", "receipt", "match", "named_person"]
)
def test_nothing_is_ever_changed_or_taken_away(rivers, table):
    paid(rivers, APRIL, 100_00)
    for deed in (f"UPDATE banking_{table} SET surgery_id = surgery_id", f"DELETE FROM banking_{table}"):
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(deed)


# The choice, against trying every choice.


@thorough(500)
@given(st.lists(st.integers(-6, 12), max_size=9), st.integers(-10, 20), st.integers(1, 3))
def test_the_choice_is_the_only_one_there_is(nets, amount, most):
    papers = list(enumerate(nets))
    every = [
        tuple(number for number, _ in chosen)
        for size in range(1, most + 1)
        for chosen in combinations(papers, size)
        if sum(net for _, net in chosen) == amount
    ]
    found = statements_paid(amount, papers, most=most)
    assert tuple(sorted(found)) == (every[0] if len(every) == 1 else ())


@thorough(300)
@given(st.integers(1, 1000), st.lists(st.integers(1, 400), min_size=1, max_size=5))
def test_portions_come_to_the_amount_or_to_all_there_is(amount, nets):
    try:
        parts = portions(amount, nets)
    except banking.CannotMatch:
        assert sum(nets[:-1]) >= amount
        return
    assert sum(parts) == min(amount, sum(nets))
    assert all(0 < part <= net for part, net in zip(parts, nets, strict=True))
    assert portions(-amount, [-net for net in nets]) == [-part for part in parts]
