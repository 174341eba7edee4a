"""Who has still to sign a month, and whether their signatures are all that closing waits for."""

from commonpractice.domain.profits.facts import ClosingState, SurgeryClosing


def unsigned(state: ClosingState) -> tuple[SurgeryClosing, ...]:
    """Those who sign the month and have not, or whose books have changed since."""
    return tuple(row for row in state.rows if row.signed and not row.signed.holds)


def only_signatures_missing(state: ClosingState, *, over: bool) -> bool:
    """Whether a month could be closed if everybody had signed: over, open everywhere, and none before it."""
    return (
        over
        and not state.can_close
        and bool(unsigned(state))
        and all(row.locked is False for row in state.rows)
        and (state.first_open is None or state.first_open >= state.month)
    )
