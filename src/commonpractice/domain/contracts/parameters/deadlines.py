"""What is due from every surgery each year (rulebook/contracts/deadlines.csv)."""

from functools import cache

from commonpractice.domain.contracts.facts.deadlines import Deadline
from commonpractice.domain.contracts.facts.trust import Trust
from commonpractice.foundations import rulebook_files


@cache
def deadlines() -> tuple[Deadline, ...]:
    """In the order of the file."""
    return tuple(
        Deadline(
            key=row["deadline"],
            words=row["words"],
            month=int(row["month"]),
            day=int(row["day"]) if row["day"] else None,
            of=int(row["of"]),
            trust=Trust(row["trust"]),
            source=row["source"],
        )
        for row in rulebook_files.rows("contracts/deadlines.csv")
    )
