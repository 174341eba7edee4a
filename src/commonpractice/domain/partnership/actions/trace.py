"""What loading a file changed, with old and new values, for the audit log."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from commonpractice.domain.audit import actions as audit
from commonpractice.domain.audit.facts import Actor
from commonpractice.domain.partnership.facts import PartnershipSummary
from commonpractice.domain.partnership.rules.words import counted
from commonpractice.foundations.dated import Period

Changed = dict[str, list[Any]]
"""By column, the old value and the new one."""


class Trace:
    """Gathers changes while a file is loaded, and writes them down in the end."""

    def __init__(self) -> None:
        self.partnership: Changed = {}
        self.surgeries: dict[int, Changed] = {}
        self.partners: dict[int, dict[str, Changed]] = defaultdict(dict)
        self.rows: dict[int, dict[str, list]] = defaultdict(lambda: {"added": [], "superseded": []})
        self.renamed = 0

    @property
    def added(self) -> int:
        return sum(len(rows["added"]) for rows in self.rows.values())

    @property
    def superseded(self) -> int:
        return sum(len(rows["superseded"]) for rows in self.rows.values())

    def of_partnership(self, changed: Changed) -> None:
        self.partnership = changed
        self.renamed += len(changed)

    def of_surgery(self, surgery_id: int, changed: Changed) -> None:
        if changed:
            self.surgeries[surgery_id] = changed
            self.renamed += len(changed)

    def of_partner(self, code: str, surgeries: Iterable[int], changed: Changed) -> None:
        """A partner's new name, for every surgery that it concerns."""
        for surgery_id in surgeries:
            self.partners[surgery_id][code] = changed
        self.renamed += len(changed)

    def of_rows(
        self, model: Any, fields: Sequence[str], *, added: Iterable, superseded: Iterable, elsewhere: int
    ) -> None:
        """Dated rows of one table that were added, and that were closed; those of no surgery are told of
        `elsewhere`, at the centre."""
        for which, rows in (("added", added), ("superseded", superseded)):
            for row in rows:
                self.rows[getattr(row, "surgery_id", elsewhere)][which].append((model, fields, row))

    def record(
        self,
        summary: PartnershipSummary,
        *,
        created: bool,
        partners: dict[str, int],
        actor: Actor,
        at: datetime,
    ) -> None:
        """One entry for each surgery touched, with every value, and one for the whole at the centre.

        `partners` are ids by code: the log names partners by the code that the file knows them by.
        """
        codes = {number: code for code, number in partners.items()}
        touched = [surgery for surgery in summary.surgeries if self._touched(surgery.id)]
        for surgery in touched:
            if surgery.is_centre:
                continue
            audit.record(
                actor=actor,
                deed="partnership.load",
                subject=f"{surgery.name}: {self._words([surgery.id])}",
                surgery_id=surgery.id,
                at=at,
                details=self._details(surgery.id, codes),
            )
        every = [surgery.id for surgery in summary.surgeries]
        audit.record(
            actor=actor,
            deed="partnership.load",
            subject=f"{summary.name}: {'created, ' if created else ''}{self._words(every, self.partnership)}",
            surgery_id=summary.centre.id,
            at=at,
            details={
                "partnership": _told(self.partnership),
                "surgeries": [surgery.code for surgery in touched],
                **self._details(summary.centre.id, codes),
            },
        )

    def _touched(self, surgery_id: int) -> bool:
        return surgery_id in self.surgeries or surgery_id in self.partners or surgery_id in self.rows

    def _words(self, surgeries: Sequence[int], more: Changed | None = None) -> str:
        """1 fact added, 1 superseded, 2 values changed."""
        added = sum(len(self.rows[each]["added"]) for each in surgeries if each in self.rows)
        closed = sum(len(self.rows[each]["superseded"]) for each in surgeries if each in self.rows)
        values = {(each, column) for each in surgeries for column in self.surgeries.get(each, ())}
        values |= {
            (code, column)
            for each in surgeries
            if each in self.partners
            for code, changed in self.partners[each].items()
            for column in changed
        }
        number = len(values) + len(more or ())
        told = f"{counted(added, 'fact')} added, {closed:,} superseded"
        return f"{told}, {counted(number, 'value')} changed" if number else told

    def _details(self, surgery_id: int, partners: dict[int, str]) -> dict[str, Any]:
        rows = self.rows.get(surgery_id, {"added": [], "superseded": []})
        told = {
            which: [_row(model, fields, row, partners) for model, fields, row in rows[which]]
            for which in rows
        }
        renamed = self.partners.get(surgery_id, {})
        return {
            "changed": _told(self.surgeries.get(surgery_id, {})),
            "partners": {code: _told(changed) for code, changed in renamed.items()},
            **told,
        }


def _told(changed: Changed) -> dict[str, list[Any]]:
    return {column: [_plain(value) for value in both] for column, both in changed.items()}


def _row(model: Any, fields: Sequence[str], row: Any, partners: dict[int, str]) -> dict[str, Any]:
    """A dated row as the log tells it: what it is, when, and each value that it gives."""
    told: dict[str, Any] = {"what": model._meta.verbose_name}
    for field in fields:
        value = getattr(row, field)
        if field == "effective":
            told["effective"] = str(Period(value.lower, value.upper))
        elif field == "partner_id" and value is not None:
            told["partner"] = partners[value]
        elif field not in ("partnership_id", "surgery_id", "partner_id") and value not in (None, ""):
            told[field] = _plain(value)
    return told


def _plain(value: Any) -> Any:
    """A value that JSON has: whole numbers and truth as they are, the rest as text."""
    return value if isinstance(value, bool | int) else str(value)
