"""What England and each peer group paid, worked out once a file: sums, rates and quartiles of every line."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from commonpractice.domain.published.facts import GROUP, Basis, SummaryFact
from commonpractice.domain.published.rules import rates
from commonpractice.domain.published.rules.spread import FINE, spread

WHOLE = 1_000_000  # patients are counted in millionths, so that a four-quarter average stays exact


@dataclass(frozen=True)
class Paid:
    """One practice's year, as far as summaries go. `peers` are the groups in which its rates count."""

    registered: Decimal | None
    weighted: Decimal | None
    amounts: Sequence[int | None]
    peers: Sequence[int]
    counted: bool


def of_payments(
    practices: Sequence[Paid], *, lines: Mapping[str, int], groups: Mapping[str, Sequence[str]]
) -> Iterator[SummaryFact]:
    """Every line, group and total, over England and each peer group, per weighted and registered patient.

    `lines` gives the place of each key in the amounts, `groups` the keys of each group. England's value is
    all payments over all patients; quartiles are of the counted practices' own rates, in pence.
    """
    amounts = {key: [practice.amounts[place] or 0 for practice in practices] for key, place in lines.items()}
    for name, keys in groups.items():
        if keys:
            amounts[GROUP + name] = [
                sum(parts) for parts in zip(*(amounts[key] for key in keys), strict=True)
            ]
    for basis in (Basis.WEIGHTED, Basis.REGISTERED):
        weighted = basis is Basis.WEIGHTED
        sizes = [practice.weighted if weighted else practice.registered for practice in practices]
        everybody = sum((size or Decimal(0) for size in sizes), Decimal(0))
        counted = [
            (number, practice.peers, int(size * WHOLE))
            for number, (practice, size) in enumerate(zip(practices, sizes, strict=True))
            if practice.counted and size
        ]
        for key, paid in amounts.items():
            yield from _summaries(key, basis, paid, counted, everybody)


def _summaries(
    key: str,
    basis: Basis,
    amounts: Sequence[int],
    counted: Sequence[tuple[int, Sequence[int], int]],
    everybody: Decimal,
) -> Iterator[SummaryFact]:
    england: list[int] = []
    groups: dict[int, list[int]] = defaultdict(list)
    paid: dict[int, int] = defaultdict(int)
    patients: dict[int, int] = defaultdict(int)
    for number, peers, size in counted:
        amount = amounts[number]
        rate = (amount * 2 * FINE * WHOLE + size) // (2 * size)  # rounded half up
        england.append(rate)
        for group in peers:
            groups[group].append(rate)
            paid[group] += amount
            patients[group] += size
    england.sort()
    total = Decimal(sum(amounts))
    yield SummaryFact(key, basis, None, len(england), total, rates.per(total, everybody), spread(england))
    for group, rates_ in groups.items():
        rates_.sort()
        value = rates.per(paid[group], Decimal(patients[group]) / WHOLE)
        yield SummaryFact(key, basis, group, len(rates_), Decimal(paid[group]), value, spread(rates_))


def of_measure(
    key: str, values: Iterable[tuple[Decimal | None, Decimal | None]], *, times: int = 1
) -> SummaryFact | None:
    """One measure over England: `values` are (amount, patients) of each practice, or (amount, None) for a
    figure that is not shared over patients. None where no practice has it."""
    ordered: list[int] = []
    total, patients, shared = Decimal(0), Decimal(0), False
    for amount, over in values:
        if amount is None:
            continue
        rate = amount if over is None else rates.per(amount, over, times=times)
        if rate is None:
            continue
        total += amount
        shared = shared or over is not None
        patients += over or 0
        ordered.append(round(rate * FINE))
    if not ordered:
        return None
    value = rates.per(total, patients, times=times) if shared else rates.per(total, Decimal(len(ordered)))
    return SummaryFact(key, Basis.NOTHING, None, len(ordered), total, value, spread(sorted(ordered)))
