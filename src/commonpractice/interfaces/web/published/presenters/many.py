"""What England's figure, or the peers' quartiles, are worked out from, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from commonpractice.domain.published import parameters, queries
from commonpractice.domain.published.facts import OneOfMany, Source
from commonpractice.domain.published.rules import rates
from commonpractice.domain.published.rules.spread import fine, spread
from commonpractice.interfaces.web.amounts import pounds
from commonpractice.interfaces.web.published.presenters import measures
from commonpractice.interfaces.web.published.presenters.addresses import PATIENTS, WEIGHTED, of_line
from commonpractice.interfaces.web.published.presenters.files import (
    NoSuchLine,
    PublishedFile,
    file_of,
    published,
)
from commonpractice.interfaces.web.published.presenters.naming import named
from commonpractice.interfaces.web.published.presenters.start import of_when
from commonpractice.interfaces.web.published.presenters.tables import Write, rate

ON_A_PAGE = 500


@dataclass(frozen=True)
class ManyLine:
    """One practice's figure; `here` where it is one of those that one came from."""

    code: str
    name: str
    number: int
    cells: tuple[str, ...]
    href: str
    here: bool


@dataclass(frozen=True)
class Many:
    """A page of them, from the least to the most, and what they come to. `back` is whom one came from."""

    file: PublishedFile
    back: str
    whose: str
    words: str
    said: str
    headings: tuple[str, ...]
    lines: tuple[ManyLine, ...]
    practices: int
    page: int
    pages: int


@dataclass(frozen=True)
class _Way:
    """How a figure is written, what its columns are called, and for how many patients it is counted.

    `places`: how many decimals the patients have, the same for all so that they stand under each other."""

    words: str
    headings: tuple[str, ...]
    amount: Write
    rate: Write
    times: int = 1
    per: str = ""
    places: int = 0


def many(
    *,
    number: int,
    figure: str,
    per: str,
    begins: int,
    group: tuple[int, int] | None,
    codes: Sequence[str],
    page: int | None,
) -> Many:
    """England's figure, or that of a peer group. Raises NoSuchLine where there is no such figure.

    Without a page, that on which the first of `codes` stands.
    """
    file = file_of(number)
    peers = queries.peer_group(group) if group else None
    per = per if per in PATIENTS else WEIGHTED
    all_ = queries.everybody(publication_id=number, figure=figure, per=per, begins=begins, group=group)
    if not all_ or (group and peers is None):
        raise NoSuchLine(f"{file.file_name} has no such figure of these practices.")
    way = replace(_way(file, figure, per), places=_places(all_))
    pages = -(-len(all_) // ON_A_PAGE)
    first = next((place for place, one in enumerate(all_) if one.code in codes), 0)
    page = min(max(page or first // ON_A_PAGE + 1, 1), pages)
    shown = all_[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]
    return Many(
        file=published(file),
        back=_back(all_, codes),
        whose=peers.words if peers else "England",
        words=way.words,
        said=_quartiles(all_, way, group[0]) if group else _england(all_, way),
        headings=way.headings,
        lines=tuple(_line(file, one, way, figure, per, codes) for one in shown),
        practices=len(all_),
        page=page,
        pages=pages,
    )


def _back(every: Sequence[OneOfMany], codes: Sequence[str]) -> str:
    if len(codes) > 1:
        return f"{len(codes)} practices"
    if not codes:
        return "Practice look-up"
    return next((named(one.name) for one in every if one.code in codes), "") or codes[0]


def _way(file: Any, figure: str, per: str) -> _Way:
    if file.dataset == "payments":
        columns = sorted(queries.columns_of(file.id, figure))
        heading = " and ".join(file.headings[place - 1] for place in columns) or "Difference not itemised"
        words = f"{parameters.figure_words(figure, heading)}, for each {per} patient"
        return _Way(words, (heading, PATIENTS[per], f"For each {per} patient"), _pence, rate, per=f"{per} ")
    headings = queries.headings_of(file, figure)
    words = measures.NAMES[figure]
    if len(headings) == 1:
        return _Way(words, headings, measures.WRITE[figure], measures.WRITE[figure])
    return _Way(words, (*headings, words), _plain, measures.WRITE[figure], parameters.peers().patients)


def _pence(amount: Decimal | None) -> str | None:
    return None if amount is None else pounds(int(amount))


def _plain(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:,.2f}"


def _line(file: Any, one: OneOfMany, way: _Way, figure: str, per: str, codes: Sequence[str]) -> ManyLine:
    cells = [way.amount(one.amount)]
    if len(way.headings) > 1:
        cells += [_patients(one.over, way), way.rate(one.rate)]
    where = Source(file.id, file.file_name, file.sha256, one.line)
    return ManyLine(
        code=one.code,
        name=named(one.name) or one.code,
        number=one.line,
        cells=tuple(cell or "–" for cell in cells),
        href=of_line(where, one.code, figure, per=per),
        here=one.code in codes,
    )


def _patients(over: Decimal | None, way: _Way) -> str | None:
    return None if over is None else f"{over:,.{way.places}f}"


def _places(every: Sequence[OneOfMany]) -> int:
    return max(
        (max(-int(one.over.normalize().as_tuple().exponent), 0) for one in every if one.over), default=0
    )


def _england(every: Sequence[OneOfMany], way: _Way) -> str:
    """The sum of all over all patients, or the mean."""
    total = sum((one.amount for one in every), Decimal(0))
    if len(way.headings) == 1:
        mean = way.amount(rates.per(total, Decimal(len(every))))
        return f"The mean of {len(every):,} practices is {mean}"
    patients = sum((one.over or Decimal(0) for one in every), Decimal(0))
    each = way.rate(rates.per(total, patients, times=way.times))
    for_ = f"for {way.times:,}" if way.times > 1 else "for each"
    return f"{way.amount(total)} over {_patients(patients, way)} {way.per}patients is {each} {for_}"


def _quartiles(every: Sequence[OneOfMany], way: _Way, payments: int) -> str:
    """Those of the peers, who are so by some year's payments."""
    found = spread(sorted(fine(one.rate) for one in every if one.rate is not None))
    if found is None:
        return ""
    lower, median, upper = (way.rate(each) for each in (found.lower, found.median, found.upper))
    told = f"Lower quarter {lower}, median {median}, upper quarter {upper} of {found.practices:,} practices"
    return f"{told}, who were peers in {of_when(file_of(payments))}"
