"""Ask what has been published. Codes go in, facts come out; every figure knows its line and file."""

from commonpractice.domain.published.queries.codes import known_networks, known_sites
from commonpractice.domain.published.queries.everybody import everybody, peer_group
from commonpractice.domain.published.queries.looking_up import look_up
from commonpractice.domain.published.queries.national import (
    national_indicators,
    national_registers,
    own_indicators,
    own_registers,
)
from commonpractice.domain.published.queries.organisations import (
    known_codes,
    organisation,
    organisations,
    search,
    surroundings,
)
from commonpractice.domain.published.queries.own_lines import (
    columns_of,
    files_naming,
    headings_of,
    published_lines,
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
    "columns_of",
    "everybody",
    "files_naming",
    "headings_of",
    "known_codes",
    "known_networks",
    "known_sites",
    "look_up",
    "national_indicators",
    "national_registers",
    "organisation",
    "organisations",
    "own_indicators",
    "own_registers",
    "payment_lines",
    "payments_publication",
    "peer_group",
    "publications",
    "published_lines",
    "registers",
    "search",
    "surroundings",
    "years",
]
