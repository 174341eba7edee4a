"""The rulebook's word on continuity (rulebook/continuity)."""

import hashlib
import json
from functools import cache

from commonpractice.domain.continuity.facts import Band, Condition, Split
from commonpractice.foundations import rulebook_files

MEASURES, GROUPS = "continuity/measures.toml", "continuity/groups.toml"


def minimum_contacts() -> int:
    """The contacts that a patient has to have for measures of who was seen again."""
    return rulebook_files.toml(MEASURES)["minimum_contacts"]["value"]


def window_months() -> int:
    """The months over which patients are measured, up to the end of each month."""
    return rulebook_files.toml(MEASURES)["window_months"]["value"]


def small_numbers() -> int:
    """Below which count nothing leaves a surgery, where no deed says: as for indicators."""
    return int(rulebook_files.toml("quality/disclosure.toml")["small_numbers"])


@cache
def bands() -> dict[Split, tuple[Band, ...]]:
    """The groups of each split, from the lowest."""
    told = rulebook_files.toml(GROUPS)
    return {
        split: tuple(Band(one["key"], one["words"], one.get("below")) for one in told[split.value]["band"])
        for split in Split
    }


@cache
def conditions() -> tuple[Condition, ...]:
    """The long-term conditions whose number is a patient's need."""
    return tuple(
        Condition(key, tuple(one["diagnosed"]), tuple(one.get("resolved", ())))
        for key, one in rulebook_files.toml(GROUPS)["condition"].items()
    )


@cache
def fingerprint() -> str:
    """SHA-256 of all that the rulebook says of continuity: what a run was measured by."""
    told = [rulebook_files.toml(path) for path in (MEASURES, GROUPS)]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
