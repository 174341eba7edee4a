"""A synthetic population: invented patients with ten years of events, as like England's as its published
figures tell.

`of_model` plans the demonstration's surgeries, `of_size` so many patients for measurements; `made_up` gives
each surgery's tables, one surgery at a time, and `write` writes them as Parquet. The same seed, day and plan
give the same rows, whichever surgeries are made up and in whatever order.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pyarrow.parquet as pq

from commonpractice.demonstration.population import tables
from commonpractice.demonstration.population.concepts import Concept, NoSuchCluster, used
from commonpractice.demonstration.population.consultations import Clinician, clinicians
from commonpractice.demonstration.population.identity import TooMany
from commonpractice.demonstration.population.places import Outlier, Place, of_model, of_size
from commonpractice.demonstration.population.tables import MadeUp, Pseudonyms
from commonpractice.demonstration.population.wanted import Ids, NoSuchAmount, Wanted, counted
from commonpractice.gateways.event_store import layout

__all__ = [
    "Clinician", "Concept", "Ids", "MadeUp", "NoSuchAmount", "NoSuchCluster", "Outlier", "Place", "TooMany",
    "Wanted", "clinicians", "made_up", "of_model", "of_size", "used", "write",
]  # fmt: skip


def made_up(
    places: Sequence[Place],
    wanted: Wanted,
    *,
    numbers: Mapping[str, int],
    ids: Mapping[str, Ids] | None = None,
    pseudonyms: Pseudonyms | None = None,
) -> Iterator[MadeUp]:
    """Each surgery's tables, in turn: the one before can be let go.

    numbers: of every concept of `used()`, by code. ids: by the surgery's code; counted from 1 where not
    given. pseudonyms: from NHS numbers; where not given, nobody has an NHS number or a name. Raises
    NoSuchCluster, TooMany.
    """
    known = ids or counted(places, {place.code: len(clinicians(place)) for place in places})
    for place in places:
        yield tables.made_up(place, wanted, known[place.code], numbers, pseudonyms)


def write(
    folder_of: Callable[[Place], Path],
    places: Sequence[Place],
    wanted: Wanted,
    *,
    numbers: Mapping[str, int],
    ids: Mapping[str, Ids] | None = None,
    pseudonyms: Pseudonyms | None = None,
) -> Iterator[MadeUp]:
    """As `made_up`, each surgery's tables written before it is given, into its folder, which is there."""
    for made in made_up(places, wanted, numbers=numbers, ids=ids, pseudonyms=pseudonyms):
        folder = folder_of(made.place)
        for table in layout.TABLES:
            pq.write_table(
                made.tables[table.name],
                folder / table.file_name,
                compression="zstd",
                row_group_size=layout.PIECE,
            )
        yield made
