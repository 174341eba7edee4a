"""A small partnership for tests: two surgeries and a centre, loaded through the same deed as any other."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from commonpractice.domain.audit.facts import PROGRAM
from commonpractice.domain.ledger import actions as ledger
from commonpractice.domain.partnership import actions, queries
from commonpractice.domain.partnership.facts import PartnershipSummary, Scope
from commonpractice.domain.partnership.rules import partnership_file
from commonpractice.foundations.months import Month, months
from commonpractice.gateways.scoped_postgres import tickets

NOON = datetime(2025, 4, 30, 12, tzinfo=UTC)
APRIL, MARCH = Month(2025, 4), Month(2026, 3)
FILE = {
    "code": "two",
    "name": "Two Rivers Partnership",
    "model": "decentralised",
    "founded": date(2015, 11, 1),
    "centre": {"name": "Two Rivers centre"},
    "surgery": [
        {
            "ods_code": "A1",
            "name": "Avon Surgery",
            "from": date(2015, 11, 1),
            "contract": [{"kind": "GMS", "from": date(2015, 11, 1)}],
            "size": [
                {
                    "registered": 8000,
                    "weighted": 8400,
                    "staff": 20,
                    "source": "test",
                    "from": date(2024, 4, 1),
                }
            ],
        },
        {
            "ods_code": "B1",
            "name": "Brook Surgery",
            "from": date(2015, 11, 1),
            "contract": [{"kind": "GMS", "from": date(2015, 11, 1)}],
        },
    ],
    "partner": [
        {
            "code": "P1",
            "name": "Dr Ash",
            "kind": "gp",
            "membership": [{"surgery": "A1", "from": date(2015, 11, 1)}],
            "share": [{"surgery": "A1", "sessions": 8, "from": date(2015, 11, 1)}],
        },
        {
            "code": "P2",
            "name": "Dr Birch",
            "kind": "gp",
            "membership": [{"surgery": "B1", "from": date(2015, 11, 1)}],
            "share": [{"surgery": "B1", "sessions": 6, "from": date(2015, 11, 1)}],
        },
    ],
}


@dataclass(frozen=True)
class TwoRivers:
    """The loaded partnership, and the scopes that tests act in."""

    partnership: PartnershipSummary
    everything: Scope

    def surgery(self, code: str) -> int:
        return next(surgery.id for surgery in self.partnership.surgeries if surgery.code == code)

    @property
    def a(self) -> int:
        return self.surgery("A1")

    @property
    def b(self) -> int:
        return self.surgery("B1")

    @property
    def centre(self) -> int:
        return self.partnership.centre.id

    def only(self, *surgeries: int) -> Scope:
        return Scope(
            actor=self.everything.actor,
            partnership_id=self.partnership.id,
            surgeries=surgeries,
            powers=self.everything.powers,
        )


def acting(scope: Scope):
    return tickets.acting(actor_id=scope.actor.id, surgeries=scope.surgeries)


def two_rivers(first: Month | None = APRIL, last: Month = MARCH) -> TwoRivers:
    """Load it, with the months from first to last open."""
    report = actions.load(partnership_file.read(FILE), actor=PROGRAM, at=NOON)
    scope = queries.whole(report.partnership, actor=PROGRAM)
    if first:
        with acting(scope):
            ledger.open_months(surgeries=scope.surgeries, months=months(first, last), scope=scope, at=NOON)
    return TwoRivers(report.partnership, scope)
