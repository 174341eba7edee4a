"""Money is whole pence. Every division of money in the product goes through `share`."""

import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import lcm

Pence = int

POUNDS = re.compile(r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)?(?:\.[0-9]+)?")
"""Digits, with a comma before each three of them or with none at all, and perhaps pence."""

PENNY = Decimal("0.01")
BEYOND_REASON = Decimal(10**15)  # a thousand million million pounds: nobody's books hold it


class NotMoney(ValueError):
    """Text that was meant as an amount of pounds and is not."""


class CannotShare(ValueError):
    """An amount that cannot be divided by the weights given."""


def pence(text: str | Decimal) -> Pence:
    """Read pounds, as people and spreadsheets write them, as whole pence.

    Accepts "1,234.50", "£12", "-£3.10", "-3.1", "(12.00)" for a negative. Raises NotMoney for anything
    else: for a comma that does not part thousands ("12,50" abroad is twelve and a half), for fractions of
    a penny, since a figure that is not whole pence is somebody's average, and rounding it silently would
    lose money, and for amounts beyond all reason.
    """
    pounds = text if isinstance(text, Decimal) else _read(text)
    if not pounds.is_finite() or abs(pounds) >= BEYOND_REASON:
        raise NotMoney(f"“{text}” is not an amount of money.")
    whole_pence = pounds.quantize(PENNY)
    if whole_pence != pounds:
        raise NotMoney(f"“{text}” has a fraction of a penny.")
    return int(whole_pence.scaleb(2))


def _read(text: str) -> Decimal:
    cleaned = text.strip()
    negative = cleaned.startswith("(") and cleaned.endswith(")")
    if negative:
        cleaned = cleaned[1:-1].strip()
    sign = cleaned[:1] if cleaned[:1] in ("-", "+") and not negative else ""
    cleaned = cleaned.removeprefix(sign).strip().removeprefix("£").strip()
    if not cleaned or not POUNDS.fullmatch(cleaned):
        raise NotMoney(f"“{text}” is not an amount of money.")
    amount = Decimal(cleaned.replace(",", ""))
    return -amount if negative or sign == "-" else amount


def pounds(amount: Pence) -> str:
    """Write whole pence as people read them: 123450 → "£1,234.50", -5 → "-£0.05"."""
    sign = "-" if amount < 0 else ""
    whole, pennies = divmod(abs(amount), 100)
    return f"{sign}£{whole:,}.{pennies:02d}"


def plain_pounds(amount: Pence) -> str:
    """Write whole pence for a file: 123450 → "1234.50". Exact, without separators."""
    sign = "-" if amount < 0 else ""
    whole, pennies = divmod(abs(amount), 100)
    return f"{sign}{whole}.{pennies:02d}"


def share(amount: Pence, weights: Sequence[int | Decimal | Fraction]) -> list[Pence]:
    """Divide an amount by weights so that the parts add up to it exactly.

    The largest-remainder method: each part is rounded towards zero, and the pennies left over go one
    each to the parts that lost most, ties to the earlier weight. A negative amount is divided as its
    positive and negated, so that a loss falls as a gain would have. Raises CannotShare where there is
    no weight to go by, or a negative one.
    """
    ratios = [weight.as_integer_ratio() for weight in weights]
    common = lcm(*(below for _, below in ratios))
    whole = [above * (common // below) for above, below in ratios]  # whole numbers in the same proportion
    if any(weight < 0 for weight in whole):
        raise CannotShare("A share cannot be negative.")
    total = sum(whole)
    if not total:
        raise CannotShare("There is nobody to share this between: every share is nil.")
    if amount < 0:
        return [-part for part in share(-amount, whole)]
    parts = [amount * weight // total for weight in whole]
    lost = [amount * weight % total for weight in whole]
    left_over = amount - sum(parts)
    by_loss = sorted(range(len(parts)), key=lambda place: (-lost[place], place))
    for place in by_loss[:left_over]:
        parts[place] += 1
    return parts
