"""Sentences with gaps, and conditions, as a definition's file writes them."""

import re
from collections.abc import Collection
from typing import Any

from commonpractice.domain.quality.facts.definitions import Reason, Sentence, Task
from commonpractice.domain.quality.facts.expressions import Expression
from commonpractice.domain.quality.parameters import reading
from commonpractice.domain.quality.parameters.files import DefinitionFile

GAP = re.compile(r"\{([^{}]+)\}")
ALWAYS = "year_end == year_end"


class Words:
    """Reads the conditions and sentences of one definition, which may name its looks and the registers."""

    def __init__(self, file: DefinitionFile, looks: Collection[str], registers: Collection[str]) -> None:
        self.file = file
        self.looks = looks
        self.registers = registers

    def condition(self, path: str, text: Any) -> Expression:
        if not isinstance(text, str):
            raise self.file.refusal(path, f"“{path}” has to be a condition in quotation marks.")
        try:
            return reading.condition(text, self.looks, self.registers)
        except reading.NotUnderstood as problem:
            raise self.file.refusal(path, f"{problem} (column {problem.column} of “{text}”)") from None

    def day(self, path: str, text: str) -> Expression:
        try:
            return reading.day(text, self.looks, self.registers)
        except reading.NotUnderstood as problem:
            raise self.file.refusal(path, f"{problem} (column {problem.column} of “{text}”)") from None

    def sentence(self, path: str, text: Any) -> Sentence:
        if not isinstance(text, str) or not text.strip():
            raise self.file.refusal(path, 'Say why in a sentence: says = "…".')
        gaps: list[tuple[str, Expression]] = []
        for gap in GAP.findall(text):
            try:
                gaps.append((gap, reading.anything(gap, self.looks, self.registers)))
            except reading.NotUnderstood as problem:
                raise self.file.refusal(path, f"In the sentence “{text}”: {problem}") from None
        return Sentence(text.strip(), tuple(gaps))

    def reason(self, path: str, key: str, told: Any) -> Reason:
        """`{ when = "…", says = "…" }`."""
        told = self._table(path, told, {"key", "when", "says"})
        return Reason(
            str(told.get("key", key)),
            self.condition(f"{path}.when", told.get("when")),
            self.sentence(f"{path}.says", told.get("says")),
        )

    def task(self, path: str, told: Any, codelists: Collection[str]) -> Task:
        """`{ when = "…", says = "…", do = "…", enter = ["…_cod"] }`; without `when`, for all who are left."""
        told = self._table(path, told, {"when", "says", "do", "enter"})
        do = told.get("do")
        if not isinstance(do, str) or not do.strip():
            raise self.file.refusal(f"{path}.do", 'Say what would put it right: do = "…".')
        enter = told.get("enter", [])
        names = [enter] if isinstance(enter, str) else enter
        for name in names:
            if name not in codelists:
                raise self.file.refusal(f"{path}.enter", f"There is no codelist “{name}”.")
        return Task(
            self.condition(f"{path}.when", told.get("when", ALWAYS)),
            self.sentence(f"{path}.says", told.get("says")),
            do.strip(),
            tuple(names),
        )

    def _table(self, path: str, told: Any, known: set[str]) -> dict[str, Any]:
        if not isinstance(told, dict):
            raise self.file.refusal(path, 'Write { when = "…", says = "…" } here.')
        unknown = sorted(set(told) - known)
        if unknown:
            raise self.file.refusal(
                path, f"“{unknown[0]}” is not known here; known are {', '.join(sorted(known))}."
            )
        return told
