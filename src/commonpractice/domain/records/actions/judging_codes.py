"""Give the codes of a staged extract their numbers, and tell which are refused and in which units values
are kept.
"""

# ruff: noqa: S608 what is put into SQL here is of the plain schema

import re
from collections.abc import Mapping

import pyarrow as pa

from commonpractice.domain.records import parameters
from commonpractice.domain.records.actions import numbering
from commonpractice.domain.records.parameters import ValueRule
from commonpractice.foundations import check_digits
from commonpractice.gateways.clinical_extracts import schema
from commonpractice.gateways.clinical_extracts.staging import Staging

WITH_CODES = (schema.EVENTS, schema.MEDICATIONS)
LONGEST_TERM = 255  # letters: the longest that SNOMED CT itself has
LOCAL = frozenset({"emis", "ctv3", "readv2", "multilex"})
"""Terminologies of clinical systems whose codes have to be mapped to SNOMED CT by the system itself."""
KEPT_AS_HISTORY = "Conditions that are over, of which no code says so, kept as what was recorded then"


def number_codes(staging: Staging, resolutions: Mapping[str, str], *, of_dictionary: bool) -> None:
    """Give codes their numbers: `codes` (code, concept, fault), fault a key of judging.CODE_FAULTS.

    `resolutions` has the concept that says that a condition is over, by the concept of the condition: a row
    that says so of one without is dropped, and counted. What a concept is called is seen by everybody: it
    is written down as the rows have it only where they have it from a dictionary, and not from whoever
    wrote the record.
    """
    each = " UNION ALL ".join(f"SELECT code, term FROM staged_{table.name}" for table in WITH_CODES)
    rows = staging.connection.execute(
        f"SELECT code, coalesce(min(term), '') FROM ({each}) WHERE code IS NOT NULL GROUP BY 1"
    ).fetchall()
    read_as, kept = parameters.translations(), parameters.foreign()
    good: dict[str, str] = {}
    faults: dict[str, str | None] = {}
    never_over: list[str] = []
    for code, _ in rows:
        of = code.removeprefix(schema.RESOLVED)
        concept = read_as.get(of, of)
        faults[code] = _fault(concept, kept)
        if faults[code] is not None:
            continue
        if of == code:
            good[code] = concept
        elif concept in resolutions:
            good[code] = resolutions[concept]
        else:
            never_over.append(code)
    _drop(staging, never_over)
    terms: dict[str, str] = {}
    for code, term in rows:
        if code in good:
            known = of_dictionary and not code.startswith(schema.RESOLVED)
            terms[good[code]] = terms.get(good[code]) or (term[:LONGEST_TERM] if known else "")
    numbers = numbering.concepts(terms)
    staging.table(
        "codes",
        {
            "code": pa.array(faults, pa.string()),
            "concept": pa.array([numbers.get(good.get(code, "")) for code in faults], pa.int32()),
            "fault": pa.array(faults.values(), pa.string()),
        },
    )


def _drop(staging: Staging, codes: list[str]) -> None:
    """Drop the rows that say that a condition is over which no code can say of it."""
    run = staging.connection.execute
    (rows,) = run("SELECT count(*) FROM staged_events WHERE list_contains(?, code)", [codes]).fetchall()[0]
    run("DELETE FROM staged_events WHERE list_contains(?, code)", [codes])
    staging.note(KEPT_AS_HISTORY, rows)


def _fault(code: str, kept: Mapping[str, str]) -> str | None:
    terminology, colon, own = code.rpartition(":")
    if not colon:
        return None if check_digits.is_snomed_concept(code) else "check"
    if terminology in kept:
        return None if re.fullmatch(kept[terminology], own) else "written"
    return "local" if terminology in LOCAL else "system"


def tell_units(staging: Staging, rules: Mapping[int, ValueRule]) -> None:
    """Tell DuckDB in which units the values of which concepts are kept: `value_rules` and `unit_rules`."""
    concepts = list(rules.items())
    staging.table(
        "value_rules",
        {
            "concept": pa.array([concept for concept, _ in concepts], pa.int32()),
            "unit": pa.array([rule.unit for _, rule in concepts], pa.string()),
            "lowest": pa.array([rule.lowest for _, rule in concepts], pa.float64()),
            "highest": pa.array([rule.highest for _, rule in concepts], pa.float64()),
            "assumed": pa.array([rule.assumed for _, rule in concepts], pa.bool_()),
            "words": pa.array([rule.words for _, rule in concepts], pa.string()),
        },
    )
    units = [(concept, rule, unit) for concept, rule in concepts for unit in rule.units]
    staging.table(
        "unit_rules",
        {
            "concept": pa.array([concept for concept, _, _ in units], pa.int32()),
            "spelling": pa.array([unit.spelling for _, _, unit in units], pa.string()),
            "factor": pa.array([unit.factor for _, _, unit in units], pa.float64()),
            "plus": pa.array([unit.offset for _, _, unit in units], pa.float64()),
            "decimals": pa.array([unit.decimals for _, _, unit in units], pa.int32()),
            "lowest": pa.array([rule.lowest for _, rule, _ in units], pa.float64()),
            "highest": pa.array([rule.highest for _, rule, _ in units], pa.float64()),
        },
    )
