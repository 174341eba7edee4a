"""A synthetic population for measurements, as plain Parquet, with what it takes to ask indicators of it."""

import json
import time
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

ON = date(2026, 10, 31)
SEED = 1
MONTHS = 12


@dataclass(frozen=True)
class Population:
    """Folders of Parquet, one a surgery, under `folder`; `rows` are coded events and medicines."""

    folder: Path
    patients: int
    rows: int
    took: float

    @property
    def words(self) -> str:
        return f"{self.patients:,} patients with {self.rows / 1e6:.1f} million events and medicines"

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The number of each concept, by its code."""
        return json.loads((self.folder / "concepts.json").read_text(encoding="utf-8"))

    @cached_property
    def members(self) -> list[tuple[int, str]]:
        """Which concept is in which codelist."""
        from commonpractice.foundations import rulebook_files

        rows = rulebook_files.rows("records/starter_concepts.csv")
        return [(self.numbers[row["code"]], row["cluster"]) for row in rows if row["code"] in self.numbers]

    @property
    def asked(self) -> list[Any]:
        from commonpractice.domain.quality.rules import years

        return years.looking_back(years.month_ends(ON, MONTHS))

    def files(self, table: str) -> list[Path]:
        return sorted(self.folder.glob(f"*/{table}.parquet"))

    def records(self, engine: Any) -> Any:
        from commonpractice.domain.quality.queries.judged import Records

        names = ("patients", "registrations", "events", "medications")
        return Records(*(engine.read(self.files(name)) for name in names))


def made(folder: Path, amount: str = "usual", patients: int | None = None) -> Population:
    """Make up the demonstration's patients, or so many."""
    from commonpractice.demonstration import population

    began = time.perf_counter()
    numbers = {code: number for number, code in enumerate(sorted({c.code for c in population.used()}), 1)}
    (folder / "concepts.json").write_text(json.dumps(numbers), encoding="utf-8")
    places = population.of_model(SEED) if patients is None else population.of_size(SEED, patients)

    def its_own(place: Any) -> Path:
        (folder / place.code).mkdir()
        return folder / place.code

    people = rows = 0
    wanted = population.Wanted(seed=SEED, on=ON, amount=amount)
    for made_up in population.write(its_own, places, wanted, numbers=numbers):
        ended = made_up.tables["registrations"].column("ended_on")
        people += ended.null_count
        rows += made_up.tables["events"].num_rows + made_up.tables["medications"].num_rows
    return Population(folder, people, rows, time.perf_counter() - began)


def there(folder: Path) -> Population:
    """One that was made already, to be asked by another process."""
    return Population(folder, 0, 0, 0.0)
