"""A year's payments to one practice or to several together, beside England and practices of the same size."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Q

from commonpractice.domain.published import parameters
from commonpractice.domain.published.facts import (
    GROUP,
    Basis,
    Beside,
    IncomeFigure,
    IncomeYear,
    LineRole,
    PeerGroupFact,
    Source,
    Spread,
)
from commonpractice.domain.published.models import (
    PaymentColumn,
    PeerGroup,
    PracticePayments,
    Publication,
    Summary,
)
from commonpractice.domain.published.rules import rates
from commonpractice.domain.published.rules.spread import mixed
from commonpractice.foundations.months import FinancialYear

Key = tuple[int | None, str, str]  # peer group (None: England), line, basis
TOTAL = "total"


@dataclass
class PaymentsYear:
    """What one file of payments says of the practices asked for, with the summaries that stand beside it."""

    publication: Publication
    columns: list[PaymentColumn] = field(default_factory=list)
    rows: dict[str, PracticePayments] = field(default_factory=dict)
    groups: dict[int, PeerGroupFact] = field(default_factory=dict)
    summaries: dict[Key, tuple[Decimal | None, Spread | None]] = field(default_factory=dict)

    @property
    def year(self) -> FinancialYear:
        return FinancialYear(self.publication.year or 0)

    def amount(self, row: PracticePayments, key: str) -> int | None:
        position = next((column.position for column in self.columns if column.key == key), None)
        return None if position is None else row.amounts[position]

    def source(self, row: PracticePayments, *keys: str) -> Source:
        """The line of a practice, under the headings of some columns."""
        headings = [column.heading for column in self.columns if column.key in keys and column.place]
        file = self.publication
        return Source(file.id, file.file_name, file.sha256, row.line, " and ".join(headings))

    def peers(self, code: str) -> PeerGroupFact | None:
        row = self.rows.get(code)
        return None if row is None or row.peer_group is None else self.groups.get(row.peer_group)


def load(codes: Sequence[str], files: Sequence[Publication]) -> list[PaymentsYear]:
    """Those payments files that have any of the practices, oldest first."""
    loaded = {file.id: PaymentsYear(file) for file in files}
    for row in PracticePayments.objects.filter(code__in=codes, publication_id__in=loaded):
        loaded[row.publication_id].rows[row.code] = row
    kept = {number: one for number, one in loaded.items() if one.rows}
    for column in PaymentColumn.objects.filter(publication_id__in=kept).order_by("position"):
        kept[column.publication_id].columns.append(column)
    for group in PeerGroup.objects.filter(publication_id__in=kept):
        kept[group.publication_id].groups[group.number] = PeerGroupFact(
            group.number,
            group.contract,
            group.dispensing,
            group.smallest,
            group.largest,
            group.practices,
        )
    _load_summaries(kept)
    return list(kept.values())


def _load_summaries(kept: dict[int, PaymentsYear]) -> None:
    wanted = Q(publication_id__in=kept, peer_group__isnull=True)
    for one in kept.values():
        used = {row.peer_group for row in one.rows.values() if row.peer_group is not None}
        wanted |= Q(publication_id=one.publication.id, peer_group__in=used)
    fields = ("peer_group", "key", "basis", "value", "practices", "lower", "median", "upper")
    found = Summary.objects.filter(wanted).values_list("publication_id", *fields)
    for publication_id, group, key, basis, value, practices, *quartiles in found:
        spread = None if quartiles[1] is None else Spread(practices, *quartiles)
        kept[publication_id].summaries[group, key, basis] = (value, spread)


def income_year(one: PaymentsYear, codes: Iterable[str]) -> IncomeYear:
    """Add the practices' payments up, line by line and group by group."""
    asked = tuple(codes)
    here = [one.rows[code] for code in asked if code in one.rows]
    sums = _Sums(one, here)
    grouped: dict[str, list[IncomeFigure]] = {}
    for column in sorted(one.columns, key=_order):
        if column.role != LineRole.TOTAL:
            grouped.setdefault(parameters.group_of(column.key), []).append(sums.line(column))
    groups = [
        sums.group(group, tuple(grouped[group.key])) for group in parameters.groups() if group.key in grouped
    ]
    total = sums.of(
        *(TOTAL, "Total NHS payments", LineRole.TOTAL, lambda row: one.amount(row, TOTAL)), made_of=[TOTAL]
    )
    deductions = next((group for group in groups if group.role is LineRole.DEDUCTION), None)
    own = {one.peers(row.code) for row in here}
    return IncomeYear(
        year=one.year,
        codes=tuple(row.code for row in here),
        sources=tuple(one.source(row) for row in here),
        missing=tuple(code for code in asked if code not in one.rows),
        registered=sums.patients[Basis.REGISTERED],
        weighted=sums.patients[Basis.WEIGHTED],
        total=total,
        deductions=deductions,
        net=rates.added([total.pence, deductions.pence if deductions else None]),
        groups=tuple(group for group in groups if group.role is LineRole.INCOME),
        outside=tuple(group for group in groups if group.role is LineRole.OUTSIDE),
        peers=own.pop() if len(own) == 1 else None,
    )


def _order(column: PaymentColumn) -> tuple[int, int]:
    known = parameters.line_order()
    return (known.get(column.key, len(known)), column.position)


class _Sums:
    """Figures over the practices asked for, each set beside England and the practices' peers."""

    def __init__(self, one: PaymentsYear, rows: Sequence[PracticePayments]) -> None:
        self._one = one
        self._rows = rows
        self._sizes = {
            Basis.WEIGHTED: [row.weighted for row in rows],
            Basis.REGISTERED: [row.registered for row in rows],
        }
        self.patients = {basis: _sum(sizes) for basis, sizes in self._sizes.items()}

    def line(self, column: PaymentColumn) -> IncomeFigure:
        return self.of(
            column.key,
            parameters.words_of(column.key, column.heading),
            LineRole(column.role),
            lambda row: row.amounts[column.position],
            made_of=[column.key],
            order=_order(column)[0],
        )

    def group(self, group: parameters.Group, lines: tuple[IncomeFigure, ...]) -> IncomeFigure:
        keys = [line.key for line in lines]
        role = lines[0].role if group.key == parameters.UNLISTED else group.role
        return self.of(
            GROUP + group.key,
            group.words,
            role,
            lambda row: rates.added([self._one.amount(row, key) for key in keys]),
            made_of=keys,
            lines=lines,
            order=[one.key for one in parameters.groups()].index(group.key),
        )

    def of(
        self,
        key: str,
        words: str,
        role: LineRole,
        amount: Callable[[PracticePayments], int | None],
        *,
        made_of: Sequence[str],
        lines: tuple[IncomeFigure, ...] = (),
        order: int = 0,
    ) -> IncomeFigure:
        """`made_of` are the columns that make it up, told as its source where one practice is asked for."""
        pence = rates.added([amount(row) for row in self._rows])
        return IncomeFigure(
            key=key,
            words=words,
            role=role,
            pence=pence,
            per_weighted=rates.per(pence, self.patients[Basis.WEIGHTED]),
            per_registered=rates.per(pence, self.patients[Basis.REGISTERED]),
            beside_weighted=self._beside(key, Basis.WEIGHTED),
            beside_registered=self._beside(key, Basis.REGISTERED),
            lines=lines,
            source=self._one.source(self._rows[0], *made_of) if len(self._rows) == 1 else None,
            order=order,
        )

    def _beside(self, key: str, basis: Basis) -> Beside:
        england = self._one.summaries.get((None, key, basis.value))
        peers = [
            (summary[1], size)
            for row, size in zip(self._rows, self._sizes[basis], strict=True)
            if size
            and (summary := self._one.summaries.get((row.peer_group, key, basis.value)))
            and row.peer_group is not None
            and summary[1]
        ]
        return Beside(
            national=england[0] if england else None,
            practices=england[1] if england else None,
            peers=mixed(peers),
            group=self._group() if peers else None,
        )

    def _group(self) -> tuple[int, int] | None:
        """The peers of one practice asked for alone."""
        if len(self._rows) > 1 or self._rows[0].peer_group is None:
            return None
        return self._one.publication.id, self._rows[0].peer_group


def _sum(sizes: Sequence[Decimal | None]) -> Decimal | None:
    known = [size for size in sizes if size is not None]
    return rates.plain(sum(known, Decimal(0))) if known else None
