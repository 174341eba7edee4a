"""Continuity run over snapshots in files: what is kept, who sees it, and what leaves a surgery."""

import random
from datetime import date
from itertools import product
from uuid import uuid4

import pytest
from django.db import connection, transaction

from commonpractice.domain.audit.facts import Actor
from commonpractice.domain.continuity import actions, models, parameters, queries
from commonpractice.domain.continuity.facts import OutOf, Time
from commonpractice.domain.partnership import parameters as roles
from commonpractice.domain.partnership.facts import Role, SmallNumbersTo
from commonpractice.domain.partnership.rules import reach
from commonpractice.foundations import disclosing
from commonpractice.gateways.event_engine import open_engine
from commonpractice.gateways.scoped_postgres import tickets
from tests.domain.continuity.kept import AS_AT, NOON, keep, rivers, snapshot
from tests.domain.continuity.populations import MEASURES, TIMES, expected, people
from tests.domain.partnerships import TwoRivers

__all__ = ["rivers"]  # the fixture


def run(rivers: TwoRivers, **which):
    with open_engine() as engine:
        return actions.run_continuity(times=TIMES, scope=rivers.everything, engine=engine, at=NOON, **which)


def test_what_is_kept_is_what_measuring_each_patient_gives(rivers):
    told = keep(rivers, people(160, random.Random(2)))
    done = run(rivers)
    assert (done.surgeries, done.without_snapshot) == (2, (rivers.centre,))
    for time in TIMES:
        wanted = expected(told, time)
        groups = models.GroupMonth.objects.filter(run__on=time.on)
        lists = models.ListMonth.objects.filter(run__on=time.on)
        for row, key in [
            *((row, (row.surgery_id, row.split, row.group)) for row in groups),
            *((row, (row.surgery_id, row.clinician_id)) for row in lists),
        ]:
            assert (row.own, row.contacts) == wanted.pop(("contacts", *key), (0, 0))
            if len(key) == 2:
                assert (row.own, row.seen) == wanted.pop(("contacts", *key, "seen"), (0, 0))
            found = (row.patients, *(getattr(row, name) for name in MEASURES))
            assert found == pytest.approx(wanted.pop(("means", *key), (0, *[None] * 5)))
        assert not wanted
    kept = models.Run.objects.filter(surgery=rivers.a).latest("on")
    assert (kept.rulebook, kept.year_from, kept.engine) == (
        parameters.fingerprint(), TIMES[-1].year_from, "duckdb"
    )  # fmt: skip


def test_without_records_nothing_is_measured(rivers):
    with pytest.raises(actions.CannotRun, match="No records have been taken in yet"):
        run(rivers)
    assert not models.Run.objects.exists()


def test_a_month_is_measured_where_the_records_reach_its_end(rivers):
    keep(rivers, people(120, random.Random(2)), as_at_of_b=date(2026, 2, 27))
    done = run(rivers)
    assert done.too_old == (rivers.b,)
    of = {surgery: set(models.Run.objects.filter(surgery=surgery).values_list("on", flat=True))
          for surgery in (rivers.a, rivers.b)}  # fmt: skip
    assert of[rivers.a] == {time.on for time in TIMES}
    assert of[rivers.b] == {time.on for time in TIMES if time.on <= date(2026, 2, 27)}
    assert not models.GroupMonth.objects.filter(surgery=rivers.b, run__on=AS_AT).exists()
    assert models.DisclosedTotal.objects.get(on=AS_AT, split="").surgeries == 1


def test_records_that_end_before_every_month_measure_nothing(rivers):
    keep(rivers, people(40, random.Random(2)))
    later = [Time(date(2026, 4, 30), date(2026, 4, 1), date(2025, 5, 1))]
    with (
        open_engine() as engine,
        pytest.raises(actions.CannotRun, match="newest records are of 31 March 2026"),
    ):
        actions.run_continuity(times=later, scope=rivers.everything, engine=engine, at=NOON)


def test_a_total_never_tells_what_a_surgery_that_came_later_hides(rivers):
    """A alone has many contacts, and is told; then B, with few, is measured too."""
    told = people(500, random.Random(6), surgeries=(7,))
    few = people(4, random.Random(1), surgeries=(8,))
    told.patients += [{**row, "patient": row["patient"] + 1000} for row in few.patients]
    told.consultations += [{**row, "patient": row["patient"] + 1000} for row in few.consultations]
    moved = keep(rivers, told, as_at_of_b=date(2026, 2, 27))
    run(rivers)
    before = models.DisclosedTotal.objects.get(on=AS_AT, split="")
    assert before.own is not None
    with (
        tickets.acting(actor_id=0, surgeries=rivers.everything.surgeries, patients=[rivers.b]),
        transaction.atomic(),
    ):
        snapshot(rivers.b, moved, AS_AT)
    run(rivers)
    assert models.Disclosed.objects.filter(surgery=rivers.b, run__on=AS_AT).latest("id").own is None
    after = models.DisclosedTotal.objects.filter(on=AS_AT, split="").latest("id")
    assert (after.surgeries, after.own) == (2, None)


def test_of_some_surgeries_alone_nothing_leaves_them(rivers):
    keep(rivers, people(80, random.Random(2)))
    run(rivers, surgeries=[rivers.a])
    assert models.GroupMonth.objects.exists()
    assert not models.Disclosed.objects.exists()
    assert not models.DisclosedTotal.objects.exists()


def acting(rivers, role: Role, place: int, to: SmallNumbersTo = SmallNumbersTo.NOBODY):
    scope = reach.scope_from(
        actor=Actor(7, "Somebody"),
        partnership_id=rivers.partnership.id,
        held=[(role, place)],
        surgeries=rivers.partnership.surgeries,
        rules=roles.role_rules(),
        small_numbers_to=to,
    )
    return scope, tickets.acting(
        actor_id=7, surgeries=scope.surgeries, patients=scope.patients, counts=scope.counts
    )


def whose(table: str) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT surgery_id FROM {table}")
        return {row[0] for row in cursor.fetchall()}


def test_a_clinicians_figures_are_seen_at_their_surgery_alone(rivers):
    keep(rivers, people(80, random.Random(4)))
    run(rivers)
    for role, to in product(Role, SmallNumbersTo):
        whole_partnership = roles.role_rules()[role].whole_partnership
        scope, ticket = acting(rivers, role, rivers.centre if whole_partnership else rivers.a, to)
        with ticket, transaction.atomic():
            lead = (role, to) == (Role.QUALITY_LEAD, SmallNumbersTo.QUALITY_LEAD)
            counted = {rivers.a, rivers.b} if lead else set() if whole_partnership else {rivers.a}
            assert whose("continuity_list_month") == (set() if whole_partnership else {rivers.a}), role
            assert whose("continuity_group_month") == counted, role
            both = {rivers.a, rivers.b}
            assert whose("continuity_disclosed") == (both if whole_partnership else {rivers.a})
            assert models.DisclosedTotal.objects.exists()
            run_of_b = models.Run.objects.filter(surgery=rivers.b).exists()
            assert run_of_b == whole_partnership
            for fact in queries.latest(scope=scope).values():
                assert bool(queries.groups(scope=scope, run=fact)) == (fact.surgery_id in counted)
                assert bool(queries.lists(scope=scope, run=fact)) == (not whole_partnership)
    with tickets.acting(actor_id=7, surgeries=[]), transaction.atomic():
        assert not models.DisclosedTotal.objects.exists()


@pytest.mark.parametrize("number", [900, 24])
def test_what_leaves_is_what_the_rule_lets(rivers, number):
    """Of many everything of everybody; of few, what the rule of foundations/disclosing.py leaves."""
    keep(rivers, people(number, random.Random(6)))
    run(rivers)
    board, _ = acting(rivers, Role.BOARD_MEMBER, rivers.centre)
    for time in TIMES:
        rows = {row.surgery_id: row for row in models.GroupMonth.objects.filter(run__on=time.on, split="")}
        cells = {
            surgery: (row.own, row.contacts - row.own, row.seen - row.own, row.patients)
            for surgery, row in rows.items()
        }
        shown = disclosing.disclose(cells, 5)
        with ticket_again(board), transaction.atomic():
            facts = [one for one in queries.monthly(scope=board) if one.on == time.on]
            found = {one.surgery_id: queries.results(scope=board, runs=[one])[one.id] for one in facts}
            total = queries.totals(scope=board, runs=facts)[time.on]
        for surgery, parts in shown.parts.items():
            row = rows[surgery]
            assert found[surgery].of_lists == (OutOf(row.own, row.contacts) if parts else None)
            assert (found[surgery].means is None) == (parts is None)
        if shown.total:
            own, others, _, patients = shown.total
            assert total.of_lists == OutOf(own, own + others)
            weighed = sum(row.upc * row.patients for row in rows.values() if row.patients)
            assert total.means.upc == pytest.approx(weighed / patients)
        else:
            assert total.of_lists is None
    if number == 900:
        assert all(found[surgery].of_lists for surgery in found)
    else:
        assert any(found[surgery].of_lists is None for surgery in found)


def ticket_again(scope):
    return tickets.acting(actor_id=7, surgeries=scope.surgeries, patients=scope.patients, counts=scope.counts)


def test_groups_of_the_partnership_never_tell_a_small_one(rivers):
    keep(rivers, people(900, random.Random(9)))
    run(rivers)
    small = shown = 0
    for row in models.DisclosedTotal.objects.exclude(split=""):
        cells = models.GroupMonth.objects.filter(run__on=row.on, split=row.split, group=row.group)
        parts = [(one.own, one.contacts - one.own, one.patients) for one in cells]
        safe = disclosing.safe_together(parts, 5)
        shown += row.own is not None
        small += not safe
        assert row.own is None or safe, (row.split, row.group)
        assert (row.own is None) == (row.patients is None) == (row.upc is None)
    assert small
    assert shown


def test_a_surgery_hidden_once_stays_hidden_for_that_month(rivers):
    keep(rivers, people(900, random.Random(6)))
    run(rivers)
    first = models.Disclosed.objects.filter(surgery=rivers.a).latest("run__on")
    assert first.own is not None
    before = models.Run.objects.get(id=first.run_id)
    hidden = hidden_later(before)
    run(rivers)
    again = (
        models.Disclosed.objects.filter(surgery=rivers.a, run__on=before.on).exclude(run=hidden).latest("id")
    )
    assert again.own is None


def hidden_later(before: models.Run) -> models.Run:
    """A later run of the month, of which the surgery was hidden."""
    (later,) = models.Run.objects.bulk_create(
        [
            models.Run(
                surgery_id=before.surgery_id, batch=uuid4(), on=before.on, year_from=before.year_from,
                snapshot_id=before.snapshot_id, rulebook=before.rulebook, codelists=before.codelists,
                version="test", engine="duckdb", at=NOON, actor_id=0, actor_name="",
            )
        ]
    )  # fmt: skip
    models.Disclosed.objects.bulk_create([models.Disclosed(run=later, surgery_id=before.surgery_id)])
    return later
