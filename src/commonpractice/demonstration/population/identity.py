"""Who the invented people are: names, NHS numbers of the range kept for test data, addresses and telephones
that ring nowhere. Never in the event store; the database keeps it behind its patients' wall."""

import numpy as np
import pyarrow as pa

from commonpractice.demonstration.population.parameters import settings
from commonpractice.demonstration.population.people import SEXES, People
from commonpractice.demonstration.population.streams import stream
from commonpractice.foundations import rulebook_files

SCHEMA = pa.schema(
    [
        pa.field("patient", pa.int32(), nullable=False),
        pa.field("nhs_number", pa.string(), nullable=False),
        pa.field("given_name", pa.string(), nullable=False),
        pa.field("family_name", pa.string(), nullable=False),
        pa.field("born", pa.date32(), nullable=False),
        pa.field("sex", pa.string(), nullable=False),
        pa.field("address", pa.string(), nullable=False),
        pa.field("postcode", pa.string(), nullable=False),
        pa.field("telephone", pa.string()),
        pa.field("mobile", pa.string()),
        pa.field("email", pa.string()),
    ]
)
STEP = 482_021
"""Consecutive people get numbers so far apart: a prime, so that none comes twice before all have come."""


class TooMany(ValueError):
    """More people than there are NHS numbers for test data; the message says how many there are."""


def valid_numbers() -> np.ndarray:
    """Every NHS number of the range for test data, as whole numbers: those whose last digit is right (modulus
    11)."""
    prefix = settings()["people"]["nhs_number_prefix"]
    nine = prefix * 1_000_000 + np.arange(1_000_000, dtype=np.int64)
    total = sum((nine // 10 ** (9 - place)) % 10 * (11 - place) for place in range(1, 10))
    check = (11 - total % 11) % 11
    return (nine * 10 + check)[check < 10]


def nhs_numbers(first: int, number: int) -> np.ndarray:
    """Of so many people from the first of the plan's numbering. Raises TooMany."""
    valid = valid_numbers()
    if first + number > len(valid):
        raise TooMany(
            f"There are {len(valid):,} NHS numbers for test data, too few for {first + number:,} people."
        )
    return valid[(np.arange(first, first + number, dtype=np.int64) * STEP + 17) % len(valid)]


def identity(people: People, *, seed: int, first_patient: int) -> pa.Table:
    """A row a person, in the order of their numbers. Raises TooMany."""
    told = rulebook_files.toml("demonstration/population/names.toml")
    number = people.number
    chance = stream(seed, people.place.code, "identity")

    def drawn(words: list[str]) -> np.ndarray:
        return np.array(words, dtype=object)[(chance.random(number) ** 1.3 * len(words)).astype(int)]

    given = np.where(people.man == 1, drawn(told["given"]["male"]), drawn(told["given"]["female"]))
    family = drawn(told["family"])
    house = chance.integers(1, 140, number)
    street = drawn(told["streets"])
    letters = np.array(list("ABDEFGHJLNPQRSTUWXYZ"))
    postcode = _joined(
        told["postcode_area"], chance.integers(1, 20, number), " ", chance.integers(1, 10, number),
        letters[chance.integers(0, 20, number)], letters[chance.integers(0, 20, number)],
    )  # fmt: skip
    line, mobile = (_joined(told[name], np.char.zfill(chance.integers(0, 1000, number).astype(str), 3))
                    for name in ("telephones", "mobiles"))  # fmt: skip
    email = _joined(
        np.char.lower(_joined(given, ".", family, ".").astype(str)), np.arange(number), "@", told["mail"]
    )

    def some(values: np.ndarray, share: float) -> pa.Array:
        return pa.array(values, pa.string(), mask=chance.random(number) > share)

    return pa.table(
        [
            pa.array(np.arange(first_patient, first_patient + number, dtype=np.int32)),
            pa.array(nhs_numbers(people.place.first, number)).cast(pa.string()),
            pa.array(given, pa.string()),
            pa.array(family, pa.string()),
            pa.array(people.born).cast(pa.date32()),
            pa.array(np.array(SEXES, dtype=object)[people.sex], pa.string()),
            pa.array(_joined(house, " ", street), pa.string()),
            pa.array(postcode, pa.string()),
            some(line, 0.6),
            some(mobile, 0.85),
            some(email, 0.6),
        ],
        schema=SCHEMA,
    )


def _joined(*parts: object) -> np.ndarray:
    """Words put together, a person a row."""
    found: np.ndarray | str = ""
    for part in parts:
        words = part.astype(str) if isinstance(part, np.ndarray) else str(part)
        found = np.char.add(found, words)
    return np.asarray(found, dtype=object)
