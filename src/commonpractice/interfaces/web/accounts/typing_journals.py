"""A journal while it is typed: nothing of it is kept between two pages but what each page carries on."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms

from commonpractice.domain.ledger.facts import AccountFact, Document, Journal, Line
from commonpractice.domain.ledger.queries import JournalView
from commonpractice.domain.ledger.rules import typed_journal
from commonpractice.domain.ledger.rules.of_month import may_be_of, of_earlier
from commonpractice.domain.ledger.rules.posting import CannotPost, check_belong
from commonpractice.domain.partnership.facts import SurgerySummary
from commonpractice.foundations.dated import day
from commonpractice.interfaces.web.accounts import journal_forms

ROWS, MORE, MOST = 4, 4, 100  # to begin with, at a time, and at most: a form of more is refused unread
KIND = "typed journal"


class TypedJournal:
    """A journal being typed. Once `is_valid()`, `journal` is what would be posted, made from `document`."""

    journal: Journal

    def __init__(
        self,
        given: Mapping[str, str] | None,
        *,
        surgeries: Sequence[SurgerySummary],
        chart: Mapping[int, AccountFact],
        partners: Mapping[str, int] | None = None,
        judge: bool = False,
        more: int = 0,
        first: str = "",
    ) -> None:
        """`partners`: ids by code. `judge`: say what is wrong. `more`: rows to add. `first`: the code that
        row 1 begins with."""
        self.surgeries = {surgery.code: surgery for surgery in surgeries}
        self.chart = chart
        self.partners = partners or {}
        given = {"row-1-surgery": first} if given is None else given
        number = min(MOST, max(1, _number(given.get("rows", ""))) + more)
        self.data = {"rows": str(number), "token": str(uuid.uuid4())}
        self.data |= {name: _as_read(name, value, chart) for name, value in given.items() if name != "rows"}
        filled: dict = {"data" if judge else "initial": self.data}
        self.about = journal_forms.AboutForm(**filled)
        self.rows = []
        for row in range(1, number + 1):
            own = filled if judge else {"initial": _of_row(row, self.data)}
            self.rows.append(
                journal_forms.RowForm(
                    number=row, surgeries=surgeries, chart=chart, partners=self.partners, **own
                )
            )

    @property
    def names(self) -> dict[int, str]:
        """The names of the surgeries that may be posted to, by id."""
        return {surgery.id: surgery.name for surgery in self.surgeries.values()}

    @property
    def forms(self) -> list[forms.Form]:
        return [self.about, *self.rows]

    @property
    def filled(self) -> list[journal_forms.RowForm]:
        return [row for row in self.rows if not row.is_empty]

    @property
    def may_grow(self) -> bool:
        return len(self.rows) < MOST

    @property
    def date_is_readable(self) -> bool:
        """Whether a browser's own field for dates would show it; what else was typed must not be lost."""
        try:
            return not self.data.get("dated") or bool(date.fromisoformat(self.data["dated"]))
        except ValueError:
            return False

    @property
    def carried(self) -> list[tuple[str, str]]:
        """(name, value) of all that was typed, for a page that only carries it on."""
        fields = [field for form in self.forms for field in form]
        return [
            (field.html_name, value if isinstance(value, str) else "on")
            for field in fields
            if (value := field.value())
        ]

    def surgery_of(self, row: journal_forms.RowForm) -> SurgerySummary | None:
        """The surgery of a row: its own, or that of the nearest row above with one."""
        if len(self.surgeries) == 1:
            return next(iter(self.surgeries.values()))
        above = [each["surgery"].value() for each in self.rows[: row.number]]
        return self.surgeries.get(next((code for code in reversed(above) if code), ""))

    def is_valid(self) -> bool:
        """Whether it can be made into a journal; otherwise its forms say what to mend."""
        for row in self.filled:
            if row.is_valid() and self.surgery_of(row) is None:
                row.add_error("surgery", "Choose its surgery.")
        if not self.about.is_valid() or any(row.errors for row in self.rows):
            return False
        about = self.about.cleaned_data
        if about["of"] and not any(may_be_of(self.chart[row.cleaned_data["account"]]) for row in self.filled):
            self.about.add_error("concerns", "No row is income or spending, so none is of another month.")
            return False
        try:
            self.journal = typed_journal.journal(
                [self._line(row) for row in self.filled],
                dated=about["dated"],
                narrative=about["narrative"],
                names=self.names,
                chart=self.chart,
            )
        except typed_journal.JournalRefused as refusal:
            for problem in refusal.problems:
                self.about.add_error("rows", problem)
            return False
        try:
            check_belong(self.document, [self.journal])
        except CannotPost as refusal:
            self.about.add_error("rows", str(refusal))
            return False
        return True

    def _line(self, row: journal_forms.RowForm) -> Line:
        given = row.cleaned_data
        line = Line(self.surgery_of(row).id, given["account"], given["amount"], given["partner_id"])
        account = self.chart[line.account]
        of = self.about.cleaned_data["of"] if may_be_of(account) else None
        return of_earlier(line, of, account, where=self.about.fields["concerns"].label)

    @property
    def sides(self) -> list[int]:
        """The one or two profit centres that it is posted to, its home first."""
        return [side for side in (self.journal.home_id, self.journal.host_id) if side is not None]

    @property
    def undone_on(self) -> date | None:
        """The first of the next month, where it is to be reversed then."""
        return (self.journal.posted_to + 1).first if self.about.cleaned_data["reverses"] else None

    @property
    def descriptions(self) -> list[str]:
        """What each line is, in the order of the journal's lines; empty where nothing was said."""
        return [row.cleaned_data["description"] for row in self.filled]

    @property
    def document(self) -> Document:
        """What the journal is made from. The page's own token is its key: sent twice, it posts once."""
        return Document(
            kind=KIND,
            key=f"typed journal/{self.about.cleaned_data['token']}",
            title=self.about.cleaned_data["reference"],
            home_id=self.journal.home_id,
            host_id=self.journal.host_id,
            details=self._details(),
        )

    def is_what_was_posted(self, found: JournalView) -> bool:
        """Whether a journal in the books says what is typed here, to the last word."""
        lines = tuple(
            Line(line.surgery_id, line.account, line.amount, line.partner_id, line.item, line.concerns)
            for line in found.lines
        )
        posted = (found.dated, found.narrative, lines, found.document_title, found.document_details)
        now, paper = self.journal, self.document
        return posted == (now.dated, now.narrative, now.lines, paper.title, paper.details)

    def _details(self) -> dict[str, Any]:
        details: dict[str, Any] = {}
        if self.undone_on:
            details["to_be_reversed"] = day(self.undone_on)
        if any(self.descriptions):
            said: dict[str, list[str]] = {}
            for row, words in zip(self.filled, self.descriptions, strict=True):
                said.setdefault(self.surgery_of(row).code, []).append(words)
            details["descriptions"] = said
        return details

    @property
    def token(self) -> str:
        """What keeps the journal from being posted twice; another where a page brought none of use."""
        try:
            return str(uuid.UUID(self.data["token"]))
        except ValueError:
            return str(uuid.uuid4())

    def begin_anew(self) -> None:
        """Take another token, so that what is typed now can be posted beside what was posted before."""
        self.data["token"] = str(uuid.uuid4())


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else ROWS


def _of_row(row: int, data: Mapping[str, str]) -> dict[str, str]:
    start = f"row-{row}-"
    return {name.removeprefix(start): value for name, value in data.items() if name.startswith(start)}


def _as_read(name: str, value: str, chart: Mapping[int, AccountFact]) -> str:
    """What was typed, with an account's name beside its code and a date as browsers write dates."""
    if name.endswith("-account") and value.strip():
        try:
            code = typed_journal.account(value, chart)
        except CannotPost:
            return value
        return f"{code} {chart[code].name}"
    if name == "dated":
        try:
            return journal_forms.AboutForm.base_fields["dated"].clean(value).isoformat()
        except forms.ValidationError:
            return value
    return value
