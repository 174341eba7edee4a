"""From how indicators went to a surgery's year of QOF: the end of each, and how common conditions are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from commonpractice.domain.contracts.facts.due import QofRegister
from commonpractice.domain.contracts.rules.qof.pounds import Share
from commonpractice.domain.contracts.rules.qof.worth import Ends
from commonpractice.domain.quality.facts.definitions import Indicator
from commonpractice.domain.quality.facts.forecasts import CannotSay, Counted, Forecast
from commonpractice.domain.quality.rules.forecasting import Parameters, forecast, lasts
from commonpractice.foundations.dated import day
from commonpractice.foundations.months import FinancialYear

NOTHING: tuple[Counted, ...] = ()


@dataclass(frozen=True)
class Ending:
    """An indicator's forecast: what was counted last, and where it should end; `why_not` where that cannot be
    said yet, and then what is met already is all that counts."""

    met: int
    ends: Ends
    early: bool
    why_not: str


def endings(
    told: Mapping[str, Indicator],
    this_year: Mapping[str, Sequence[Counted]],
    last_year: Mapping[str, Sequence[Counted]],
    *,
    on: date,
    year_end: date,
    by: Parameters,
) -> dict[str, Ending]:
    """By the code of each indicator of a year; one that concerned nobody ends with nobody eligible."""
    found: dict[str, Ending] = {}
    for code, indicator in told.items():
        gone = this_year.get(code, NOTHING)
        if not gone or gone[-1].on != on:
            gone = (*gone, Counted(on, 0, 0))
        one = forecast(gone, last_year.get(code, NOTHING), year_end=year_end, lasting=lasts(indicator), by=by)
        found[code] = _ending(one)
    return found


def _ending(one: Forecast | CannotSay) -> Ending:
    if isinstance(one, CannotSay):
        return Ending(one.met, Ends(one.eligible, one.met, one.met, one.eligible), False, one.why)
    return Ending(one.met, Ends(one.eligible, one.expected, one.low, one.high), one.early, "")


def shares(
    told: Iterable[QofRegister],
    counted: Mapping[str, tuple[int, int]],
    *,
    year: FinancialYear,
    known_on: date,
    run_on: date,
) -> dict[str, Share]:
    """How common each group's condition is, as told of a year; where that was not, of the latest year before,
    with the surgery's own register as counted by the run where it has one."""
    latest: dict[str, QofRegister] = {}
    for one in told:
        if one.known_on <= known_on and one.year <= year:
            before = latest.get(one.group)
            if before is None or (before.year, before.known_on) <= (one.year, one.known_on):
                latest[one.group] = one
    return {group: _share(one, counted, year, run_on) for group, one in latest.items()}


def _share(
    one: QofRegister, counted: Mapping[str, tuple[int, int]], year: FinancialYear, run_on: date
) -> Share:
    england = f"{one.national.normalize():f}% in England in {one.year} ({one.source})"
    if one.year < year and (there := counted.get(one.group)) and there[1]:
        # How many were counted stays at the surgery: whoever sees its money reads these words.
        told = f"the register as it was counted on {day(run_on)}, beside {england}"
        return Share(Fraction(there[0] * 100, there[1]), one.national, told)
    where = f"{one.source}, as known on {day(one.known_on)}"
    told = f"{one.register:,} of {one.list_size.normalize():,f} patients ({where}), beside {england}"
    return Share(Fraction(one.register * 100) / Fraction(one.list_size), one.national, told)
