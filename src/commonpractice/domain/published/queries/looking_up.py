"""The practice look-up: everything published about a practice, or about several together."""

from collections.abc import Iterable
from decimal import Decimal

from commonpractice.domain.published import parameters
from commonpractice.domain.published.facts import (
    LookUp,
    OrganisationFact,
    PracticeFact,
    PracticeSources,
    Source,
)
from commonpractice.domain.published.queries import income, measures
from commonpractice.domain.published.queries.income import TOTAL, PaymentsYear
from commonpractice.domain.published.queries.organisations import organisations
from commonpractice.domain.published.queries.peers import PeersOf
from commonpractice.domain.published.queries.publications import (
    Files,
    NothingPublished,
    UnknownPractice,
    check_codes,
)
from commonpractice.domain.published.rules import rates
from commonpractice.foundations.months import FinancialYear

Latest = tuple[Decimal | None, Source | None]


def look_up(*, codes: Iterable[str], year: FinancialYear | None = None) -> LookUp:
    """What is published about practices, over the years or in one, beside England and same-size peers.

    Several practices are taken together: amounts are added, rates are of the sums, ratings are counted.
    Raises UnknownPractice where a code is no practice's or no imported file knows it, and NothingPublished
    where nothing at all has been imported.
    """
    wanted = check_codes(codes)
    files = Files()
    payments = income.load(wanted, files.of("payments", year))
    named = organisations(wanted, files)
    _check_known(wanted, files, payments, named)
    peers = PeersOf(wanted, files)
    lists = measures.list_sizes(wanted, files, year)
    points, share = measures.qof(wanted, files, year)
    gps = measures.gps(wanted, files, year)
    poor = measures.deprivation(wanted, files)
    ratings = measures.latest_ratings(wanted, files)
    practices = tuple(
        _practice(
            code,
            payments,
            named.get(code),
            qof=share.latest(code),
            rating=(ratings[code].rating, measures.rating_source(ratings[code], files))
            if code in ratings
            else ("", None),
            gps=gps.latest(code),
            deprivation=poor.latest(code),
        )
        for code in wanted
    )
    return LookUp(
        practices=practices,
        income=tuple(income.income_year(one, wanted) for one in payments),
        measures=(
            *(series.measure(wanted, peers) for series in (lists, points, share)),
            measures.ratings(wanted, files, ratings),
            *(series.measure(wanted, peers) for series in (gps, poor)),
        ),
    )


def _check_known(
    codes: tuple[str, ...], files: Files, payments: list[PaymentsYear], named: dict[str, OrganisationFact]
) -> None:
    known = {code for one in payments for code in one.rows} | named.keys()
    if missing := [code for code in codes if code not in known]:
        if not files.by_id:
            raise NothingPublished(
                "No published figures have been imported yet. Import some with “commonpractice import "
                "published FILE”."
            )
        shown = ", ".join(missing[:5]) + (" and others" if len(missing) > 5 else "")
        raise UnknownPractice(
            f"None of the files imported knows {shown}. Check the code, or import the file that has it.",
            missing,
        )


def _practice(
    code: str,
    payments: list[PaymentsYear],
    named: OrganisationFact | None,
    *,
    qof: Latest,
    rating: tuple[str, Source | None],
    gps: Latest,
    deprivation: Latest,
) -> PracticeFact:
    """Who a practice is, with its latest year's headline figures."""
    one = next((one for one in reversed(payments) if code in one.rows), None)
    row = one.rows[code] if one else None
    total = one.amount(row, TOTAL) if one and row else None
    current = [place for place in named.networks if place.left is None] if named else []
    notes = []
    if row and row.atypical:
        notes.append(f"{row.atypical} ({one.year})".replace(" || ", ", ") if one else "")
    if row and row.closed and not (named and named.closed == row.closed):
        notes.append(f"closed on {row.closed:%-d %B %Y}, says the payments file of {one.year if one else ''}")
    return PracticeFact(
        code=code,
        name=named.name if named else row.name if row else "",
        address=named.address if named else row.address if row else "",
        postcode=" ".join((named.postcode if named else row.postcode if row else "").split()),
        contract=_known(row.contract) if row else "",
        dispensing=_known(row.dispensing) if row else "",
        icb=row.icb if row else "",
        pcn=current[-1].name if current else row.pcn if row else "",
        opened=named.opened if named else row.opened if row else None,
        closed=named.closed if named else row.closed if row else None,
        registered=_plain(row.registered) if row else None,
        weighted=_plain(row.weighted) if row else None,
        total=total,
        per_weighted=rates.per(total, row.weighted) if row else None,
        qof_percentage=qof[0],
        rating=rating[0],
        gps_per_10000=gps[0],
        deprivation=deprivation[0],
        peers=one.peers(code) if one else None,
        place=named,
        sources=PracticeSources(
            payments=one.source(row, TOTAL) if one and row else None,
            qof_percentage=qof[1],
            rating=rating[1],
            gps_per_10000=gps[1],
            deprivation=deprivation[1],
        ),
        notes=tuple(notes),
    )


def _known(word: str) -> str:
    """A contract type or dispensing status, empty where the publication does not know it."""
    return "" if word in parameters.peers().unknown else word


def _plain(value: Decimal | None) -> Decimal | None:
    return None if value is None else rates.plain(value)
