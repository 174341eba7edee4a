"""The closing grid: where every surgery stands with a month, and what is left to do before it is closed."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from commonpractice.domain.contracts import queries as contracts
from commonpractice.domain.contracts.parameters import tolerance
from commonpractice.domain.contracts.rules.settling import settle
from commonpractice.domain.ledger import parameters
from commonpractice.domain.partnership.facts import PartnershipSummary, Scope
from commonpractice.domain.profits import queries as profits
from commonpractice.domain.profits.facts import ClosingDeed, ClosingEvent, ClosingState, SurgeryClosing, Waits
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import Month


def signature_holds(state: SurgeryClosing) -> bool:
    """Whether a month is signed off as it is; a closed one as it was then, since closing posts to it too."""
    signed = state.signed
    if signed is None or signed.at is None:
        return False
    return not state.estimated if state.locked else signed.holds


@dataclass(frozen=True)
class Row:
    """A surgery's line. `differences` is what NHS payments differ by from what was payable, either way."""

    state: SurgeryClosing
    differences: Pence
    is_centre: bool

    @property
    def is_signed(self) -> bool:
        return signature_holds(self.state)

    @property
    def must_sign(self) -> bool:
        return self.state.signed is not None and not self.is_signed and not self.state.locked

    @property
    def has_something(self) -> bool:
        """Whether somebody should look at it before the month is closed."""
        return bool(self.state.waits or self.differences or self.must_sign or self.state.estimated)


@dataclass(frozen=True)
class Grid:
    """Everything on the page. `shown` are the rows asked for, `rows` all of them."""

    state: ClosingState
    rows: tuple[Row, ...]
    shown: tuple[Row, ...]
    differences_to: Month
    """Up to which month differences are counted: the last whose income is posted."""
    closed: ClosingEvent | None
    """How this month was closed, where it is."""
    history: tuple[ClosingEvent, ...]
    may_reopen: bool

    @property
    def month(self) -> Month:
        return self.state.month

    @property
    def to_sign(self) -> tuple[Row, ...]:
        """Those who have not signed, or whose books have changed since."""
        return tuple(row for row in self.rows if row.must_sign)

    @property
    def with_something(self) -> int:
        return sum(row.has_something for row in self.rows)

    @property
    def waits(self) -> Waits:
        """What waits at all of them together; of control accounts, how far they are from nil either way."""
        every = [row.state.waits for row in self.rows]
        return Waits(
            control=sum(abs(each.control) for each in every),
            lines=sum(each.lines for each in every),
            receipts=sum(each.receipts for each in every),
            statements=sum(each.statements for each in every),
            recharges=sum(each.recharges for each in every),
        )

    @property
    def differences(self) -> Pence:
        return sum(row.differences for row in self.rows)

    @property
    def controls_not_nil(self) -> int:
        return sum(bool(row.state.waits.control) for row in self.rows)

    @property
    def surgeries_in_words(self) -> str:
        return f"{sum(row.is_signed for row in self.rows)} of {self.state.to_sign}"


def grid(*, scope: Scope, of: PartnershipSummary, month: Month, on: date, only_some: bool) -> Grid:
    """The grid of a month as it stands on a day; `only_some` leaves out the rows with nothing to look at.

    So many questions, however many surgeries. Raises NoDeed and OutOfScope.
    """
    state = profits.closing_state(scope=scope, of=of, month=month, ended=month.last < on)
    by = month if state.closed else month - 1
    differ = differences(scope=scope, surgeries=[row.surgery for row in state.rows], by=by)
    rows = tuple(
        Row(row, differ.get(row.surgery, 0), is_centre=row.surgery == of.centre.id) for row in state.rows
    )
    of_month = [event for event in state.latest if event.month == month]
    latest_closed = next((event for event in of_month if event.deed is ClosingDeed.CLOSED), None)
    return Grid(
        state=state,
        rows=rows,
        shown=tuple(row for row in rows if row.has_something) if only_some else rows,
        differences_to=by,
        closed=latest_closed if state.closed else None,
        history=tuple(of_month),
        may_reopen=state.closed and not _closed_after(state, month),
    )


def _closed_after(state: ClosingState, month: Month) -> bool:
    """Whether a later month is closed: the latest is reopened first."""
    latest = {event.month: event.deed for event in reversed(state.latest)}
    return any(later > month and deed is ClosingDeed.CLOSED for later, deed in latest.items())


def differences(*, scope: Scope, surgeries: Sequence[int], by: Month) -> dict[int, Pence]:
    """By surgery, what was payable and not paid, and what was paid and not payable, added up.

    As it is posted up to a month, once what settles each other is taken off, and without what is too little
    to ask about. Raises OutOfScope.
    """
    families = {key: item.family for key, item in parameters.nhs_items().items()}
    least = tolerance()
    open_: dict[int, dict[tuple[str, Month], Pence]] = defaultdict(dict)
    for side in contracts.three_sides(scope=scope, surgeries=surgeries, posted_by=by):
        if side.difference:
            open_[side.surgery_id][side.item, side.month] = side.difference
    return {
        surgery: sum(abs(amount) for amount in settle(places, families).left.values() if abs(amount) > least)
        for surgery, places in open_.items()
    }
