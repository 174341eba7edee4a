"""What an indicator means, in words: whom it is about, what counts, where it is from, how far to trust it."""

from collections.abc import Iterator
from dataclasses import dataclass

from commonpractice.domain.quality.facts.definitions import Indicator, Register, Terms
from commonpractice.domain.quality.facts.expressions import OnRegister, within
from commonpractice.domain.quality.parameters.definitions import definitions
from commonpractice.interfaces.web.quality import words


@dataclass(frozen=True)
class Part:
    """One thing that a definition says; `doubt` why it is not to be relied on, `more` further sentences."""

    name: str
    text: str
    more: tuple[str, ...] = ()
    doubt: str = ""


def parts(of: Indicator, told: Terms | None) -> list[Part]:
    """The whole definition, each part with how far it is to be trusted."""
    return list(_parts(of, told))


def _parts(of: Indicator, told: Terms | None) -> Iterator[Part]:
    yield Part("What it measures", of.wording)
    registers = list(_registers(of))
    if registers:
        yield Part("Whom it is about", "", tuple(f"{one.name}: {one.wording}" for one in registers))
    yield Part("What counts as met", _capital(words.sentence(of.met.says)))
    if of.leave_out:
        yield Part("Left out of it", "", tuple(_capital(words.sentence(one.says)) for one in of.leave_out))
    if of.adjustments:
        text = "Not counted unless met (personalised care adjustments)"
        yield Part(text, "", tuple(_capital(words.sentence(one.says)) for one in of.adjustments))
    yield Part("Counted over", _window(of))
    yield Part("Why it matters", of.benefit_because)
    if told:
        yield from _terms(told)
    elif of.programme == "own":
        yield Part("Paid", "The NHS pays nothing for it: the partnership watches it for its own sake.")
    says, doubtful = words.trust(of.trust)
    yield Part("Where it is from", f"{of.source} ({says})", doubt=says if doubtful else "")


def _terms(told: Terms) -> Iterator[Part]:
    said, doubtful = words.trust(told.points_trust)
    text = f"{told.points:g} points in {told.year}"
    yield Part("Paid", text, doubt=said if doubtful else "")
    said, doubtful = words.trust(told.thresholds_trust)
    text = f"Points rise from {told.lower:g}% to {told.upper:g}% ({told.source})"
    if told.improvement:
        text += ", or by improving on one’s own past"
    yield Part("Thresholds", text, doubt=said if doubtful else "")
    if told.note:
        yield Part("To be known", _capital(told.note))


def _window(of: Indicator) -> str:
    if of.rolling:
        return "The time up to the day itself, so that figures of any two days can be compared."
    return "The NHS’s year, up to 31 March; on charts the twelve months up to each day."


def _registers(of: Indicator) -> Iterator[Register]:
    known = definitions().registers
    named = [one.register for one in within(of.who) if isinstance(one, OnRegister)]
    for code in dict.fromkeys(named):
        yield known[code]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
