"""What England's figure, and the peers', is worked out from: every practice's own, with its line."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from commonpractice.domain.published import parameters
from commonpractice.domain.published.facts import OneOfMany, PeerGroupFact
from commonpractice.domain.published.models import (
    Deprivation,
    ListSize,
    PaymentColumn,
    PeerGroup,
    PeerMember,
    PracticePayments,
    Publication,
    QofPoints,
    Workforce,
)
from commonpractice.domain.published.queries.own_lines import makes_up
from commonpractice.domain.published.rules import rates

MEASURED: dict[str, tuple[Any, str, str]] = {
    "list_size": (ListSize, "patients", ""),
    "qof_points": (QofPoints, "points", ""),
    "qof_percentage": (QofPoints, "percentage", ""),
    "gps_per_10000": (Workforce, "gp_fte", "patients"),
    "deprivation": (Deprivation, "score", ""),
}
"""Where a measure of every practice stands: its table, its figure, and the patients it is shared over."""
OF_MANY_YEARS = (Workforce, Deprivation)


def everybody(
    *, publication_id: int, figure: str, per: str, begins: int, group: tuple[int, int] | None
) -> tuple[OneOfMany, ...]:
    """Every practice's figure in a file, or those of a peer group, from the least to the most.

    `per` is "weighted" or "registered", for a payment; `begins` the year of a measure. Those without a figure
    are not among them; those without patients have no rate and come last. Empty for what is no such figure.
    """
    file = Publication.objects.get(id=publication_id)
    found = _paid(file, figure, per) if file.dataset == "payments" else _measured(file, figure, begins)
    if group is not None:
        members = PeerMember.objects.filter(publication_id=group[0], number=group[1])
        wanted = frozenset(members.values_list("code", flat=True))
        found = (one for one in found if one.code in wanted)
    return tuple(sorted(found, key=lambda one: (one.rate is None, one.rate or 0, one.code)))


def peer_group(group: tuple[int, int]) -> PeerGroupFact | None:
    """Who the peers of a group are."""
    one = PeerGroup.objects.filter(publication_id=group[0], number=group[1]).first()
    return one and PeerGroupFact(
        one.number, one.contract, one.dispensing, one.smallest, one.largest, one.practices
    )


def _paid(file: Publication, figure: str, per: str) -> Iterator[OneOfMany]:
    columns = PaymentColumn.objects.filter(publication_id=file.id)
    positions = [column.position for column in columns if makes_up(column, figure)]
    if not positions:
        return
    rows = PracticePayments.objects.filter(publication_id=file.id)
    for code, name, line, over, amounts in rows.values_list("code", "name", "line", per, "amounts"):
        amount = Decimal(sum(amounts[position] or 0 for position in positions))
        yield OneOfMany(code, name, line, amount, over, rates.per(amount, over))


def _measured(file: Publication, figure: str, begins: int) -> Iterator[OneOfMany]:
    if figure not in MEASURED:
        return
    model, amount, over = MEASURED[figure]
    rows = model.objects.filter(publication_id=file.id, **{f"{amount}__isnull": False})
    if model in OF_MANY_YEARS:
        rows = rows.filter(year=begins)
    if model is ListSize:
        rows = rows.filter(sex="ALL")
    times = parameters.peers().patients
    names = _names()
    for code, line, value, patients in rows.values_list("code", "line", amount, over or amount):
        value = Decimal(value)
        if not over:
            yield OneOfMany(code, names.get(code, ""), line, value, None, value)
        elif (rate := rates.per(value, patients, times=times)) is not None:  # no GP at all is a figure
            yield OneOfMany(code, names.get(code, ""), line, value, patients, rate)


def _names() -> dict[str, str]:
    """What practices are called, as the latest payments that have them do."""
    rows = PracticePayments.objects.filter(publication__superseded=False).order_by("publication__year")
    return dict(rows.values_list("code", "name"))
