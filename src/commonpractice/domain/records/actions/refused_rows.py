"""Give refused rows back: CSV files of the plain schema, with what is wrong, to be mended and sent again.

They may hold names and NHS numbers: only the account that runs the program can read their folder
(giving_back).
"""

# ruff: noqa: S608 what is put into SQL here is of the plain schema or quoted

import os
from pathlib import Path

import pyarrow as pa

from commonpractice.domain.records.facts import Refusals
from commonpractice.gateways.clinical_extracts.schema import WHY, PlainTable
from commonpractice.gateways.clinical_extracts.staging import Staging, quoted


def write(staging: Staging, table: PlainTable, folder: Path) -> tuple[Refusals, ...]:
    """Write the refused rows of a judged table to <folder>/<table>.csv, and count them by reason.

    No file where none was refused. The folder is made when it is needed.
    """
    run = staging.connection.execute
    reasons = run(
        f"SELECT fault.column, fault.reason, count(*) FROM judged_{table.name} WHERE fault IS NOT NULL "
        "GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2"
    ).fetchall()
    if not reasons:
        return ()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _tell_lines(staging, table)
    path = folder / f"{table.name}.csv"
    own = ", ".join(f"t.{column}" for column in table.columns)
    file, line, column, reason = WHY
    run(
        f"COPY (SELECT {own}, f.name AS {file}, coalesce(l.line, t.line) AS {line}, "
        f"fault.column AS {column}, fault.reason || coalesce(fault.detail, '') AS {reason} "
        f"FROM judged_{table.name} j JOIN staged_{table.name} t ON t.rowid = j.row "
        "JOIN files f ON f.number = t.file LEFT JOIN lines_of l ON l.file = t.file AND l.record = t.line "
        f"WHERE fault IS NOT NULL ORDER BY t.file, t.line, j.row) TO {quoted(str(path))} "
        "(HEADER, DELIMITER ',')"
    )
    path.chmod(0o600)
    with path.open("rb") as stream:
        os.fsync(stream.fileno())
    return tuple(Refusals(table.name, *row) for row in reasons)


def _tell_lines(staging: Staging, table: PlainTable) -> None:
    """Make `files` and `lines_of`: what files are called, and on which line the refused records begin."""
    run = staging.connection.execute
    records: dict[int, list[int]] = {}
    rows = run(
        f"SELECT DISTINCT t.file, t.line FROM judged_{table.name} j JOIN staged_{table.name} t "
        "ON t.rowid = j.row WHERE fault IS NOT NULL ORDER BY 1, 2"
    ).fetchall()
    for file, line in rows:
        records.setdefault(file, []).append(line)
    told = [
        (file, record, line)
        for file, some in records.items()
        for record, line in staging.lines(file, some).items()
    ]
    staging.table(
        "lines_of",
        {
            "file": pa.array([row[0] for row in told], pa.int32()),
            "record": pa.array([row[1] for row in told], pa.int64()),
            "line": pa.array([row[2] for row in told], pa.int64()),
        },
    )
    names = [source.name for source in staging.files]
    staging.table(
        "files", {"number": pa.array(range(len(names)), pa.int32()), "name": pa.array(names, pa.string())}
    )
