"""One indicator at every surgery: many small charts, a funnel, and the table of them, the worst first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from commonpractice.domain.partnership.facts import Scope, SurgerySummary
from commonpractice.domain.quality.facts.definitions import Indicator
from commonpractice.domain.quality.facts.results import GroupResult
from commonpractice.foundations.dated import day
from commonpractice.foundations.months import Month
from commonpractice.interfaces.web.amounts import count
from commonpractice.interfaces.web.called import said
from commonpractice.interfaces.web.charts import compared, control, funnels, small
from commonpractice.interfaces.web.charts import words as chart_words
from commonpractice.interfaces.web.charts.charted import name
from commonpractice.interfaces.web.charts.compared import Standing
from commonpractice.interfaces.web.charts.words import Tone
from commonpractice.interfaces.web.quality import links, standing, words
from commonpractice.interfaces.web.quality.presenters import definition, groups
from commonpractice.interfaces.web.quality.reading import Read
from commonpractice.interfaces.web.quality.standing import Stands


@dataclass(frozen=True)
class Row:
    """A surgery in the table; `hidden` where its numbers stay there."""

    surgery: SurgerySummary
    address: str
    hidden: bool
    met: str
    of: str
    percent: str
    adjusted: str
    signals: tuple[str, ...]
    tone: Tone
    as_at: str
    improve: str


@dataclass(frozen=True)
class Page:
    """Everything on the page. `whole` is the partnership's own chart; none of it needs a second question."""

    told: str
    total_of: str
    adjusted: str
    whole: control.Picture
    smalls: small.Picture
    funnel: funnels.Picture | None
    rows: tuple[Row, ...]
    hides: bool
    trial: bool
    splits: tuple[groups.Table, ...]
    definition: tuple[definition.Part, ...]


def page(
    read: Read,
    told: Indicator,
    surgeries: Sequence[SurgerySummary],
    *,
    scope: Scope,
    by_group: Sequence[GroupResult],
) -> Page:
    """`surgeries` are those whose results may be seen and that were counted; `by_group` the partnership's."""
    terms, code = read.terms(told), told.code
    results = [(surgery, read.result(surgery.id, code)) for surgery in surgeries]
    among = standing.beside(told, results)
    every = sorted(
        (
            standing.stands(
                told,
                terms,
                surgery=surgery,
                result=result,
                course=read.course(surgery.id, code),
                among=among,
                baselines=read.baselines_of(surgery.id, code),
            )
            for surgery, result in results
        ),
        key=lambda one: one.order,
    )
    total = read.total.get(code)
    rows = tuple(_row(one, told, read, scope) for one in every)
    whole = standing.charted(
        read.of_all(code),
        name="The whole partnership",
        of=told,
        told=terms,
        baselines=read.baselines_of(None, code),
    )
    return Page(
        told=words.total_told(total),
        total_of=words.of_patients(total),
        adjusted=_number(total.adjusted) if total else "",
        whole=control.picture(whole, id="whole"),
        smalls=small.picture(
            [_small(one, links.at_surgery(one.surgery, code)) for one in every],
            id="surgeries",
            title=said("Each surgery over time"),
            each_is=said("Surgery"),
            one_scale=True,
        ),
        funnel=funnels.picture(among.drawn, id="funnel") if len(among.drawn.names) > 1 else None,
        rows=rows,
        hides=any(row.hidden for row in rows),
        trial=any(one.is_trial for one in every),
        splits=tuple(groups.tables(by_group, total.percent if total else None)),
        definition=tuple(definition.parts(told, terms)),
    )


def _small(one: Stands, address: str) -> small.Small:
    hidden = one.result is not None and one.result.hidden
    return small.Small(
        one.surgery.name, one.charted, address, without=said(words.HIDDEN) if hidden else small.NO_FIGURES
    )


def _row(one: Stands, told: Indicator, read: Read, scope: Scope) -> Row:
    result, run, newest = one.result, read.runs[one.surgery.id], read.newest
    hidden = result is not None and result.hidden
    late = newest is not None and run.asked.on != newest.asked.on
    return Row(
        surgery=one.surgery,
        address=links.at_surgery(one.surgery, told.code),
        hidden=hidden,
        met=said(words.HIDDEN) if hidden else _number(result.met if result else None),
        of="–" if hidden else _number(result.denominator if result else None),
        percent="–" if hidden else words.told(result),
        adjusted=_number(result.adjusted if result else None),
        signals=tuple(signals(one, Month.of(run.asked.on))),
        tone=one.tone,
        as_at=day(run.asked.on) if late else "",
        improve=links.improve(scope, code=told.code, surgery=one.surgery) if one.concerns else "",
    )


def signals(one: Stands, newest: Month) -> Iterator[str]:
    """What stands out, in words: in the funnel, and on its own chart. Trial limits are named as such.

    A chart whose last months are hidden says of which month it tells.
    """
    if one.standing not in (None, Standing.WITHIN):
        tone = chart_words.tone(one.standing.side, one.better)
        yield f"{chart_words.capital(one.standing.words)}: {compared.FOUND[tone]}"
    points = one.charted.points
    if points and (flag := chart_words.signal(points[-1], one.better)):
        last = one.charted.when[-1]
        late = "" if last == newest else f", {name(last)}"
        yield f"{flag} ({'trial limits' if one.is_trial else 'its own chart'}{late})"


def _number(value: int | None) -> str:
    return "–" if value is None else count(value)
