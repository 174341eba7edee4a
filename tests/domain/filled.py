"""The small partnership with something in every table that has a wall: for A, for B, and between two.

Whoever adds a table with a surgery on it adds rows of it here: tests/architecture/test_wall.py says so.
"""

from copy import deepcopy
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from commonpractice.domain.audit.facts import PROGRAM
from commonpractice.domain.ledger import actions as ledger
from commonpractice.domain.ledger.facts import Document, Journal, Line
from commonpractice.domain.partnership import actions, queries
from commonpractice.domain.partnership.facts import Role
from commonpractice.domain.partnership.rules import partnership_file
from commonpractice.foundations.months import Month
from tests.domain.banking import filling as banking
from tests.domain.continuity import filling as continuity
from tests.domain.contracts import filling as contracts
from tests.domain.partnerships import FILE, NOON, TwoRivers, acting, two_rivers
from tests.domain.profits import filling as profits
from tests.domain.quality import filling as quality
from tests.domain.records import filling as records

APRIL = Month(2025, 4)
BEGAN = date(2015, 11, 1)


@dataclass(frozen=True)
class Filled:
    """What was filled in: journals by whose they are, recharges that wait, users by their place."""

    rivers: TwoRivers
    journals: dict[str, int]
    recharges: dict[str, int]
    users: dict[str, int]


def file() -> dict:
    """The partnership file with premises, owners, locations, networks, contracts and sizes at both."""
    data = deepcopy(FILE)
    data["deed"] = [deed()]
    data["charge"] = [charge("all"), *(charge(f"only_{code[0].lower()}", code) for code in ("A1", "B1"))]
    for partner, code in zip(data["partner"], ("A1", "B1"), strict=True):
        prior = {"surgery": code, "name": "Lead", "pounds_a_year": 1200, "from": BEGAN}
        partner["prior_share"] = [prior]
    for surgery in data["surgery"]:
        code = surgery["ods_code"]
        surgery["site"] = [{"code": f"{code}01", "name": f"{code} House", "main": True, "from": BEGAN}]
        surgery["property_share"] = [
            {"partner": {"A1": "P1", "B1": "P2"}[code], "percent": 50, "from": BEGAN},
            {"owner": f"Owner of {code}", "percent": 50, "from": BEGAN},
        ]
        surgery["location"] = [{"name": f"{code} House", "provider_name": "Two Rivers", "from": BEGAN}]
        surgery["network"] = [{"code": f"U{code}", "name": f"{code} network", "from": BEGAN}]
        surgery["size"] = [
            {"registered": 8000, "weighted": 8400, "staff": 20, "source": "test", "from": date(2024, 4, 1)}
        ]
    return data


def deed() -> dict:
    """A deed with one decision."""
    return {
        "from": BEGAN,
        "profit_sharing": "time_apportioned",
        "centre_result": "retained",
        "statements": "own",
        "peers": "lettered",
        "decision": [{"name": "Admit a surgery", "who": "all_partners", "at_least": 75, "of": "entitled"}],
    }


def charge(code: str, *surgeries: str) -> dict:
    """A charge of £600 a year to some surgeries, or to all."""
    row = {"code": code, "name": f"Charge {code}", "basis": "fixed", "rate": 600, "from": BEGAN}
    return {**row, "surgeries": list(surgeries)} if surgeries else row


def fill() -> Filled:
    """Load it and let each surgery, and two by two, do some of everything. Everything is kept."""
    rivers = two_rivers(APRIL, APRIL + 2)
    actions.load(partnership_file.read(file()), actor=PROGRAM, at=NOON)
    rivers = TwoRivers(queries.partnership(code="two"), rivers.everything)
    a, b, centre = rivers.a, rivers.b, rivers.centre
    users = {place: _user(rivers, place, surgery) for place, surgery in [("A", a), ("B", b)]}
    with acting(rivers.everything), transaction.atomic():
        partners = {
            partner.surgery_id: partner.id
            for partner in queries.partners(scope=rivers.everything, on=date(2025, 4, 1))
        }
        journals = {
            "A": _post(rivers, "A", a, partner=partners[a]),
            "B": _post(rivers, "B", b, partner=partners[b]),
            "CENTRE": _post(rivers, "CENTRE", centre),
            "A-B": _post(rivers, "A-B", a, b),
            "B-CENTRE": _post(rivers, "B-CENTRE", b, centre),
        }
        recharges = {
            "A-B": _raise(rivers, home=a, host=b),
            "B-A": _raise(rivers, home=b, host=a),
            "B-CENTRE": _raise(rivers, home=b, host=centre),
        }
        banking.fill(rivers)
        contracts.fill(rivers)
        profits.fill(rivers)
        records.fill(rivers)
        quality.fill(rivers)
        contracts.fill_forecasts(rivers)
        continuity.fill(rivers)
    return Filled(rivers, journals, recharges, users)


def _user(rivers: TwoRivers, place: str, surgery: int) -> int:
    email = f"{place.lower()}@example.org"
    number = actions.add_user(email=email, name=f"Manager of {place}", password=None, actor=PROGRAM, at=NOON)
    with acting(rivers.everything):
        actions.give_role(
            email=email,
            role=Role.SURGERY_MANAGER,
            surgery_id=surgery,
            start=BEGAN,
            last_day=None,
            actor=PROGRAM,
            at=NOON,
        )
    return number


def _post(rivers: TwoRivers, key: str, home: int, host: int | None = None, partner: int | None = None) -> int:
    """£12.50 of consumables at each side, and a pound between the two."""
    lines = [Line(home, 2030, 1250), Line(home, 9020, -1250, partner)]
    if host is not None:
        lines += [Line(host, 2030, 1250), Line(host, 8310, -1250)]
        lines += [
            Line(home, 5820, 100),
            Line(home, 8620, -100),
            Line(host, 8620, 100),
            Line(host, 5820, -100),
        ]
    document = Document(kind="invoice", key=f"invoice/{key}", title=f"Of {key}", home_id=home, host_id=host)
    journal = Journal(
        dated=APRIL.first, narrative=f"Of {key}", lines=tuple(lines), home_id=home, host_id=host
    )
    return ledger.post([(document, [journal])], scope=rivers.everything, at=NOON).journals[0]


def _raise(rivers: TwoRivers, *, home: int, host: int) -> int:
    return ledger.raise_recharge(
        host_id=host,
        home_id=home,
        amount=64000,
        reason="two locum sessions",
        month=APRIL,
        scope=rivers.everything,
        at=NOON,
    )
