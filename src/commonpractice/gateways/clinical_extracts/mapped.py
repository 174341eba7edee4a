"""Read a clinical system's bulk extract by its column map: EMIS, SystmOne.

All that differs between systems is in rulebook/records/layouts/<system>.toml;
docs/guides/clinical-extracts.md says how to write one for another system. The work is done by DuckDB, file by
file, in bounded memory.
"""

# ruff: noqa: S608 what is put into SQL here is of the rulebook or quoted

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from commonpractice.foundations import rulebook_files
from commonpractice.gateways.clinical_extracts import sources, staging
from commonpractice.gateways.clinical_extracts.column_maps import Translation
from commonpractice.gateways.clinical_extracts.schema import BY_NAME
from commonpractice.gateways.clinical_extracts.sources import ExtractRefused, Source
from commonpractice.gateways.clinical_extracts.staging import Staging, quoted

ENDINGS = (".csv", ".csv.gz", ".txt", ".txt.gz")


def read(into: Staging, paths: Sequence[Path], *, system: str, surgery_code: str) -> None:
    """Stage the rows of one surgery (its ODS code) from a system's extract. Raises ExtractRefused."""
    layout = rulebook_files.toml(f"records/layouts/{system}.toml")
    by_file = _sort_out(into, sources.found(paths, *ENDINGS), layout)
    headings = {}
    for file, parts in by_file.items():
        headings[file] = _open(into, file, parts)
    into.connection.execute("CREATE TABLE nobody (patient VARCHAR)")
    for table in layout["table"]:
        if table["file"] in by_file:
            _stage(into, table, by_file[table["file"]], headings, layout, surgery_code.upper())
    _forget_nobody(into)


def _sort_out(into: Staging, paths: Sequence[Path], layout: Mapping) -> dict[str, list[tuple[int, Source]]]:
    """The files by which of the system's they are; others that an extract has too are passed over."""
    by_file: dict[str, list[tuple[int, Source]]] = defaultdict(list)
    passed_over = 0
    for path in paths:
        file = next((name for name in layout["files"] if _is_of(path, name, layout)), None)
        if file is None:
            passed_over += 1
            continue
        source = sources.text_file(path, copies=into.folder, other_encoding=layout.get("encoding"))
        by_file[file].append((into.number(source, by_record=True), source))
    missing = [name for name, needed in layout["files"].items() if needed and name not in by_file]
    if missing:
        raise ExtractRefused(
            f"The extract has no file {' and no file '.join(missing)}, without which the others cannot be "
            f"understood. A file is known by its name: {layout['example']}."
        )
    into.leave_out("files of the extract that hold nothing we read", passed_over)
    return dict(by_file)


def _is_of(path: Path, file: str, layout: Mapping) -> bool:
    name = path.name.lower().removesuffix(".gz").rsplit(".", 1)[0]
    return re.search(layout["file_name"].replace("NAME", re.escape(file.lower())), name) is not None


def _open(into: Staging, file: str, parts: Sequence[tuple[int, Source]]) -> dict[str, int]:
    """Make the parts of one of the system's files a relation, raw_<file>; its columns by lower-case name."""
    first = sources.headings(parts[0][1])
    for _, source in parts[1:]:
        if sources.headings(source) != first:
            raise ExtractRefused(f"{source.name}, line 1: its columns are not those of {parts[0][1].name}.")
    selects = [
        f"SELECT {number} AS file, * FROM {staging.csv_relation(source, first)}" for number, source in parts
    ]
    into.connection.execute(f"CREATE VIEW raw_{file} AS {' UNION ALL '.join(selects)}")
    return {heading.lower(): at for at, heading in enumerate(first)}


def _stage(
    into: Staging,
    table: Mapping[str, Any],
    parts: Sequence[tuple[int, Source]],
    headings: Mapping[str, Mapping[str, int]],
    layout: Mapping[str, Any],
    surgery_code: str,
) -> None:
    """Stage one table of the plain schema from one of the system's files."""
    target = BY_NAME[table["target"]]
    translation = Translation(
        table["file"], headings, layout["moments"], layout.get("nothing", ()), name=parts[0][1].name
    )
    columns = {name: translation.sql(value) for name, value in table["columns"].items()}
    why = [
        f"WHEN lower({translation.sql(rule['when'])}) IN ({', '.join(quoted(word) for word in rule['is'])}) "
        f"THEN {quoted(rule['words'])}"
        for rule in table.get("leave_out", ())
    ]
    blank = [
        f"WHEN {translation.sql(rule['blank'])} IS NULL THEN {quoted(rule['words'])}"
        for rule in table.get("leave_out_blank", ())
    ]
    own = translation.sql(table["own"]) if "own" in table else quoted(surgery_code)
    anothers = f"WHEN coalesce(upper({own}), '') <> {quoted(surgery_code)} THEN {quoted(_anothers(layout))}"
    chosen = ", ".join(f"{sql} AS {name}" for name, sql in columns.items())
    for part, source in parts:
        with staging.naming(source):
            into.connection.execute(
                f"CREATE TABLE mapped AS SELECT main.file, main.record AS line, "
                f"CASE {anothers} {' '.join(why + blank)} END AS why, {chosen} "
                f"FROM raw_{table['file']} main {' '.join(translation.joins)} WHERE main.file = {part}"
            )
        _keep(into, target.name)
    some = into.connection.execute(f"SELECT 1 FROM staged_{target.name} LIMIT 1").fetchall()
    if target.name == "patients" and not some:
        raise ExtractRefused(
            f"None of the patients in {parts[0][1].name} is of the surgery {surgery_code}. Is it another "
            "surgery's extract?"
        )


def _anothers(layout: Mapping) -> str:
    return f"rows of other organisations in the {layout['name']} extract"


def _keep(into: Staging, target: str) -> None:
    """Move the mapped rows of a file to the staged ones, and count what is left out."""
    run = into.connection.execute
    for words, rows in run("SELECT why, count(*) FROM mapped WHERE why IS NOT NULL GROUP BY 1").fetchall():
        into.leave_out(words, rows)
    if target == "patients":
        run("INSERT INTO nobody SELECT patient FROM mapped WHERE why IS NOT NULL AND patient IS NOT NULL")
    run(f"INSERT INTO staged_{target} BY NAME SELECT * EXCLUDE (why) FROM mapped WHERE why IS NULL")
    not_counted = "file NOT IN (SELECT file FROM records_of)"
    run(f"INSERT INTO records_of SELECT file, count(*) FROM mapped WHERE {not_counted} GROUP BY 1")
    run("DROP TABLE mapped")


def _forget_nobody(into: Staging) -> None:
    """Leave out what is recorded of patients who were left out: dummies, and those deleted in the system."""
    run = into.connection.execute
    run("DELETE FROM nobody WHERE patient IN (SELECT patient FROM staged_patients)")
    for table in BY_NAME.values():
        if "patient" in table.columns and table.name != "patients":
            of_nobody = f"FROM staged_{table.name} WHERE patient IN (SELECT patient FROM nobody)"
            (rows,) = run(f"SELECT count(*) {of_nobody}").fetchall()[0]
            into.leave_out("rows about patients who were left out", rows)
            run(f"DELETE {of_nobody}")
