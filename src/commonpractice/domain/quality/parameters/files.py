"""A definition's file, in which every value can be found again by its line."""

import re
import tomllib
from dataclasses import dataclass
from typing import Any

from commonpractice.domain.quality.facts.refusals import DefinitionRefused

HEADING = re.compile(r"^\s*\[\[?\s*(?P<name>[^\]]+?)\s*\]\]?\s*(#.*)?$")
KEY = re.compile(r"^\s*(?P<key>[A-Za-z0-9_\-\"'./]+)\s*=")


@dataclass(frozen=True)
class DefinitionFile:
    """A TOML file as text and as values."""

    name: str
    text: str
    values: dict[str, Any]

    @classmethod
    def read(cls, name: str, text: str) -> "DefinitionFile":
        """Raises DefinitionRefused where the text is not TOML."""
        try:
            return cls(name, text, tomllib.loads(text))
        except tomllib.TOMLDecodeError as problem:
            found = re.search(r"line (\d+)", str(problem))
            line = int(found[1]) if found else text.count("\n") + 1
            raise DefinitionRefused(name, line, f"This is not TOML: {problem}.") from None

    def refusal(self, path: str, sentence: str) -> DefinitionRefused:
        """A refusal that names the line of a key ("years.2026/27.points"), or of what is nearest above it."""
        return DefinitionRefused(self.name, self.line_of(path), sentence)

    def text_at(self, path: str, default: str | None = None) -> str:
        """A text that has to be there, unless a default is given."""
        found = self.at(path)
        if found is None and default is not None:
            return default
        if not isinstance(found, str) or not found.strip():
            raise self.refusal(path, f"“{path}” has to be a text in quotation marks.")
        return found.strip()

    def at(self, path: str) -> Any:
        """The value of a key, None where there is none."""
        found: Any = self.values
        for key in path.split("."):
            if isinstance(found, list):
                found = found[int(key)] if int(key) < len(found) else None
            else:
                found = found.get(key) if isinstance(found, dict) else None
        return found

    def line_of(self, path: str) -> int:
        """The line on which a key is, counted from 1; of a list's item, the line on which that begins."""
        keys = path.split(".")
        best, depth, table = 1, 0, ()
        counted: dict[tuple[str, ...], int] = {}
        for number, line in enumerate(self.text.splitlines(), start=1):
            if heading := HEADING.match(line):
                table = _names(heading["name"])
                if line.strip().startswith("[["):
                    counted[table] = counted.get(table, -1) + 1
                    table = (*table, str(counted[table]))
                here = table
            elif key := KEY.match(line):
                here = (*table, *_names(key["key"]))
            else:
                continue
            same = _same(here, keys)
            if same > depth and (same == len(here) or same == len(keys)):
                best, depth = number, same
        return self._item(best, keys[depth:])

    def _item(self, line: int, rest: list[str]) -> int:
        """Where a list or an inline table is written over several lines, the line of one of its items."""
        lines = self.text.splitlines()
        for key in rest:
            if key.isdigit():
                starts = [
                    at for at in range(line, len(lines) + 1) if re.match(r"^\s*(\{|\"|')", lines[at - 1])
                ]
                if int(key) < len(starts):
                    line = starts[int(key)]
        return line


def _names(dotted: str) -> tuple[str, ...]:
    return tuple(re.sub(r"[\"']", "", name) for name in re.findall(r"\"[^\"]*\"|'[^']*'|[^.\s]+", dotted))


def _same(one: tuple[str, ...], other: list[str]) -> int:
    count = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        count += 1
    return count
