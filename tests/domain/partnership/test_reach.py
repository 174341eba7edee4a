"""From the roles somebody holds to what they may see and do."""

from copy import deepcopy
from datetime import UTC, date, datetime

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from commonpractice.domain.audit.facts import PROGRAM, Actor
from commonpractice.domain.partnership import actions, parameters, queries
from commonpractice.domain.partnership.facts import (
    Power,
    Role,
    Scope,
    SmallNumbersTo,
    SurgeryKind,
    SurgerySummary,
)
from commonpractice.domain.partnership.rules import partnership_file, reach
from commonpractice.gateways.scoped_postgres import tickets
from tests.domain.partnerships import FILE, acting, two_rivers
from tests.examples import thorough

A, B, CENTRE, ELSEWHERE = 1, 2, 3, 9
ANNE = Actor(5, "Anne")
SURGERIES = [
    SurgerySummary(A, "A1", "Avon", SurgeryKind.SURGERY),
    SurgerySummary(B, "B1", "Brook", SurgeryKind.SURGERY),
    SurgerySummary(CENTRE, "CENTRE", "Centre", SurgeryKind.CENTRE),
]
NOON = datetime(2025, 4, 30, 12, tzinfo=UTC)
TODAY = date(2025, 4, 30)


def scope(*held: tuple[Role, int], to: SmallNumbersTo = SmallNumbersTo.NOBODY) -> Scope:
    return reach.scope_from(
        actor=ANNE,
        partnership_id=1,
        held=held,
        surgeries=SURGERIES,
        rules=parameters.role_rules(),
        small_numbers_to=to,
    )


@pytest.mark.parametrize(
    ("held", "sees", "posts", "locks", "sees_partnership"),
    [
        ([], (), False, False, False),
        ([(Role.STAFF, A)], (A,), False, False, False),
        ([(Role.GP_PARTNER, A)], (A,), False, False, False),
        ([(Role.SURGERY_MANAGER, A)], (A,), True, False, False),
        ([(Role.SURGERY_MANAGER, A), (Role.SURGERY_MANAGER, B)], (A, B), True, False, False),
        ([(Role.PARTNERSHIP_FINANCE, CENTRE)], (A, B, CENTRE), True, True, True),
        ([(Role.BOARD_MEMBER, CENTRE)], (A, B, CENTRE), False, False, True),
        ([(Role.AUDITOR, CENTRE)], (A, B, CENTRE), False, False, True),
        ([(Role.QUALITY_LEAD, CENTRE)], (A, B, CENTRE), False, False, False),
        # held at a surgery by mistake, it reaches no further than that surgery
        ([(Role.AUDITOR, A)], (A,), False, False, False),
        ([(Role.PARTNERSHIP_FINANCE, B)], (B,), True, True, False),
        # of another partnership
        ([(Role.SURGERY_MANAGER, ELSEWHERE)], (), False, False, False),
    ],
)
def test_what_each_role_reaches_and_may_do(held, sees, posts, locks, sees_partnership):
    found = scope(*held)
    assert found.surgeries == sees
    assert found.may(Power.POST) is posts
    assert found.may(Power.LOCK_MONTHS) is locks
    assert found.may(Power.SEE_PARTNERSHIP) is sees_partnership


CHANGING = {Power.POST, Power.ANSWER_RECHARGES, Power.LOCK_MONTHS}


def test_an_auditor_reads_all_and_changes_nothing():
    assert not scope((Role.AUDITOR, CENTRE)).powers & CHANGING


def test_staff_see_no_money():
    assert scope((Role.STAFF, A)).powers == {Power.SEE_PATIENTS, Power.SEE_QUALITY, Power.RECALL}


@pytest.mark.parametrize(
    ("held", "patients"),
    [
        ([(Role.STAFF, A)], (A,)),
        ([(Role.GP_PARTNER, A), (Role.SURGERY_MANAGER, B)], (A, B)),
        ([(Role.PARTNERSHIP_FINANCE, CENTRE)], ()),
        ([(Role.BOARD_MEMBER, CENTRE)], ()),
        ([(Role.AUDITOR, CENTRE)], ()),
        ([(Role.AUDITOR, A)], ()),
        # a GP of A on the board: all surgeries, and the patients of A
        ([(Role.BOARD_MEMBER, CENTRE), (Role.GP_PARTNER, A)], (A,)),
        ([(Role.STAFF, ELSEWHERE)], ()),
    ],
)
def test_patients_are_known_to_those_who_work_at_their_surgery(held, patients):
    assert scope(*held).patients == patients


@pytest.mark.parametrize(
    ("held", "to", "counts"),
    [
        ([(Role.STAFF, A)], SmallNumbersTo.NOBODY, (A,)),
        ([(Role.QUALITY_LEAD, CENTRE)], SmallNumbersTo.NOBODY, ()),
        ([(Role.QUALITY_LEAD, CENTRE)], SmallNumbersTo.QUALITY_LEAD, (A, B, CENTRE)),
        ([(Role.QUALITY_LEAD, A)], SmallNumbersTo.QUALITY_LEAD, (A,)),
        ([(Role.BOARD_MEMBER, CENTRE)], SmallNumbersTo.QUALITY_LEAD, ()),
        ([(Role.PARTNERSHIP_FINANCE, CENTRE)], SmallNumbersTo.QUALITY_LEAD, ()),
        ([(Role.QUALITY_LEAD, ELSEWHERE)], SmallNumbersTo.QUALITY_LEAD, ()),
    ],
)
def test_counts_of_very_few_are_seen_at_the_surgery_and_by_whom_the_deed_names(held, to, counts):
    found = scope(*held, to=to)
    assert found.counts == counts
    assert set(found.patients) <= set(counts)


def test_no_rule_gives_patients_to_whoever_reaches_the_whole_partnership():
    generous = {
        role: parameters.RoleRule(rule.whole_partnership, frozenset(Power))
        for role, rule in parameters.role_rules().items()
    }
    found = reach.scope_from(
        actor=ANNE,
        partnership_id=1,
        held=[(Role.PARTNERSHIP_FINANCE, CENTRE)],
        surgeries=SURGERIES,
        rules=generous,
    )
    assert found.surgeries == (A, B, CENTRE)
    assert found.patients == ()
    assert not found.may(Power.SEE_PATIENTS)


def test_every_role_has_its_rule():
    assert set(parameters.role_rules()) == set(Role)


@thorough()
@given(
    held=st.lists(
        st.tuples(st.sampled_from(list(Role)), st.sampled_from([A, B, CENTRE, ELSEWHERE])), max_size=4
    )
)
def test_a_scope_is_never_wider_than_its_roles_together(held):
    """The slow way: surgery by surgery, whether any one role gives it."""
    rules = parameters.role_rules()
    found = scope(*held)
    for surgery in (A, B, CENTRE):
        given_by = [
            role
            for role, where in held
            if where == surgery or (rules[role].whole_partnership and where == CENTRE)
        ]
        assert found.covers(surgery) is bool(given_by)
    assert not found.covers(ELSEWHERE)
    assert found.powers <= {power for role, _ in held for power in rules[role].powers}
    assert found.may(Power.SEE_PARTNERSHIP) <= ({A, B, CENTRE} <= set(found.surgeries))


def test_a_refusal_says_what_cannot_be_done_and_with_which_role():
    with pytest.raises(reach.NotAllowed) as refusal:
        reach.check_may(scope((Role.GP_PARTNER, A), (Role.STAFF, B)), Power.POST)
    assert str(refusal.value) == (
        "You cannot post journals with the role you have (GP partner and Salaried or other staff). "
        "Ask your partnership's finance team if you need to."
    )
    with pytest.raises(reach.NotAllowed, match=r"with the role you have \(none yet\)"):
        reach.check_may(scope(), Power.SEE_MONTH)


def test_surgeries_out_of_scope_are_refused():
    found = scope((Role.SURGERY_MANAGER, A))
    reach.check_covers(found, [A])
    reach.check_covers(found, [])
    for asked in ([B], [A, B], [ELSEWHERE]):
        with pytest.raises(reach.OutOfScope, match=r"That surgery is not one of yours\."):
            reach.check_covers(found, asked)


# From the database: the roles held on a day.


@pytest.fixture
def rivers(db):
    return two_rivers(first=None)


def user(name: str) -> int:
    return actions.add_user(email=f"{name}@example.org", name=name, password=None, actor=PROGRAM, at=NOON)


def give(rivers, name: str, role: Role, surgery: int, start=date(2024, 1, 1), last=None) -> None:
    with acting(rivers.everything):
        actions.give_role(
            email=f"{name}@example.org",
            role=role,
            surgery_id=surgery,
            start=start,
            last_day=last,
            actor=PROGRAM,
            at=NOON,
        )


def scope_of(number: int, on: date = TODAY, **asked) -> Scope:
    with tickets.acting(actor_id=number, surgeries=()), transaction.atomic():
        return queries.scope_of(user_id=number, name="anne", on=on, **asked)


def test_the_scope_of_a_day_comes_from_the_roles_of_that_day(rivers):
    anne = user("anne")
    assert scope_of(anne).surgeries == ()
    give(rivers, "anne", Role.SURGERY_MANAGER, rivers.a, date(2024, 1, 1), date(2025, 3, 31))
    give(rivers, "anne", Role.SURGERY_MANAGER, rivers.b, date(2025, 4, 1))
    assert scope_of(anne, date(2023, 12, 31)).surgeries == ()
    assert scope_of(anne, date(2025, 3, 31)).surgeries == (rivers.a,)
    assert scope_of(anne).surgeries == (rivers.b,)
    assert scope_of(anne).roles == (Role.SURGERY_MANAGER,)


def test_nobody_has_anothers_scope(rivers):
    anne, bob = user("anne"), user("bob")
    give(rivers, "anne", Role.PARTNERSHIP_FINANCE, rivers.centre)
    assert scope_of(bob).surgeries == ()
    with tickets.acting(actor_id=bob, surgeries=()), transaction.atomic():
        assert queries.scope_of(user_id=anne, name="anne", on=TODAY).surgeries == ()


def test_the_quality_lead_sees_small_numbers_while_the_deed_in_force_says_so(rivers):
    lead = user("lead")
    give(rivers, "lead", Role.QUALITY_LEAD, rivers.centre)
    everywhere = tuple(sorted(rivers.everything.surgeries))
    assert (scope_of(lead).surgeries, scope_of(lead).counts) == (everywhere, ())
    data = deepcopy(FILE)
    terms = {
        "profit_sharing": "time_apportioned",
        "centre_result": "retained",
        "statements": "own",
        "peers": "lettered",
    }
    data["deed"] = [
        {"from": FILE["founded"], **terms},
        {"from": date(2025, 1, 1), **terms, "small_numbers_to": "quality_lead"},
    ]
    actions.load(partnership_file.read(data), actor=PROGRAM, at=NOON)
    assert scope_of(lead, date(2024, 12, 31)).counts == ()
    assert scope_of(lead).counts == everywhere
    assert scope_of(lead).patients == ()


# A power holds where the role that gives it reaches, and nowhere else.


@pytest.mark.parametrize(
    "held",
    [
        [(Role.SURGERY_MANAGER, A), (Role.STAFF, B)],  # staff see no money at B
        [(Role.SURGERY_MANAGER, A), (Role.GP_PARTNER, B)],  # a partner at B reads, and posts nothing
        [(Role.SURGERY_MANAGER, A), (Role.BOARD_MEMBER, CENTRE)],  # the board reads every surgery
        [(Role.SURGERY_MANAGER, A), (Role.AUDITOR, CENTRE)],  # an auditor changes nothing
    ],
)
def test_what_one_may_do_at_one_surgery_is_not_allowed_at_another(held):
    found = scope(*held)
    assert found.covers(B)
    assert found.may(Power.POST, A)
    assert not found.may(Power.POST, B)
    reach.check_covers(found, [A], Power.POST)
    for surgeries in ([B], [A, B]):
        with pytest.raises(reach.NotAllowed, match="the role you have there does not allow it"):
            reach.check_covers(found, surgeries, Power.POST)


# given by every surgery together, and by the deed
ELSE_ASKED = {Power.SEE_PARTNERSHIP, Power.SEE_SMALL_NUMBERS}


@thorough()
@given(
    held=st.lists(
        st.tuples(st.sampled_from(list(Role)), st.sampled_from([A, B, CENTRE, ELSEWHERE])), max_size=4
    ),
    power=st.sampled_from(sorted(set(Power) - ELSE_ASKED)),
    surgery=st.sampled_from([A, B, CENTRE, ELSEWHERE]),
)
def test_a_power_at_a_surgery_is_given_by_one_role_that_reaches_it(held, power, surgery):
    rules = parameters.role_rules()
    gives = any(
        power in rules[role].powers
        and surgery != ELSEWHERE
        and (where == surgery or (rules[role].whole_partnership and where == CENTRE))
        for role, where in held
    )
    assert scope(*held).may(power, surgery) is gives


def test_a_role_in_another_partnership_gives_nothing_here():
    assert scope((Role.SURGERY_MANAGER, ELSEWHERE)).powers == frozenset()
