"""Every surgery side by side over a month or a year: what each earned and spent, and how it goes."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal

from commonpractice.domain.ledger import queries as ledger
from commonpractice.domain.ledger.parameters import chart as accounts
from commonpractice.domain.ledger.queries import Consolidation, ConsolidationRow
from commonpractice.domain.partnership import queries as partnership_queries
from commonpractice.domain.partnership.facts import PartnershipSummary, Scope, SurgerySummary
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import Month, months
from commonpractice.interfaces.web import comparing, places
from commonpractice.interfaces.web.charts.facts import Chart
from commonpractice.interfaces.web.comparing import Course
from commonpractice.interfaces.web.partnership import charts
from commonpractice.interfaces.web.periods import Period
from commonpractice.interfaces.web.places import Stay

STATES = {None: "not opened", False: "open", True: "locked"}


@dataclass(frozen=True)
class Row:
    """A surgery's line. `course` is its surplus in each of the last twelve months."""

    surgery: SurgerySummary
    stay: Stay
    patients: Decimal | None
    """Registered at the end of the period; none where it was no member then."""
    weighted: Decimal
    income: Pence
    spending: Pence
    surplus: Pence
    before: Pence | None
    """The surplus of the same months a year before; none where it had no books in one of them."""
    course: Course
    state: str

    @property
    def change(self) -> Pence | None:
        return None if self.before is None else self.surplus - self.before

    @property
    def per_patient(self) -> Pence | None:
        """Income for each weighted patient."""
        return each(self.income, self.weighted)

    @property
    def is_shown(self) -> bool:
        """Whether it belongs on the last day, or has anything in the period's books."""
        return self.stay.here or bool(self.income or self.spending)


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
    before: Pence | None
    months: int
    """How many months the figures are of."""
    states: tuple[tuple[str, str], ...]
    """What the month is (“open”), and of whom (“37 surgeries and the centre”); the most first."""
    proof: Consolidation
    surgeries_together: ConsolidationRow
    centre_alone: ConsolidationRow
    internal: tuple[InternalAccount, ...]
    charts: tuple[Chart, ...]

    @property
    def patients(self) -> Decimal:
        return sum((row.patients or Decimal(0) for row in self.rows), Decimal(0))

    @property
    def with_patients(self) -> int:
        return sum(bool(row.patients) for row in self.rows)

    @property
    def per_patient(self) -> Pence | None:
        return each(self.proof.whole.income, sum((row.weighted for row in self.rows), Decimal(0)))

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
    *, scope: Scope, partnership: PartnershipSummary, period: Period, over: str, sort: str
) -> SideBySide:
    """The table and the proof, over the month or the year so far. An unknown `sort` is by name."""
    sort = sort if sort.removeprefix("-") in SORTS else "name"
    ids = [surgery.id for surgery in partnership.surgeries]
    first = period.year.first if over == "year" else period.month
    span = period.this_year if over == "year" else period.this_month
    proof = ledger.consolidation(scope=scope, surgeries=ids, span=span, known_at=period.known_at)
    income = ledger.income_statement(
        scope=scope, surgeries=ids, spans=[span], known_at=period.known_at
    ).income
    results: dict[int, dict[Month, ledger.MonthlyResult]] = defaultdict(dict)
    for result in ledger.monthly_results(
        scope=scope, surgeries=ids, first=min(first, period.month - 11) - 12, last=period.month
    ):
        results[result.surgery_id][result.month] = result
    asked = {"scope": scope, "surgeries": ids, "as_known_on": period.known}
    sizes = partnership_queries.sizes(on=period.at, **asked)
    memberships = partnership_queries.memberships(**asked)
    states = ledger.month_states(scope=scope, surgeries=ids, first=period.month, last=period.month)
    locked = {state.surgery_id: state.locked for state in states}
    year = list(months(period.month - 11, period.month))
    before = list(months(first - 12, period.month - 12))

    def row(part: ConsolidationRow, surgery: SurgerySummary) -> Row:
        stay = places.stay(memberships.get(surgery.id, ()), first=first.first, last=period.at)
        size = sizes.get(surgery.id) if stay.here else None
        return Row(
            surgery=surgery,
            stay=stay,
            patients=size.registered if size else None,
            weighted=size.weighted if size else Decimal(0),
            income=part.income,
            spending=part.spending,
            surplus=part.surplus,
            before=comparing.surplus_then(results[surgery.id], before),
            course=comparing.course(results[surgery.id], year, "surplus"),
            state=STATES[locked.get(surgery.id)] if stay.here else "",
        )

    parts = {part.surgery_id: part for part in proof.rows}
    rows = [row(parts[surgery.id], surgery) for surgery in partnership.surgeries if not surgery.is_centre]
    rows = [each for each in rows if each.is_shown]
    rows.sort(key=SORTS[sort.removeprefix("-")], reverse=sort.startswith("-"))
    centre = row(parts[partnership.centre.id], partnership.centre)
    return SideBySide(
        over=over,
        sort=sort,
        rows=tuple(rows),
        centre=centre,
        before=comparing.surplus_of_all([results[number] for number in ids], before),
        months=period.month.months_after(first) + 1,
        states=_states([*rows, centre]),
        proof=proof,
        surgeries_together=ledger.together(
            part for part in proof.rows if part.surgery_id != partnership.centre.id
        ),
        centre_alone=parts[partnership.centre.id],
        internal=tuple(
            InternalAccount(code, accounts()[code].name, amount)
            for code, amount in proof.internal_by_account.items()
        ),
        charts=tuple(chart for chart in (charts.course(results, year), charts.kinds(income)) if chart),
    )


def each(amount: Pence, among: Decimal) -> Pence | None:
    """An amount for each of some patients, to the nearest penny; none where there are none."""
    return round(Decimal(amount) / among) if among else None


def _states(rows: list[Row]) -> tuple[tuple[str, str], ...]:
    counted = Counter(row.state for row in rows if row.state)
    return tuple(
        (state, places.in_words([row.surgery for row in rows if row.state == state]))
        for state, _ in counted.most_common()
    )
