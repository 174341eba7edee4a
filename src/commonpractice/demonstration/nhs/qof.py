"""A surgery's quality and outcomes: counts by indicator and registers by group, year by year, as first
guessed, searched for at mid-year, and in the end."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property
from typing import Any

from commonpractice.demonstration import calendar
from commonpractice.demonstration.books import tables
from commonpractice.demonstration.books.places import Place
from commonpractice.demonstration.sampling import PARTS
from commonpractice.domain.contracts import parameters
from commonpractice.domain.contracts.facts import Count, Indicator, Kind
from commonpractice.domain.contracts.facts.due import QofCount, QofRegister
from commonpractice.domain.contracts.rules import qof
from commonpractice.foundations import rulebook_files
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import FinancialYear

FIRST, FORECAST, FINAL = MOMENTS = "first", "forecast", "final"
SOURCES = {
    FIRST: "the year before's outcome, until the first search (invented)",
    FORECAST: "the clinical system's search at mid-year, as the year should end (invented)",
    FINAL: "the year's outcome at 31 March (invented)",
}
FIRST_YEAR = 2024  # of which there are counts
MOST = 995  # thousandths of those who are eligible: somebody never comes


@dataclass(frozen=True)
class Outcome:
    """A year at one moment: its counts and registers."""

    counts: tuple[QofCount, ...]
    registers: tuple[QofRegister, ...]


class Quality:
    """How well one surgery does. `rate`: what published practices are paid for QOF, in ten-thousandths of a
    pound a patient: registers are larger where it is more."""

    def __init__(self, place: Place, rate: int):
        self.place = place
        self.rate = rate
        self._told: dict[tuple[FinancialYear, str], Outcome] = {}
        self._earned: dict[FinancialYear, Pence] = {}

    def outcome(self, year: FinancialYear, moment: str) -> Outcome:
        """What is known of a year at a moment. LookupError for a year of which the rulebook has no table."""
        if (year, moment) not in self._told:
            self._told[year, moment] = self._outcome(year, moment)
        return self._told[year, moment]

    def earned(self, year: FinancialYear) -> Pence:
        """What a year comes to in the end, by the contract's own rules."""
        if year not in self._earned:
            told = self.outcome(year, FINAL)
            found = qof.earned(
                year=parameters.qof_year(year),
                counts={one.indicator: one.count for one in told.counts},
                list_size=self._list(year, FINAL),
                shares={
                    one.group: qof.Share(one.register * 100 / one.list_size, one.national)
                    for one in told.registers
                },
            )
            self._earned[year] = found.amount
        return self._earned[year]

    def before_the_books(self, year: FinancialYear) -> Pence:
        """What a year earned of which there are no counts: what published practices were paid."""
        return self.place.registered(year.first) * self.rate * 100 // PARTS

    def aspiration(self, year: FinancialYear) -> Decimal:
        """Pounds a year that are paid ahead: the rulebook's part of last year's, at this year's value of a
        point and for the points that are still there."""
        last = year - 1
        prior = self.earned(last) if last.begins >= FIRST_YEAR else self.before_the_books(last)
        uprated = self._rate("qof.pounds_per_point", year) / self._rate("qof.pounds_per_point", last)
        still_there = self._rate("qof.total_points", year) / self._rate("qof.total_points", last)
        part = self._rate("qof.aspiration", year) / 100
        return round(Decimal(prior) / 100 * uprated * still_there * part, 2)

    def _rate(self, key: str, year: FinancialYear) -> Decimal:
        return parameters.rate(key, on=year.last.last).value

    def _list(self, year: FinancialYear, moment: str) -> int:
        """The list that pounds go by: in the end, that of 1 January."""
        return self.place.registered(year.last - 2 if moment == FINAL else year.first)

    def _outcome(self, year: FinancialYear, moment: str) -> Outcome:
        known_on = max(calendar.of_qof(year.first.first, moment), self.place.months[0].first)
        size = self._list(year, moment)
        indicators = parameters.qof_indicators(year)
        registers = {group: self._register(group, size) for group in {i.group for i in indicators.values()}}
        shift = self._shift(year, moment)
        return Outcome(
            tuple(
                QofCount(
                    year, code, self._count(one, registers[one.group], shift), known_on, SOURCES[moment],
                    moment == FINAL,
                )
                for code, one in sorted(indicators.items())
            ),
            tuple(
                QofRegister(
                    year, group, number, Decimal(size), Decimal(_groups()[group]["national"]), known_on,
                    SOURCES[moment],
                )
                for group, number in sorted(registers.items())
            ),
        )  # fmt: skip

    def _register(self, group: str, size: int) -> int:
        low, high = self._settings["prevalence"]
        own = tables.THOUSAND + self.place.rng(f"qof register {group}").randint(low, high)
        usual = Decimal(_groups()[group]["national"]) / 100
        common = Decimal(self.rate) / PARTS / Decimal(str(self._settings["national_registers"]))
        return min(size, int(size * usual * common * own / tables.THOUSAND))

    def _count(self, one: Indicator, register: int, shift: int) -> Count:
        if one.kind in (Kind.REGISTER, Kind.DECLARED) or one.lower is None or one.upper is None:
            return Count(1, 1)
        rng = self.place.rng(f"qof {one.code}")
        part = rng.randint(*self._settings["eligible"]) * int(_groups()[one.group]["eligible"])
        eligible = max(3, min(register, register * part // 10_000))
        way = self._level + rng.randint(*self._settings["by_indicator"]) + shift
        achieved = one.lower * 10 + (one.upper - one.lower) * max(way, 0) / 100  # in thousandths
        return Count(int(eligible * min(achieved, Decimal(MOST)) / tables.THOUSAND), eligible)

    @cached_property
    def _level(self) -> int:
        """Thousandths of the way between thresholds."""
        drawn = self.place.rng("qof level").randint(*self._settings["level"])
        return self._settings.get(f"level_where_{self.place.invented.character}", drawn)

    def _shift(self, year: FinancialYear, moment: str) -> int:
        """What a guess or a search at mid-year differs by from the outcome."""
        if moment == FINAL:
            return self.place.rng(f"qof {year}").randint(-30, 30)
        return self._shift(year, FINAL) + self.place.rng(f"qof {year} {moment}").randint(
            *self._settings[moment]
        )

    @property
    def _settings(self) -> dict[str, Any]:
        return tables.settings()["qof"]


@cache
def _groups() -> dict[str, dict[str, str]]:
    return {row["group"]: row for row in rulebook_files.rows("demonstration/qof_groups.csv")}
