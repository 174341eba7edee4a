"""What a new chart of accounts may change of the one that the books were kept by. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from commonpractice.domain.ledger.facts import AccountFact

WORDS = {
    "name": "its name",
    "kind": "its kind",
    "group": "its group",
    "internal": "whether it is internal",
    "purpose": "its purpose",
    "per_partner": "whether it is kept by partner",
}
FIXED = ("kind", "internal")
"""What an account is to the books: changed, it would change every statement that was read before."""


class ChartRefused(ValueError):
    """A chart of accounts that the books cannot be kept by; the message says why and what to mend."""


@dataclass(frozen=True)
class ChartChanges:
    """What turns one chart into another, by code."""

    added: Mapping[int, AccountFact]
    amended: Mapping[int, AccountFact]
    removed: Collection[int]

    def __bool__(self) -> bool:
        return bool(self.added or self.amended or self.removed)


def changes(there: Mapping[int, AccountFact], wanted: Mapping[int, AccountFact]) -> ChartChanges:
    """What turns the chart that is there into the one that is wanted."""
    return ChartChanges(
        added={code: account for code, account in wanted.items() if code not in there},
        amended={
            code: account for code, account in wanted.items() if code in there and account != there[code]
        },
        removed=[code for code in there if code not in wanted],
    )


def check_can_change(changed: ChartChanges, there: Mapping[int, AccountFact], used: Collection[int]) -> None:
    """Raise ChartRefused where an account with postings would be another kind of account, or be gone.

    `used` are the codes with postings.
    """
    for code in sorted({*changed.amended, *changed.removed} & set(used)):
        before = there[code]
        if code not in changed.amended:
            raise ChartRefused(
                f"The chart of accounts no longer has {code} {before.name}, which has postings. Put it back "
                "in the rulebook: a code that was used is kept for good."
            )
        after = changed.amended[code]
        for name in FIXED:
            if getattr(before, name) != getattr(after, name):
                raise ChartRefused(
                    f"The chart of accounts changes {WORDS[name]} for {code} {before.name}, which has "
                    "postings: every statement that was read before would change. Leave the account as it "
                    "was, and give the new one a code of its own."
                )


def in_words(changed: ChartChanges, there: Mapping[int, AccountFact]) -> list[str]:
    """A sentence for each account that is added, amended or removed, for the audit log; by code."""
    said: dict[int, str] = {}
    for code, account in changed.added.items():
        said[code] = f"{code} {account.name} added ({account.kind.words}, {account.group})"
    for code, account in changed.amended.items():
        before = there[code]
        parts = [
            f"{WORDS[name]} from “{_shown(getattr(before, name))}” to “{_shown(getattr(account, name))}”"
            for name in WORDS
            if getattr(before, name) != getattr(account, name)
        ]
        said[code] = f"{code} {account.name} changed: {', '.join(parts)}"
    for code in changed.removed:
        said[code] = f"{code} {there[code].name} removed: nothing was ever posted to it"
    return [said[code] for code in sorted(said)]


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
