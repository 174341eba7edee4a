"""The files of rulebook/demonstration/population, typed."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from commonpractice.demonstration.distributions import PERCENTILES
from commonpractice.foundations import rulebook_files

FOLDER = "demonstration/population"
OLDEST = 105
"""Nobody is made older than that, in whole years."""
DECILES = 10

Numbers = NDArray[np.float64]


def settings() -> dict[str, Any]:
    """population.toml."""
    return rulebook_files.toml(f"{FOLDER}/population.toml")


def rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of one of the folder's CSV files."""
    return rulebook_files.rows(f"{FOLDER}/{name}")


def groups(words: str) -> tuple[str, ...]:
    """Groups as the files write them, with | between."""
    return tuple(filter(None, words.split("|")))


@dataclass(frozen=True)
class Spread:
    """A measure of practices: England's, and what practices have, from the least to the most."""

    england: float
    percentiles: tuple[float, ...]

    def at(self, place: Numbers) -> Numbers:
        """What a practice so far through them has, from 0 to 1; straight between the percentiles."""
        return np.interp(place, np.array(PERCENTILES) / 100, np.array(self.percentiles))


@cache
def published_spread(measure: str) -> Spread:
    """A measure of published_spread.csv. Raises LookupError where there is none of that name."""
    for row in rows("published_spread.csv"):
        if row["measure"] == measure:
            return Spread(float(row["england"]), tuple(float(row[f"p{p:02d}"]) for p in PERCENTILES))
    raise LookupError(f"published_spread.csv has no measure {measure}.")


@dataclass(frozen=True)
class Ages:
    """By whole year of age, 0 to OLDEST: shares of England's lists (sum 1), men among them, and what else
    differs."""

    share: Numbers
    men: Numbers
    moves: Numbers
    dies: Numbers


@cache
def ages() -> Ages:
    """ages.csv, spread over single years: the oldest band fades away, and deaths rise within bands as between
    them."""
    bands = rows("ages.csv")
    starts = np.array([int(row["from_age"]) for row in bands])
    years = np.arange(OLDEST + 1)
    band = np.searchsorted(starts, years, side="right") - 1
    within = np.array([np.where(band == place, 1.0, 0.0) for place in range(len(bands))])
    fading = np.where(years >= starts[-1], 0.72 ** (years - starts[-1]), 1.0)
    weight = within * fading
    weight /= weight.sum(axis=1, keepdims=True)
    share = np.array([float(row["share"]) for row in bands]) @ weight
    deaths = np.array([float(row["dies"]) for row in bands])
    middles = np.append(starts[:-1] + 2.5, 92.5)
    return Ages(
        share / share.sum(),
        np.array([float(row["men"]) / 100 for row in bands])[band],
        np.array([float(row["moves"]) for row in bands])[band],
        np.exp(np.interp(years, middles, np.log(deaths))),
    )


@dataclass(frozen=True)
class Condition:
    """A row of conditions.csv; shares are of 1."""

    group: str
    words: str
    of: str
    target: str
    share: float
    list_from: int
    onset_from: int
    since: date | None
    spread: float
    deprivation: float
    years: float | None
    until: str
    resolved: float
    again: float
    dying: float

    @property
    def wanted(self) -> float:
        """The share of the list that the whole partnership is brought to."""
        return published_spread(self.target).england / 100 if self.target else self.share

    def by_decile(self) -> Numbers:
        """How common in each tenth, the most deprived first, beside their geometric mean."""
        steps = (np.arange(1, DECILES + 1) - (DECILES + 1) / 2) / (DECILES - 1)
        return np.exp(-math.log(self.deprivation) * steps)


@cache
def conditions() -> tuple[Condition, ...]:
    """In the order in which they are drawn."""
    return tuple(
        Condition(
            group=row["group"],
            words=row["words"],
            of=row["of"],
            target=row["target"],
            share=float(row["share"] or 0) / 100,
            list_from=int(row["list_from"]),
            onset_from=int(row["onset_from"]),
            since=date.fromisoformat(row["since"]) if row["since"] else None,
            spread=float(row["spread"]),
            deprivation=float(row["deprivation"]),
            years=float(row["years"]) if row["years"] else None,
            until=row["until"],
            resolved=float(row["resolved"]) / 100,
            again=float(row["again"]) / 100,
            dying=float(row["dying"]),
        )
        for row in rows("conditions.csv")
    )


@cache
def shape(group: str) -> Numbers:
    """How common a group is by (man, year of age), from condition_ages.csv; all alike where it is not in
    there.

    Returns an array of 2 by OLDEST + 1: women's first.
    """
    condition = next(each for each in conditions() if each.group == group)
    years = np.arange(OLDEST + 1)
    found = np.ones((2, len(years)))
    for row in rows("condition_ages.csv"):
        if row["group"] == group:
            points = {int(name[1:]): float(row[name]) for name in row if name[1:].isdigit()}
            found[int(row["sex"] == "male")] = np.interp(years, list(points), list(points.values()))
    if not condition.of:
        found[:, years < condition.onset_from] = 0.0
    return found


@cache
def comorbidity() -> Mapping[str, Mapping[str, float]]:
    """group: {given: times}."""
    found: dict[str, dict[str, float]] = {}
    for row in rows("comorbidity.csv"):
        if float(row["times"]) != 1:
            found.setdefault(row["group"], {})[row["given"]] = float(row["times"])
    return found
