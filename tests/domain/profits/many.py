"""A partnership of a dozen surgeries with a month to close, for tests of what happens in the middle of it."""

from copy import deepcopy
from datetime import UTC, datetime
from decimal import Decimal

from django.db import transaction

from commonpractice.domain.audit.facts import PROGRAM
from commonpractice.domain.contracts import actions as contracts
from commonpractice.domain.contracts.facts.due import PatientList
from commonpractice.domain.ledger import actions as ledger
from commonpractice.domain.partnership import actions as partnership
from commonpractice.domain.partnership import queries
from commonpractice.domain.partnership.facts import PartnershipSummary, Scope
from commonpractice.domain.partnership.rules import partnership_file
from commonpractice.domain.profits import actions
from commonpractice.foundations.dated import Period
from commonpractice.foundations.months import Month
from tests.domain.filled import BEGAN, charge, deed
from tests.domain.partnerships import FILE, NOON, acting

APRIL = Month(2025, 4)
SIGNED, CLOSED = (datetime(2025, 5, day, 12, tzinfo=UTC) for day in (2, 4))
SURGERIES, PARTNERS = 12, 3


def whole() -> tuple[PartnershipSummary, Scope]:
    where = queries.partnership(code="two")
    return where, queries.whole(where, actor=PROGRAM)


def furnish() -> None:
    """Twelve surgeries of three partners each, with lists, charges and a centre whose result is passed on.
    April has been signed off by all."""
    partnership.load(partnership_file.read(_file()), actor=PROGRAM, at=NOON)
    where, scope = whole()
    with acting(scope), transaction.atomic():
        ledger.open_months(surgeries=scope.surgeries, months=[APRIL, APRIL + 1], scope=scope, at=NOON)
        surgeries = [one.id for one in where.surgeries if not one.is_centre]
        lists = {
            surgery: [
                PatientList(
                    Period(APRIL.first), Decimal(8000 + n), Decimal(8400 + 7 * n), APRIL.first, "a statement"
                )
            ]
            for n, surgery in enumerate(surgeries)
        }
        contracts.tell_lists(lists, scope=scope, at=NOON)
        for surgery in surgeries:
            actions.sign_off(surgery_id=surgery, month=APRIL, words="", scope=scope, at=SIGNED)


def _file() -> dict:
    file = deepcopy(FILE)
    surgery, partner = file["surgery"][0], file["partner"][0]
    size = {"registered": 8000, "weighted": 8400, "staff": 20, "source": "test", "from": BEGAN}
    file["surgery"] = [
        deepcopy(surgery) | {"ods_code": f"S{n:02}", "name": f"Surgery {n:02}", "size": [size]}
        for n in range(SURGERIES)
    ]
    file["partner"] = [
        deepcopy(partner)
        | {
            "code": f"P{n:02}{each}",
            "name": f"Dr {n:02}{each}",
            "membership": [{"surgery": f"S{n:02}", "from": BEGAN}],
            "share": [{"surgery": f"S{n:02}", "sessions": 3 + each, "from": BEGAN}],
        }
        for n in range(SURGERIES)
        for each in range(PARTNERS)
    ]
    file["deed"] = [{**deed(), "centre_result": "per_registered"}]
    levy = {"code": "levy", "name": "Levy", "basis": "per_registered", "rate": 3, "from": BEGAN}
    file["charge"] = [charge("all"), levy]
    return file


def close() -> actions.Closed:
    """Close April, as whoever comes first."""
    where, scope = whole()
    with acting(scope), transaction.atomic():
        return actions.close_month(of=where, month=APRIL, scope=scope, at=CLOSED)
