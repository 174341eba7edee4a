"""Apache Spark, where one machine is too small (docs/guides/scale.md)."""

from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir

from commonpractice.gateways.event_engine.engines import EngineFailed


class SparkEngine:
    """A session at a Spark master. The workers read the files at the same paths as the program."""

    name = "spark"

    def __init__(self, master: str) -> None:
        try:
            from pyspark.sql import SparkSession
        except ImportError:
            raise EngineFailed(
                "Spark is not installed here. Install it with the extra: pip install 'commonpractice[spark]'."
            ) from None
        builder = SparkSession.builder.master(master).appName("Common Practice")
        settings = {
            "spark.ui.enabled": "false",
            "spark.ui.showConsoleProgress": "false",
            "spark.sql.session.timeZone": "UTC",
            "spark.sql.ansi.enabled": "false",
            "spark.sql.shuffle.partitions": "8",
            # what is kept as a union of tables cannot be cut off from its plan with it (key not found)
            "spark.sql.constraintPropagation.enabled": "false",
            "spark.sql.adaptive.coalescePartitions.enabled": "true",
        }
        for name, value in settings.items():
            builder = builder.config(name, value)
        self._session = builder.getOrCreate()
        self._connection = ibis.pyspark.connect(self._session)
        self._numbers = count(1)

    def read(self, files: Sequence[Path]) -> ir.Table:
        for file in files:
            if not file.is_file():
                raise EngineFailed(f"{file} is not there.")
        name = f"read_{next(self._numbers)}"
        self._session.read.parquet(*(str(file) for file in files)).createOrReplaceTempView(name)
        return self._connection.table(name)

    def keep(self, expression: ir.Table, *, by: str | None = None) -> ir.Table:
        name, view = f"kept_{next(self._numbers)}", f"asked_{next(self._numbers)}"
        self._connection.create_view(view, expression)
        # worked out now and cut off from how it came about: a plan of a hundred steps is not planned again
        self._session.table(view).localCheckpoint(eager=True).createOrReplaceTempView(name)
        return self._connection.table(name)

    def forget(self, *tables: ir.Table) -> None:
        for table in tables:
            self._session.catalog.dropTempView(table.get_name())

    def rows(self, expression: ir.Table) -> list[dict[str, Any]]:
        return expression.to_pyarrow().to_pylist()

    def close(self) -> None:
        self._session.stop()
