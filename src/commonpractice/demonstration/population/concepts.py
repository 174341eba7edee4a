"""Which concept is recorded for a cluster, and in what unit: from the starter list, and routine ones of our
own."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

from commonpractice.demonstration.population.parameters import rows, settings
from commonpractice.demonstration.population.people import People
from commonpractice.demonstration.population.streams import Chance
from commonpractice.foundations import rulebook_files

MEDICATION = "medication"
COMMON = 0.62
"""How often the first concept of a cluster is the one recorded; the others share the rest."""


class NoSuchCluster(LookupError):
    """A file of the population names a cluster that has no concept; the message says which."""


@dataclass(frozen=True)
class Concept:
    """A code with its term as the starter list has them."""

    code: str
    term: str


@dataclass(frozen=True)
class Cluster:
    """A cluster's concepts, commonest first, whether they are medicines, and the unit of their values."""

    name: str
    concepts: tuple[Concept, ...]
    medication: bool
    unit: str


@cache
def clusters() -> Mapping[str, Cluster]:
    """Every cluster of rulebook/records, and those of routine_concepts.csv that it lacks."""
    values = rulebook_files.toml("records/values.toml")
    found: dict[str, Cluster] = {}
    kinds = {row["cluster"]: row["kind"] for row in rulebook_files.rows("records/clusters.csv")}
    starter: dict[str, list[Concept]] = {}
    for row in rulebook_files.rows("records/starter_concepts.csv"):
        starter.setdefault(row["cluster"], []).append(Concept(row["code"], row["term"]))
    for name, concepts in starter.items():
        unit = str(values.get(name, {}).get("unit", ""))
        found[name] = Cluster(name, tuple(concepts), kinds[name] == MEDICATION, unit)
    for row in rows("routine_concepts.csv"):
        if row["cluster"] not in found:
            concepts = (Concept(row["code"], row["term"]),)
            found[row["cluster"]] = Cluster(row["cluster"], concepts, row["kind"] == MEDICATION, row["unit"])
    return found


@cache
def cluster(name: str) -> Cluster:
    """A cluster, or after a colon one concept of it. Raises NoSuchCluster."""
    whole, _, code = name.partition(":")
    found = clusters().get(whole)
    concepts = [each for each in found.concepts if code in ("", each.code)] if found else []
    if not found or not concepts:
        raise NoSuchCluster(f"The synthetic population wants {name}, of which no concept is known.")
    return Cluster(name, tuple(concepts), found.medication, found.unit)


class Codes:
    """The numbers that stand for concepts in the files, as the database gave them out."""

    def __init__(self, numbers: Mapping[str, int]) -> None:
        """numbers: code: number. Each concept that is recorded has to be among them."""
        self._numbers = numbers
        self._known: dict[tuple[str, int], tuple[np.ndarray, np.ndarray]] = {}

    def _of(self, name: str, man: int) -> tuple[np.ndarray, np.ndarray]:
        """(numbers, rising chances) of a cluster for women (0) or men (1)."""
        if (name, man) not in self._known:
            words = settings()["concepts"]["of_women" if man else "of_men"]
            concepts = cluster(name).concepts
            fit = [
                each for each in concepts if not any(word in each.term.lower() for word in words)
            ] or concepts
            try:
                numbers = np.array([self._numbers[each.code] for each in fit], dtype=np.int32)
            except KeyError as lacking:
                raise NoSuchCluster(f"No number stands for the concept {lacking} of {name}.") from None
            weights = COMMON * (1 - COMMON) ** np.arange(len(fit))
            self._known[name, man] = numbers, np.cumsum(weights / weights.sum())
        return self._known[name, man]

    def drawn(self, name: str, people: People, who: np.ndarray, chance: Chance, *, kept: bool) -> np.ndarray:
        """A concept of a cluster for each of some persons; kept: one person's is always the same."""
        if len(cluster(name).concepts) == 1:
            return np.full(len(who), self._of(name, 0)[0][0], dtype=np.int32)
        places = chance.random(people.number)[who] if kept else chance.random(len(who))
        found = np.empty(len(who), dtype=np.int32)
        men = people.man[who] == 1
        for man, among in ((0, ~men), (1, men)):
            numbers, rising = self._of(name, man)
            found[among] = numbers[np.searchsorted(rising[:-1], places[among])]
        return found


@cache
def used() -> tuple[Concept, ...]:
    """Every concept that may be recorded, each once: those for which numbers are wanted."""
    names: dict[str, None] = {}
    for file in ("background.csv", "diagnoses.csv", "items.csv", "medicines.csv"):
        names.update(dict.fromkeys(row["cluster"] for row in rows(file)))
    return tuple({each.code: each for name in names for each in cluster(name).concepts}.values())
