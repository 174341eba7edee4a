"""Continuity at one surgery: its figures, its chart, its months, its groups, its doctors' lists."""

from dataclasses import dataclass
from datetime import datetime

from commonpractice.domain.continuity import queries
from commonpractice.domain.continuity.facts import ListResult, Result, RunFact
from commonpractice.domain.partnership.facts import Scope, SurgerySummary
from commonpractice.domain.records.facts import SnapshotFact
from commonpractice.foundations.months import Month
from commonpractice.interfaces.web.charts import control
from commonpractice.interfaces.web.continuity import words
from commonpractice.interfaces.web.continuity.presenters import courses
from commonpractice.interfaces.web.continuity.reading import Read

SHOWN = 12
"""Months in the table, the last ones; the chart's own table has them all."""
MONTH_HEADINGS = (
    words.SLICC.heading,
    "Contacts",
    words.OWN_PATIENTS.heading,
    *(measure.heading for measure in words.OF_PATIENTS),
    "Patients",
)
LIST_HEADINGS = (
    words.SLICC.heading,
    "Contacts of the list",
    words.OWN_PATIENTS.heading,
    "Contacts of the doctor",
    words.UPC.heading,
    "Patients",
)


@dataclass(frozen=True)
class Row:
    """A month, or a doctor's list; no cells where it is hidden."""

    name: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Measured:
    """By what it was measured: of which extract, by which rulebook and program, and when."""

    snapshot: SnapshotFact | None
    rulebook: str
    version: str
    at: datetime


@dataclass(frozen=True)
class Page:
    """Everything on the page. `own`: whoever looks may see groups; `lists` are None for others' people."""

    month: str
    year_from: str
    hidden: bool
    why_hidden: str
    own_doctor: str
    of: str
    partnership: str
    own_patients: str
    usual: str
    usual_of: str
    chart: control.Picture
    month_headings: tuple[str, ...]
    months: tuple[Row, ...]
    own: bool
    group_headings: tuple[str, ...]
    groups: tuple[courses.Groups, ...]
    list_headings: tuple[str, ...]
    lists: tuple[Row, ...] | None
    measured: Measured
    measures: tuple[words.Measure, ...] = words.MEASURES


def page(read: Read, surgery: SurgerySummary, *, scope: Scope, snapshot: SnapshotFact | None) -> Page:
    """As at the newest month that was measured. Two more questions to the database for the surgery's own."""
    run, months = read.runs[surgery.id][-1], read.months(surgery.id)
    last = months[-1] if months else Result(run.on, "", "", None, None, None)
    month = Month.of(run.on).words
    mine = surgery.id in scope.patients
    return Page(
        month=month,
        year_from=Month.of(run.year_from).words,
        hidden=words.is_hidden(last),
        why_hidden=words.hidden(read.threshold),
        own_doctor=words.part(last.of_lists),
        of=words.of_contacts(last, month),
        partnership=words.part(read.total.of_lists) if read.total else words.NOTHING,
        own_patients=words.part(last.of_clinicians),
        usual=words.percent(last.means.upc if last.means else None),
        usual_of=words.of_patients(last.means),
        chart=control.picture(courses.charted(words.OWN_DOCTOR, months), id="own-doctor"),
        month_headings=MONTH_HEADINGS,
        months=tuple(_month(one) for one in reversed(months[-SHOWN:])),
        own=surgery.id in scope.counts,
        group_headings=courses.GROUP_HEADINGS,
        groups=courses.groups(queries.groups(scope=scope, run=run)),
        list_headings=LIST_HEADINGS,
        lists=tuple(_list(one) for one in queries.lists(scope=scope, run=run)) if mine else None,
        measured=_measured(run, snapshot),
    )


def _month(one: Result) -> Row:
    name = Month.of(one.on).words
    if words.is_hidden(one):
        return Row(name, ())
    return Row(
        name,
        (
            words.part(one.of_lists),
            words.contacts(one.of_lists),
            words.part(one.of_clinicians),
            *words.means(one.means),
        ),
    )


def _list(one: ListResult) -> Row:
    upc, *_, patients = words.means(one.means)
    return Row(
        one.clinician,
        (
            words.part(one.of_list),
            words.contacts(one.of_list),
            words.part(one.of_clinician),
            words.contacts(one.of_clinician),
            upc,
            patients,
        ),
    )


def _measured(run: RunFact, snapshot: SnapshotFact | None) -> Measured:
    used = snapshot if snapshot and snapshot.id == run.snapshot_id else None
    return Measured(used, run.rulebook, run.version, run.at)
