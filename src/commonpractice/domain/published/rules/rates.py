"""Figures shared over patients. Nothing shared over nobody is no figure at all, rather than nil."""

from decimal import ROUND_HALF_UP, Decimal

TEN_THOUSANDTH = Decimal("0.0001")


def per(amount: int | Decimal | None, patients: Decimal | None, *, times: int = 1) -> Decimal | None:
    """An amount per patient (or per `times` patients), to four places; None without either."""
    if amount is None or not patients or patients <= 0:
        return None
    return (Decimal(amount) * times / patients).quantize(TEN_THOUSANDTH, ROUND_HALF_UP)


def percentage(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    """A part as a percentage, to four places."""
    return per(part, whole, times=100)


def added(figures: list[int | None]) -> int | None:
    """The sum of what is known; None where nothing is."""
    known = [figure for figure in figures if figure is not None]
    return sum(known) if known else None


def plain(value: Decimal) -> Decimal:
    """The same number without the noughts that a database column puts behind it: 59768.500000 → 59768.5."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
