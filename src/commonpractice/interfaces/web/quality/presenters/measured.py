"""One indicator at one surgery: chart, months, groups, who was not counted, and how it was counted."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from commonpractice.domain.partnership.facts import Scope, SurgerySummary
from commonpractice.domain.quality.facts.courses import Course
from commonpractice.domain.quality.facts.definitions import Indicator
from commonpractice.domain.quality.facts.results import GroupResult
from commonpractice.domain.quality.facts.runs import RunFact
from commonpractice.domain.quality.facts.verdicts import Status
from commonpractice.domain.records.facts import SnapshotFact
from commonpractice.foundations.dated import day
from commonpractice.interfaces.web.amounts import count
from commonpractice.interfaces.web.called import said
from commonpractice.interfaces.web.charts import control
from commonpractice.interfaces.web.charts import words as chart_words
from commonpractice.interfaces.web.charts.charted import Charted
from commonpractice.interfaces.web.quality import links, standing, words
from commonpractice.interfaces.web.quality.presenters import definition, groups
from commonpractice.interfaces.web.quality.reading import Read


class Limits(StrEnum):
    """By which limits a chart is drawn, as its address says."""

    OF_CHANCE = ""  # of months that share what they count
    SCREENED = "xmr"
    EVERY_MOVE = "all"


@dataclass(frozen=True)
class Counted:
    """How it was counted: of which extract, by which definitions and program, and when."""

    on: str
    towards: str
    at: datetime
    version: str
    rulebook: str
    codelists: str
    snapshot: SnapshotFact | None


@dataclass(frozen=True)
class Month:
    name: str
    met: str
    of: str
    percent: str
    signal: str


@dataclass(frozen=True)
class Page:
    """Everything on the page. `own`: whoever looks may see whole counts, and so groups and reasons."""

    told: str
    of: str
    hidden: bool
    partnership: str
    target: str
    chart: control.Picture
    limits: Limits
    months: tuple[Month, ...]
    own: bool
    splits: tuple[groups.Table, ...]
    left_out: tuple[tuple[str, int], ...]
    adjusted: tuple[tuple[str, int], ...]
    counted: Counted
    definition: tuple[definition.Part, ...]
    recall: str
    improve: str
    hides: bool


def page(
    read: Read,
    told: Indicator,
    surgery: SurgerySummary,
    *,
    scope: Scope,
    limits: Limits,
    by_group: Sequence[GroupResult],
    reasons: Mapping[tuple[Status, str], int],
    snapshot: SnapshotFact | None,
) -> Page:
    """`by_group` and `reasons` are the surgery's own, empty for whoever may not see them."""
    terms, run = read.terms(told), read.runs[surgery.id]
    result, total = read.result(surgery.id, told.code), read.total.get(told.code)
    course = read.course(surgery.id, told.code)
    name = said("This surgery, month by month")
    fixed = read.baselines_of(surgery.id, told.code)
    charted = standing.charted(
        course, name=name, of=told, told=terms,
        screen=limits is not Limits.EVERY_MOVE, xmr=limits is not Limits.OF_CHANCE, baselines=fixed,
    )  # fmt: skip
    hidden = result is not None and result.hidden
    return Page(
        told=words.told(result),
        of=words.of_patients(result),
        hidden=hidden,
        partnership=words.total_told(total),
        target=f"{terms.upper:g}%" if terms else "",
        chart=control.picture(charted, id="chart"),
        limits=limits,
        months=tuple(_months(course, charted)),
        own=surgery.id in scope.counts,
        splits=tuple(groups.tables(by_group, result.percent if result else None)),
        left_out=tuple(_by_reason(told, reasons, Status.LEFT_OUT)),
        adjusted=tuple(_by_reason(told, reasons, Status.ADJUSTED)),
        counted=_counted(run, snapshot),
        definition=tuple(definition.parts(told, terms)),
        recall=links.recall(scope, surgery=surgery, code=told.code),
        improve=links.improve(scope, code=told.code, surgery=surgery),
        hides=hidden or course.hidden > 0,
    )


def _months(course: Course, charted: Charted) -> Iterator[Month]:
    """The latest first. A month that is hidden, or in which nobody was concerned, has no point."""
    flags = {
        when: chart_words.signal(point, charted.better)
        for when, point in zip(charted.when, charted.points, strict=True)
    }
    for on, met, not_met in reversed(list(zip(course.days, course.met, course.not_met, strict=True))):
        if met is None or not_met is None:
            yield Month(day(on), said(words.HIDDEN), "–", "–", "")
            continue
        of = met + not_met
        percent = words.percent(100 * met / of) if of else "Nobody concerned"
        flag = next((said_ for when, said_ in flags.items() if when.last >= on >= when.first), "")
        yield Month(day(on), count(met), count(of), percent, flag)


def _by_reason(
    told: Indicator, reasons: Mapping[tuple[Status, str], int], status: Status
) -> Iterator[tuple[str, int]]:
    """Each reason in the words of the definition, the most patients first."""
    known = told.adjustments if status is Status.ADJUSTED else told.leave_out
    says = {one.key: words.sentence(one.says) for one in known}
    found = [(key, patients) for (of, key), patients in reasons.items() if of is status and patients]
    for key, patients in sorted(found, key=lambda one: (-one[1], one[0])):
        text = says.get(key, key.replace("_", " "))
        yield text[:1].upper() + text[1:], patients


def _counted(run: RunFact, snapshot: SnapshotFact | None) -> Counted:
    towards = "" if run.asked.on == run.asked.year_end else day(run.asked.year_end)
    return Counted(
        on=day(run.asked.on),
        towards=towards,
        at=run.at,
        version=run.version,
        rulebook=run.rulebook,
        codelists=run.codelists,
        snapshot=snapshot if snapshot and snapshot.id == run.snapshot_id else None,
    )
