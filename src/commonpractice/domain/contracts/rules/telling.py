"""What may be told of a contract beside what is known of it already, and beside the contract it is."""

from collections.abc import Sequence
from datetime import date

from commonpractice.domain.contracts.facts.due import PatientList, Term, TermBasis
from commonpractice.domain.contracts.rules.core_contract import core_of, first_global_sum
from commonpractice.domain.contracts.rules.month_facts import IN_POUNDS
from commonpractice.domain.partnership.facts import ContractFact
from commonpractice.foundations.dated import ONE_DAY, Period, day

BASELINE = "pms_baseline"


class CannotTell(ValueError):
    """Something that cannot be true of a contract; the message says what to mend."""


def check_withdrawal(fact: Term | PatientList, told: Sequence[Term | PatientList]) -> None:
    """Raise CannotTell for a withdrawal of what is not there by then, among what was told in this order; or
    for what is told again as known before it was withdrawn, where it would mean nothing.

    The same told twice is no fault.
    """
    if fact in told:
        return
    same = [one for one in told if _place(one) == _place(fact)]
    what = f"{_called(fact)} from {day(fact.effective.start)}"
    if not same:
        if fact.withdrawn:
            raise CannotTell(
                f"Nobody has told {what}, so it cannot be withdrawn. Give the first day that was told."
            )
        return
    _, last = max(enumerate(same), key=lambda placed: (placed[1].known_on, placed[0]))
    if not fact.withdrawn:
        if last.withdrawn and last.known_on > fact.known_on:
            raise CannotTell(
                f"{what[0].upper()}{what[1:]} was withdrawn, as known on {day(last.known_on)}. To tell it "
                "again, give that day or a later one as the day from which it was known."
            )
        return
    if last.known_on > fact.known_on:
        raise CannotTell(
            f"What was told of {what} was known on {day(last.known_on)}. Give that day or a later one as the "
            "day from which the withdrawal was known."
        )
    if last.withdrawn:
        raise CannotTell(f"{what[0].upper()}{what[1:]} is withdrawn already.")


def check_core(term: Term, core: Sequence[ContractFact], *, surgery: str) -> None:
    """Raise CannotTell for a baseline agreed for a month that is paid by the global sum: not both are.

    `core` are the core contracts of the surgery, which is called so.
    """
    if term.item != BASELINE or term.withdrawn:
        return
    start = term.effective.start
    period = Period(start, start + ONE_DAY) if term.basis is TermBasis.ONCE else term.effective
    month = first_global_sum(core, period)
    if month is None:
        return
    on = max(start, month.first)
    held = core_of(core, month)
    if held is None:
        raise CannotTell(
            f"The partnership's file names no contract of {surgery}, so it is taken for GMS on {day(on)}, "
            f"which is paid by the global sum and by no “{BASELINE}”. Put its PMS or APMS contract into the "
            "file first."
        )
    mend = (
        f"Give {day(on - ONE_DAY)}, or an earlier day, as its last."
        if on > start
        else "Tell it of days on which the contract is PMS or APMS, by the partnership's file."
    )
    raise CannotTell(
        f"The contract of {surgery} is {held.kind.value} on {day(on)}, which is paid by the global sum and "
        f"by no “{BASELINE}”. {mend}"
    )


def place_of_term(item: str, name: str, basis: TermBasis, start: date) -> tuple[object, ...]:
    """What a term takes the place of: what was agreed before for the item by that name, in pounds by the year
    or month, once, or as it holds, from the same first day. Whatever their ends."""
    return item, name, None if basis in IN_POUNDS else basis, start


def _place(one: Term | PatientList) -> tuple[object, ...]:
    if isinstance(one, PatientList):
        return (one.effective.start,)
    return place_of_term(one.item, one.name, one.basis, one.effective.start)


def _called(one: Term | PatientList) -> str:
    if isinstance(one, PatientList):
        return "a list"
    named = f" by the name “{one.name}”" if one.name else ""
    return f"“{one.item}”{named}, {one.basis.value},"
