"""Continuity at every surgery: the partnership's chart, small charts, a funnel, and the table of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from django.urls import reverse

from commonpractice.domain.continuity import queries
from commonpractice.domain.continuity.facts import Result
from commonpractice.domain.partnership.facts import Scope, SurgerySummary
from commonpractice.foundations import funnel, spc
from commonpractice.foundations.months import Month
from commonpractice.interfaces.web.called import said
from commonpractice.interfaces.web.charts import control, funnels, small
from commonpractice.interfaces.web.charts.compared import Compared
from commonpractice.interfaces.web.continuity import words
from commonpractice.interfaces.web.continuity.presenters import courses
from commonpractice.interfaces.web.continuity.reading import Read

HEADINGS = (
    words.SLICC.heading,
    "Contacts",
    words.OWN_PATIENTS.heading,
    words.UPC.heading,
    words.BICE_BOXERMAN.heading,
    words.SECON.heading,
    "Patients",
)


@dataclass(frozen=True)
class Row:
    """A surgery in its newest month; no cells where its figures stay there. `late`: an older month."""

    name: str
    address: str
    cells: tuple[str, ...]
    late: str


@dataclass(frozen=True)
class Page:
    month: str
    own_doctor: str
    of: str
    usual: str
    usual_of: str
    whole: control.Picture
    smalls: small.Picture
    funnel: funnels.Picture | None
    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    hides: bool
    why_hidden: str
    not_measured: tuple[str, ...]
    group_headings: tuple[str, ...]
    groups: tuple[courses.Groups, ...]
    measures: tuple[words.Measure, ...] = words.MEASURES


def page(read: Read, surgeries: Sequence[SurgerySummary], *, scope: Scope) -> Page:
    """`surgeries` are those that may be seen; some of them may never have been measured."""
    newest = read.newest
    if newest is None:
        raise ValueError("There is no month to show.")
    month = Month.of(newest.on).words
    latest = [(one, read.latest(one.id)) for one in surgeries]
    there = sorted(((one, found) for one, found in latest if found), key=_lowest_first)
    total = read.total
    totals = [read.totals[on] for on in sorted(read.totals)]
    return Page(
        month=month,
        own_doctor=words.part(total.of_lists if total else None),
        of=words.of_contacts(total, month),
        usual=words.percent(total.means.upc if total and total.means else None),
        usual_of=words.of_patients(total.means if total else None),
        whole=control.picture(courses.charted("The whole partnership", totals), id="whole"),
        smalls=small.picture(
            [_small(one, read) for one, _ in there],
            id="surgeries",
            title=said("Each surgery over time"),
            each_is=said("Surgery"),
            one_scale=True,
        ),
        funnel=_funnel(there),
        headings=HEADINGS,
        rows=tuple(_row(one, found, newest.on == found.on) for one, found in there),
        hides=any(words.is_hidden(found) for _, found in there),
        why_hidden=words.hidden(read.threshold),
        not_measured=tuple(one.name for one, found in latest if found is None),
        group_headings=courses.GROUP_HEADINGS,
        groups=courses.groups(queries.groups_of_all(scope=scope, run=newest)),
    )


def _lowest_first(one: tuple[SurgerySummary, Result]) -> tuple[float, str]:
    surgery, found = one
    part = found.of_lists.part if found.of_lists else None
    return (2.0 if part is None else part), surgery.name


def _address(surgery: SurgerySummary) -> str:
    return reverse("continuity:surgery", args=[surgery.code])


def _small(surgery: SurgerySummary, read: Read) -> small.Small:
    months = read.months(surgery.id)
    hidden = bool(months) and all(words.is_hidden(one) for one in months)
    return small.Small(
        surgery.name,
        courses.charted(surgery.name, months),
        _address(surgery),
        without=said(words.STAYS) if hidden else small.NO_FIGURES,
    )


def _row(surgery: SurgerySummary, found: Result, newest: bool) -> Row:
    cells: tuple[str, ...] = ()
    if not words.is_hidden(found):
        upc, pairs, secon, _, _, patients = words.means(found.means)
        cells = (
            words.part(found.of_lists),
            words.contacts(found.of_lists),
            words.part(found.of_clinicians),
            upc,
            pairs,
            secon,
            patients,
        )
    return Row(surgery.name, _address(surgery), cells, "" if newest else Month.of(found.on).words)


def _funnel(there: Sequence[tuple[SurgerySummary, Result]]) -> funnels.Picture | None:
    """Surgeries by how many contacts they had; none of one surgery alone."""
    shown = [(one, found.of_lists) for one, found in there if found.of_lists and found.of_lists.of]
    if len(shown) < 2:
        return None
    by = funnel.published()
    counts = tuple((part.count, part.of) for _, part in shown)
    found = funnel.proportions(counts, by=by, overdispersion=True)
    drawn = Compared(
        name=said("Funnel: each surgery by its contacts in the month"),
        names=tuple(one.name for one, _ in shown),
        counts=counts,
        funnel=found,
        limits_at=partial(_limits, target=found.target or 0.0, between=found.between, by=by),
        better=spc.Better.HIGHER,
        of="Contacts of patients on a list",
        units_are=said("Surgery"),
    )
    return funnels.picture(drawn, id="funnel")


def _limits(size: float, target: float, between: float, by: funnel.Parameters) -> funnel.Limits:
    return funnel.proportion_limits(size, target, between, by)
