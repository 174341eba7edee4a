"""Looks as a definition's file writes them.

    hba1c = { reading = "ifcchbam_cod", within = "12 months" }
    diagnosed = { first = "dm_cod", after = "resolved.day" }
    booster = { count = ["dtap_cod", "ipv_cod"], from = "born + months(40)", before = "born + years(5)" }

`within` counts back from the year end; `after` and `before` leave the day itself out, `from` and `until` take
it in.
"""

import re
from collections.abc import Collection
from typing import Any

from commonpractice.domain.quality.facts.definitions import Edge, How, Look
from commonpractice.domain.quality.facts.expressions import Named, Shifted
from commonpractice.domain.quality.parameters.files import DefinitionFile
from commonpractice.domain.quality.parameters.reading import KNOWN, UNITS, NotUnderstood, day

LOWER, UPPER = {"after": False, "from": True}, {"before": False, "until": True}
ALLOWED = {how.value for how in How} | {"within"} | set(LOWER) | set(UPPER)
NAME = re.compile(r"[a-z][a-z0-9_]*")
# The day after the year end, from which months count back: the 12 months to 31 March begin on 1 April.
AFTER_YEAR_END = Shifted(Named("year_end"), days=1)


def look_of(
    file: DefinitionFile,
    path: str,
    told: Any,
    looks: Collection[str],
    registers: Collection[str],
    codelists: Collection[str],
) -> Look:
    """One look; `looks` are those that its edges may name. Raises DefinitionRefused."""
    name = path.rsplit(".", 1)[-1]
    if not NAME.fullmatch(name) or name in KNOWN:
        raise file.refusal(
            path, f"“{name}” cannot be a look's name: use lower-case letters, and no known word."
        )
    if not isinstance(told, dict):
        raise file.refusal(path, f'“{name}” has to say what is looked for, as {{ latest = "…_cod" }}.')
    unknown = sorted(set(told) - ALLOWED)
    if unknown:
        raise file.refusal(path, f"“{name}” has “{unknown[0]}”; a look knows {', '.join(sorted(ALLOWED))}.")
    asked = [how for how in How if how.value in told]
    if len(asked) != 1:
        raise file.refusal(path, f"“{name}” has to ask one thing: {', '.join(How)}.")
    lists = _codelists(file, path, told[asked[0].value], codelists)
    lower, upper = (
        _edges(file, path, told, LOWER, looks, registers),
        _edges(file, path, told, UPPER, looks, registers),
    )
    if "within" in told:
        lower.append(Edge(_back(file, path, told["within"]), included=True))
    if len(lower) > 1 or len(upper) > 1:
        raise file.refusal(path, f"“{name}” begins or ends twice; leave one of its edges out.")
    return Look(asked[0], lists, lower[0] if lower else None, upper[0] if upper else None)


def _codelists(file: DefinitionFile, path: str, told: Any, known: Collection[str]) -> tuple[str, ...]:
    names = [told] if isinstance(told, str) else told
    if not isinstance(names, list) or not names or not all(isinstance(name, str) for name in names):
        raise file.refusal(path, "Name a codelist, or several in square brackets.")
    for name in names:
        if name not in known:
            raise file.refusal(path, f"There is no codelist “{name}” (rulebook/records/clusters.csv).")
    return tuple(names)


def _edges(
    file: DefinitionFile,
    path: str,
    told: dict[str, Any],
    which: dict[str, bool],
    looks: Collection[str],
    registers: Collection[str],
) -> list[Edge]:
    found: list[Edge] = []
    for word, included in which.items():
        if word in told:
            try:
                found.append(Edge(day(str(told[word]), looks, registers), included))
            except NotUnderstood as problem:
                raise file.refusal(path, f"{word}: {problem}") from None
    return found


def _back(file: DefinitionFile, path: str, told: Any) -> Shifted:
    match = re.fullmatch(r"(\d+) (day|week|month|year)s?", str(told).strip())
    if not match:
        raise file.refusal(path, f"“{told}” is not a length of time. Write it like 12 months.")
    months, days = UNITS[f"{match[2]}s"]
    number = int(match[1])
    return Shifted(AFTER_YEAR_END, months=-number * months, days=-number * days)
