"""What a line that no rule knows is most likely for: as people said of its like before, then by its words."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from commonpractice.domain.banking.facts import Entered, PaycodeRule
from commonpractice.domain.ledger.facts import NhsItem, NhsMoney

Said = tuple[str, str, str]
"""The paycode and words of a line of before, and the item that it was said to be."""

WORD = re.compile(r"[a-z]{3,}")
SAME_PAYCODE, SAME_WORDS, SHARED_WORD, RIGHT_WAY = 100, 100, 3, 1
"""How much each counts: what was said of a line's like outweighs any words."""


def likely(
    line: Entered,
    *,
    said: Sequence[Said],
    rules: Sequence[PaycodeRule],
    items: Mapping[str, NhsItem],
    most: int = 3,
) -> list[str]:
    """The items that a line is most likely for, the likeliest first: at most so many, and none by chance.

    What lines of the same paycode or words were said to be counts most; then words that the line shares with
    an item's own words, or with the patterns of the rulebook that lead to it. An item that is paid where the
    line takes off, or the other way round, comes after others of the same weight.
    """
    weights: Counter[str] = Counter()
    for paycode, words, item in said:
        if line.paycode and paycode == line.paycode:
            weights[item] += SAME_PAYCODE
        if line.words and words.casefold() == line.words.casefold():
            weights[item] += SAME_WORDS
    spoken = _words(line.words) | _words(line.section.replace("_", " "))
    known = {key: _words(item.words) for key, item in items.items()}
    for rule in rules:
        known[rule.item] |= _words(rule.words)
    for key, words in known.items():
        weights[key] += SHARED_WORD * len(spoken & words)
    for key, item in items.items():
        if weights[key] and (item.kind is NhsMoney.INCOME) == (line.amount > 0):
            weights[key] += RIGHT_WAY
    order = {key: place for place, key in enumerate(items)}
    ranked = sorted((key for key in weights if weights[key] > 0), key=lambda key: (-weights[key], order[key]))
    return ranked[:most]


def _words(text: str) -> frozenset[str]:
    """The words of a text that say something, without their plural."""
    return frozenset(word.removesuffix("s") for word in WORD.findall(text.casefold())) - EMPTY


EMPTY = frozenset({"and", "the", "for", "payment", "pay", "nhs", "other", "adjustment", "adj"})
