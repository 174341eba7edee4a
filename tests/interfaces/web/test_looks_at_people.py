"""A look at anybody's money is in the audit log of the surgery that it is about, naming everybody seen."""

import pytest
from django.db import transaction

from commonpractice.domain.ledger.facts import Document, Journal, Line
from commonpractice.foundations.months import Month
from tests.interfaces.books import POSTED

BRYN = "M81002"


@pytest.fixture
def posted(house):
    """Post a document of some kind at Bryn Môr: lines of (account, pence, partner's id)."""
    from commonpractice.domain.ledger import actions as ledger
    from commonpractice.gateways.scoped_postgres import tickets

    def post(kind: str, *lines: tuple) -> int:
        surgery = house.surgery(BRYN).id
        journal = Journal(
            dated=POSTED.date(),
            month=Month(2025, 3),
            narrative="Salaried GP, employee 001",
            home_id=surgery,
            lines=tuple(Line(surgery, *line) for line in lines),
        )
        document = Document(kind, f"{kind}/1", "March", surgery)
        with tickets.acting(actor_id=0, surgeries=house.everything.surgeries), transaction.atomic():
            return ledger.post([(document, [journal])], scope=house.everything, at=POSTED).journals[0]

    return post


@pytest.fixture
def partners(house, owner):
    """The ids of three partners of Bryn Môr, Dr Gwen Price first."""
    found = [
        owner.execute("SELECT id FROM partnership_partner WHERE code = 'P1'").fetchone()[0],
        *(
            owner.execute(
                "INSERT INTO partnership_partner (partnership_id, code, name, kind) "
                "VALUES (%s, %s, %s, 'gp') RETURNING id",
                [house.partnership.id, code, name],
            ).fetchone()[0]
            for code, name in (("P2", "Dr Huw Lee"), ("P3", "Dr Ifor Moss"))
        ),
    ]
    for partner in found[1:]:
        owner.execute(
            "INSERT INTO partnership_partner_membership "
            "(surgery_id, partner_id, standing, effective, known_on) "
            "SELECT surgery_id, %s, standing, effective, known_on FROM partnership_partner_membership "
            "WHERE partner_id = %s",
            [partner, found[0]],
        )
    return found


def looks(owner) -> list[tuple]:
    query = "SELECT deed, subject FROM audit_entry WHERE deed LIKE 'ledger.see_%%' ORDER BY id"
    return owner.execute(query).fetchall()


def test_every_partner_in_a_journal_is_named(house, sign_in, owner, posted, partners):
    number = posted("drawings", *((9040, 100, each) for each in partners), (8010, -300))
    client = sign_in("finance")
    everybody = f"journal {number}: Dr Gwen Price, Dr Huw Lee, Dr Ifor Moss"
    client.get(f"/accounts/journal/{number}/")
    assert looks(owner) == [("ledger.see_journal", everybody)]
    client.get(f"/accounts/journal/{number}/reverse/")
    assert looks(owner) == [("ledger.see_journal", everybody)] * 2
    client.get(f"/accounts/{BRYN}/account/9040/?month=2025-03")
    seen = "postings on 9040 Drawings: Dr Gwen Price, Dr Huw Lee, Dr Ifor Moss"
    assert looks(owner)[2:] == [("ledger.see_account", seen)]


def test_what_an_employee_is_paid_is_a_persons_too_and_so_is_its_reversal(house, sign_in, owner, posted):
    number = posted("payroll", (3010, 7_000_00), (8350, -7_000_00))
    client = sign_in("finance")
    client.get(f"/accounts/journal/{number}/")
    document = owner.execute("SELECT document_id FROM ledger_journal WHERE id = %s", [number]).fetchone()[0]
    client.get(f"/accounts/document/{document}/")
    client.get(f"/accounts/{BRYN}/account/3010/?month=2025-03")
    assert looks(owner) == [
        ("ledger.see_journal", f"journal {number}: what employees are paid"),
        ("ledger.see_document", f"document {document}: what employees are paid"),
        ("ledger.see_account", "postings on 3010 Salaried GPs: what employees are paid"),
    ]
    done = client.post(f"/accounts/journal/{number}/reverse/", {"why": "Twice", "month": "2025-03"})
    client.get(done.url)
    assert looks(owner)[-1][1].endswith(": what employees are paid")
    assert len(looks(owner)) == 5  # the page that reverses it, and the reversal


def test_a_rent_bill_is_nobodys(house, sign_in, owner, posted):
    number = posted("invoices", (4010, 600_00), (8310, -600_00))
    client = sign_in("finance")
    client.get(f"/accounts/journal/{number}/")
    client.get(f"/accounts/{BRYN}/account/4010/?month=2025-03")
    assert looks(owner) == []
