"""Who is on the list on each day asked about."""

from collections.abc import Sequence
from datetime import date

import ibis
import ibis.expr.types as ir

from commonpractice.domain.quality.facts.people import Asked
from commonpractice.domain.quality.measures.conditions import age_on
from commonpractice.domain.quality.rules.days import year_start


def listed(people: ir.Table, registrations: ir.Table, asked: ir.Table, days: Sequence[date]) -> ir.Table:
    """A row for each patient and each day asked about on which they are registered and alive.

    Columns: at (which of the days, counted from 0), patient, surgery, born, sex, care_home, registered, age,
    on, year_start, year_end. `asked` is the table of the days, in the order of `days`.
    """
    # side by side first and then one below another, so that only as many are sorted out as there are patients
    since = {f"registered_{at}": _registered(registrations, on) for at, on in enumerate(days)}
    times = registrations.group_by("patient").agg(**since)
    long = people.join(times, "patient").pivot_longer(
        list(since), names_to="at", names_transform=list(since).index, values_to="registered"
    )
    here = long.filter(long.registered.notnull()).mutate(at=long["at"].cast("int16")).join(asked, "at")
    here = here.filter(here.died_on.isnull() | (here.died_on > here.on))
    return here.select(
        "at", "patient", "surgery", "born", "sex", "care_home", "registered", "on", "year_start", "year_end",
        age=age_on(here.born, here.year_end),
    )  # fmt: skip


def ever_listed(registrations: ir.Table, days: Sequence[date]) -> ir.Table:
    """Whoever may be on the list on some of the days asked about."""
    left_before = registrations.ended_on <= min(days)
    return registrations.filter(
        registrations.registered_on <= max(days), registrations.ended_on.isnull() | ~left_before
    )


def _registered(times: ir.Table, on: date) -> ir.DateValue:
    """Since when on the list on a day: of several such times the latest."""
    current = (times.registered_on <= on) & (times.ended_on.isnull() | (times.ended_on > on))
    return times.registered_on.max(where=current)


def days_asked(days: Sequence[Asked]) -> ir.Table:
    """The days asked about as a table: at, on, year_start, year_end."""
    return ibis.memtable(
        [
            {"at": at, "on": day.on, "year_start": year_start(day.year_end), "year_end": day.year_end}
            for at, day in enumerate(days)
        ],
        schema={"at": "int16", "on": "date", "year_start": "date", "year_end": "date"},
    )
