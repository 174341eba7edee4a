"""DuckDB, inside the program."""

import shutil
import tempfile
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from itertools import count
from pathlib import Path
from typing import Any

import duckdb
import ibis
import ibis.expr.operations as ops
import ibis.expr.types as ir

from commonpractice.gateways.event_engine.engines import EngineFailed, Limits

A_MOMENT = 0.05  # seconds


class DuckDBEngine:
    """A DuckDB that keeps nothing when it is closed."""

    name = "duckdb"

    def __init__(self, limits: Limits) -> None:
        settings: dict[str, Any] = {"preserve_insertion_order": False, "autoinstall_known_extensions": False}
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
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="duckdb")
        self._under_way: deque[Future[Any]] = deque()

    def read(self, files: Sequence[Path]) -> ir.Table:
        self._wait()
        for file in files:
            try:
                self._connection.con.execute("SELECT 1 FROM parquet_file_metadata(?)", [str(file)]).fetchall()
            except duckdb.Error as problem:
                raise EngineFailed(f"{file} cannot be read: {problem}") from None
        return self._connection.read_parquet([str(file) for file in files])

    def keep(self, expression: ir.Table, *, by: str | None = None) -> ir.Table:
        """Given out at once and worked out meanwhile: while DuckDB works, Python writes what comes next."""
        if by is not None:  # pieces of the table in which a value does not lie are not read
            expression = expression.order_by(by)
        name = f"kept_{next(self._numbers)}"
        sql = self._connection.compile(expression)
        self._under_way.append(self._worker.submit(self._work_out, name, expression, sql))
        where = ops.Namespace(catalog="temp", database="main")
        return ops.DatabaseTable(name, expression.schema(), self._connection, where).to_expr()

    def _work_out(self, name: str, expression: ir.Table, sql: str) -> None:
        self._connection._run_pre_execute_hooks(expression)  # its tables in memory
        self._connection.con.execute(f"CREATE TEMP TABLE {name} AS {sql}")

    def forget(self, *tables: ir.Table) -> None:
        for table in tables:
            self._under_way.append(
                self._worker.submit(self._connection.con.execute, f"DROP TABLE {table.get_name()}")
            )

    def rows(self, expression: ir.Table) -> list[dict[str, Any]]:
        self._wait()
        try:
            return expression.to_pyarrow().to_pylist()
        except duckdb.Error as problem:
            raise EngineFailed(f"The records could not be read: {problem}") from None

    def _wait(self) -> None:
        """Until everything is worked out that was to be kept."""
        try:
            while self._under_way:
                self._under_way.popleft().result()
        except duckdb.Error as problem:
            raise EngineFailed(f"The records could not be read: {problem}") from None

    def close(self) -> None:
        self._worker.shutdown(wait=False, cancel_futures=True)
        running = [work for work in self._under_way if not work.done()]
        while wait(running, timeout=A_MOMENT).not_done:  # again: what has only just begun does not hear it
            self._connection.con.interrupt()
        self._connection.disconnect()
        if self._spill:
            shutil.rmtree(self._spill, ignore_errors=True)
