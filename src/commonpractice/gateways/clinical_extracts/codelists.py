"""Codelists as CSV files: the NHS's Primary Care Domain reference sets, and OpenCodelists.

A list with a wrong code in it would silently leave patients out: such a file is refused whole, with its
lines.
"""

import csv
import hashlib
import io
import re
from dataclasses import dataclass
from pathlib import Path

from commonpractice.foundations import check_digits

NHS_NAME = re.compile(
    r"(?:^|__)nhsd-primary-care-domain-refsets-([a-z0-9_]+?)(?:-[0-9a-f]{6,10})?\.csv$", re.I
)
"""The name that an NHS reference set is downloaded under; the cluster is in it."""
CODES = ("code", "snomedcode", "snomed_code", "snomedctcode", "conceptid", "concept_id", "snomedid", "dmd_id",
         "dmd", "id")  # fmt: skip
TERMS = ("term", "name", "description", "dmd_name", "nm", "preferred_term", "fsn", "concept", "label")
LARGEST = 50_000_000  # bytes
TOLD = 20  # lines named in a refusal


class CodelistRefused(ValueError):
    """A file that is no codelist, or has a fault; the message names the file, the lines and what to do."""


@dataclass(frozen=True)
class CodelistFile:
    """What a file holds: the cluster by its name (None where it says none), and its terms by code."""

    name: str
    cluster: str | None
    sha256: str
    terms: dict[str, str]


def read(path: Path) -> CodelistFile:
    """A codelist from a CSV file, every code a SNOMED CT or dm+d concept. Raises CodelistRefused."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise CodelistRefused(f"There is no file {path}.") from None
    except OSError as trouble:
        raise CodelistRefused(f"{path} cannot be read: {trouble.strerror}.") from None
    if len(content) > LARGEST:
        raise CodelistRefused(f"{path.name} has {len(content):,} bytes, more than any codelist.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = content[: fault.start].count(b"\n") + 1
        raise CodelistRefused(
            f"{path.name}, line {line:,}: it is not UTF-8. Save it as “CSV UTF-8”."
        ) from None
    named = NHS_NAME.search(path.name)
    return CodelistFile(
        name=path.name,
        cluster=named[1].lower() if named else None,
        sha256=hashlib.sha256(content).hexdigest(),
        terms=_terms(path.name, text),
    )


def _terms(name: str, text: str) -> dict[str, str]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    found: dict[str, str] = {}
    lines: dict[str, int] = {}
    faults: list[str] = []
    try:
        headings = [heading.strip().lower() for heading in next(reader, [])]
        code_at, term_at = _column(headings, CODES), _column(headings, TERMS)
        if code_at is None:
            told = ", ".join(headings) or "nothing"
            raise CodelistRefused(
                f"{name}, line 1: no column of codes is among its headings ({told}). One must be called "
                f"{', '.join(CODES[:-1])} or {CODES[-1]}."
            )
        before = reader.line_num
        for row in reader:
            line, before = before + 1, reader.line_num
            if not any(value.strip() for value in row):
                continue
            code = row[code_at].strip() if code_at < len(row) else ""
            if fault := _fault(code, row, headings):
                faults.append(f"line {line:,}: {fault}")
            elif code in lines:
                faults.append(f"line {line:,}: {code} is on line {lines[code]:,} already")
            else:
                lines[code] = line
                at = term_at if term_at is not None else len(row)
                found[code] = row[at].strip() if at < len(row) else ""
    except csv.Error as fault:
        raise CodelistRefused(f"{name}, line {reader.line_num:,}: it is no CSV ({fault}).") from None
    if faults:
        more = f"; and {len(faults) - TOLD:,} more" if len(faults) > TOLD else ""
        raise CodelistRefused(
            f"{name} was refused, for a list with faults would leave patients out: "
            f"{'; '.join(faults[:TOLD])}{more}."
        )
    if not found:
        raise CodelistRefused(f"{name} has no codes in it.")
    return found


def _column(headings: list[str], names: tuple[str, ...]) -> int | None:
    """Where the first of some names stands among the headings."""
    return next((headings.index(name) for name in names if name in headings), None)


def _fault(code: str, row: list[str], headings: list[str]) -> str | None:
    if len(row) != len(headings):
        return f"it has {len(row)} values under {len(headings)} headings"
    if not code:
        return "it has no code"
    if re.fullmatch(r"[0-9.]+[eE]\+?[0-9]+", code):
        return f"{code} is what a spreadsheet made of a long code: take the file as it was downloaded"
    if not check_digits.is_snomed_concept(code):
        return f"{code} is no SNOMED CT or dm+d concept (its check digit does not fit)"
    return None
