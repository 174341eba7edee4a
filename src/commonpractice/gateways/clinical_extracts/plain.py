"""Read the documented plain files: CSV or Parquet, one a table, named by it: events.csv, events-2.csv.gz."""

# ruff: noqa: S608 what is put into SQL here is of the schema or quoted

import re
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from commonpractice.gateways.clinical_extracts import sources, staging
from commonpractice.gateways.clinical_extracts.schema import BY_NAME, WHY, PlainTable
from commonpractice.gateways.clinical_extracts.sources import ExtractRefused, Source
from commonpractice.gateways.clinical_extracts.staging import Staging

ENDINGS = (".csv", ".csv.gz", ".parquet")


def read(into: Staging, paths: Sequence[Path]) -> None:
    """Stage the rows of plain files. Raises ExtractRefused."""
    for path in sources.found(paths, *ENDINGS):
        table = _table(path)
        if path.name.lower().endswith(".parquet"):
            _read_parquet(into, path, table)
        else:
            _read_csv(into, path, table)


def _table(path: Path) -> PlainTable:
    words = re.match(r"[a-z]+", path.name.lower())
    table = BY_NAME.get(words[0]) if words else None
    if table is None:
        raise ExtractRefused(
            f"{path.name} does not say in its name which table it is of: it should begin with "
            f"{', '.join(list(BY_NAME)[:-1])} or {list(BY_NAME)[-1]}."
        )
    return table


def _read_csv(into: Staging, path: Path, table: PlainTable) -> None:
    source = sources.text_file(path, copies=into.folder)
    headings = sources.headings(source)
    columns = _columns(source, headings, table)
    file = into.number(source, by_record=True)
    chosen = ", ".join(f"trim(c{at}) AS {name}" for name, at in columns.items())
    with staging.naming(source):
        into.connection.execute(
            f"INSERT INTO staged_{table.name} BY NAME SELECT {file} AS file, record AS line, {chosen} "
            f"FROM {staging.csv_relation(source, headings)}"
        )
    into.connection.execute(
        f"INSERT INTO records_of SELECT {file}, count(*) FROM staged_{table.name} WHERE file = {file}"
    )


def _read_parquet(into: Staging, path: Path, table: PlainTable) -> None:
    source = sources.binary_file(path)
    try:
        kinds = pq.read_schema(path)
    except (pa.ArrowException, OSError, ValueError) as fault:
        raise ExtractRefused(
            f"{path.name} is not a whole Parquet file ({fault}): it was cut short or damaged. Send it again."
        ) from None
    columns = _columns(source, kinds.names, table)
    file = into.number(source)
    chosen = ", ".join(f"{_text(kinds, at)} AS {name}" for name, at in columns.items())
    with staging.naming(source):
        into.connection.execute(
            f"INSERT INTO staged_{table.name} BY NAME "
            f"SELECT {file} AS file, file_row_number + 1 AS line, {chosen} "
            f"FROM read_parquet({staging.quoted(str(path))}, file_row_number = true)"
        )


def _text(kinds: pa.Schema, at: int) -> str:
    """A column of a Parquet file as the text that a CSV file would have."""
    name = '"' + kinds.names[at].replace('"', '""') + '"'
    if pa.types.is_timestamp(kinds.field(at).type):
        return f"strftime({name}, '%Y-%m-%dT%H:%M:%S')"
    return f"nullif(trim({name}::VARCHAR), '')"


def _columns(source: Source, headings: Sequence[str], table: PlainTable) -> dict[str, int]:
    """Where each column of a table stands in a file. Raises ExtractRefused."""
    there: dict[str, int] = {}
    for at, heading in enumerate(headings):
        name = heading.strip().lower()
        if name in there:
            raise ExtractRefused(f"{source.name}, line 1: it has two columns called {name}.")
        there[name] = at
    missing = [name for name in table.needed if name not in there]
    if missing:
        raise ExtractRefused(
            f"{source.name}, line 1: it has no column {' and no column '.join(missing)}. A file of "
            f"{table.name} needs at least {table.wanted}."
        )
    unknown = sorted(there.keys() - set(table.columns) - set(WHY))
    if unknown:
        raise ExtractRefused(
            f"{source.name}, line 1: nothing is known of its column {unknown[0]}. A file of {table.name} may "
            f"have {', '.join(table.columns)}."
        )
    return {name: there[name] for name in table.columns if name in there}
