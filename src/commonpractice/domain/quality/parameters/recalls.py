"""Typed view of the rulebook's word on recall lists: rulebook/quality/recalls.toml."""

from functools import cache

from commonpractice.domain.quality.facts.definitions import Task
from commonpractice.domain.quality.facts.recalls import Coding, InvitedBy, Kind
from commonpractice.foundations import rulebook_files

FILE = "quality/recalls.toml"


@cache
def kinds() -> dict[str, Kind]:
    """The kinds of work, by their keys, in the order in which they are offered."""
    return {
        key: Kind(key, told["words"], told.get("letter", ""))
        for key, told in rulebook_files.toml(FILE)["kinds"].items()
    }


@cache
def coding() -> Coding:
    """What each codelist is (rulebook/records/clusters.csv), and which a list does not propose."""
    told = rulebook_files.toml(FILE)["coding"]
    return Coding(
        kinds={row["cluster"]: row["kind"] for row in rulebook_files.rows("records/clusters.csv")},
        whole_care=tuple(told["whole_care"]),
        say_more=frozenset(told["say_more"]),
    )


@cache
def words_of_codelists() -> dict[str, str]:
    """What a receptionist would call each codelist."""
    return {row["cluster"]: row["words"] for row in rulebook_files.rows("records/clusters.csv")}


def kinds_of(task: Task | None) -> tuple[Kind, ...]:
    """The kinds of work that would put something right, by the codelists that a task says to enter.

    Where none of those is of a kind, by what they are; a task without codes is the one called `other`.
    """
    listed, otherwise = _by_codelist()
    names = task.enter if task is not None else ()
    found = [listed[name] for name in names if name in listed]
    if not found:
        found = [otherwise[what] for name in names for what in [coding().kinds[name]] if what in otherwise]
    found = found or [rulebook_files.toml(FILE)["other"]]
    return tuple(kinds()[key] for key in dict.fromkeys(found))


def benefits() -> dict[int, str]:
    """What each rank of benefit (1 the most urgent ... 5) is in a few words."""
    return {int(rank): words for rank, words in rulebook_files.toml(FILE)["benefits"].items()}


def near_year_end() -> int:
    """So many days before the NHS's year ends, the weeks that are left are counted."""
    return rulebook_files.toml(FILE)["near_year_end"]


def letters_to_parents_under() -> int:
    """Below which age a letter is to the parents, in years."""
    return rulebook_files.toml(FILE)["letters_to_parents_under"]


def weeks_ago() -> tuple[int, ...]:
    """How many weeks ago the last invitation was, as a list may be asked."""
    return tuple(rulebook_files.toml(FILE)["invited_weeks_ago"])


def invitation_terms(by: InvitedBy | None, number: int) -> tuple[str, ...]:
    """Words of which a code's term has one, where it fits an invitation: by what, and the which of them."""
    told = rulebook_files.toml(FILE)["invitation_terms"]
    ordinal = {1: "first", 2: "second"}.get(number) if by is InvitedBy.LETTER else None
    return (*told.get(ordinal or "", []), *told["other"])


@cache
def _by_codelist() -> tuple[dict[str, str], dict[str, str]]:
    """The kind of work of each codelist that is named, and of those of a kind."""
    told = rulebook_files.toml(FILE)["kinds"]
    listed = {name: key for key, kind in told.items() for name in kind["codelists"]}
    otherwise = {what: key for key, kind in told.items() for what in kind.get("else", [])}
    return listed, otherwise
