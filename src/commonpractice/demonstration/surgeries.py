"""The surgeries that the rulebook describes, with the codes, places and sizes that they are given."""

import random
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

from commonpractice.demonstration.models import DECENTRALISED, rows, toml
from commonpractice.demonstration.sampling import PARTS, chance, published, spread
from commonpractice.domain.partnership.facts import Model
from commonpractice.foundations.money import share
from commonpractice.foundations.months import Month

SOURCE = "Invented for the demonstration; sized by the published lists of practices in 2022/23"


@dataclass(frozen=True)
class Invented:
    """A surgery as its partnership's surgeries.csv describes it."""

    code: str
    name: str
    place: str
    strapline: str
    colour: str
    rank: int | None
    networks: tuple[str, ...]
    contract: str
    owned: bool
    dispensing: bool
    character: str
    further_sites: tuple[str, ...]


def settings(model: Model = DECENTRALISED) -> dict[str, Any]:
    """A model's partnership.toml."""
    return toml("partnership.toml", model)


def differences(model: Model) -> dict[str, Any]:
    """How surgeries differ from one another, as assumed."""
    return settings(model)["differences"]


@cache
def invented(model: Model = DECENTRALISED) -> tuple[Invented, ...]:
    """Every surgery of a demonstration, in the order of the rulebook.

    Codes are DEMO01 and on. A practice's ODS code is one letter and five digits, or letters and digits by
    turns; none begins with four letters. (ZZ and three digits would not do: the NHS Data Dictionary uses
    such codes for “not known” and the like.)
    """
    return tuple(
        Invented(
            code=f"{settings(model)['codes']}{number:02d}",
            name=row["name"],
            place=row["place"],
            strapline=row["strapline"],
            colour=row["colour"],
            rank=int(row["rank"]) if row["rank"] else None,
            networks=tuple(filter(None, row["networks"].split("+"))),
            contract=row["contract"],
            owned=row["premises"] == "owned",
            dispensing=row["dispensing"] == "yes",
            character=row["character"],
            further_sites=tuple(filter(None, row["further_sites"].split("|"))),
        )
        for number, row in enumerate(rows("surgeries.csv", model), start=1)
    )


@dataclass(frozen=True)
class Quarter:
    """A surgery's counts from a day until the next quarter's."""

    start: date
    registered: int
    weighted: Decimal
    staff: int


def quarters(model: Model) -> list[date]:
    """The first day of each quarter in which sizes are counted afresh."""
    dates = settings(model)["dates"]
    start, last = Month.of(dates["first"]), Month.of(dates["sizes_until"])
    found = []
    while start <= last:
        found.append(start.first)
        start += 3
    return found


def final_lists(model: Model) -> dict[str, int]:
    """The registered patients of each surgery at the end, by code, adding up to the partnership's exactly.

    Each takes its rank's place in the published distribution of lists, scaled. The surgery that has left
    is given the middle one's list, besides.
    """
    staying = [surgery for surgery in invented(model) if surgery.rank]
    lists = published("list_size")
    places = [Fraction(2 * (surgery.rank or 1) - 1, 2 * len(staying)) for surgery in staying]
    told = settings(model)
    total = told["registered"]
    floor = int(total * Fraction(str(told["smallest_share_of_list"])))
    sizes = share(total - floor * len(staying), [lists.at(place) for place in places])
    found = {surgery.code: floor + size for surgery, size in zip(staying, sizes, strict=True)}
    middle = sorted(found.values())[len(found) // 2]
    return found | {surgery.code: middle for surgery in invented(model) if not surgery.rank}


def sizes(seed: int, model: Model = DECENTRALISED) -> dict[str, list[Quarter]]:
    """The counts of each surgery, quarter by quarter, by code: of a site that has no list, whom it sees."""
    rng = chance(seed, "sizes")
    lists = final_lists(model)
    staff = _final_staff(lists, rng, model)
    ratios = dict(zip(lists, spread(len(lists), rng), strict=True))
    days = quarters(model)
    found: dict[str, list[Quarter]] = {}
    for surgery in invented(model):
        growth = _growth(surgery, rng, model)
        ratio = published("weighted_ratio").at(ratios[surgery.code])
        rows = []
        for back, start in zip(range(len(days) - 1, -1, -1), days, strict=True):
            registered = int(lists[surgery.code] * (1 - growth) ** back)
            drift = 0 if not back else rng.randint(*differences(model)["weighted_drift"])
            weighted = Decimal(registered * (ratio + drift) * 100 // PARTS) / 100
            heads = max(2, staff[surgery.code] - (rng.randint(0, 1) if back > 3 else 0))
            rows.append(Quarter(start, registered, weighted, heads))
        found[surgery.code] = rows
    return found


def _growth(surgery: Invented, rng: random.Random, model: Model) -> Fraction:
    """How much of its list a surgery gains in a quarter."""
    usual = Fraction(str(settings(model)["growth_a_quarter"]))
    own = rng.randint(*differences(model)["growth"])
    of_its_kind = differences(model).get(f"growth_where_{surgery.character}", own)
    return usual + Fraction(of_its_kind, PARTS)


def _final_staff(lists: dict[str, int], rng: random.Random, model: Model) -> dict[str, int]:
    """Heads by code: by list, some surgeries richer in staff than others; the centre's are apart.

    Where one practice employs all salaried doctors at its main site, they are of its heads besides.
    """
    staying = [surgery for surgery in invented(model) if surgery.rank]
    told, unlike = settings(model), differences(model)
    doctors = told.get("doctors", 0)
    heads = told["staff"] - told["centre_staff"] - doctors
    least = 2
    weights = [lists[surgery.code] * rng.randint(*unlike["staff"]) for surgery in staying]
    dispensing, struggling = (unlike[f"staff_where_{kind}"] for kind in ("dispensing", "struggling"))
    weights = [
        weight
        * (dispensing if surgery.dispensing else 100)
        * (struggling if surgery.character == "struggling" else 100)
        for weight, surgery in zip(weights, staying, strict=True)
    ]
    shares = share(heads - least * len(staying), weights)
    found = {
        surgery.code: least + more + (doctors if surgery.contract else 0)
        for surgery, more in zip(staying, shares, strict=True)
    }
    total = told["registered"]
    return found | {
        surgery.code: lists[surgery.code] * heads // total for surgery in invented(model) if not surgery.rank
    }
