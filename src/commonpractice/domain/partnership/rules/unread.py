"""The names of what could not be read in a partnership file, so that nothing is said that depends on it."""


def unread(place: str, key: str) -> str:
    """A key of the file, or of one surgery's or partner's tables."""
    return f"{place}: {key}" if place else key


def whose_surgery(code: str) -> str:
    """The place of a surgery's tables."""
    return f"surgery {code}"


def whose_partner(code: str) -> str:
    """The place of a partner's tables."""
    return f"partner {code}"
