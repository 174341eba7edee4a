"""How amounts and moments are written on a screen: true minus signs, thousands, differences in words.

Amounts are whole pence. What is nil over nil is said here once: there is nothing to compare.
"""

from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from django.utils import timezone

from commonpractice.foundations.dated import day
from commonpractice.foundations.money import Pence

MINUS = "−"
NO_FIGURE = "no figure"


def pounds(amount: Pence) -> str:
    """To the penny: 123450 → "£1,234.50", -5 → "−£0.05"."""
    whole, pennies = divmod(abs(amount), 100)
    return f"{_sign(amount)}£{whole:,}.{pennies:02d}"


def whole_pounds(amount: Pence) -> str:
    """To the nearest pound, a half away from nil: 123450 → "£1,235", -49 → "£0"."""
    nearest = (abs(amount) + 50) // 100
    return f"{_sign(amount) if nearest else ''}£{nearest:,}"


def short_pounds(amount: Pence) -> str:
    """In three figures or so, for a chart's axis or a card: "£42.2m", "£318k", "£950"."""
    size = (abs(amount) + 50) // 100
    if size >= 999_500:
        words = f"£{size / 1_000_000:,.1f}m"
    elif size >= 1_000:
        words = f"£{size / 1_000:,.0f}k"
    else:
        words = f"£{size:,}"
    return f"{_sign(amount) if size else ''}{words}"


def difference(now: Pence, before: Pence | None, than: str = "last year") -> str:
    """How an amount stands to an earlier one: "£1,234 more than last year"."""
    if before is None:
        return f"nothing to compare with {than}"
    change = now - before
    size = whole_pounds(abs(change))
    if size == "£0":
        return f"the same as {than}"
    return f"{size} {'more' if change > 0 else 'less'} than {than}"


def change(now: Pence, before: Pence | None) -> str:
    """A change as a share of what was: "up 3.2%", "down 0.4%", "no change".

    From nil, or from a loss, a share says nothing: then the answer is `NO_FIGURE`.
    """
    if before is None or before <= 0:
        return NO_FIGURE
    moved = percent(abs(now - before), before)
    if moved == "0.0%":
        return "no change"
    return f"{'up' if now > before else 'down'} {moved}"


def percent(part: int, whole: int) -> str:
    """A share to one decimal: "12.3%", "−4.0%". Of nothing there is no share: `NO_FIGURE`."""
    if not whole:
        return NO_FIGURE
    thousandths = round(Fraction(part, whole) * 1000)
    return f"{_sign(thousandths)}{abs(thousandths) / 10:,.1f}%"


def count(number: int | Decimal) -> str:
    """A number of people or things, to the nearest whole one: "281,000"."""
    whole = round(number)
    return f"{_sign(whole)}{abs(whole):,}"


def moment(at: datetime) -> str:
    """A moment as a clock on the wall showed it: "3 May 2019 at 2:05pm"."""
    local = timezone.localtime(at)
    hour = local.hour % 12 or 12
    return f"{day(local.date())} at {hour}:{local.minute:02d}{'am' if local.hour < 12 else 'pm'}"


def deed(name: str) -> str:
    """A deed of the audit log in words: "ledger.lock_month" is "Lock month"."""
    return name.rpartition(".")[2].replace("_", " ").capitalize()


def _sign(amount: int) -> str:
    return MINUS if amount < 0 else ""
