"""What may be told of a charge by use, or of a direct one."""

from collections.abc import Sequence

from commonpractice.domain.partnership.facts import Charge, ChargeBasis
from commonpractice.domain.profits.facts import UseTold
from commonpractice.domain.profits.rules.days import of_month

MOST = 10**12  # uses, or pence: more is a slip


class CannotTell(ValueError):
    """Something that cannot be true of a charge; the message says what to mend."""


def check_use(told: UseTold, charges: Sequence[Charge]) -> None:
    """Raise CannotTell where what is told is of no charge of the surgery's, or not what that charge goes by.

    `charges` are those that the surgery pays, at any time.
    """
    rows = [charge for charge in charges if charge.code == told.charge]
    if not rows:
        raise CannotTell(f"“{told.charge}” is not the code of a charge that this surgery pays.")
    there = [charge for charge in rows if charge.effective.overlaps(of_month(told.month))]
    if not there:
        raise CannotTell(f"{rows[0].name} ({told.charge}) is not charged in {told.month.words}.")
    wanted = ChargeBasis.DIRECT if told.uses is None else ChargeBasis.USAGE
    if wanted not in {charge.basis for charge in there}:
        goes_by = there[0].basis
        column = {ChargeBasis.USAGE: "a count", ChargeBasis.DIRECT: "pounds"}.get(
            goes_by, "nothing told here"
        )
        raise CannotTell(f"{there[0].name} ({told.charge}) is charged {goes_by.words}: it goes by {column}.")
    amount = told.pence if told.uses is None else told.uses
    if amount is None or abs(amount) > MOST or (told.uses or 0) < 0:
        raise CannotTell(f"{there[0].name} ({told.charge}): that is not so many as could be told.")
