"""The money columns of a payments file, as rulebook/published/payment_lines.toml knows them."""

from dataclasses import dataclass
from functools import cache

from commonpractice.foundations.months import FinancialYear
from commonpractice.gateways.nhs_publications.headings import Wanted, squeezed, without_footnote
from commonpractice.gateways.nhs_publications.layouts import rulebook

NOT_ITEMISED = "not_itemised"
UNLISTED = "unlisted:"


@dataclass(frozen=True)
class Line:
    key: str
    words: str
    group: str
    role: str
    wanted: Wanted
    parts: tuple[str, ...] = ()
    first: FinancialYear | None = None


@dataclass(frozen=True)
class Total:
    """A published sum, `of` roles ("role:income"), groups ("group:covid") or totals ("total:total")."""

    key: str
    words: str
    wanted: Wanted
    of: tuple[str, ...]


@cache
def lines() -> tuple[Line, ...]:
    return tuple(
        Line(
            one["key"],
            one["words"],
            one["group"],
            one["role"],
            Wanted(one["headings"]),
            tuple(one.get("parts", ())),
            FinancialYear.parse(one["first"]) if "first" in one else None,
        )
        for one in rulebook("payment_lines.toml")["line"]
    )


@cache
def totals() -> tuple[Total, ...]:
    return tuple(
        Total(one["key"], one["words"], Wanted(one["headings"]), tuple(one["of"]))
        for one in rulebook("payment_lines.toml")["total"]
    )


@cache
def _read_past() -> tuple[frozenset[str], tuple[str, ...]]:
    ratios = rulebook("payment_lines.toml")["ratios"]
    names = [*ratios["headings"], *ratios["also"]]
    return frozenset(map(squeezed, names)), tuple(map(squeezed, ratios["starting"]))


def is_read_past(heading: str) -> bool:
    """Whether a column is worked out from others (payments per patient) or says nothing of money."""
    names, starting = _read_past()
    plain = squeezed(heading)
    return plain in names or without_footnote(plain) in names or plain.startswith(starting)


def unlisted_key(heading: str) -> str:
    return UNLISTED + without_footnote(squeezed(heading))
