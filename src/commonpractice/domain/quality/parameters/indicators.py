"""An indicator's file, and what it says."""

from collections.abc import Collection
from datetime import date
from typing import Any

from commonpractice.domain.quality.facts.definitions import Indicator, Reason, Terms
from commonpractice.domain.quality.parameters.adjustments import named_adjustments
from commonpractice.domain.quality.parameters.files import DefinitionFile
from commonpractice.domain.quality.parameters.registers import known_keys, looks_of
from commonpractice.domain.quality.parameters.sentences import Words
from commonpractice.domain.quality.parameters.together import check_together

KEYS = {
    "code", "family", "title", "wording", "programme", "better", "rolling", "source", "trust",
    "adjustment", "adjustment_trust", "benefit", "years", "looks", "rules",
}  # fmt: skip
RULES = {"who", "leave_out", "met", "adjustments", "not_met"}
YEAR = {
    "points", "lower", "upper", "known_on", "source", "points_trust", "thresholds_trust", "improvement",
    "note",
}  # fmt: skip
ONE_OF = {
    "programme": ("qof", "own"),
    "better": ("higher", "lower"),
    "adjustment": ("prevalence", "target_population", "none"),
}


def indicator_of(
    file: DefinitionFile,
    shared: DefinitionFile,
    registers: Collection[str],
    codelists: Collection[str],
) -> Indicator:
    """Raises DefinitionRefused."""
    known_keys(file, "", KEYS)
    known_keys(file, "rules", RULES)
    shared_looks, adjustments = named_adjustments(file, shared, registers, codelists)
    looks = looks_of(file, registers, codelists)
    for name in looks.keys() & shared_looks.keys():
        raise file.refusal(
            f"looks.{name}", f"“{name}” is a look of an adjustment named here; call it otherwise."
        )
    words = Words(file, looks, registers)
    told = Indicator(
        code=file.text_at("code"),
        family=file.text_at("family"),
        title=file.text_at("title"),
        wording=file.text_at("wording"),
        programme=_one_of(file, "programme"),
        better=_one_of(file, "better"),
        adjustment=_one_of(file, "adjustment", "none"),
        adjustment_trust=file.text_at("adjustment_trust", "own"),
        looks=looks | shared_looks,
        who=words.condition("rules.who", file.at("rules.who")),
        leave_out=tuple(_leave_out(file, words)),
        met=words.reason("rules.met", "met", file.at("rules.met")),
        adjustments=adjustments,
        tasks=tuple(
            words.task(f"rules.not_met.{number}", task, codelists)
            for number, task in enumerate(_listed(file, "rules.not_met"))
        ),
        terms=tuple(terms for year in file.at("years") or {} for terms in _terms(file, year)),
        benefit=_benefit(file),
        benefit_because=file.text_at("benefit.because"),
        source=file.text_at("source"),
        trust=file.text_at("trust"),
        rolling=file.at("rolling") is True,
    )
    check_together(told, file.refusal)
    return told


def _leave_out(file: DefinitionFile, words: Words) -> list[Reason]:
    return [
        words.reason(f"rules.leave_out.{number}", f"left_out_{number + 1}", told)
        for number, told in enumerate(_listed(file, "rules.leave_out"))
    ]


def _listed(file: DefinitionFile, path: str) -> list[Any]:
    found = file.at(path)
    if found is None:
        return []
    if not isinstance(found, list):
        raise file.refusal(path, f"“{path}” has to be a list, in square brackets.")
    return found


def _one_of(file: DefinitionFile, path: str, default: str | None = None) -> str:
    found = file.text_at(path, default)
    if found not in ONE_OF[path]:
        raise file.refusal(path, f"“{path}” has to be one of: {', '.join(ONE_OF[path])}.")
    return found


def _terms(file: DefinitionFile, year: str) -> list[Terms]:
    """A year's terms, or several: what was changed within it is told again, known later."""
    path = f"years.{year}"
    if not isinstance(file.at(path), list):
        return [_terms_at(file, path, year)]
    return [_terms_at(file, f"{path}.{place}", year) for place in range(len(file.at(path)))]


def _terms_at(file: DefinitionFile, path: str, year: str) -> Terms:
    known_keys(file, path, YEAR)
    numbers = {key: file.at(f"{path}.{key}") for key in ("points", "lower", "upper")}
    for key, found in numbers.items():
        if not isinstance(found, int | float) or isinstance(found, bool):
            raise file.refusal(f"{path}.{key}", f"“{key}” of {year} has to be a number.")
    if not 0 <= numbers["lower"] < numbers["upper"] <= 100:
        raise file.refusal(f"{path}.lower", "The lower threshold has to be below the upper, from 0 to 100.")
    known_on = file.at(f"{path}.known_on")
    if known_on is not None and type(known_on) is not date:
        raise file.refusal(f"{path}.known_on", "“known_on” has to be a day, like 2026-07-15, unquoted.")
    return Terms(
        year=year,
        **{key: float(found) for key, found in numbers.items()},
        source=file.text_at(f"{path}.source"),
        points_trust=file.text_at(f"{path}.points_trust"),
        thresholds_trust=file.text_at(f"{path}.thresholds_trust"),
        improvement=file.at(f"{path}.improvement") is True,
        note=str(file.at(f"{path}.note") or ""),
        known_on=known_on,
    )


def _benefit(file: DefinitionFile) -> int:
    rank = file.at("benefit.rank")
    if rank not in (1, 2, 3, 4, 5):
        raise file.refusal("benefit.rank", "The rank of clinical benefit is 1 (prevents death soon) to 5.")
    return int(rank)
