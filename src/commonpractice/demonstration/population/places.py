"""The surgeries of a synthetic population: how large, how old, how deprived, and what is better or worse
there.

The plan is made once for all of them, so that together they come to England's shares; the patients of each
are then made up by themselves. No number here moves when patients are drawn.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
from scipy.special import ndtr, ndtri

from commonpractice.demonstration import models
from commonpractice.demonstration import surgeries as invented
from commonpractice.demonstration.population.parameters import (
    DECILES,
    OLDEST,
    Numbers,
    ages,
    conditions,
    published_spread,
    rows,
    settings,
    shape,
)
from commonpractice.demonstration.population.streams import stream
from commonpractice.demonstration.sampling import PARTS, published
from commonpractice.domain.partnership.facts import Model
from commonpractice.foundations.money import share as shared_out

OLD = 65
EVERYTHING = "all"
"""How outliers.csv calls all processes together: it stands in place of the surgery's own skill."""
TILTS = np.linspace(-6, 4, 401)
"""By how much a surgery's list leans to the old: weights by age are England's times exp(tilt × (age − 40) /
40)."""


@dataclass(frozen=True)
class Outlier:
    """What a surgery does much better or worse than others, on purpose (outliers.csv)."""

    surgery: str
    process: str
    shift: float
    shows: str


@dataclass(frozen=True)
class Place:
    """One surgery as it is to be made up.

    by_age sums to 1 over years of age; deciles over tenths of deprivation, the most deprived first. common
    says how much more common each condition is than its shape says; skill and shifts are on the scale of log
    odds.
    """

    code: str
    patients: int
    moved: int
    died: int
    score: float
    by_age: Numbers
    deciles: Numbers
    common: Mapping[str, float]
    skill: float
    not_white: float
    continuity: float
    first: int  # the number of its first person among all people of the plan, counted from 0
    outliers: tuple[Outlier, ...] = field(default=())

    @property
    def people(self) -> int:
        """Everybody with a record: registered at the end, moved away or died within the years."""
        return self.patients + self.moved + self.died

    def planted(self, process: str) -> float:
        """By how much a process goes better here than elsewhere because outliers.csv says so."""
        return sum(each.shift for each in self.outliers if each.process == process)


def of_model(seed: int, model: Model = models.DECENTRALISED) -> tuple[Place, ...]:
    """The demonstration's surgeries that belong at the end, in the rulebook's order."""
    lists = invented.final_lists(model)
    staying = [surgery for surgery in invented.invented(model) if surgery.rank]
    names = {surgery.name: surgery.code for surgery in staying}
    planted = [
        Outlier(names[row["surgery"]], row["process"], float(row["shift"]), row["shows"])
        for row in rows("outliers.csv")
        if row["model"] == model.value
    ]
    return plan(seed, {surgery.code: lists[surgery.code] for surgery in staying}, planted)


def of_size(seed: int, patients: int, surgeries: int | None = None) -> tuple[Place, ...]:
    """So many patients over surgeries of the sizes that England's have, for measurements."""
    list_sizes = published("list_size")
    usual = list_sizes.at(Fraction(1, 2)) / PARTS
    number = surgeries or max(1, round(patients / usual))
    steps = [list_sizes.at(Fraction(2 * place + 1, 2 * number)) for place in range(number)]
    sizes = shared_out(patients, steps)
    return plan(seed, {f"SYN{place + 1:04d}": size for place, size in enumerate(sizes)}, ())


def plan(seed: int, lists: Mapping[str, int], planted: Sequence[Outlier]) -> tuple[Place, ...]:
    """Surgeries with lists of those sizes, as unlike one another as England's, and together like England."""
    told = settings()
    codes = tuple(lists)
    sizes = np.array([lists[code] for code in codes], dtype=float)
    weight = sizes / sizes.sum()
    by_age, deciles, scores, deprived = _who_lives_there(seed, sizes)
    common = _how_common(seed, weight, by_age, deciles)
    chance = stream(seed, "places")
    differs = told["surgeries"]
    skill = differs["skill"] * _spread_evenly(chance, len(codes))
    colour = (
        told["ethnicity"]["spread"] * _spread_evenly(chance, len(codes))
        + told["ethnicity"]["deprived"] * deprived
    )
    low, high = differs["usual_clinician"]
    usual = low + (high - low) * ndtr(_spread_evenly(chance, len(codes)))
    people = told["people"]
    years = told["years"]
    moved = np.rint(
        sizes * people["moves_a_year"] * years * (by_age @ ages().moves) / (ages().share @ ages().moves)
    )
    dying = (by_age @ ages().dies) / (ages().share @ ages().dies)
    died = np.rint(sizes * people["deaths_a_year"] * years * dying)
    firsts = np.concatenate([[0], np.cumsum(sizes + moved + died)])
    return tuple(
        Place(
            code=code,
            patients=int(sizes[at]),
            moved=int(moved[at]),
            died=int(died[at]),
            score=float(scores[at]),
            by_age=by_age[at],
            deciles=deciles[at],
            common={group: float(values[at]) for group, values in common.items()},
            skill=_planted_skill(code, planted, float(skill[at])),
            not_white=float(colour[at]),
            continuity=float(usual[at]),
            first=int(firsts[at]),
            outliers=tuple(each for each in planted if each.surgery == code),
        )
        for at, code in enumerate(codes)
    )


def _planted_skill(code: str, planted: Sequence[Outlier], drawn: float) -> float:
    """A surgery's skill: as drawn, or as planted."""
    shifts = [each.shift for each in planted if each.surgery == code and each.process == EVERYTHING]
    return shifts[0] if shifts else drawn


def _spread_evenly(chance: np.random.Generator, number: int) -> Numbers:
    """Standard normal values at evenly spaced places, one each, in an order drawn: the same spread for every
    seed."""
    places = (chance.permutation(number) + 0.5) / number
    return ndtri(places)


def _who_lives_there(seed: int, sizes: Numbers) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """Shares by age, by tenth of deprivation, scores, and how deprived as a normal value, of each surgery.

    Old lists are seldom deprived: places in the two published distributions are drawn with their correlation.
    """
    told = settings()["deprivation"]
    chance = stream(seed, "places", "deprivation")
    number = len(sizes)
    deprived = _spread_evenly(chance, number)
    correlation = told["older_and_deprived"]
    leaning = correlation * deprived + np.sqrt(1 - correlation**2) * chance.standard_normal(number)
    order = np.argsort(np.argsort(leaning))
    older = published_spread("share_65_and_over")
    shares = older.at((order + 0.5) / number) / 100
    shares *= older.england / 100 / (shares @ sizes / sizes.sum())
    years = np.arange(OLDEST + 1)
    tilted = ages().share * np.exp(np.outer(TILTS, (years - 40) / 40))
    tilted /= tilted.sum(axis=1, keepdims=True)
    old = tilted[:, years >= OLD].sum(axis=1)
    tilts = np.interp(shares, old, TILTS)
    by_age = ages().share * np.exp(np.outer(tilts, (years - 40) / 40))
    by_age /= by_age.sum(axis=1, keepdims=True)

    scores = published_spread("imd_score").at((np.argsort(np.argsort(deprived)) + 0.5) / number)
    bounds = np.log(np.array(told["bounds"]))
    middle = np.log(scores) - told["spread"] ** 2 / 2
    below = ndtr((bounds[None, :] - middle[:, None]) / told["spread"])
    from_least = np.diff(np.concatenate([np.zeros((number, 1)), below, np.ones((number, 1))], axis=1))
    assert from_least.shape[1] == DECILES
    return by_age, from_least[:, ::-1], scores, deprived


def _how_common(seed: int, weight: Numbers, by_age: Numbers, deciles: Numbers) -> dict[str, Numbers]:
    """For each condition and surgery, what to multiply its shape by, so that all together come to what is
    wanted."""
    found: dict[str, Numbers] = {}
    men = ages().men
    years = np.arange(OLDEST + 1)
    for condition in conditions():
        chance = stream(seed, "places", "common", condition.group)
        differs = np.exp(condition.spread * _spread_evenly(chance, len(weight)))
        if condition.of:
            found[condition.group] = differs / (weight @ differs)
            continue
        women_s, men_s = shape(condition.group)
        by_year = women_s * (1 - men) + men_s * men
        listed = years >= condition.list_from
        expected = (by_age @ (by_year * listed)) * (deciles @ condition.by_decile()) * differs
        found[condition.group] = differs * condition.wanted * (weight @ by_age @ listed) / (weight @ expected)
    return found
