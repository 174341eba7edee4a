"""Payable less paid through real deeds: what settles is gone, what is wrong shouts, a query stands on it."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from commonpractice.domain.banking import queries as banking
from commonpractice.domain.contracts import actions, queries
from commonpractice.domain.contracts.facts.due import PatientList, Term, TermBasis
from commonpractice.domain.contracts.facts.querying import TRANSITIONS, QueryState
from commonpractice.domain.contracts.queries.differences import REMEMBERED
from commonpractice.domain.contracts.queries.reckonings import REMEMBERED as RECKONED
from commonpractice.domain.ledger import actions as ledger
from commonpractice.domain.partnership.facts import Power, Scope
from commonpractice.domain.partnership.rules.reach import NotAllowed, OutOfScope
from commonpractice.foundations.dated import Period
from commonpractice.foundations.months import Month
from tests.domain.banking.papers import CONTROL, bank_file, receive, stands, statement, take_in
from tests.domain.partnerships import TwoRivers, acting, two_rivers

APRIL, MAY, JUNE, JULY, AUGUST = (Month(2025, number) for number in range(4, 9))
EARLY = date(2025, 4, 1)
BEFORE, SINCE = date(2025, 7, 31), date(2025, 9, 20)  # the price went up in August
LATER = datetime(2025, 9, 20, 9, tzinfo=UTC)
GLOBAL_SUM, OPT_OUT, LEVY = 85_253_00, -4_049_52, -150_00
SCHEME = 1_000_00


@pytest.fixture
def rivers(db) -> TwoRivers:
    """A with 8,400 weighted patients, opted out of hours, and a local scheme of £1,000 a month."""
    rivers = two_rivers()
    with acting(rivers.everything):
        always, source = Period(date(2015, 11, 1)), "agreed"
        who = {"scope": rivers.everything, "at": datetime(2025, 4, 1, 12, tzinfo=UTC)}
        known = PatientList(Period(EARLY), Decimal(8000), Decimal(8400), EARLY, "list at 1 April 2025")
        terms = [
            Term("out_of_hours", "", TermBasis.HOLDS, Decimal(0), always, EARLY, source),
            Term("local_schemes", "wound care", TermBasis.A_MONTH, Decimal(1000), always, EARLY, source),
        ]
        actions.tell_lists({rivers.a: [known]}, **who)
        actions.tell_terms({rivers.a: terms}, **who)
        yield rivers
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def paper(month: Month, *more: tuple, price: int = GLOBAL_SUM, opt_out: int = OPT_OUT, scheme: int = SCHEME):
    """A statement of A as the payer sends it; `more` are further lines."""
    lines = [
        ("", "Global sum", price, {"item": "global_sum"}),
        ("", "Out of hours", opt_out, {"item": "out_of_hours"}),
        ("ZPRCA", "LBS wound care", scheme, {"item": "local_schemes"}),
        ("STATL", "Statutory Levy", LEVY, {"item": "statutory_levy"}),
        *more,
    ]
    return statement(*[line for line in lines if line[2]], month=month, reference=str(month))


def close(rivers: TwoRivers, month: Month, on: date | None = None) -> None:
    """What closing does to income, and the lock."""
    on = on or month.last
    at = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
    actions.post_income(surgeries=[rivers.a], month=month, scope=rivers.everything, at=at)
    ledger.lock_months(
        surgeries=[rivers.a], month=month, scope=rivers.everything, at=datetime(2025, 9, 1, 9, tzinfo=UTC)
    )


def found(rivers: TwoRivers, by: Month, tolerance: int = 0, known_on: date = BEFORE):
    return queries.differences(
        scope=rivers.everything,
        surgeries=[rivers.a, rivers.b],
        by=by,
        paid_for=banking.paid_for(scope=rivers.everything, surgeries=[rivers.a, rivers.b]),
        known_on=known_on,
        tolerance=tolerance,
    )


def told(rivers: TwoRivers, by: Month, **more) -> list[tuple[str, Month, int]]:
    return [(each.item, side.month, side.left) for each in found(rivers, by, **more) for side in each.sides]


def test_an_uplift_that_is_paid_as_one_line_settles_its_months(rivers):
    """£1.55 more on 8,400 for four months, less 4.75%: £82,236.95 a month for £81,203.48."""
    for month in (APRIL, MAY, JUNE, JULY):
        take_in(rivers, paper(month), at=LATER)
        close(rivers, month)
    uplift = 4 * (82_236_95 - 81_203_48)
    line = ("GSUM1", "Back-dated price", uplift)
    take_in(rivers, paper(AUGUST, line, price=86_338_01, opt_out=-4_101_06), at=LATER)
    assert told(rivers, AUGUST, known_on=SINCE) == [], "before August is closed, as reckoned"
    close(rivers, AUGUST, date(2025, 8, 31))
    assert told(rivers, AUGUST, known_on=SINCE) == [], "and after"
    (one,) = queries.settled_sides(
        scope=rivers.everything,
        surgeries=[rivers.a],
        by=AUGUST,
        paid_for={rivers.a: AUGUST},
        known_on=SINCE,
    )
    april = next(side for side in one.sides if (side.item, side.month) == ("global_sum", APRIL))
    assert (april.difference, april.settled, april.left) == (1_085_01, 1_085_01, 0)
    assert {each.item for each in april.settled_by} <= {"global_sum_adjustment", "out_of_hours"}


def test_two_months_in_one_receipt_and_a_payment_reversed_leave_nil_and_the_planted_shouts(rivers):
    """£77,000.00 where £1,000.00 was due: £76,000.00 too much, above all else."""
    take_in(rivers, paper(APRIL, scheme=SCHEME - 12_34), at=LATER)
    take_in(rivers, paper(MAY, scheme=77_000_00), at=LATER)
    take_in(rivers, paper(JUNE), at=LATER)
    nets = [row.net for row in banking.statements(scope=rivers.everything, surgeries=[rivers.a])][::-1]
    receive(rivers, bank_file(("05-28", nets[0] + nets[1])), at=LATER)  # two months in one
    receive(rivers, bank_file(("06-26", nets[2]), ("06-27", -nets[2]), ("06-30", nets[2], "again")), at=LATER)
    assert stands(rivers, CONTROL) == 0
    assert told(rivers, JUNE) == [("local_schemes", MAY, -75_987_66)], "the older £12.34 is settled by it"
    close(rivers, APRIL)
    close(rivers, MAY)
    assert told(rivers, JUNE) == [("local_schemes", MAY, -75_987_66)]
    assert stands(rivers, CONTROL) == 0


def test_the_worst_come_first_whichever_way_and_small_ones_are_passed_over(rivers):
    take_in(rivers, paper(APRIL, scheme=0, price=GLOBAL_SUM + 2_000_00), at=LATER)
    assert told(rivers, APRIL) == [("global_sum", APRIL, -2_000_00), ("local_schemes", APRIL, 1_000_00)]
    assert told(rivers, APRIL, tolerance=1_000_00) == [("global_sum", APRIL, -2_000_00)]


def test_a_statement_that_has_not_come_yet_is_no_difference_until_the_month_is_closed(rivers):
    take_in(rivers, paper(APRIL), at=LATER)
    assert told(rivers, MAY) == []
    close(rivers, APRIL)
    assert told(rivers, MAY) == []
    close(rivers, MAY)
    # all of the family that is left is less: the opt-out settles as much of the price
    assert told(rivers, MAY) == [("global_sum", MAY, GLOBAL_SUM + OPT_OUT), ("local_schemes", MAY, SCHEME)]


def test_the_sums_are_kept_whatever_settles(rivers):
    for month in (APRIL, MAY):
        take_in(rivers, paper(month, scheme=SCHEME + 7_77, price=GLOBAL_SUM - 1_00), at=LATER)
    (one,) = queries.settled_sides(
        scope=rivers.everything,
        surgeries=[rivers.a],
        by=MAY,
        paid_for={rivers.a: MAY},
        known_on=BEFORE,
    )
    assert sum(side.left for side in one.sides) == sum(side.difference for side in one.sides)
    assert sum(side.left for side in one.sides) == 2 * (1_00 - 7_77)


def test_as_many_questions_for_two_surgeries_as_for_one(rivers):
    take_in(rivers, paper(APRIL, scheme=0), at=LATER)
    counts = []
    for surgeries in ([rivers.a], [rivers.a, rivers.b]):
        REMEMBERED.forget()
        RECKONED.forget()
        with CaptureQueriesContext(connection) as asked:
            queries.differences(
                scope=rivers.everything,
                surgeries=surgeries,
                by=APRIL,
                paid_for=dict.fromkeys(surgeries, APRIL),
                known_on=BEFORE,
            )
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 16


def test_what_was_worked_out_is_not_worked_out_again_until_something_changes(rivers):
    """A posting, a fact told, a month closed, another day: each is seen at once; nothing else asks anew."""
    surgeries = [rivers.a, rivers.b]

    def asked(known_on: date = BEFORE) -> int:
        with CaptureQueriesContext(connection) as queries_asked:
            found(rivers, APRIL, known_on=known_on)
        return len(queries_asked)

    REMEMBERED.forget()
    RECKONED.forget()
    take_in(rivers, paper(APRIL, scheme=0), at=LATER)
    first = asked()
    again = asked()
    assert again < first / 2
    take_in(rivers, paper(MAY), at=LATER)
    posted = 2  # what was posted since the books began, and what was brought forward then
    assert asked() == again + posted, "what was posted is asked anew, what was reckoned is not"
    of_two_ends = (
        2 * posted
    )  # B has no statement yet: its sides end a month earlier, and are another question
    assert asked(BEFORE - timedelta(1)) == again + of_two_ends, "nothing became known that day"
    assert asked(SINCE) > again + of_two_ends, "but a new price did"
    assert told(rivers, MAY) == [("local_schemes", APRIL, SCHEME)]
    more = Term(
        "local_schemes", "leg care", TermBasis.A_MONTH, Decimal(10), Period(EARLY), EARLY, "letter of March"
    )
    actions.tell_terms({rivers.a: [more]}, scope=rivers.everything, at=LATER)
    assert told(rivers, MAY) == [("local_schemes", APRIL, SCHEME + 10_00), ("local_schemes", MAY, 10_00)]
    close(rivers, APRIL)
    every = queries.settled_sides(
        scope=rivers.everything,
        surgeries=surgeries,
        paid_for={rivers.a: MAY},
        known_on=BEFORE,
        by=MAY,
    )
    assert not any(side.unposted for side in every[0].sides if side.month == APRIL)
    assert any(side.unposted for side in every[0].sides if side.month == MAY)
    with pytest.raises(OutOfScope):
        queries.settled_sides(
            scope=rivers.only(rivers.b), surgeries=surgeries, paid_for={}, known_on=BEFORE, by=MAY
        )


# Queries to the payer


def ask(rivers: TwoRivers, amount: int = 1_000_00, first: Month = APRIL, last: Month = APRIL, **more) -> int:
    given = {"item": "local_schemes", "reason": "£1,000.00 was payable and nothing was paid.", **more}
    return actions.raise_query(
        surgery_id=rivers.a,
        first=first,
        last=last,
        amount=amount,
        **{"scope": rivers.everything, "at": LATER, **given},
    )


def answer(rivers: TwoRivers, number: int, state: QueryState, words: str = "") -> None:
    actions.answer_query(query_id=number, state=state, words=words, scope=rivers.everything, at=LATER)


def stands_at(rivers: TwoRivers, number: int, by: Month) -> tuple[int, int]:
    sides = queries.settled_sides(
        scope=rivers.everything,
        surgeries=[rivers.a],
        by=by,
        paid_for={rivers.a: by},
        known_on=BEFORE,
    )[0].sides
    (one,) = queries.standing([queries.query(scope=rivers.everything, query_id=number)], sides)
    return one.recovered, one.outstanding


def test_a_query_stands_on_its_difference_and_what_comes_of_it_is_reckoned(rivers):
    take_in(rivers, paper(APRIL, scheme=0), at=LATER)
    number = ask(rivers, words="Please look")
    ((item, _, amount),) = told(rivers, APRIL)
    (one,) = found(rivers, APRIL)
    assert (item, amount, one.query.id) == ("local_schemes", SCHEME, number)
    assert stands_at(rivers, number, APRIL) == (0, 1_000_00)
    answer(rivers, number, QueryState.ACCEPTED, "They will pay in May")
    take_in(rivers, paper(MAY, ("", "Wound care, April", 600_00, {"item": "local_schemes"})), at=LATER)
    assert stands_at(rivers, number, MAY) == (600_00, 400_00)
    take_in(rivers, paper(JUNE, ("", "Wound care", 450_00, {"item": "local_schemes"})), at=LATER)
    assert stands_at(rivers, number, JUNE) == (1_000_00, 0), "never more than was queried"
    answer(rivers, number, QueryState.CLOSED)
    assert queries.open_queries(scope=rivers.everything, surgeries=[rivers.a]) == []


def test_nothing_is_recovered_because_a_month_is_reopened(rivers):
    """May was closed without its statement and asked about; an invoice came late, and May is open again."""
    take_in(rivers, paper(APRIL), at=LATER)
    close(rivers, APRIL)
    close(rivers, MAY)
    number = ask(rivers, GLOBAL_SUM + OPT_OUT, MAY, MAY, item="global_sum")

    def stands() -> tuple[int, int, list]:
        paid_for = banking.paid_for(scope=rivers.everything, surgeries=[rivers.a])
        (every,) = queries.settled_sides(
            scope=rivers.everything, surgeries=[rivers.a], paid_for=paid_for, known_on=BEFORE
        )
        asked = [queries.query(scope=rivers.everything, query_id=number)]
        (one,) = queries.standing(asked, every.open)
        return one.recovered, one.outstanding, told(rivers, JULY)

    before = stands()
    assert before[:2] == (0, GLOBAL_SUM + OPT_OUT)
    ledger.reopen_month(
        surgery_id=rivers.a, month=MAY, why="a late invoice", scope=rivers.everything, at=LATER
    )
    assert stands() == before
    take_in(rivers, paper(MAY), at=LATER)
    assert stands() == (GLOBAL_SUM + OPT_OUT, 0, []), "until the statement comes"


def test_a_second_query_while_one_is_open_is_refused_by_number(rivers):
    take_in(rivers, paper(APRIL, scheme=0), at=LATER)
    number = ask(rivers, last=MAY)
    with pytest.raises(
        actions.AlreadyQueried, match=f"Query {number} on Local schemes of May 2025"
    ) as refusal:
        ask(rivers, first=MAY, last=JUNE)
    assert refusal.value.number == number
    ask(rivers, first=JUNE, last=JUNE)
    answer(rivers, number, QueryState.WITHDRAWN, "a slip")
    assert ask(rivers) > number


def test_the_database_refuses_it_too(rivers):
    ask(rivers)
    with (
        pytest.raises(IntegrityError, match="is open already"),
        transaction.atomic(),
        connection.cursor() as raw,
    ):
        raw.execute(
            "INSERT INTO contracts_query (surgery_id, item, first, last, amount, reason, words, at, actor_id,"
            " actor_name) SELECT surgery_id, item, first, last, 5, '', '', at, actor_id, actor_name"
            " FROM contracts_query"
        )


@pytest.mark.parametrize("state", [each for each in QueryState if each is not QueryState.RAISED])
@pytest.mark.parametrize("after", list(QueryState))
def test_only_what_may_follow_follows(rivers, after, state):
    number = ask(rivers)
    ways = {
        QueryState.RAISED: (),
        QueryState.ACCEPTED: (QueryState.ACCEPTED,),
        QueryState.REFUSED: (QueryState.REFUSED,),
        QueryState.WITHDRAWN: (QueryState.WITHDRAWN,),
        QueryState.CLOSED: (QueryState.REFUSED, QueryState.CLOSED),
    }
    for each in ways[after]:
        answer(rivers, number, each, "so they say")
    if state in TRANSITIONS[after]:
        answer(rivers, number, state, "as it is")
        assert queries.query(scope=rivers.everything, query_id=number).state is state
    else:
        with pytest.raises(actions.CannotQuery, match=f"Query {number} is {after.words}"):
            answer(rivers, number, state, "as it is")


@pytest.mark.parametrize(
    ("asked", "refused"),
    [
        ({"amount": 0}, "Nothing of Local schemes is different for April 2025"),
        ({"first": MAY}, "end before they begin"),
        ({"last": APRIL + 24}, "24 months at most"),
        ({"item": "statutory_levy"}, "nothing that the NHS pays"),
        ({"item": "pocket_money"}, "nothing that the NHS pays"),
        ({"words": "a\x00b"}, "cannot be kept"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(rivers, asked, refused):
    with pytest.raises(actions.CannotQuery, match=refused):
        ask(rivers, **asked)


def test_a_refusal_and_a_withdrawal_need_their_reason(rivers):
    number = ask(rivers)
    for state, said in ((QueryState.REFUSED, "why the payer refused"), (QueryState.WITHDRAWN, "Say why")):
        with pytest.raises(actions.CannotQuery, match=said):
            answer(rivers, number, state, "  ")


def test_whoever_may_not_post_may_not_ask_and_others_are_not_there(rivers):
    number = ask(rivers)
    reader = Scope(
        rivers.everything.actor, rivers.partnership.id, (rivers.a,), frozenset({Power.SEE_ACCOUNTS})
    )
    with pytest.raises(NotAllowed):
        ask(rivers, scope=reader)
    with pytest.raises(NotAllowed):
        actions.answer_query(query_id=number, state=QueryState.ACCEPTED, scope=reader, at=LATER)
    elsewhere = rivers.only(rivers.b)
    with pytest.raises(OutOfScope):
        ask(rivers, scope=elsewhere)
    with pytest.raises(queries.NoSuchQuery):
        queries.query(scope=elsewhere, query_id=number)
    assert queries.query(scope=reader, query_id=number).id == number


def test_how_long_it_has_stood_ends_when_it_is_done_with(rivers):
    number = ask(rivers)
    assert queries.query(scope=rivers.everything, query_id=number).days(date(2025, 9, 30)) == 10
    answer(rivers, number, QueryState.WITHDRAWN, "a slip")
    assert queries.query(scope=rivers.everything, query_id=number).days(date(2026, 9, 30)) == 0


def test_what_is_told_again_as_it_is_known_adds_nothing(rivers):
    """The same row adds nothing; another word on the same day does, and so does the first again after it."""
    who = {"scope": rivers.everything, "at": LATER}
    for pounds, new in (("1000", 0), ("1100", 1), ("1100", 0), ("1000", 1)):
        always = Period(date(2015, 11, 1))
        basis = TermBasis.A_MONTH
        term = Term("local_schemes", "wound care", basis, Decimal(pounds), always, EARLY, "agreed")
        assert actions.tell_terms({rivers.a: [term, term]}, **who) == new
