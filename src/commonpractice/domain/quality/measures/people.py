"""Who is on the list on each day asked about."""

import ibis
import ibis.expr.types as ir

from commonpractice.domain.quality.measures.conditions import age_on


def listed(people: ir.Table, registrations: ir.Table, asked: ir.Table) -> ir.Table:
    """A row for each patient and each day asked about on which they are registered and alive.

    Columns: at (which of the days, counted from 0), patient, surgery, born, sex, care_home, registered, age,
    on, year_start, year_end.
    """
    times = registrations.join(
        asked,
        [
            registrations.registered_on <= asked.on,
            registrations.ended_on.isnull() | (registrations.ended_on > asked.on),
        ],
    )
    current = times.group_by("patient", "at").agg(registered=times.registered_on.max())
    here = current.join(asked, "at").join(people, "patient")
    here = here.filter(here.died_on.isnull() | (here.died_on > here.on))
    return here.select(
        "at", "patient", "surgery", "born", "sex", "care_home", "registered", "on", "year_start", "year_end",
        age=age_on(here.born, here.year_end),
    )  # fmt: skip


def days_asked(rows: list[tuple[int, object, object, object]]) -> ir.Table:
    """The days asked about as a table: at, on, year_start, year_end."""
    return ibis.memtable(
        [dict(zip(("at", "on", "year_start", "year_end"), row, strict=True)) for row in rows],
        schema={"at": "int16", "on": "date", "year_start": "date", "year_end": "date"},
    )
