"""Ask what has been published. Codes go in, facts come out; every figure knows its line and file."""

from commonpractice.domain.published.queries.looking_up import look_up
from commonpractice.domain.published.queries.organisations import (
    known_codes,
    organisation,
    organisations,
    search,
)
from commonpractice.domain.published.queries.payments import payment_lines, payments_publication
from commonpractice.domain.published.queries.publications import (
    NothingPublished,
    UnknownPractice,
    check_codes,
    publications,
    years,
)
from commonpractice.domain.published.queries.registers import registers

__all__ = [
    "NothingPublished",
    "UnknownPractice",
    "check_codes",
    "known_codes",
    "look_up",
    "organisation",
    "organisations",
    "payment_lines",
    "payments_publication",
    "publications",
    "registers",
    "search",
    "years",
]
