"""Indicators of a synthetic population, beside SQL by hand for the same ten, a bare scan, and ehrQL."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from bench import quality_ehrql
from bench.measuring import Result, Unequal, compared, race, seconds
from bench.populations import Population, made
from bench.quality_by_hand import TEN, answer, scan

ROUNDS = 3
FASTER_THAN_EHRQL = 50
MOST_SECONDS, MOST_GB = 20, 4
Counts = Mapping[tuple[str, int, int, str], int]
"""How many patients, by indicator, surgery, month and status."""


def measure(amount: str = "usual") -> Iterator[Result]:
    """`amount`: "usual" is ten years, some 47 million events and medicines, "many" more than 80 million."""
    with tempfile.TemporaryDirectory(prefix="commonpractice-bench-") as folder:
        population = made(Path(folder), amount)
        yield Result(f"making up {population.words}", seconds(population.took))
        yield from _beside_sql(population)
        whole = _whole(population)
        yield Result(
            f"all {whole['indicators']} indicators in force × 12 month-ends",
            seconds(whole["seconds"]),
            goal=f"below {MOST_SECONDS} s",
            met=whole["seconds"] < MOST_SECONDS,
        )
        yield Result(
            "  most memory for that", f"{whole['gigabytes']:.2f} GB",
            goal=f"below {MOST_GB} GB", met=whole["gigabytes"] < MOST_GB,
        )  # fmt: skip
        yield _beside_ehrql(population, whole["seconds"] / whole["indicators"])


def _beside_sql(population: Population) -> Iterator[Result]:
    def ours() -> Counts:
        return _counts(population, TEN)

    mine, theirs, floor = race(
        ours, lambda: answer(population), lambda: scan(population), rounds=ROUNDS, same=_same
    )
    what = f"{len(TEN)} indicators × 12 month-ends"
    yield compared(what, mine, theirs, "SQL by hand in DuckDB", 2)
    yield compared(f"{what}, all columns that they need", mine, floor, "a bare scan")


def _same(ours: Counts | float, theirs: Counts | float) -> bool:
    """The scan's answer is a number, and nobody's to agree with."""
    if isinstance(ours, float) or isinstance(theirs, float):
        return True
    if ours != theirs:
        first = sorted(set(ours.items()) ^ set(theirs.items()))[:6]
        raise Unequal(f"SQL by hand and we differ: {first}")
    return True


def _counts(population: Population, codes: tuple[str, ...]) -> Counts:
    from commonpractice.domain.quality.measures import tallies
    from commonpractice.domain.quality.parameters.definitions import definitions
    from commonpractice.domain.quality.queries.judged import judge_all
    from commonpractice.domain.quality.rules import numbers
    from commonpractice.gateways.event_engine import open_engine

    told = definitions()
    some = [told.indicators[code] for code in codes]
    found: dict[tuple[str, int, int, str], int] = {}
    with open_engine() as engine:
        judged = judge_all(
            engine,
            population.records(engine),
            population.members,
            some,
            _needed(some, told.registers),
            population.asked,
        )
        for table in judged.verdicts:
            for row in engine.rows(tallies.by_verdict(table)):
                indicator = told.indicators[judged.indicators[row["indicator"]]]
                status, _ = numbers.read(row["verdict"], indicator)
                key = (indicator.code, row["surgery"], row["at"], status.value)
                found[key] = found.get(key, 0) + row["patients"]
    return found


def _needed(indicators: Iterable[Any], registers: Mapping[str, Any]) -> dict[str, Any]:
    """The registers that some indicators name, and those that these name."""
    from commonpractice.domain.quality.rules.about import named_registers

    ahead, found = {code for told in indicators for code in named_registers(told)}, set[str]()
    while ahead:
        code = ahead.pop()
        found.add(code)
        ahead |= named_registers(registers[code]) - found
    return {code: told for code, told in registers.items() if code in found}


def _whole(population: Population) -> dict[str, float]:
    """All indicators, in a process of their own: what it takes at most is theirs alone."""
    said = subprocess.run(
        [sys.executable, "-m", "bench.quality_whole", str(population.folder)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return json.loads(said.stdout)


def _beside_ehrql(population: Population, a_share: float) -> Result:
    """An indicator as its share of the run of all, beside ehrQL's measure over the same months."""
    what = f"{quality_ehrql.CODE} × 12 month-ends, as an indicator's share of all"
    program = os.environ.get("EHRQL") or shutil.which("ehrql")
    if not program:
        return Result(
            what, seconds(a_share), "ehrQL is not here: Python 3.13, from github.com/opensafely-core/ehrql"
        )
    theirs = quality_ehrql.took(population, program, _by_month(population, quality_ehrql.CODE))
    ratio, most = a_share / theirs, 1 / FASTER_THAN_EHRQL
    return Result(
        what,
        seconds(a_share),
        f"{seconds(theirs)} ehrQL's measure on SQLite",
        ratio,
        f"at most {most:g}",
        ratio <= most,
    )


def _by_month(population: Population, code: str) -> dict[str, tuple[int, int]]:
    """How many met an indicator, of how many, by the month's first day."""
    met, judged = [0] * len(population.asked), [0] * len(population.asked)
    for (_, _, at, status), patients in _counts(population, (code,)).items():
        met[at] += patients * (status == "met")
        judged[at] += patients * (status in ("met", "not_met"))
    return {
        day.on.replace(day=1).isoformat(): (met[at], judged[at]) for at, day in enumerate(population.asked)
    }
