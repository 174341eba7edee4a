"""What journals were made from, in words: its kind, where it comes from, and where one goes from there."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.urls import reverse

from commonpractice.domain.ledger.queries.followed import SUBJECTS
from commonpractice.domain.ledger.queries.journals import DocumentView
from commonpractice.domain.partnership.facts import PartnershipSummary
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import Month
from commonpractice.interfaces.web.amounts import pounds
from commonpractice.interfaces.web.called import said
from commonpractice.interfaces.web.follow.naming import item_words

KINDS = {
    "nhs_statement": "NHS payment statement",
    "bank_payments": "Direct debits",
    "pay_run": "Pay run",
    "published payment": "Published NHS payment",
    "typed journal": "Journal typed here",
    "journal file": "Journal from a file",
}
"""What kinds are called whose own word would not do."""

HIDDEN = {"descriptions", "surgery", "invented", "sha256", "publication", "practice", "dated"}
"""Details that stand elsewhere on the page or are no words for a reader."""

NAMES = {
    "what": "What it is",
    "month": "Month",
    "year": "Financial year",
    "file": "File",
    "row": "Row of the file",
    "column": "Column of the file",
    "line": "Line of the file",
    "reference": "Reference",
    "to_be_reversed": "To be reversed",
    "pence": "Amount for the year",
    "difference_in_pence": "Differs from before by",
}


@dataclass(frozen=True)
class Fact:
    """A line of the list of facts; `address` where it leads somewhere."""

    name: str
    words: str
    address: str = ""


def document(found: DocumentView, *, partnership: PartnershipSummary) -> dict[str, Any]:
    """What the page of a document shows."""
    names = {surgery.id: surgery.name for surgery in partnership.surgeries}
    whose = names[found.home_id] + (f", with {names[found.host_id]}" if found.host_id else "")
    facts = [Fact("Whose" if found.host_id else said("Surgery"), whose)]
    for name, value in found.details.items():
        if name not in HIDDEN and (fact := _fact(found, name, value)):
            facts.append(fact)
    code = next(surgery.code for surgery in partnership.surgeries if surgery.id == found.home_id)
    return {
        "document": found,
        "kind": kind_in_words(found.kind),
        "facts": facts,
        "reckoned": reckoned(found, code),
    }


@dataclass(frozen=True)
class Reckoned:
    """What a document reckoned: an item of a month, what it came to, and where its steps are.

    `payable` is what of NHS income became payable, often in another month than it was earned; else None.
    """

    words: str
    month: Month
    amount: Pence
    payable: Pence | None
    address: str


def reckoned(found: DocumentView, code: str) -> list[Reckoned]:
    """Everything that a document reckoned, by month, each once; `code` is its surgery's."""
    told = [one for subject in SUBJECTS for one in found.details.get(subject, [])]
    told.sort(key=lambda one: (one["month"], one["item"]))
    rows: list[Reckoned] = []
    for (month, item), parts in groupby(told, key=lambda one: (one["month"], one["item"])):
        of_item = list(parts)
        rows.append(
            Reckoned(
                item_words(item, of_item),
                Month.parse(month),
                sum(one["pence"] if "pence" in one else one["earned"] for one in of_item),
                sum(one["payable"] for one in of_item) if "payable" in of_item[0] else None,
                reverse("item_of", args=[code, month, item]),
            )
        )
    return rows


def kind_in_words(kind: str) -> str:
    """Such as “Payroll”, “NHS payment statement”."""
    return KINDS.get(kind) or kind.replace("_", " ").capitalize()


def _fact(found: DocumentView, name: str, value: Any) -> Fact | None:
    """A detail in words; None where it says nothing to a reader."""
    if name == "recharge":
        return Fact("Recharge", f"Recharge {value}", reverse("recharge", args=[value]))
    if name == "reverses":
        return Fact("Reverses", f"Journal {value}", reverse("journal", args=[value]))
    if name in ("reverses_document", "revises"):
        said = "Reverses" if name == "reverses_document" else "Posted anew after"
        return Fact(said, f"Document {value}", reverse("document", args=[value]))
    if name == "month":
        return Fact("Month", Month.parse(str(value)).words)
    if name in ("pence", "difference_in_pence"):
        return Fact(NAMES[name], pounds(int(value)))
    if name == "line" and found.kind == "published payment":
        return None  # a key of our own; the line's heading is the title
    if isinstance(value, bool):
        return Fact(_name(name), "Yes" if value else "No")
    if isinstance(value, dict | list):
        return None
    return Fact(_name(name), str(value))


def _name(name: str) -> str:
    return NAMES.get(name) or name.replace("_", " ").capitalize()
