"""How care is told in words: parts in per cent, groups of patients, reasons, how far a source is trusted."""

import re

from commonpractice.domain.contracts.facts import Trust
from commonpractice.domain.quality.facts.definitions import Indicator, Sentence
from commonpractice.domain.quality.facts.results import GroupResult, Result
from commonpractice.domain.quality.facts.splits import Split
from commonpractice.interfaces.web.amounts import MINUS, count
from commonpractice.interfaces.web.called import said

OWN = "own"
OWN_WORDS = "chosen by the partnership, not the NHS"
PROGRAMMES = {"qof": "Paid by the NHS (QOF)", "own": "The partnership’s own"}
SPLITS = {
    Split.DEPRIVATION: "Deprivation of where they live",
    Split.AGE: "Age",
    Split.SEX: "Sex",
    Split.ETHNICITY: "Ethnicity",
    Split.LANGUAGE: "Main language",
}
FIFTHS = {
    "1": "Most deprived fifth", "2": "Second fifth", "3": "Middle fifth", "4": "Fourth fifth",
    "5": "Least deprived fifth",
}  # fmt: skip
LANGUAGES = {
    "en": "English", "pl": "Polish", "pa": "Punjabi", "ur": "Urdu", "ar": "Arabic", "bn": "Bengali",
    "gu": "Gujarati", "ro": "Romanian", "pt": "Portuguese", "es": "Spanish", "so": "Somali", "ta": "Tamil",
    "tr": "Turkish", "it": "Italian", "fr": "French", "zh": "Chinese", "fa": "Persian", "cy": "Welsh",
}  # fmt: skip
NOT_RECORDED = "Not recorded"
GAP = re.compile(r"\{[^{}]*\}")
LOOSE_END = re.compile(r"(?<!only)(,?\s+(on|since|from|before|after|and)\s*…)+$")


def percent(value: float | None, *, otherwise: str = "–") -> str:
    """71.23 → "71.2%"."""
    return otherwise if value is None else f"{value:.1f}%"


def points(value: float | None) -> str:
    """A difference of two percentages: "2.1 points up"."""
    if value is None:
        return ""
    size = f"{abs(value):.1f}"
    if size == "0.0":
        return "no change"
    return f"{size} points {'up' if value > 0 else 'down'}"


def signed(value: float | None) -> str:
    """A difference of two percentages in a table: "+2.1", "−0.4"."""
    if value is None:
        return "–"
    size = f"{abs(value):.1f}"
    return size if size == "0.0" else f"{'+' if value > 0 else MINUS}{size}"


def group(split: Split, value: str) -> str:
    """What a group is called: "Most deprived fifth", "65 to 79"."""
    if not value:
        return NOT_RECORDED
    match split:
        case Split.DEPRIVATION:
            return FIFTHS.get(value, value)
        case Split.AGE:
            return value.replace("-", " to ").replace("+", " or over")
        case Split.LANGUAGE:
            return LANGUAGES.get(value, value)
        case Split.SEX | Split.ETHNICITY:
            return {"unknown": NOT_RECORDED}.get(value, value.capitalize())


def hidden(threshold: int | None) -> str:
    """Why a number is not there; not whether it is small itself, or would only give another away."""
    if threshold is None:
        return said("Where it says “stays at the surgery”, nothing of it has left the surgery yet.")
    return said(
        f"Where it says “stays at the surgery”, a number is below {threshold}, or would give such a number "
        "away by subtraction. Which of the two is not said."
    )


HIDDEN = "Stays at the surgery"
HIDDEN_TOTAL = "Not shown"
HIDDEN_GROUP = "Not shown, so that nobody can be recognised"


def told(of: Result | None) -> str:
    """A result in a cell: its percentage, that it is hidden, or that nobody is concerned."""
    if of is None:
        return "Not counted"
    if of.hidden:
        return said(HIDDEN)
    return percent(of.percent, otherwise="Nobody concerned")


def total_told(of: Result | None) -> str:
    """The whole partnership's: where it is hidden it would give some surgery's number away."""
    return HIDDEN_TOTAL if of is not None and of.hidden else told(of)


def of_patients(of: Result | None) -> str:
    """ "412 of 520 patients"; blank where it is hidden or concerns nobody."""
    if of is None or of.met is None or not of.denominator:
        return ""
    return f"{count(of.met)} of {count(of.denominator)} patients"


def group_told(of: GroupResult) -> str:
    return HIDDEN_GROUP if of.met is None else percent(of.percent, otherwise="Nobody concerned")


def sentence(of: Sentence) -> str:
    """A definition's sentence without a patient: its gaps left open, "HbA1c …, above 58"."""
    return LOOSE_END.sub("", GAP.sub("…", of.words)).removeprefix("… ")


def trust(text: str) -> tuple[str, bool]:
    """How far a part of a definition is to be trusted, in words, and whether a page must say so beside it."""
    if text == OWN:
        return OWN_WORDS, False
    known = Trust(text)
    return known.words, known.is_doubtful


def programme(of: Indicator) -> str:
    return PROGRAMMES[of.programme]
