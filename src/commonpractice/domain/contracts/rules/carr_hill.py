"""The Carr-Hill formula: explained from a printed statement, and reckoned whole for a set of practices.

A statement's own order: the raw list is first normalised to the host commissioner's weighted population, then
multiplied by six indices, then normalised again to the sum of the commissioner's weighted lists. The whole
reckoning goes in one step over all practices given (they are the nation), as the formula was published: each
practice's score over the average for every patient, the products scaled so that weighted lists add up to raw.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from commonpractice.domain.contracts.facts import CarrHillRates, Exact, Step
from commonpractice.domain.contracts.rules.amounts import CannotReckon

PATIENTS = "patients"
WEIGHTED = "weighted patients"


@dataclass(frozen=True)
class Printed:
    """The capitation data of a statement: this practice's, and its host commissioner's of the same quarter.

    `indices` are the six adjustments by name, in the order printed; `commissioner_lists` is the sum of the
    commissioner's weighted lists.
    """

    raw_list: int
    commissioner_raw: Decimal
    commissioner_weighted: Decimal
    commissioner_lists: Decimal
    indices: Mapping[str, Decimal]


@dataclass(frozen=True)
class Explained:
    """What the printed parts come to, exactly: what is printed differs by the rounding of the indices."""

    normalised: Fraction
    weighted: Fraction
    normalised_weighted: Fraction
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Practice:
    """What the formula knows of a practice. `ages` counts patients by (sex, age band)."""

    ages: Mapping[tuple[str, str], int]
    residential: int
    new_patients: int
    illness: Decimal
    mortality: Decimal
    market_forces: Decimal
    rurality: Decimal

    @property
    def patients(self) -> int:
        return sum(self.ages.values())


@dataclass(frozen=True)
class Weighted:
    """A practice's part: its index by adjustment, their product, and the normalised weighted list."""

    indices: Mapping[str, Fraction]
    product: Fraction
    patients: Fraction


def explain(printed: Printed, *, source: str = "") -> Explained:
    """Reckon a statement's weighted lists again from its printed parts, step by step.

    Raises CannotReckon where a population of the commissioner is nil.
    """
    if not (printed.commissioner_raw > 0 and printed.commissioner_lists > 0):
        raise CannotReckon("The commissioner's populations must be above nil to divide by.")
    of_commissioner = Fraction(printed.commissioner_weighted)
    normalised = Fraction(printed.raw_list) / Fraction(printed.commissioner_raw) * of_commissioner
    weighted = normalised
    steps = [
        Step("Raw list", Fraction(printed.raw_list), PATIENTS, source),
        Step("÷ the commissioner's raw population", Fraction(printed.commissioner_raw), PATIENTS, source),
        Step("× the commissioner's weighted population", of_commissioner, WEIGHTED, source),
        Step("Normalised list", normalised, WEIGHTED),
    ]
    for name, index in printed.indices.items():
        weighted *= Fraction(index)
        steps.append(Step(f"× {name} index", Fraction(index), "index", source))
    result = weighted * of_commissioner / Fraction(printed.commissioner_lists)
    steps += [
        Step("Weighted list", weighted, WEIGHTED),
        Step("× the commissioner's weighted population", of_commissioner, WEIGHTED, source),
        Step("÷ the sum of its weighted lists", Fraction(printed.commissioner_lists), WEIGHTED, source),
        Step("Normalised weighted list", result, WEIGHTED),
    ]
    return Explained(normalised, weighted, result, tuple(steps))


def agrees(reckoned: Exact, printed: Exact, tolerance: Exact) -> bool:
    """Whether a figure reckoned from rounded parts may be the one printed."""
    return abs(Fraction(reckoned) - Fraction(printed)) <= Fraction(tolerance)


def scores(practice: Practice, rates: CarrHillRates) -> dict[str, Fraction]:
    """A practice's raw score a head for each adjustment. Raises CannotReckon where it has no patients."""
    heads = practice.patients
    if heads <= 0:
        raise CannotReckon("A practice without patients has no scores.")
    if not (0 <= practice.residential <= heads and 0 <= practice.new_patients <= heads):
        raise CannotReckon("Patients in homes, and new ones, cannot be more than all of them.")
    work = sum((count * Fraction(rates.age_sex[key]) for key, count in practice.ages.items()), Fraction(0))
    return {
        "age and sex": work / heads,
        "nursing and residential homes": 1 + (rates.residential.exact - 1) * practice.residential / heads,
        "list turnover": 1 + (rates.new_patient.exact - 1) * practice.new_patients / heads,
        "additional needs": rates.needs.exact
        + rates.needs_illness.exact * Fraction(practice.illness)
        + rates.needs_mortality.exact * Fraction(practice.mortality),
        "market forces": Fraction(practice.market_forces),
        "rurality": Fraction(practice.rurality),
    }


def weigh(lists: Sequence[int], raw: Sequence[Mapping[str, Fraction]]) -> list[Weighted]:
    """Normalised weighted lists of all practices, from their raw scores a head.

    They add up to the raw lists exactly; a score that is scaled alike for all changes nothing. Raises
    CannotReckon where nobody is registered, or a score is nil or below.
    """
    if not lists or any(heads <= 0 for heads in lists):
        raise CannotReckon("Every practice must have patients to weigh its list.")
    if any(score <= 0 for each in raw for score in each.values()):
        raise CannotReckon("Every score must be above nil.")
    everybody = sum(lists)
    average = {
        name: sum((heads * each[name] for heads, each in zip(lists, raw, strict=True)), Fraction(0))
        / everybody
        for name in raw[0]
    }
    indices = [{name: score / average[name] for name, score in each.items()} for each in raw]
    products = [_product(each.values()) for each in indices]
    scale = everybody / sum(
        (heads * product for heads, product in zip(lists, products, strict=True)), Fraction(0)
    )
    return [
        Weighted(each, product, heads * product * scale)
        for heads, each, product in zip(lists, indices, products, strict=True)
    ]


def _product(values: Iterable[Fraction]) -> Fraction:
    result = Fraction(1)
    for value in values:
        result *= value
    return result
