"""Where an extract is held while it is judged: a DuckDB database in a folder of its own, gone afterwards.

Whatever the size of the extract, no more memory is used than is said here; the rest lies on the disk.
"""

# ruff: noqa: S608 what is put into SQL here is of the rulebook or quoted

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pyarrow as pa

from commonpractice.gateways.clinical_extracts import sources
from commonpractice.gateways.clinical_extracts.schema import TABLES, PlainTable
from commonpractice.gateways.clinical_extracts.sources import ExtractRefused, Source

MEMORY = "1GB"
THREADS = 2
LINE = re.compile(r"CSV Error on Line: (\d+)")


@dataclass
class Staging:
    """The staged rows of an extract: tables `staged_<name>`, each row with the number of its file and its
    record.

    `by_record` are the files whose rows are told by record and not yet by line; `left_out` counts, in
    words, rows that the clinical system itself says are none: deleted, or another organisation's; `noted`
    counts those of which something else is to be told.
    """

    connection: duckdb.DuckDBPyConnection
    folder: Path
    files: list[Source] = field(default_factory=list)
    by_record: set[int] = field(default_factory=set)
    left_out: dict[str, int] = field(default_factory=dict)
    noted: dict[str, int] = field(default_factory=dict)
    kinds: dict[str, int] = field(default_factory=dict)

    def number(self, source: Source, *, by_record: bool = False) -> int:
        """The number that stands for a file in the staged rows."""
        self.files.append(source)
        if by_record:
            self.by_record.add(len(self.files) - 1)
        return len(self.files) - 1

    def add(self, table: PlainTable, rows: Sequence[tuple[int, int, Mapping[str, str | None]]]) -> None:
        """Stage rows that were read one by one: the file's number, the line, and the values by column."""
        if not rows:
            return
        columns: dict[str, pa.Array] = {
            "file": pa.array([file for file, _, _ in rows], pa.int32()),
            "line": pa.array([line for _, line, _ in rows], pa.int64()),
        }
        for name in table.columns:
            columns[name] = pa.array([values.get(name) or None for _, _, values in rows], pa.string())
        self.connection.register("arriving", pa.table(columns))
        self.connection.execute(f"INSERT INTO staged_{table.name} BY NAME FROM arriving")
        self.connection.unregister("arriving")

    def table(self, name: str, columns: Mapping[str, pa.Array]) -> None:
        """Make a table of some columns that were worked out here, in place of any there was."""
        self.connection.register("arriving", pa.table(dict(columns)))
        self.connection.execute(f"CREATE OR REPLACE TABLE {name} AS FROM arriving")
        self.connection.unregister("arriving")

    def leave_out(self, words: str, rows: int) -> None:
        """Count rows that were left out, and why."""
        if rows:
            self.left_out[words] = self.left_out.get(words, 0) + rows

    def note(self, words: str, rows: int) -> None:
        """Count rows of which something is to be told."""
        if rows:
            self.noted[words] = self.noted.get(words, 0) + rows

    def count(self, table: PlainTable) -> int:
        """How many rows of a table are staged."""
        return self.connection.execute(f"SELECT count(*) FROM staged_{table.name}").fetchall()[0][0]

    def lines(self, file: int, records: Sequence[int]) -> dict[int, int]:
        """The lines of some rows of a file by what the staged rows say of them."""
        source = self.files[file]
        if file not in self.by_record:
            return {record: record for record in records}
        count = self.connection.execute("SELECT records FROM records_of WHERE file = ?", [file]).fetchall()
        if count and source.lines == count[0][0] + 1:
            return {record: record + 1 for record in records}  # a record a line, after the headings
        return sources.lines_of(source, records)


@contextmanager
def staged(folder: Path) -> Iterator[Staging]:
    """An empty staging area in a folder, closed afterwards."""
    connection = duckdb.connect(str(folder / "staging.duckdb"))
    try:
        for setting, value in (
            ("memory_limit", MEMORY),
            ("temp_directory", str(folder / "spilled")),
            ("threads", THREADS),
            ("autoinstall_known_extensions", False),
            ("autoload_known_extensions", False),
        ):
            connection.execute(f"SET {setting} = '{value}'")
        connection.execute("CREATE TABLE records_of (file INTEGER, records BIGINT)")
        for table in TABLES:
            columns = ", ".join(f"{name} VARCHAR" for name in table.columns)
            connection.execute(f"CREATE TABLE staged_{table.name} (file INTEGER, line BIGINT, {columns})")
        yield Staging(connection, folder)
    finally:
        connection.close()


def csv_relation(source: Source, headings: Sequence[str]) -> str:
    """SQL of a CSV file as a relation: `record` counts from 1, the columns are c0, c1, … in the file's order.

    Blank values are NULL, and every other is the text that stands there.
    """
    columns = ", ".join(f"'c{at}': 'VARCHAR'" for at in range(len(headings)))
    packed = ", compression = 'gzip'" if source.path.name.lower().endswith(".gz") else ""
    return (
        f"(SELECT row_number() OVER () AS record, * FROM read_csv({quoted(str(source.path))}, header = true, "
        f"auto_detect = false, delim = ',', quote = '\"', escape = '\"', columns = {{{columns}}}, "
        f"strict_mode = true, nullstr = '', max_line_size = {sources.LONGEST}{packed}))"
    )


def quoted(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


@contextmanager
def naming(source: Source) -> Iterator[None]:
    """What DuckDB finds wrong with a file's shape, said with the file and the line."""
    try:
        yield
    except (duckdb.InvalidInputException, duckdb.IOException, duckdb.ConversionException) as fault:
        raise ExtractRefused(_told(source, str(fault))) from None


def _told(source: Source, fault: str) -> str:
    line = LINE.search(fault)
    if line is None:
        return f"{source.name} cannot be read: {fault.splitlines()[0]}"
    expected = re.search(r"Expected Number of Columns: (\d+) Found: (\d+)", fault)
    if expected:
        what = f"it has {expected[2]} values under {expected[1]} headings"
    elif "unterminated quote" in fault:
        what = "a quotation mark is opened and never closed"
    else:
        what = "it is no row of a CSV file"
    return (
        f"{source.name}, line {int(line[1]):,}: {what}. Nothing of the extract was taken in; mend the file "
        "and send it again."
    )
