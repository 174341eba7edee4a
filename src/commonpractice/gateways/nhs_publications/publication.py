"""One published file, opened: what it is, its records as they stream by, and at the end its own totals."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from commonpractice.foundations.months import FinancialYear
from commonpractice.gateways.nhs_publications import containers, facts, layouts, recognising, text, years
from commonpractice.gateways.nhs_publications.ages import EVERY, AgeLists
from commonpractice.gateways.nhs_publications.maxima import greatest_points
from commonpractice.gateways.nhs_publications.own_lines import OwnLines
from commonpractice.gateways.nhs_publications.payments import PaymentsFile
from commonpractice.gateways.nhs_publications.readers import READERS, Context, once
from commonpractice.gateways.nhs_publications.recognising import NotRecognised, Recognised
from commonpractice.gateways.nhs_publications.refusals import FileRefused, printable
from commonpractice.gateways.nhs_publications.rows import Faults, Row, Tally, remarks, rows
from commonpractice.gateways.nhs_publications.tables import Line, lines, tables
from commonpractice.gateways.nhs_publications.values import NotAValue, is_missing
from commonpractice.gateways.nhs_publications.values import day as read_day
from commonpractice.gateways.nhs_publications.years import YearUnclear

BY_AGE = ("single_ages", "five_year_ages")


@dataclass
class Publication:
    """A file that has been recognised. Its records can be taken once; `finish` must follow.

    `registered` and `total_pence` are complete when the records have been taken; None where the dataset has
    no such figure. `columns` are the money columns of payments, known before the first record.
    """

    file_name: str
    sha256: str
    recognised: Recognised
    year: FinancialYear | None
    as_at: date | None
    accept_differences: bool = False
    notes: list[str] = field(default_factory=list)
    columns: list[facts.PublishedColumn] = field(default_factory=list)
    registered: Decimal | None = None
    total_pence: int | None = None
    national: dict[int, Decimal] = field(default_factory=dict)
    _lines: Iterator[Line] = field(default_factory=lambda: iter(()))
    _watch: Callable[[int], None] | None = None
    _tally: Tally = field(default_factory=Tally)
    _faults: Faults = field(default_factory=Faults)
    _codes: set[str] = field(default_factory=set)
    _own_lines: OwnLines = field(default_factory=OwnLines)
    _one_sex: str = ""
    _parts: set[str] = field(default_factory=set)

    @property
    def dataset(self) -> str:
        return self.recognised.layout.dataset

    @property
    def layout(self) -> str:
        """Its shape; of lists by age "single_ages_male" where, as published, a file is of one sex alone, and
        of achievement "by_indicator_Y56" where it is of one region."""
        name = self.recognised.layout.name
        (part,) = self._parts if len(self._parts) == 1 else (self._one_sex,)
        return f"{name}_{part}" if part else name

    @property
    def rows(self) -> int:
        return self._tally.rows

    @property
    def practices(self) -> int:
        """How many different practices it speaks of; in ODS's list of practices, those that are active."""
        return len(self._codes)

    @property
    def headings(self) -> list[str]:
        """The file's own headings, column by column, each on one line; "" where a column has none."""
        if not self.recognised.ends:
            return [""] * len(self.recognised.headings)
        return [" ".join(heading.split()) for heading in self.recognised.headings]

    @property
    def own_lines(self) -> list[facts.OwnLines]:
        """The lines about practices as they stood, complete when the records have been taken."""
        self._own_lines.close()
        return self._own_lines.blocks

    def records(self) -> Iterator[Any]:
        """Everything to store, one tuple of `facts` at a time. Rows at fault are left out and noted."""
        data = self._kept(rows(self.recognised, self._watched(), self._faults, self._tally))
        if self.dataset == "payments":
            yield from self._payments(data)
        elif self.layout in BY_AGE:
            yield from self._by_age(data)
        else:
            yield from self._plain(data)

    def finish(self) -> None:
        """Raise FileRefused if any row was at fault, or if there was none at all."""
        if self._faults.count:
            first = min(self._faults.rows, key=lambda row: row.line)
            rows_ = "1 row" if self._faults.count == 1 else f"{self._faults.count:,} rows"
            raise FileRefused(
                self.file_name,
                f"{rows_} of {self._tally.rows:,} cannot be read, the first on {first.sentence}. Nothing of "
                "the file was stored: mend the rows and import it again.",
                rows=tuple(sorted(self._faults.rows, key=lambda row: row.line)),
                row_count=self._faults.count,
                headings=tuple(" ".join(heading.split()) for heading in self.recognised.headings),
            )
        if self._tally.rows == 0:
            raise FileRefused(self.file_name, "it has headings, but no rows below them. Download it again.")
        if self._tally.rows == self._tally.passed_over:
            raise FileRefused(
                self.file_name,
                "none of its rows is of a general practice. Look whether it is the practice-level file.",
            )
        if self._tally.rows == self._tally.passed_over + self._tally.lacking.total():
            heading = next(iter(self._tally.lacking))
            raise FileRefused(
                self.file_name, f"none of its rows has a figure under “{heading}”. Download it again."
            )
        self.notes += remarks(self.recognised.layout, self._tally)

    def _watched(self) -> Iterator[Line]:
        for line in self._lines:
            yield line
            if self._watch and self._tally.rows % 2000 == 0:
                self._watch(self._tally.rows)

    def _kept(self, data: Iterator[Row]) -> Iterator[Row]:
        place = self.recognised.places["code"]
        for row in data:
            code = row.cells[place].strip().upper()
            if not is_missing(code):
                self._own_lines.note(row.line, code, row.cells)
            yield row

    def _payments(self, data: Iterator[Row]) -> Iterator[facts.Payments]:
        payments = PaymentsFile(self.recognised, self._faults, self.accept_differences, self.notes)
        payments.read(data)
        if self._faults.count:
            return
        assert self.year is not None
        if wrong := payments.check_year(self.year):
            raise FileRefused(self.file_name, wrong)
        self.columns = payments.published_columns()
        total = next(column.position for column in self.columns if column.key == "total")
        self.registered, self.total_pence = Decimal(0), 0
        for record in payments.records():
            self._codes.add(record.code)
            self.registered += record.registered or 0
            self.total_pence += record.amounts[total] or 0
            yield record

    def _by_age(self, data: Iterator[Row]) -> Iterator[facts.ListBand | facts.ListSize]:
        lists = AgeLists(self._faults, self._tally)
        yield from lists.bands(self._one_day(data))
        sizes = list(lists.sizes())
        everybody = [size for size in sizes if size.sex == EVERY] or sizes
        self.registered = Decimal(sum(size.patients or 0 for size in everybody))
        self._codes = {size.code for size in sizes}
        if len(sexes := {size.sex for size in sizes}) == 1 and EVERY not in sexes:
            self._one_sex = sexes.pop().lower()
        yield from sizes

    def _plain(self, data: Iterator[Row]) -> Iterator[Any]:
        layout = self.recognised.layout
        read = READERS[self.dataset, layout.name]
        context = Context(
            frozenset(self.recognised.places),
            begins=self.year.begins if self.year else None,
            row_year=layout.row_year,
            greatest=greatest_points(self.recognised),
        )
        for row, record in once(self._one_day(data), layout.one_a, lambda row: read(row, context)):
            if layout.part in context.fields:
                self._parts.add(row[layout.part])
            if row.faults:
                self._faults.add(*row.faults)
            elif row.lacking:
                self._tally.lacking[row.lacking] += 1
            else:
                self._count(record)
                yield record

    def _one_day(self, data: Iterator[Row]) -> Iterator[Row]:
        """Rows of one extract, where each row says of which; rows for the whole country set aside."""
        layout = self.recognised.layout
        for row in data:
            if layout.year == "date" and row["date"] not in (None, self.as_at):
                row.fault("date", f"the other rows are of {self.as_at:%-d %B %Y}")
            if layout.national_area and row.cells[self.recognised.places["code"]] == layout.national_area:
                continue
            yield row

    def _count(self, record: Any) -> None:
        """Add a record to the file's own totals."""
        match record:
            case facts.Organisation(kind=kind, status=status, code=code):
                # of the practices, those that are active; of the branches, the practices they belong to
                if kind == "practice" and status == "A":
                    self._codes.add(code)
                elif kind == "branch":
                    self._codes.add(record.parent)
            case facts.QofRegister(list_type=list_type) if list_type.upper() == "TOTAL":
                if record.code not in self._codes:
                    self._codes.add(record.code)
                    self._add(record.list_size)
            case facts.QofPoints() | facts.ListSize() | facts.Workforce():
                self._codes.add(record.code)
                if self.year is not None:
                    self._add(getattr(record, "patients", None) or getattr(record, "list_size", None))
            case _:
                if record.code:
                    self._codes.add(record.code)

    def _add(self, patients: int | Decimal | None) -> None:
        self.registered = (self.registered or Decimal(0)) + (patients or 0)


@contextmanager
def read(
    path: Path,
    *,
    year: FinancialYear | None,
    today: date,
    accept_differences: bool = False,
    watch: Callable[[int], None] | None = None,
) -> Iterator[Publication]:
    """Open a published file: recognise it, find its year, fingerprint it. Raises FileRefused.

    `year` is what the user says, checked against the file's name and rows; `watch` is told the rows read so
    far.
    """
    containers.check_path(path)
    head = text.head(path)
    containers.check_head(head, path.name)
    try:
        found = recognising.recognise(tables(path, head))
        when, as_at = _when(path, found, year, today)
    except (NotRecognised, YearUnclear) as trouble:
        raise FileRefused(path.name, str(trouble)) from None
    survey = text.survey(
        path,
        head,
        row_limit=found.layout.row_limit,
        usual_rows=found.layout.usual_rows,
        packed=found.table.sheet is not None,
    )
    with ExitStack() as stack:
        publication = Publication(
            printable(path.name),
            survey.sha256,
            found,
            when,
            as_at,
            accept_differences,
            _lines=stack.enter_context(lines(found.table, survey.encoding)),
            _watch=watch,
        )
        if year is not None and when is None:
            publication.notes.append("it has no year of its own, so --year was not used.")
        yield publication


def _when(
    path: Path, found: Recognised, asked: FinancialYear | None, today: date
) -> tuple[FinancialYear | None, date | None]:
    """The financial year and the day of a file. Raises YearUnclear."""
    layout = found.layout
    if layout.year in ("none", "row"):
        return None, None
    by_name = years.named(path.name)
    as_at = _first_day(found) if layout.year == "date" else by_name.as_at if layout.dated else None
    within = [years.of_day(as_at)] if layout.year == "date" and as_at else []
    year = years.decide(
        within=within, by_name=by_name.years, asked=asked, today=today, first=layout.first_year
    )
    greatest = greatest_points(found)
    known = layouts.qof_maximum().get(year.begins)
    if layout.dataset == "qof_points" and greatest and known and greatest != known:
        raise YearUnclear(
            f"its points are out of {greatest}, but in {year} a practice could score {known}. It is of "
            "another year."
        )
    return year, as_at


def _first_day(found: Recognised) -> date | None:
    place = found.places["date"]
    for line, cells in found.table.beginning:
        if line > found.ends and place < len(cells):
            try:
                return read_day(cells[place])
            except NotAValue:
                return None
    return None
