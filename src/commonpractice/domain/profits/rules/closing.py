"""What must be so before a month is signed off, closed or reopened. Each refusal says what to do first."""

from collections.abc import Mapping, Sequence

from commonpractice.domain.profits.facts import Signed
from commonpractice.foundations.months import Month


class CannotClose(ValueError):
    """A month that cannot be signed off, closed or reopened now; the message says what to do first."""


def check_can_sign(name: str, month: Month, *, locked: bool | None, ended: bool) -> None:
    """Raise CannotClose where a month cannot be signed off. `locked` is None where it was not opened."""
    if locked is None:
        raise CannotClose(f"{month.words} of {name} has not been opened, so there is nothing to sign.")
    if locked:
        raise CannotClose(f"{month.words} of {name} is locked already.")
    if not ended:
        raise CannotClose(f"{month.words} is not over yet. Sign it off when it is.")


def check_can_close(
    month: Month,
    *,
    locked: Mapping[str, bool | None],
    first_open: Month | None,
    signed: Sequence[Signed],
    may_be_estimated: int,
    ended: bool,
) -> tuple[Signed, ...]:
    """Those who have not signed, where the deed lets the month be closed all the same; none where all have.

    `locked` says of each profit centre, by name, whether the month is locked (None: never opened);
    `first_open` is the earliest month that is open anywhere. Raises CannotClose.
    """
    if not ended:
        raise CannotClose(f"{month.words} is not over yet.")
    unopened = [name for name, state in locked.items() if state is None]
    if unopened:
        raise CannotClose(f"{month.words} has not been opened for {_some(unopened)}. Open it first.")
    done = [name for name, state in locked.items() if state]
    if len(done) == len(locked):
        raise CannotClose(f"{month.words} is closed already.")
    if done:
        raise CannotClose(
            f"{month.words} is locked for {_some(done)} and open for others. Reopen it there, so that it can "
            "be closed for all together."
        )
    if first_open is not None and first_open < month:
        raise CannotClose(
            f"{first_open.words} is still open: months close in order. Close {first_open.words} first."
        )
    unsigned = tuple(one for one in signed if not one.holds)
    if len(unsigned) > may_be_estimated:
        named = _some([one.name + (" (changed since it signed)" if one.stale else "") for one in unsigned])
        allowed = f"The deed lets {may_be_estimated} be estimated. " if may_be_estimated else ""
        raise CannotClose(f"{month.words} has not been signed off by {named}. {allowed}Ask them to sign it.")
    return unsigned


def _some(names: Sequence[str], most: int = 3) -> str:
    if len(names) <= most:
        return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
    return f"{', '.join(names[:most])} and {len(names) - most} more"
