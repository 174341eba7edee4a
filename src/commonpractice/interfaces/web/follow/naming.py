"""What a posting is for, in words: NHS money, a charge, rent to an owner, a result passed on, a share."""

from collections.abc import Iterable, Mapping
from typing import Any

from commonpractice.domain.ledger import parameters
from commonpractice.domain.profits.queries.month_of import PASSED_ON, SHARES

CHARGE, RENT, CENTRE = "charge.", "landlord.", "centre.result"


def item_words(item: str, told: Iterable[Mapping[str, Any]] = ()) -> str:
    """Such as “Global sum”, “Quality and safety”; `told` are what documents say of it, which name charges."""
    if known := parameters.nhs_items().get(item):
        return known.words
    if step := SHARES.get(item):
        return step.words.capitalize()
    if item.startswith(RENT):
        return f"Rent to {item.removeprefix(RENT)}"
    if item == CENTRE:
        return "The centre’s surplus or deficit"
    if item.startswith(PASSED_ON):
        return "Result passed on to the one profit"
    named = next((one["name"] for one in told if one.get("name")), "")
    if item.startswith(CHARGE):
        return f"Central charge: {named or item.removeprefix(CHARGE).replace('_', ' ')}"
    return named or item.replace("_", " ").replace(".", ": ").capitalize()
