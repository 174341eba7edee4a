"""All definitions of the rulebook, read once, and those in force in a year."""

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TypeVar

from commonpractice.domain.quality.facts.definitions import Indicator, Register, Terms
from commonpractice.domain.quality.facts.refusals import DefinitionRefused
from commonpractice.domain.quality.parameters.files import DefinitionFile
from commonpractice.domain.quality.parameters.indicators import indicator_of
from commonpractice.domain.quality.parameters.registers import register_of
from commonpractice.domain.quality.parameters.together import check_registers
from commonpractice.foundations import rulebook_files

FOLDER = "quality"
T = TypeVar("T", Indicator, Register)


@dataclass(frozen=True)
class Definitions:
    """Indicators and registers by their codes, and the SHA-256 of the files that define them."""

    indicators: dict[str, Indicator]
    registers: dict[str, Register]
    hash: str

    def of_year(self, year: str) -> dict[str, Indicator]:
        """The partnership's own, and those that the NHS pays for in a year ("2026/27"), by code."""
        return {
            code: told
            for code, told in self.indicators.items()
            if told.programme == "own" or terms(told, year) is not None
        }


def terms(told: Indicator, year: str) -> Terms | None:
    """What an indicator is worth in a year as told last, None where it is worth nothing then."""
    return next((terms for terms in reversed(told.terms) if terms.year == year), None)


@cache
def definitions() -> Definitions:
    """The rulebook's. Raises DefinitionRefused for the first file that does not hold together."""
    folder = files("commonpractice.rulebook").joinpath(FOLDER)
    texts = {"adjustments.toml": folder.joinpath("adjustments.toml").read_text(encoding="utf-8")}
    for part in ("registers", "indicators", "own"):
        for found in sorted(folder.joinpath(part).iterdir(), key=lambda file: file.name):
            if found.name.endswith(".toml"):
                texts[f"{part}/{found.name}"] = found.read_text(encoding="utf-8")
    codelists = frozenset(row["cluster"] for row in rulebook_files.rows("records/clusters.csv"))
    return read(texts, codelists)


def read(texts: dict[str, str], codelists: frozenset[str]) -> Definitions:
    """Definitions from their files' texts by name ("indicators/dm020.toml"). Raises DefinitionRefused."""
    told = {name: DefinitionFile.read(name, text) for name, text in sorted(texts.items())}
    shared = told.pop("adjustments.toml")
    of_registers = {name: file for name, file in told.items() if name.startswith("registers/")}
    codes = [file.text_at("code") for file in of_registers.values()]
    registers = _by_code(
        {name: register_of(file, codes, codelists) for name, file in of_registers.items()}, told
    )
    by_code = {file.text_at("code"): file for file in of_registers.values()}
    check_registers(registers, lambda code, sentence: by_code[code].refusal("rules.register", sentence))
    indicators = _by_code(
        {
            name: indicator_of(file, shared, codes, codelists)
            for name, file in told.items()
            if name not in of_registers
        },
        told,
    )
    everything = "".join(f"{name}\n{text}\n" for name, text in sorted(texts.items()))
    return Definitions(indicators, registers, hashlib.sha256(everything.encode()).hexdigest())


def _by_code(read: dict[str, T], told: dict[str, DefinitionFile]) -> dict[str, T]:
    found: dict[str, T] = {}
    for name, definition in read.items():
        stem = name.rsplit("/", 1)[-1].removesuffix(".toml")
        if definition.code.lower() != stem:
            raise DefinitionRefused(
                name,
                told[name].line_of("code"),
                f"The file of {definition.code} has to be called {definition.code.lower()}.toml.",
            )
        if definition.code in found:
            raise told[name].refusal("code", f"There are two definitions of {definition.code}.")
        found[definition.code] = definition
    return found
