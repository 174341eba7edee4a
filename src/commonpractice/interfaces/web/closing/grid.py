"""The closing grid: where every surgery stands with a month, and what is left to do before it is closed."""

from dataclasses import dataclass
from datetime import date

from commonpractice.domain.partnership import queries as partnership
from commonpractice.domain.partnership.facts import PartnershipSummary, Scope, SurgerySummary
from commonpractice.domain.profits import queries as profits
from commonpractice.domain.profits.facts import ClosingDeed, ClosingEvent, ClosingState, SurgeryClosing, Waits
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import Month
from commonpractice.interfaces.web.closing.unsigned import only_signatures_missing
from commonpractice.interfaces.web.contract_holders import holders
from commonpractice.interfaces.web.income import reading
from commonpractice.interfaces.web.places import joined_in


@dataclass(frozen=True)
class Row:
    """A surgery's line. `differences` is what it was paid otherwise than due, by now; `over`: whether the
    month is, and can be signed."""

    state: SurgeryClosing
    differences: Pence
    over: bool
    has_contract: bool = True
    joined: Month | None = None
    """The month in which it joined, where it is in its first two."""

    @property
    def is_signed(self) -> bool:
        return self.state.signed is not None and self.state.signed.holds

    @property
    def must_sign(self) -> bool:
        return self.over and self.state.signed is not None and not self.is_signed and not self.state.locked

    @property
    def has_something(self) -> bool:
        """Whether somebody should look at it before the month is closed."""
        return bool(self.state.waits or self.differences or self.must_sign or self.state.estimated)


@dataclass(frozen=True)
class Grid:
    """Everything on the page. `shown` are the rows asked for, `rows` all of them."""

    state: ClosingState
    over: bool
    rows: tuple[Row, ...]
    shown: tuple[Row, ...]
    differences_to: Month | None
    """Up to which month differences are counted: the latest of any surgery's. None without books."""
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
    def may_be_tried(self) -> bool:
        """Whether closing can be worked out before everybody has signed."""
        return only_signatures_missing(self.state, over=self.over)

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
    over = month.last < on
    state = profits.closing_state(scope=scope, of=of, month=month, ended=over)
    held = holders(scope=scope, of=of, surgeries=_named(of, state))
    paid = [row.surgery for row in state.rows if row.surgery in held]
    differ = reading.otherwise_than_due(scope=scope, surgeries=paid, on=on)
    spells = partnership.memberships(scope=scope, surgeries=[row.surgery for row in state.rows])
    rows = tuple(
        Row(
            row,
            differ[row.surgery].amount if row.surgery in differ else 0,
            over,
            row.surgery in held or row.surgery == of.centre.id,
            joined_in(spells[row.surgery], month=month),
        )
        for row in state.rows
    )
    of_month = [event for event in state.latest if event.month == month]
    latest_closed = next((event for event in of_month if event.deed is ClosingDeed.CLOSED), None)
    return Grid(
        state=state,
        over=over,
        rows=rows,
        shown=tuple(row for row in rows if row.has_something) if only_some else rows,
        differences_to=max((each.up_to for each in differ.values() if each.up_to), default=None),
        closed=latest_closed if state.closed else None,
        history=tuple(of_month),
        may_reopen=state.closed and not _closed_after(state, month),
    )


def _named(of: PartnershipSummary, state: ClosingState) -> list[SurgerySummary]:
    there = {row.surgery for row in state.rows}
    return [one for one in of.surgeries if one.id in there]


def _closed_after(state: ClosingState, month: Month) -> bool:
    """Whether a later month is closed: the latest is reopened first."""
    latest = {event.month: event.deed for event in reversed(state.latest)}
    return any(later > month and deed is ClosingDeed.CLOSED for later, deed in latest.items())
