"""All indicators on one page: what needs looking at first, and the table of them all."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from commonpractice.domain.partnership.facts import SurgerySummary
from commonpractice.domain.quality.facts.definitions import Indicator
from commonpractice.domain.quality.parameters.seeing import seeing
from commonpractice.foundations.months import Month
from commonpractice.interfaces.web.called import said
from commonpractice.interfaces.web.charts import control
from commonpractice.interfaces.web.charts import words as chart_words
from commonpractice.interfaces.web.charts.charted import Charted
from commonpractice.interfaces.web.charts.words import Tone
from commonpractice.interfaces.web.quality import links, standing, words
from commonpractice.interfaces.web.quality.reading import Read
from commonpractice.interfaces.web.quality.standing import Stands
from commonpractice.interfaces.web.sparklines import sparkline

FEW_NAMES = 3
SORTS = ("name", "percent", "change", "worse", "better")


@dataclass(frozen=True)
class Row:
    """One indicator: the partnership's figure, its course, and at which surgeries it needs looking at.

    `change` is in percentage points over the months charted, `fallen` how far it went the wrong way.
    """

    code: str
    title: str
    address: str
    condition: str
    programme: str
    told: str
    percent: float | None
    change: float | None
    fallen: float
    spark: SafeString
    icons: tuple[control.Icon, ...]
    tone: Tone
    far_worse: tuple[SurgerySummary, ...]
    concerned: tuple[SurgerySummary, ...]
    far_better: tuple[SurgerySummary, ...]
    benefit: int
    searched: str

    @property
    def needs_looking(self) -> bool:
        return bool(self.tone is Tone.CONCERN or self.far_worse or self.concerned)

    @property
    def changed(self) -> str:
        return words.signed(self.change)


@dataclass(frozen=True)
class First:
    """Something to look at first, and why, in sentences."""

    title: str
    address: str
    why: tuple[str, ...]
    improve: str = ""


@dataclass(frozen=True)
class Where:
    """A surgery that stands out, and by how many indicators in which way."""

    surgery: SurgerySummary
    far_worse: int
    concerned: int
    far_better: int


@dataclass(frozen=True)
class Overview:
    """The page. `side_by_side`: more than one surgery is seen, so that there is something to compare.

    `where` are the surgeries that stand out for the worse, the most often first.
    """

    first: tuple[First, ...]
    more: int
    where: tuple[Where, ...]
    rows: tuple[Row, ...]
    all_rows: int
    side_by_side: bool


def overview(
    read: Read,
    surgeries: Sequence[SurgerySummary],
    *,
    sought: str = "",
    condition: str = "",
    programme: str = "",
    sort: str = "",
) -> Overview:
    """Every indicator in force, those asked for, and what needs looking at first among them."""
    seen = [surgery for surgery in surgeries if surgery.id in read.runs]
    rows = [
        row(read, told, seen)
        for told in sorted(read.indicators().values(), key=lambda one: (one.family, one.code))
        if (not condition or told.family == condition) and (not programme or told.programme == programme)
    ]
    parts = sought.casefold().split()
    found = [one for one in rows if all(part in one.searched for part in parts)]
    first = list(to_look_at(found))
    most = seeing().first
    return Overview(
        tuple(first[:most]),
        max(len(first) - most, 0),
        tuple(where(found, seen)) if len(seen) > 1 else (),
        tuple(ordered(found, sort)),
        len(rows),
        len(seen) > 1,
    )


def where(rows: Sequence[Row], surgeries: Sequence[SurgerySummary]) -> list[Where]:
    """The surgeries that some indicator finds far worse than the rest, or changing for the worse."""
    worse, concerned, good = (
        Counter(surgery.id for one in rows for surgery in those(one))
        for those in (lambda one: one.far_worse, lambda one: one.concerned, lambda one: one.far_better)
    )
    found = [
        Where(one, worse[one.id], concerned[one.id], good[one.id])
        for one in surgeries
        if worse[one.id] or concerned[one.id]
    ]
    return sorted(found, key=lambda one: (-one.far_worse, -one.concerned, one.surgery.name))


def row(read: Read, told: Indicator, surgeries: Sequence[SurgerySummary]) -> Row:
    """An indicator, from all surgeries that may be seen."""
    every = stands_of(read, told, surgeries)
    course = read.of_all(told.code)
    charted = standing.charted(
        course, name=told.title, of=told, told=read.terms(told), baselines=read.baselines_of(None, told.code)
    )
    points = charted.points
    trial = bool(charted.periods) and charted.periods[-1].is_trial
    total = read.total.get(told.code)
    change = None if total is None or total.hidden else course.change
    wrong_way = -1 if told.better == "higher" else 1
    condition = seeing().conditions[told.family]
    return Row(
        code=told.code,
        title=told.title,
        address=links.indicator(told.code),
        condition=condition,
        programme="QOF" if told.programme == "qof" else "Own",
        told=words.total_told(total),
        percent=total.percent if total else None,
        change=change,
        fallen=max(0.0, wrong_way * (change or 0.0)),
        spark=spark(charted),
        icons=control.icons_of(charted),
        tone=chart_words.tone(points[-1].side, charted.better) if points and not trial else Tone.COMMON,
        far_worse=tuple(one.surgery for one in every if one.is_far_worse),
        concerned=tuple(one.surgery for one in every if one.tone is Tone.CONCERN and not one.is_trial),
        far_better=tuple(one.surgery for one in every if one.is_far_better),
        benefit=told.benefit,
        searched=f"{told.code} {told.title} {told.wording} {condition}".casefold(),
    )


def stands_of(read: Read, told: Indicator, surgeries: Sequence[SurgerySummary]) -> list[Stands]:
    """Each surgery by one indicator, among the others, in the order given."""
    of = [(surgery, read.result(surgery.id, told.code)) for surgery in surgeries]
    among = standing.beside(told, of) if len(surgeries) > 1 else None
    terms = read.terms(told)
    return [
        standing.stands(
            told,
            terms,
            surgery=surgery,
            result=result,
            course=read.course(surgery.id, told.code),
            among=among,
            baselines=read.baselines_of(surgery.id, told.code),
        )
        for surgery, result in of
    ]


def spark(charted: Charted) -> SafeString:
    """The course as a small line, in tenths of a per cent."""
    labels = [month.words for month in charted.when if isinstance(month, Month)]
    values = [round(point.value * 1000) for point in charted.points]
    return sparkline(values, labels=labels, write=lambda tenths: f"{tenths / 10:.1f}%")


def to_look_at(rows: Sequence[Row]) -> Iterator[First]:
    """Concerns of the whole first, then by how many surgeries are far worse than the rest.

    Charts of single surgeries count after those: their points share eleven months of twelve, so they signal
    often. With the largest fall in any case, where it is worth naming.
    """
    steepest = max(rows, key=lambda one: one.fallen, default=None)
    if steepest is not None and steepest.fallen < seeing().least_fall:
        steepest = None
    chosen = [one for one in rows if one.needs_looking or one is steepest]

    def order(one: Row) -> tuple[bool, int, bool, int, int, str]:
        calm, steep = one.tone is not Tone.CONCERN, one is steepest
        return calm, -len(one.far_worse), not steep, -len(one.concerned), one.benefit, one.code

    for one in sorted(chosen, key=order):
        yield First(one.title, one.address, tuple(_why(one, is_steepest=one is steepest)))


def _why(row: Row, *, is_steepest: bool) -> Iterator[str]:
    if row.tone is Tone.CONCERN:
        yield "The whole partnership: its chart signals a change for the worse"
    if row.far_worse:
        yield f"Far worse than the rest: {names(row.far_worse)}"
    concerned = tuple(one for one in row.concerned if one not in row.far_worse)
    if concerned:
        yield f"Charts that signal a change for the worse: {names(concerned)}"
    if is_steepest:
        yield f"The largest move the wrong way: {words.points(row.change)} over the months charted"


def names(surgeries: Sequence[SurgerySummary]) -> str:
    """Few by name, many by their number: "A, B and C", "12 surgeries"."""
    told = [surgery.name for surgery in surgeries]
    if len(told) > FEW_NAMES:
        return said(f"{len(told)} surgeries")
    return " and ".join([", ".join(told[:-1]), told[-1]] if len(told) > 1 else told)


def ordered(rows: Sequence[Row], sort: str) -> list[Row]:
    """By a column, from the most where it begins with "-"; without one as they came. Unknowns last."""
    key = sort.removeprefix("-")
    if key not in SORTS:
        return list(rows)
    if key == "name":
        return sorted(rows, key=lambda one: one.title.casefold(), reverse=sort.startswith("-"))
    known = {one.code: value for one in rows if (value := _number(one, key)) is not None}
    valued = [one for one in rows if one.code in known]
    valued.sort(key=lambda one: known[one.code], reverse=sort.startswith("-"))
    return [*valued, *(one for one in rows if one.code not in known)]


def _number(row: Row, key: str) -> float | None:
    match key:
        case "percent":
            return row.percent
        case "change":
            return row.change
        case "worse":
            return len(row.far_worse)
        case _:
            return len(row.far_better)
