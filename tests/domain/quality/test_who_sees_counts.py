"""Counts of patients, by raw SQL as the application: whole ones to few, to others what may leave a surgery.

Tickets here are those that the program would sign for somebody in each role, under a deed that names the
quality lead and under one that names nobody.
"""

import random
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import product
from uuid import uuid4

import pytest
from django.db import connection, transaction

from commonpractice.domain.audit.facts import PROGRAM, Actor
from commonpractice.domain.partnership import parameters
from commonpractice.domain.partnership.facts import Role, SmallNumbersTo
from commonpractice.domain.partnership.rules import reach
from commonpractice.domain.quality import actions, models, queries
from commonpractice.domain.quality.actions import running
from commonpractice.domain.quality.actions.disclosing import disclose
from commonpractice.domain.quality.facts.disclosed import Counted
from commonpractice.domain.quality.parameters.definitions import definitions
from commonpractice.domain.quality.rules import disclosing
from commonpractice.domain.quality.rules.years import towards_the_year_end
from commonpractice.domain.records import models as stored
from commonpractice.gateways.event_engine import open_engine
from commonpractice.gateways.scoped_postgres import tickets
from tests.domain.quality.populations import population
from tests.domain.quality.test_running import alone, keep, rivers

__all__ = ["rivers"]  # the fixture
pytestmark = pytest.mark.slow
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
DAYS = towards_the_year_end([date(2026, 10, 31)])
WHOLE = ("quality_verdict_count", "quality_register_count", "quality_group_count")


REGISTERS = ("CHD", "DM", "HYP")
INDICATORS = ("CHD005", "DM020", "DM036", "HYP010", "HYP011")


@pytest.fixture
def few(monkeypatch):
    """Few definitions, for the wall is the same for all."""
    told = definitions()
    some = replace(
        told,
        indicators={code: told.indicators[code] for code in INDICATORS},
        registers={code: told.registers[code] for code in REGISTERS},
    )
    monkeypatch.setattr(running, "definitions", lambda: some)
    return some


@pytest.fixture
def ran(rivers, few):
    told = few
    everything = [*told.registers.values(), *told.indicators.values()]
    patients = alone(population(260, everything, DAYS, random.Random(8)))
    keep(rivers.a, patients[:120], 1)
    keep(rivers.b, patients[120:], 1_001)
    with open_engine() as engine:
        actions.run_indicators(days=DAYS, scope=rivers.everything, engine=engine, at=NOON)
    return rivers


def acting(rivers, role: Role, place: int, to: SmallNumbersTo = SmallNumbersTo.NOBODY):
    scope = reach.scope_from(
        actor=Actor(7, "Somebody"),
        partnership_id=rivers.partnership.id,
        held=[(role, place)],
        surgeries=rivers.partnership.surgeries,
        rules=parameters.role_rules(),
        small_numbers_to=to,
    )
    ticket = tickets.acting(
        actor_id=7, surgeries=scope.surgeries, patients=scope.patients, counts=scope.counts
    )
    return scope, ticket


def whose(table: str) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT surgery_id FROM {table}")
        return {row[0] for row in cursor.fetchall()}


def test_who_sees_whole_counts(ran):
    for role, to in product(Role, SmallNumbersTo):
        whole_partnership = parameters.role_rules()[role].whole_partnership
        scope, ticket = acting(ran, role, ran.centre if whole_partnership else ran.a, to)
        with ticket, transaction.atomic():
            lead = (role, to) == (Role.QUALITY_LEAD, SmallNumbersTo.QUALITY_LEAD)
            expected = {ran.a, ran.b} if lead else set() if whole_partnership else {ran.a}
            for table in WHOLE:
                assert whose(table) == expected, (role, to, table)
            assert whose("quality_disclosed") == ({ran.a, ran.b} if whole_partnership else {ran.a})
            assert whose("records_patient") == set()
            assert models.DisclosedTotal.objects.exists()
            assert bool(scope.counts) == bool(expected)


def test_nobody_of_another_partnership_sees_totals(ran):
    with tickets.acting(actor_id=7, surgeries=[]), transaction.atomic():
        assert not models.DisclosedTotal.objects.exists()


def test_what_leaves_is_what_the_rule_lets(ran, few):
    results: dict[str, dict[int, tuple[int, int]]] = {}
    for row in models.VerdictCount.objects.filter(status__in=("met", "not_met")):
        cell = results.setdefault(row.indicator, {ran.a: (0, 0), ran.b: (0, 0)})
        met, not_met = cell[row.surgery_id]
        cell[row.surgery_id] = (met + row.patients, not_met) if row.status == "met" else (
            met, not_met + row.patients
        )  # fmt: skip
    told = few.of_year("2026/27")
    expected = disclosing.disclose_all(results, 5, paid=[code for code in results if told[code].terms])
    hidden = shown = 0
    for row in models.Disclosed.objects.filter(of=Counted.INDICATOR.value, code__in=results):
        parts = expected[row.code].parts[row.surgery_id]
        assert (row.met, row.not_met) == (parts or (None, None)), row.code
        hidden, shown = hidden + (parts is None), shown + (parts is not None)
    assert hidden
    assert shown
    for row in models.DisclosedTotal.objects.filter(of=Counted.INDICATOR.value, split="", code__in=results):
        assert (row.met, row.not_met) == (expected[row.code].total or (None, None))
        assert row.threshold == 5


def test_a_run_of_one_surgery_alone_tells_nobody_anything(ran):
    before = models.Disclosed.objects.count()
    with open_engine() as engine:
        actions.run_indicators(
            days=DAYS, scope=ran.everything, engine=engine, at=NOON, surgeries=[ran.a]
        )  # fmt: skip
    assert models.Disclosed.objects.count() == before


def test_asking_gives_each_what_they_may_see(ran):
    seen = {}
    for name, role, place in (
        ("manager", Role.SURGERY_MANAGER, ran.a),
        ("board", Role.BOARD_MEMBER, ran.centre),
    ):
        scope, ticket = acting(ran, role, place)
        with ticket, transaction.atomic():
            runs = queries.latest(scope=scope)
            seen[name] = queries.results(scope=scope, runs=runs.values()), runs
            assert queries.threshold(scope=scope, run=runs[ran.a]) == 5
            totals = queries.totals(scope=scope, runs=runs.values())
            assert set(totals) == {date(2026, 10, 31)}
            registers = queries.registers(scope=scope, runs=runs.values(), codes=["DM"])
            assert all("DM" in told for told in registers.values())
    managers, runs = seen["manager"]
    assert set(runs) == {ran.a}
    boards, runs_of_all = seen["board"]
    assert set(runs_of_all) == {ran.a, ran.b}
    own, told = managers[runs[ran.a].id], boards[runs[ran.a].id]
    assert not any(result.hidden for result in own.values())
    assert any(told[code].hidden for code in own)
    assert all(
        told[code].hidden or (told[code].met, told[code].not_met) == (result.met, result.not_met)
        for code, result in own.items()
    )


def test_the_programs_own_actor_is_needed_to_write_what_leaves(ran):
    run = models.Run.objects.get(surgery_id=ran.a)
    row = {"run": run, "surgery_id": ran.a, "of": "indicator", "code": "X", "met": 1, "not_met": 1}
    with (
        pytest.raises(Exception, match="row-level security"),
        tickets.acting(actor_id=7, surgeries=ran.everything.surgeries),
        transaction.atomic(),
    ):
        models.Disclosed.objects.bulk_create([models.Disclosed(**row)])
    assert PROGRAM.id == 0


def test_the_same_day_told_of_other_surgeries_gives_nobody_away(ran, monkeypatch):
    """Two totals of one day, of A and of A and B, would be B's own by subtraction."""
    before = set(models.Run.objects.values_list("batch", flat=True))
    monkeypatch.setattr(running, "_new_enough", lambda there, last: {ran.a: there[ran.a]})
    with open_engine() as engine:
        actions.run_indicators(days=DAYS, scope=ran.everything, engine=engine, at=NOON)
    (again,) = set(models.Run.objects.values_list("batch", flat=True)) - before
    rows = models.DisclosedTotal.objects.filter(batch=again, of=Counted.INDICATOR.value)
    assert not rows.exclude(split="").filter(met__isnull=False).exists()
    hidden = set(
        models.Disclosed.objects.filter(run__batch=again, met__isnull=True).values_list("code", flat=True)
    )
    assert hidden
    assert not rows.filter(code__in=hidden, met__isnull=False).exists()
    assert models.DisclosedTotal.objects.exclude(batch=again).exclude(split="").exists()


def told_again(rivers, *times: dict[int, tuple[int, int]]) -> list[models.DisclosedTotal]:
    """One day's counts of an indicator told again and again, by surgery: the totals as they were told."""
    day, scope = DAYS[0], rivers.everything
    snapshots = {row.surgery_id: row.id for row in stored.Snapshot.objects.all()}
    batches = []
    for counts in times:
        batch, runs = uuid4(), {}
        for surgery, (met, not_met) in counts.items():
            run = models.Run.objects.create(
                surgery_id=surgery, batch=batch, on=day.on, year_end=day.year_end,
                snapshot_id=snapshots[surgery],
                rulebook="0" * 64, codelists="0" * 64, version="test", engine="duckdb", listed=100, at=NOON,
                actor_id=0, actor_name="",
            )  # fmt: skip
            models.VerdictCount.objects.bulk_create(
                models.VerdictCount(
                    run=run, surgery_id=surgery, indicator="X001", status=status, reason="", patients=n
                )
                for status, n in (("met", met), ("not_met", not_met), ("adjusted", 30))
            )
            runs[surgery] = run.id
        disclose(batch=batch, day=day, runs=runs, paid=(), scope=scope, at=NOON)
        batches.append(batch)
    rows = models.DisclosedTotal.objects.filter(code="X001", split="")
    return [rows.get(batch=batch) for batch in batches]


def test_what_a_day_hides_only_when_it_is_told_again_is_in_no_total(rivers):
    """A is shown, then has 2: the total less B's and the centre's rows of before would be those 2."""
    for surgery, first in ((rivers.a, 1), (rivers.b, 101), (rivers.centre, 201)):
        keep(surgery, [], first)
    before = {rivers.a: (20, 80), rivers.b: (30, 70), rivers.centre: (25, 60)}
    first, again, more = told_again(
        rivers, before, {**before, rivers.a: (98, 2)}, {**before, rivers.a: (97, 3)}
    )
    assert (first.met, first.not_met) == (75, 210)
    assert (again.met, again.not_met) == (None, None)
    assert (more.met, more.not_met) == (152, 133), "hidden as it was: what changed is all that can be known"
    assert again.adjusted == first.adjusted == 90
    scope = rivers.everything
    told = queries.totals(scope=scope, runs=queries.monthly(scope=scope, looking_back=False), codes=["X001"])
    assert told[DAYS[0].on]["X001"].met == 152
