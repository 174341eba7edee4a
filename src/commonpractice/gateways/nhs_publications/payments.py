"""NHS Payments to General Practice: every money column of every practice, whatever the year called it.

The file is small (thousands of rows), so it is held whole: only then can be seen which unknown columns hold
money, and whether the lines add up to the totals.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from commonpractice.foundations.dated import day
from commonpractice.foundations.money import pounds
from commonpractice.foundations.months import FinancialYear
from commonpractice.gateways.nhs_publications import arithmetic, facts, payment_columns, payment_lines, values
from commonpractice.gateways.nhs_publications.headings import squeezed
from commonpractice.gateways.nhs_publications.payment_columns import MoneyColumn
from commonpractice.gateways.nhs_publications.recognising import Recognised
from commonpractice.gateways.nhs_publications.rows import Faults, Row
from commonpractice.gateways.nhs_publications.years import LOOK

MOSTLY = 0.9  # of an unknown column's cells are amounts: it is a money column
NO_NETWORK = "unknown"
ENOUGH = 1000  # practices: of so many, some open or close in every year


@dataclass
class PaymentsFile:
    """The payments of one year. `read` takes the rows, `records` gives what to store."""

    recognised: Recognised
    faults: Faults
    accept_differences: bool = False
    notes: list[str] = field(default_factory=list)
    columns: list[MoneyColumn] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    amounts: list[list[int | None]] = field(default_factory=list)
    not_itemised: dict[int, int] = field(default_factory=dict)

    def read(self, rows: Iterator[Row]) -> None:
        """Take every row in, find what the columns are, and check the sums. Faults are noted."""
        self.columns = payment_columns.known(self.recognised)
        known = {column.place for column in self.columns} | set(self.recognised.places.values())
        unknown = [
            place
            for place, heading in enumerate(self.recognised.headings)
            if place not in known and squeezed(heading) and not payment_lines.is_read_past(heading)
        ]
        seen: dict[str, int] = {}
        for row in rows:
            amounts = [self._amount(row, column.place) for column in self.columns]
            code = row.must("code")
            if code and seen.setdefault(code, row.line) != row.line:
                row.fault("code", f"{code} is already on line {seen[code]}")
            row.check("registered", "weighted", "opened", "closed")
            if row.faults:
                self.faults.add(*row.faults)
            else:
                self.rows.append(row)
                self.amounts.append(amounts)
        if self.rows:
            self._add_unknown(unknown)
            self._settle_roles()
            self._check_totals()

    def _amount(self, row: Row, place: int) -> int | None:
        try:
            return values.pence(row.cells[place])
        except values.NotAValue as trouble:
            row.fault_at(place, str(trouble))
            return None

    def _add_unknown(self, unknown: Sequence[int]) -> None:
        """Columns that no year before has had: those that hold amounts are money, kept under their name."""
        total = next(column.place for column in self.columns if column.key == "total")
        first = min(column.place for column in self.columns)
        for place in unknown:
            heading = " ".join(self.recognised.headings[place].split())
            given = [row for row in self.rows if not values.is_missing(row.cells[place])]
            readable = sum(payment_columns.is_amount(row.cells[place]) for row in given)
            if not given or readable < MOSTLY * len(given):
                continue
            for row, amounts in zip(self.rows, self.amounts, strict=True):
                before = len(row.faults)
                amounts.append(self._amount(row, place))
                if len(row.faults) > before:
                    self.faults.add(row.faults[-1])
            role = payment_columns.likely_role(heading, inside=first < place < total, before=place < first)
            key = payment_lines.unlisted_key(heading)
            if self._has(key):  # the same heading twice: each keeps its own money
                key = f"{key}:{place + 1}"
            self.columns.append(MoneyColumn(place, heading, key, role, payment_columns.UNLISTED_GROUP))

    def _settle_roles(self) -> None:
        """Find which columns make up the total, where their headings alone do not say."""
        total = self._index("total")
        for column in self.columns:
            parts = [self._index(key) for key in column.parts if self._has(key)]
            if parts and arithmetic.is_sum_of(self.amounts, self.columns.index(column), parts):
                column.role = "total"
                self.notes.append(f"“{column.heading}” is the sum of other columns and is not counted again.")
        known = [n for n, c in enumerate(self.columns) if c.role == "income" and not c.unlisted]
        unsure = [
            n
            for n, c in enumerate(self.columns)
            if c.unlisted and c.role in ("income", "outside", payment_columns.ASIDE)
        ]
        likely = [n for n in unsure if self.columns[n].role == "income"]
        chosen = arithmetic.in_or_out(self.amounts, total, known, unsure, likely)
        for n in unsure:
            self.columns[n].role = (
                "income"
                if n in chosen
                else "outside"
                if self.columns[n].role != payment_columns.ASIDE
                else payment_columns.ASIDE
            )
        aside = {n for n, c in enumerate(self.columns) if c.role == payment_columns.ASIDE}
        self.amounts = [[a for n, a in enumerate(row) if n not in aside] for row in self.amounts]
        self.columns = [c for n, c in enumerate(self.columns) if n not in aside]
        for column in self.columns:
            if column.unlisted and column.role != "total":
                where = "inside" if column.role == "income" else "outside"
                self.notes.append(
                    f"“{column.heading}” is new: kept under that name, {where} the total of NHS payments."
                )

    def _check_totals(self) -> None:
        """Check each published total in each row; a row that alone does not add up is a fault."""
        told: set[int] = set()
        for total in payment_lines.totals():
            if not self._has(total.key):
                continue
            place = self._index(total.key)
            verdict = arithmetic.check(self.amounts, place, self._parts(total.of))
            if total.key == "total":
                kept = [*verdict.rounding, *verdict.differences]
                self.not_itemised = {difference.row: difference.amount for difference in kept}
                if verdict.rounding:
                    self.notes.append(
                        f"in {len(verdict.rounding):,} rows the lines differ from the total by rounding, by "
                        f"{_largest(verdict.rounding)} at most: kept as a line of its own."
                    )
            if self.accept_differences or not verdict.holds:
                self._note_differences(total, place, verdict)
                continue
            for difference in verdict.differences:
                if difference.row not in told:  # one wrong figure upsets several totals
                    told.add(difference.row)
                    row = self.rows[difference.row]
                    row.fault_at(
                        self.columns[place].place,
                        f"its lines add up to {pounds(difference.parts)}, but the total says "
                        f"{pounds(difference.total)}",
                    )
                    self.faults.add(row.faults[-1])

    def _note_differences(self, total: payment_lines.Total, place: int, verdict: arithmetic.Verdict) -> None:
        if verdict.differences:
            self.notes.append(
                f"in {len(verdict.differences):,} of {verdict.rows:,} rows “{self.columns[place].heading}” "
                f"is not the sum of its lines, by {_largest(verdict.differences)} at most"
                + (": kept as a line of its own, not itemised." if total.key == "total" else ".")
            )

    def _parts(self, of: Sequence[str]) -> list[int]:
        places: list[int] = []
        for wanted in of:
            sort, _, name = wanted.partition(":")
            for n, column in enumerate(self.columns):
                if (
                    (sort == "role" and column.role == name)
                    or (sort == "group" and column.group == name and column.role == "outside")
                    or (sort == "total" and column.key == name)
                ):
                    places.append(n)
        return places

    def _index(self, key: str) -> int:
        return next(n for n, column in enumerate(self.columns) if column.key == key)

    def _has(self, key: str) -> bool:
        return any(column.key == key for column in self.columns)

    def check_year(self, year: FinancialYear) -> str | None:
        """Why the figures cannot be of this year; None where nothing speaks against it. Doubts are noted."""
        began, ends = year.first.first, year.last.last
        opened = {row["opened"]: row for row in self.rows if row["opened"] is not None}
        closed = [row["closed"] for row in self.rows if row["closed"] is not None]
        last = max(opened, default=None)
        if last and last > ends:
            row = opened[last]
            return (
                f"line {row.line}: {row['code']} opened on {day(last)}, after {year} had ended. "
                f"The file is of a later year. {LOOK}"
            )
        if last and last < began and len(self.rows) >= ENOUGH:
            latest = max(last, *closed) if closed else last
            if latest < began:
                return (
                    f"none of its {len(self.rows):,} practices opened or closed in {year} or since, as some "
                    f"do in every year: the latest did on {day(latest)}. "
                    f"The file is of an earlier year. {LOOK}"
                )
            self.notes.append(
                f"no practice in it opened in {year}, as some do in most years: look whether it is of "
                "that year."
            )
        for n, column in enumerate(self.columns):
            if column.first and year < column.first and any(amounts[n] for amounts in self.amounts):
                return (
                    f"it has payments under “{column.heading}”, which began in {column.first}; "
                    f"so it is not of {year}. {LOOK}"
                )
        return None

    def published_columns(self) -> list[facts.PublishedColumn]:
        """The columns in the order of `amounts`."""
        columns = [
            facts.PublishedColumn(n, column.place + 1, column.heading, column.key, column.role)
            for n, column in enumerate(self.columns)
        ]
        if self.not_itemised:
            heading = "Difference between the total and its lines"
            key = payment_lines.NOT_ITEMISED
            columns.append(facts.PublishedColumn(len(columns), 0, heading, key, "income"))
        return columns

    def records(self) -> Iterator[facts.Payments]:
        for number, (row, amounts) in enumerate(zip(self.rows, self.amounts, strict=True)):
            if self.not_itemised:
                amounts = [*amounts, self.not_itemised.get(number, 0)]
            pcn_code, pcn = row["pcn_code"], row["pcn"]
            if pcn_code.lower().startswith(NO_NETWORK):
                pcn_code = pcn = ""
            yield facts.Payments(
                code=row["code"],
                line=row.line,
                name=row["name"],
                address=row["address"],
                postcode=row["postcode"],
                region_code=row["region_code"],
                region=row["region"],
                icb_code=row["icb_code"],
                icb=row["icb"],
                pcn_code=pcn_code,
                pcn=pcn,
                opened=row["opened"],
                closed=row["closed"],
                contract=row["contract"].upper(),
                dispensing=row["dispensing"].upper(),
                kind=row["kind"],
                rurality=row["rurality"],
                atypical=row["atypical"].strip("| "),
                registered=row["registered"],
                weighted=row["weighted"],
                amounts=amounts,
            )


def _largest(differences: Sequence[arithmetic.Difference]) -> str:
    return pounds(max(abs(difference.amount) for difference in differences))
