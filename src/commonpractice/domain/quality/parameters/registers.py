"""A register's file, and what it says."""

from collections.abc import Collection

from commonpractice.domain.quality.facts.definitions import Look, Register
from commonpractice.domain.quality.parameters.files import DefinitionFile
from commonpractice.domain.quality.parameters.looks import look_of
from commonpractice.domain.quality.parameters.sentences import Words
from commonpractice.domain.quality.parameters.together import check_register

KEYS = {"code", "name", "wording", "source", "trust", "looks", "rules"}
RULES = {"listed", "register", "since"}


def register_of(file: DefinitionFile, registers: Collection[str], codelists: Collection[str]) -> Register:
    """Raises DefinitionRefused."""
    known_keys(file, "", KEYS)
    known_keys(file, "rules", RULES)
    looks = looks_of(file, registers, codelists)
    words = Words(file, looks, registers)
    told = Register(
        code=file.text_at("code"),
        name=file.text_at("name"),
        wording=file.text_at("wording"),
        looks=looks,
        listed=words.condition("rules.listed", file.at("rules.listed") or "age >= 0"),
        when=words.condition("rules.register", file.at("rules.register")),
        since=words.day("rules.since", file.text_at("rules.since")),
        source=file.text_at("source"),
        trust=file.text_at("trust"),
    )
    check_register(told, file.refusal)
    return told


def looks_of(file: DefinitionFile, registers: Collection[str], codelists: Collection[str]) -> dict[str, Look]:
    """A definition's looks, in the order in which they are written: one may name those above it."""
    looks: dict[str, Look] = {}
    for name, told in (file.at("looks") or {}).items():
        looks[name] = look_of(file, f"looks.{name}", told, looks, registers, codelists)
    return looks


def known_keys(file: DefinitionFile, path: str, known: set[str]) -> None:
    """Raises DefinitionRefused for a key that nobody reads: a slip of the pen would otherwise be left out."""
    told = file.at(path) if path else file.values
    for key in told or {}:
        if key not in known:
            where = f"{path}.{key}" if path else key
            raise file.refusal(where, f"“{where}” is not known here; known are {', '.join(sorted(known))}.")
