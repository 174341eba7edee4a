"""The page of a practice, or of several together."""

from collections.abc import Sequence
from dataclasses import dataclass

from commonpractice.domain.partnership.facts import PartnershipSummary
from commonpractice.domain.published import parameters, queries
from commonpractice.domain.published.facts import LookUp
from commonpractice.interfaces.web.charts.facts import Chart
from commonpractice.interfaces.web.published.forms import Asked
from commonpractice.interfaces.web.published.presenters import cards, charts, income, measures
from commonpractice.interfaces.web.published.presenters.addresses import Lines, of_practices
from commonpractice.interfaces.web.published.presenters.naming import named
from commonpractice.interfaces.web.published.presenters.start import codes_of
from commonpractice.interfaces.web.published.presenters.tables import Row
from commonpractice.interfaces.web.published.presenters.together import SideBySide, side_by_side
from commonpractice.interfaces.web.published.presenters.who import Who, who


@dataclass(frozen=True)
class Page:
    """Everything on the page. `unknown`: codes asked for of which no file here knows anything.
    `peers`: who the peers of one practice were, (year, words), a year of payments each."""

    codes: tuple[str, ...]
    heading: str
    address: str
    who: Who | None
    together: SideBySide | None
    unknown: tuple[str, ...]
    cards: tuple[cards.Card, ...]
    over_the_years: income.OverTheYears
    one_year: income.OneYear | None
    measures: tuple[Row, ...]
    charts: tuple[Chart, ...]
    peers: tuple[tuple[str, str], ...]
    bands: int

    @property
    def here(self) -> str:
        return "This practice" if self.who else "These practices"


def page(*, codes: Sequence[str], asked: Asked, partnership: PartnershipSummary | None) -> Page:
    """Look practices up. Codes that are unknown are left out and told; raises UnknownPractice where all are,
    and NothingPublished where no file has been imported."""
    found, unknown = _look_up(codes)
    known = tuple(one.code for one in found.practices)
    lines = Lines(known)
    single = found.practices[0] if len(known) == 1 else None
    return Page(
        codes=known,
        heading=named(single.name) if single else _together(known, partnership),
        address=of_practices(known),
        who=who(single) if single else None,
        together=None if single else side_by_side(found, lines, asked.sort),
        unknown=unknown,
        cards=cards.cards(found, lines),
        over_the_years=income.over_the_years(found, lines),
        one_year=income.one_year(found, lines, asked.year, asked.basis),
        measures=measures.rows(found.measures, lines),
        charts=charts.charts(found, "This practice" if single else "These practices"),
        peers=tuple((str(one.year), one.peers.words) for one in found.income if single and one.peers),
        bands=parameters.peers().bands,
    )


def _look_up(codes: Sequence[str]) -> tuple[LookUp, tuple[str, ...]]:
    left, unknown = tuple(codes), ()
    while True:
        try:
            return queries.look_up(codes=left), unknown
        except queries.UnknownPractice as refusal:
            good = tuple(code for code in left if code not in refusal.codes)
            if not good or good == left:
                raise
            left, unknown = good, (*unknown, *refusal.codes)


def _together(codes: tuple[str, ...], partnership: PartnershipSummary | None) -> str:
    if partnership and set(codes) == set(codes_of(partnership)):
        return f"The surgeries of {partnership.name}"
    return f"{len(codes)} practices"
