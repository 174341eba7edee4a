"""The published room's rulebook, typed: groups and names of payment lines, and who a practice's peers are."""

from dataclasses import dataclass
from functools import cache

from commonpractice.domain.published.facts import GROUP, LineRole
from commonpractice.gateways.nhs_publications import payment_lines
from commonpractice.gateways.nhs_publications.layouts import rulebook

UNLISTED = "unlisted"
TOTALS = {"total": "Total NHS payments", "net": "Total after deductions"}


@dataclass(frozen=True)
class Group:
    """Lines shown together. Every line of a group has the group's role."""

    key: str
    words: str
    role: LineRole


@dataclass(frozen=True)
class PeerRules:
    """How peers are formed: so many bands of list size, each of at least so many practices."""

    bands: int
    at_least: int
    kinds_kept: frozenset[str]
    unknown: frozenset[str]
    patients: int


@cache
def groups() -> tuple[Group, ...]:
    """The groups in the order shown."""
    roles = {line.group: LineRole(line.role) for line in payment_lines.lines()}
    return tuple(
        Group(one["key"], one["words"], roles.get(one["key"], LineRole.INCOME))
        for one in rulebook("payment_lines.toml")["group"]
    )


@cache
def _lines() -> dict[str, payment_lines.Line]:
    return {line.key: line for line in payment_lines.lines()}


@cache
def line_order() -> dict[str, int]:
    """The place of each known line among all, as the rulebook lists them."""
    return {line.key: place for place, line in enumerate(payment_lines.lines())}


def group_of(key: str) -> str:
    """The group of a line; what the rulebook does not know goes with the other published lines."""
    line = _lines().get(key)
    return line.group if line else UNLISTED


def figure_words(figure: str, heading: str) -> str:
    """A figure of payments in plain words: a total, a group of lines (`group:core`), or a line."""
    group = next((one for one in groups() if f"{GROUP}{one.key}" == figure), None)
    return TOTALS.get(figure) or (group.words if group else words_of(figure, heading))


def words_of(key: str, heading: str) -> str:
    """A line in plain words; what the rulebook does not know keeps its published heading."""
    line = _lines().get(key)
    return line.words if line else heading


@cache
def peers() -> PeerRules:
    book = rulebook("peers.toml")
    return PeerRules(
        bands=book["peers"]["bands"],
        at_least=book["peers"]["at_least"],
        kinds_kept=frozenset(kind.lower() for kind in book["left_out"]["kinds_kept"]),
        unknown=frozenset(book["left_out"]["unknown"]),
        patients=book["rates"]["patients"],
    )


@cache
def smallest_list() -> int:
    """The patients that a practice has to have for its percentages to count in a distribution."""
    return rulebook("national.toml")["deciles"]["smallest_list"]


@cache
def smallest_concerned() -> int:
    """The patients whom an indicator has to concern at a practice for it to count in a distribution."""
    return rulebook("national.toml")["deciles"]["smallest_concerned"]
