"""Personalised care adjustments, which many indicators share: rulebook/quality/adjustments.toml.

An indicator names them in the order in which they are asked: `["unsuitable(dm)", "declined(dm)"]`. What
stands in brackets takes the place of {0} in the adjustment's looks, condition and sentence.
"""

import re
from collections.abc import Collection
from typing import Any

from commonpractice.domain.quality.facts.definitions import Look, Reason
from commonpractice.domain.quality.parameters.files import DefinitionFile
from commonpractice.domain.quality.parameters.looks import look_of
from commonpractice.domain.quality.parameters.sentences import Words

CALL = re.compile(r"(?P<name>[a-z_]+)(\((?P<given>[a-z0-9_]+)\))?")


def named_adjustments(
    file: DefinitionFile,
    shared: DefinitionFile,
    registers: Collection[str],
    codelists: Collection[str],
) -> tuple[dict[str, Look], tuple[Reason, ...]]:
    """The looks and the reasons of the adjustments that an indicator names. Raises DefinitionRefused."""
    looks: dict[str, Look] = {}
    reasons: list[Reason] = []
    told = file.at("rules.adjustments") or []
    if not isinstance(told, list):
        raise file.refusal("rules.adjustments", "Name the adjustments in square brackets.")
    for number, text in enumerate(told):
        path = f"rules.adjustments.{number}"
        call = CALL.fullmatch(text) if isinstance(text, str) else None
        template = call and shared.at(call["name"])
        if call is None or template is None:
            known = ", ".join(shared.values)
            raise file.refusal(path, f"“{text}” is no adjustment of adjustments.toml. Known are: {known}.")
        filled = _filled(template, call["given"])
        if (call["given"] is None) == ("{0}" in str(template)):
            raise file.refusal(path, f"“{call['name']}” has to be followed by what it is about, in brackets.")
        for name, look in filled.get("looks", {}).items():
            own = _in_its_own_file(file, path, name, look, looks, registers, codelists)
            looks[name] = own
        words = Words(file, looks, registers)
        reasons.append(
            Reason(
                str(filled.get("key", call["name"])),
                words.condition(path, filled["when"]),
                words.sentence(path, filled["says"]),
            )
        )
    return looks, tuple(reasons)


def _filled(told: Any, given: str | None) -> Any:
    """The template with what was given in place of {0}."""
    if isinstance(told, str):
        return told.replace("{0}", given or "")
    if isinstance(told, dict):
        return {_filled(key, given): _filled(value, given) for key, value in told.items()}
    if isinstance(told, list):
        return [_filled(value, given) for value in told]
    return told


def _in_its_own_file(
    file: DefinitionFile,
    path: str,
    name: str,
    told: Any,
    looks: Collection[str],
    registers: Collection[str],
    codelists: Collection[str],
) -> Look:
    """Read with the line of the indicator that names the adjustment: it is there that a wrong name stands."""
    located = DefinitionFile(file.name, file.text, {name: told})
    try:
        return look_of(located, name, told, looks, registers, codelists)
    except ValueError as problem:
        sentence = getattr(problem, "sentence", str(problem))
        raise file.refusal(path, sentence) from None
