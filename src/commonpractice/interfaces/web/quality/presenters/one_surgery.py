"""All indicators of one surgery, the worst first; the one thing to do next; its registers."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.safestring import SafeString

from commonpractice.domain.partnership.facts import Scope, SurgerySummary
from commonpractice.domain.quality.facts.definitions import Indicator, Register
from commonpractice.domain.quality.facts.results import Result
from commonpractice.domain.quality.parameters.definitions import definitions
from commonpractice.domain.quality.parameters.seeing import seeing
from commonpractice.foundations import spc
from commonpractice.interfaces.web.amounts import count
from commonpractice.interfaces.web.called import said
from commonpractice.interfaces.web.charts import control
from commonpractice.interfaces.web.charts.words import Tone
from commonpractice.interfaces.web.quality import links, standing, words
from commonpractice.interfaces.web.quality.presenters.overview import spark
from commonpractice.interfaces.web.quality.reading import Read
from commonpractice.interfaces.web.quality.standing import Stands


@dataclass(frozen=True)
class Row:
    """An indicator at the surgery.

    `z` is how far it is from the partnership's figure beside what chance would do, below 0 where it does
    worse; `short` how many patients more would bring it there.
    """

    code: str
    title: str
    address: str
    condition: str
    told: str
    of: str
    hidden: bool
    partnership: str
    z: float | None
    difference: str
    short: float
    spark: SafeString
    icons: tuple[control.Icon, ...]
    stands: Stands
    benefit: int
    recall: str
    improve: str

    @property
    def concerns(self) -> bool:
        return self.stands.concerns

    @property
    def order(self) -> tuple[bool, bool, float, str]:
        return self.hidden or self.z is None, not self.concerns, self.z or 0.0, self.code


@dataclass(frozen=True)
class Next:
    """The one thing to do next, and why."""

    title: str
    address: str
    why: str
    do: str
    recall: str
    improve: str


@dataclass(frozen=True)
class OnRegister:
    code: str
    name: str
    wording: str
    patients: str
    percent: str
    partnership: str


@dataclass(frozen=True)
class Page:
    next: Next | None
    concerns: int
    rows: tuple[Row, ...]
    registers: tuple[OnRegister, ...]
    hides: bool
    registers_rounded: bool


def page(
    read: Read,
    surgery: SurgerySummary,
    *,
    scope: Scope,
    registers: tuple[Mapping[str, Result], Mapping[str, Result]],
) -> Page:
    """`registers` are the surgery's and the partnership's."""
    rows = sorted(
        (_row(read, told, surgery, scope) for told in read.indicators().values()), key=lambda one: one.order
    )
    own, of_all = registers
    return Page(
        next=_next(rows, read),
        concerns=sum(one.concerns for one in rows),
        rows=tuple(rows),
        registers=tuple(_registers(own, of_all)),
        hides=any(one.hidden for one in rows),
        registers_rounded=surgery.id not in scope.counts,
    )


def _row(read: Read, told: Indicator, surgery: SurgerySummary, scope: Scope) -> Row:
    result, total = read.result(surgery.id, told.code), read.total.get(told.code)
    stands = standing.stands(
        told,
        read.terms(told),
        surgery=surgery,
        result=result,
        course=read.course(surgery.id, told.code),
        baselines=read.baselines_of(surgery.id, told.code),
    )
    apart, turn = _apart(result, total), 1 if told.better == spc.Better.HIGHER else -1
    z = standing.from_total(result, total)
    of = result.denominator if result else None
    hidden = result is not None and result.hidden
    return Row(
        code=told.code,
        title=told.title,
        address=links.at_surgery(surgery, told.code),
        condition=seeing().conditions[told.family],
        told=words.told(result),
        of=words.of_patients(result),
        hidden=hidden,
        partnership=words.total_told(total),
        z=None if z is None else turn * z,
        difference=words.signed(apart),
        short=max(0.0, -turn * (apart or 0.0)) / 100 * (of or 0),
        spark=spark(stands.charted),
        icons=control.icons_of(stands.charted),
        stands=stands,
        benefit=told.benefit,
        recall=links.recall(scope, surgery=surgery, code=told.code),
        improve=links.improve(scope, code=told.code, surgery=surgery) if stands.concerns else "",
    )


def _apart(result: Result | None, total: Result | None) -> float | None:
    """Percentage points from the partnership's figure; None where one of the two is not there."""
    if result is None or total is None or result.percent is None or total.percent is None:
        return None
    return result.percent - total.percent


def _next(rows: list[Row], read: Read) -> Next | None:
    """What has changed for the worse, or else where most could be done: by clinical benefit first."""
    candidates = [one for one in rows if one.concerns or one.short >= 1]
    if not candidates:
        return None
    chosen = min(candidates, key=lambda one: (not one.concerns, one.benefit, -one.short, one.code))
    told = read.indicators()[chosen.code]
    why: list[str] = []
    if chosen.stands.tone is Tone.CONCERN and chosen.concerns:
        why.append("Its chart signals a change for the worse.")
    why.append(f"{chosen.told} ({chosen.of}), the partnership {chosen.partnership}.")
    if chosen.short >= 1:
        more = round(chosen.short)
        patients = "1 more patient" if more == 1 else f"{count(more)} more patients"
        why.append(f"{patients} would bring it there.")
    return Next(
        chosen.title,
        chosen.address,
        " ".join(why),
        told.tasks[0].do if told.tasks else "",
        chosen.recall,
        chosen.improve,
    )


def _registers(own: Mapping[str, Result], of_all: Mapping[str, Result]) -> list[OnRegister]:
    known: Mapping[str, Register] = definitions().registers
    return [
        _register(known[code], own.get(code), of_all.get(code))
        for code in sorted(known, key=lambda code: known[code].name.casefold())
        if code in own or code in of_all
    ]


def _register(told: Register, own: Result | None, total: Result | None) -> OnRegister:
    return OnRegister(
        told.code,
        told.name,
        told.wording,
        said(words.HIDDEN)
        if own and own.hidden
        else (count(own.met) if own and own.met is not None else "–"),
        "–" if own is None or own.hidden else _prevalence(own),
        "–" if total is None or total.hidden else _prevalence(total),
    )


def _prevalence(of: Result) -> str:
    """Of a small register in two decimals: one in a thousand is not nil."""
    return "–" if of.percent is None else f"{of.percent:.2f}%"
