"""Every surgery side by side over a month or a year: what each earned and spent, and how it goes."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from commonpractice.domain.ledger import queries as ledger
from commonpractice.domain.ledger.parameters import chart as accounts
from commonpractice.domain.ledger.queries import Consolidation, ConsolidationRow
from commonpractice.domain.ledger.rules.statements import Section
from commonpractice.domain.partnership import queries as partnership_queries
from commonpractice.domain.partnership.facts import PartnershipSummary, Scope, SurgerySummary
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import Month, months
from commonpractice.interfaces.web.charts.facts import Chart, Kind, Series
from commonpractice.interfaces.web.periods import Period


@dataclass(frozen=True)
class Row:
    """A surgery's line. `course` is its surplus in each of the last twelve months."""

    surgery: SurgerySummary
    patients: int | None
    income: Pence
    spending: Pence
    surplus: Pence
    before: Pence | None
    """The surplus of the same months a year before; none where it had no books then."""
    per_patient: Pence | None
    """Income for each weighted patient."""
    locked: bool | None
    course: tuple[Pence, ...]

    @property
    def change(self) -> Pence | None:
        return None if self.before is None else self.surplus - self.before

    @property
    def is_here(self) -> bool:
        """Whether it has patients today or anything in the year's books; one that left has neither."""
        return bool(self.patients or self.income or self.spending or any(self.course))


@dataclass(frozen=True)
class InternalAccount:
    code: int
    name: str
    amount: Pence


@dataclass(frozen=True)
class SideBySide:
    """Everything on the page."""

    over: str
    sort: str
    rows: tuple[Row, ...]
    centre: Row
    course_labels: tuple[str, ...]
    patients: int
    before: Pence | None
    proof: Consolidation
    surgeries_together: ConsolidationRow
    centre_alone: ConsolidationRow
    internal: tuple[InternalAccount, ...]
    charts: tuple[Chart, ...]

    @property
    def with_patients(self) -> int:
        return sum(bool(row.patients) for row in self.rows)

    @property
    def whole_change(self) -> Pence | None:
        return None if self.before is None else self.proof.whole.surplus - self.before


SORTS = {
    "name": lambda row: row.surgery.name.casefold(),
    "patients": lambda row: row.patients or 0,
    "income": lambda row: row.income,
    "spending": lambda row: row.spending,
    "surplus": lambda row: row.surplus,
    "change": lambda row: row.change or 0,
    "per-patient": lambda row: row.per_patient or 0,
}


def side_by_side(
    *, scope: Scope, partnership: PartnershipSummary, period: Period, over: str, sort: str, on: date
) -> SideBySide:
    """The table and the proof, over the month or the year so far. An unknown `sort` is by name."""
    sort = sort if sort.removeprefix("-") in SORTS else "name"
    ids = [surgery.id for surgery in partnership.surgeries]
    first = period.year.first if over == "year" else period.month
    span = period.this_year if over == "year" else period.this_month
    proof = ledger.consolidation(scope=scope, surgeries=ids, span=span)
    income = ledger.income_statement(scope=scope, surgeries=ids, spans=[span]).income
    results: dict[int, dict[Month, ledger.MonthlyResult]] = defaultdict(dict)
    for result in ledger.monthly_results(
        scope=scope, surgeries=ids, first=min(first, period.month) - 12, last=period.month
    ):
        results[result.surgery_id][result.month] = result
    sizes = partnership_queries.sizes(scope=scope, on=on, surgeries=ids)
    states = ledger.month_states(scope=scope, surgeries=ids, first=period.month, last=period.month)
    locked = {state.surgery_id: state.locked for state in states}
    year = list(months(period.month - 11, period.month))
    before = list(months(first - 12, period.month - 12))

    def row(part: ConsolidationRow, surgery: SurgerySummary) -> Row:
        of_surgery = results[surgery.id]
        size = sizes.get(surgery.id)
        then = [of_surgery[month].surplus for month in before if month in of_surgery]
        return Row(
            surgery=surgery,
            patients=size.registered if size else None,
            income=part.income,
            spending=part.spending,
            surplus=part.surplus,
            before=sum(then) if then else None,
            per_patient=_each(part.income, size.weighted if size else Decimal(0)),
            locked=locked.get(surgery.id),
            course=tuple(of_surgery[month].surplus if month in of_surgery else 0 for month in year),
        )

    parts = {part.surgery_id: part for part in proof.rows}
    rows = [row(parts[surgery.id], surgery) for surgery in partnership.surgeries if not surgery.is_centre]
    rows = [each for each in rows if each.is_here]
    rows.sort(key=SORTS[sort.removeprefix("-")], reverse=sort.startswith("-"))
    centre = row(parts[partnership.centre.id], partnership.centre)
    then = [each.before for each in (*rows, centre) if each.before is not None]
    return SideBySide(
        over=over,
        sort=sort,
        rows=tuple(rows),
        centre=centre,
        course_labels=tuple(month.words for month in year),
        patients=sum(each.patients or 0 for each in rows),
        before=sum(then) if then else None,
        proof=proof,
        surgeries_together=_together(
            [part for part in proof.rows if part.surgery_id != partnership.centre.id]
        ),
        centre_alone=parts[partnership.centre.id],
        internal=tuple(
            InternalAccount(code, accounts()[code].name, amount)
            for code, amount in proof.internal_by_account.items()
        ),
        charts=tuple(chart for chart in (_course(results, year), _kinds(income)) if chart),
    )


def _each(amount: Pence, among: Decimal) -> Pence | None:
    """An amount for each of some patients, to the nearest penny; none where there are none."""
    return round(Decimal(amount) / among) if among else None


def _together(parts: list[ConsolidationRow]) -> ConsolidationRow:
    names = ("income", "spending", "surplus", "borne", "internal")
    return ConsolidationRow(0, *(sum(getattr(part, name) for part in parts) for name in names))


def _course(results: dict[int, dict[Month, ledger.MonthlyResult]], year: list[Month]) -> Chart | None:
    """Income and spending of the whole, month by month."""
    kept = [month for month in year if any(month in of_surgery for of_surgery in results.values())]
    if len(kept) < 2:
        return None

    def values(what: str) -> tuple[int, ...]:
        return tuple(
            sum(getattr(of_surgery[month], what) for of_surgery in results.values() if month in of_surgery)
            for month in kept
        )

    return Chart(
        title="The whole partnership month by month",
        says="Income and spending of all surgeries and the centre together.",
        kind=Kind.LINES,
        labels=tuple(month.short for month in kept),
        series=(Series("Income", values("income")), Series("Spending", values("spending"))),
    )


def _kinds(income: tuple[Section, ...]) -> Chart | None:
    """Where the income comes from, the largest kind first."""
    kinds = sorted(income, key=lambda section: section.totals[0], reverse=True)
    if not kinds:
        return None
    return Chart(
        title="Where the income comes from",
        says=f"Most comes from {kinds[0].title}.",
        kind=Kind.RANKED,
        labels=tuple(section.title for section in kinds),
        series=(Series("Income", tuple(section.totals[0] for section in kinds)),),
        labels_are="Kind",
    )
