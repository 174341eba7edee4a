"""DuckDB, inside the program."""

import shutil
import tempfile
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import Any

import duckdb
import ibis
import ibis.expr.types as ir

from commonpractice.gateways.event_engine.engines import EngineFailed, Limits


class DuckDBEngine:
    """A DuckDB that keeps nothing when it is closed."""

    name = "duckdb"

    def __init__(self, limits: Limits) -> None:
        settings: dict[str, Any] = {"preserve_insertion_order": False, "autoinstall_known_extensions": False}
        # a run reads the same files many times, each time some other concepts
        settings["parquet_metadata_cache"] = True
        if limits.threads:
            settings["threads"] = limits.threads
        if limits.memory:
            settings["memory_limit"] = limits.memory
        self._spill: str | None = None
        if limits.spill:
            # what does not fit in memory is of patients: a folder of this run's own, for our eyes alone
            limits.spill.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._spill = tempfile.mkdtemp(prefix="run-", dir=limits.spill)
            settings["temp_directory"] = self._spill
        self._connection = ibis.duckdb.connect(**settings)
        self._numbers = count(1)

    def read(self, files: Sequence[Path]) -> ir.Table:
        for file in files:
            try:
                self._connection.con.execute("SELECT 1 FROM parquet_file_metadata(?)", [str(file)]).fetchall()
            except duckdb.Error as problem:
                raise EngineFailed(f"{file} cannot be read: {problem}") from None
        return self._connection.read_parquet([str(file) for file in files])

    def keep(self, expression: ir.Table) -> ir.Table:
        try:
            return self._connection.create_table(f"kept_{next(self._numbers)}", expression, temp=True)
        except duckdb.Error as problem:
            raise EngineFailed(f"The records could not be read: {problem}") from None

    def rows(self, expression: ir.Table) -> list[dict[str, Any]]:
        try:
            return expression.to_pyarrow().to_pylist()
        except duckdb.Error as problem:
            raise EngineFailed(f"The records could not be read: {problem}") from None

    def close(self) -> None:
        self._connection.disconnect()
        if self._spill:
            shutil.rmtree(self._spill, ignore_errors=True)
