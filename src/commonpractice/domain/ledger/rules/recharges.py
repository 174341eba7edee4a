"""What a recharge between two surgeries must be. Pure; the database holds the same."""

from collections.abc import Collection

from commonpractice.domain.ledger.rules.posting import LARGEST
from commonpractice.domain.ledger.rules.words import unkept_in
from commonpractice.foundations.money import Pence, pounds


class RechargeRefused(ValueError):
    """A recharge that cannot be raised or answered; the message says why."""


def check_can_raise(
    *,
    home_id: int,
    host_id: int,
    amount: Pence,
    reason: str,
    surgeries: Collection[int],
    most: Pence = LARGEST,
) -> None:
    """Raise RechargeRefused unless a recharge is of a sane amount, for a reason, between two of `surgeries`.

    `surgeries` are the partnership's, the centre among them; more than `most` is a slip.
    """
    if type(amount) is not int:
        raise RechargeRefused("A recharge is of whole pence.")
    if amount <= 0:
        raise RechargeRefused("A recharge is for an amount above nil.")
    if amount > most:
        raise RechargeRefused(
            f"A recharge of {pounds(amount)} cannot be right: {pounds(most)} is the most. Check the amount."
        )
    if home_id == host_id:
        raise RechargeRefused("A surgery cannot recharge itself: choose the other surgery.")
    if not {home_id, host_id} <= set(surgeries):
        raise RechargeRefused("Choose two surgeries of this partnership: one of these is none of its own.")
    if not reason.strip():
        raise RechargeRefused("Say what the recharge is for: the other surgery will ask.")
    check_words(reason)


def check_can_answer(*, agree: bool, words: str) -> None:
    """Raise RechargeRefused for what cannot be kept, and for a recharge declined without a reason."""
    if not agree and not words.strip():
        raise RechargeRefused("Say why you decline, so that the other surgery can put it right.")
    check_words(words)


def check_words(text: str) -> None:
    """Raise RechargeRefused for a text with a character that cannot be kept."""
    if bad := unkept_in(text):
        raise RechargeRefused(
            f"What you wrote has a character that cannot be kept ({bad}): take it out, or type it again."
        )
