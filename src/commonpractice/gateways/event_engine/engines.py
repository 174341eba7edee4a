"""What every engine does, and which one is opened."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import ibis.expr.types as ir


class EngineFailed(Exception):
    """The engine could not do what it was asked, with a sentence that says why."""


@dataclass(frozen=True)
class Limits:
    """How much of the machine an engine inside the program may take; `None` leaves it to the engine.

    `memory` as DuckDB writes it ("3GB"); `spill` is the folder for what does not fit.
    """

    threads: int | None = None
    memory: str | None = None
    spill: Path | None = None


class Engine(Protocol):
    """Reads files as tables, keeps what is used again, and gives rows out."""

    name: str

    def read(self, files: Sequence[Path]) -> ir.Table:
        """Parquet files of one layout as one table. Raises EngineFailed, naming one that cannot be read."""
        ...

    def keep(self, expression: ir.Table, *, by: str | None = None) -> ir.Table:
        """The same table, worked out once and kept until the engine closes.

        `by` is the column by which it will be asked for: an engine may lay the rows so.
        """
        ...

    def forget(self, *tables: ir.Table) -> None:
        """Let go of tables that were kept and will not be asked for again."""
        ...

    def rows(self, expression: ir.Table) -> list[dict[str, Any]]:
        """Every row, as a dictionary by column."""
        ...


@contextmanager
def open_engine(address: str = "duckdb", limits: Limits | None = None) -> Iterator[Engine]:
    """An engine by its address: "duckdb", or a Spark master's ("spark://host:7077", "local[2]").

    Raises EngineFailed where it cannot be opened.
    """
    if address == "duckdb":
        from commonpractice.gateways.event_engine.duckdb_engine import DuckDBEngine

        engine: Any = DuckDBEngine(limits or Limits())
    else:
        from commonpractice.gateways.event_engine.spark_engine import SparkEngine

        engine = SparkEngine(address)
    try:
        yield engine
    finally:
        engine.close()
