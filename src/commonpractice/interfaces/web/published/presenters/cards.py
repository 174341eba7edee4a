"""A practice at a glance: its latest few figures, each beside England and its peers."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString

from commonpractice.domain.published.facts import Basis, Beside, LookUp, Measure
from commonpractice.interfaces.web.published.presenters import measures, strips
from commonpractice.interfaces.web.published.presenters.addresses import REGISTERED, WEIGHTED, Lines
from commonpractice.interfaces.web.published.presenters.tables import Write, rate, whole

LIST = "Patients registered"
MEASURED = ("qof_percentage", "cqc", "gps_per_10000", "deprivation")


@dataclass(frozen=True)
class Card:
    """A figure with the year that it is of, what stands beside it, and where it was published.

    `beside_of` is when England and the peers are of, where that is another day.
    """

    name: str
    value: str
    of: str
    england: str = ""
    peers: str = ""
    beside_of: str = ""
    drawn: SafeString | str = ""
    href: str | None = None


def cards(found: LookUp, lines: Lines) -> tuple[Card, ...]:
    """As many of the six as there are figures for."""
    by_key = {measure.key: measure for measure in found.measures}
    made = [_payments(found, lines), _patients(found, by_key.get("list_size"), lines)]
    made += [_measured(by_key[key], lines) for key in MEASURED if key in by_key]
    return tuple(card for card in made if card)


def _payments(found: LookUp, lines: Lines) -> Card | None:
    if not found.income:
        return None
    one = found.income[-1]
    total, beside = one.total, one.total.beside_weighted
    if total.per_weighted is None:
        return None
    return Card(
        name=f"NHS payments {Basis.WEIGHTED.words}",
        value=rate(total.per_weighted) or "",
        of=str(one.year),
        england=rate(beside.national) or "",
        peers=_median(beside, rate),
        drawn=strips.strip(total.per_weighted, beside),
        href=lines.paid(one, total.key, per=WEIGHTED),
    )


def _patients(found: LookUp, sizes: Measure | None, lines: Lines) -> Card | None:
    """The list as the latest payments have it; England's and the peers' lists are of the latest extract."""
    extract = sizes.years[-1] if sizes and sizes.years else None
    england, peers = "", ""
    if extract and extract.beside.national is not None:
        england, peers = f"{whole(extract.beside.national)} a practice", _median(extract.beside, whole)
    if found.income and found.income[-1].registered is not None:
        one = found.income[-1]
        return Card(
            name=LIST,
            value=whole(one.registered) or "",
            of=f"{one.year}, {whole(one.weighted)} weighted" if one.weighted is not None else str(one.year),
            england=england,
            peers=peers,
            beside_of=f"England and peers on {extract.year}" if extract and england else "",
            href=lines.paid(one, REGISTERED),
        )
    if extract is None or extract.value is None:
        return None
    return Card(
        name=LIST,
        value=whole(extract.value) or "",
        of=extract.year,
        england=england,
        peers=peers,
        drawn=strips.strip(extract.value, extract.beside),
        href=lines.measured(sizes, extract) if sizes else None,
    )


def _measured(measure: Measure, lines: Lines) -> Card | None:
    if not measure.years:
        return None
    one = measure.years[-1]

    def write(number: Decimal | None) -> str | None:
        return measures.write(measure, number)

    together = measure.key == "cqc" and one.value is not None
    return Card(
        name=measures.name(measure),
        value=(one.words if together else measures.said(measure, one)) or "",
        of=f"{one.year}, {write(one.value)}" if together else one.year,
        england=write(one.beside.national) or "",
        peers=_median(one.beside, write),
        drawn=strips.strip(one.value, one.beside),
        href=lines.measured(measure, one),
    )


def _median(beside: Beside, write: Write) -> str:
    return (write(beside.peers.median) or "") if beside.peers else ""
