"""Look at statements. They name persons and what is taken from their pay: each look is written down."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from commonpractice.domain.audit import actions as audit
from commonpractice.domain.banking import queries
from commonpractice.domain.banking.facts import LineView, StatementView
from commonpractice.domain.partnership.facts import Scope


def look_at_statement(*, statement_id: int, scope: Scope, at: datetime) -> StatementView:
    """A statement whole; where it names persons, the log has who looked. Raises NoSuchStatement."""
    found = queries.statement(scope=scope, statement_id=statement_id)
    what = f"NHS payment statement of {found.summary.month.words}"
    _record(found.lines, what, "see_statement", scope=scope, at=at)
    return found


def look_at_waiting_lines(
    *, surgeries: Sequence[int] | None = None, scope: Scope, at: datetime
) -> list[LineView]:
    """The lines that wait to be recognised; persons' are in the log of whose they are. Raises OutOfScope."""
    found = queries.unrecognised(scope=scope, surgeries=surgeries)
    _record(found, "lines of NHS payment statements that wait", "see_waiting_lines", scope=scope, at=at)
    return found


def look_at_line(*, line_id: int, scope: Scope, at: datetime) -> LineView:
    """One line; where it names somebody, the log has who looked. Raises NoSuchStatement."""
    found = queries.line(scope=scope, line_id=line_id)
    what = f"line {found.line.number} of the NHS payment statement of {found.month.words}"
    _record([found], what, "see_line", scope=scope, at=at)
    return found


def _record(lines: Iterable[LineView], what: str, deed: str, *, scope: Scope, at: datetime) -> None:
    seen: dict[int, set[str]] = {}
    for line in lines:
        if line.line.person_name:
            seen.setdefault(line.surgery_id, set()).add(line.line.person_name)
    for surgery_id, names in sorted(seen.items()):
        audit.record(
            actor=scope.actor,
            deed=f"banking.{deed}",
            subject=f"{what}: {', '.join(sorted(names))}",
            surgery_id=surgery_id,
            at=at,
        )
