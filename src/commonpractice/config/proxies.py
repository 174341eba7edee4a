"""How many proxies stand in front: COMMONPRACTICE_PROXIES."""

from django.core.exceptions import ImproperlyConfigured


def read(number: str | None) -> int:
    """Read how many; none where it is not said. Raises ImproperlyConfigured."""
    if number and not (number.isascii() and number.isdigit()):
        raise ImproperlyConfigured(
            f"COMMONPRACTICE_PROXIES must be how many proxies stand in front, like 1; it is “{number}”."
        )
    return int(number or 0)
