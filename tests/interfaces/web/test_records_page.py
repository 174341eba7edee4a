"""The page of a surgery's records: which extract is in use, how old it is, what was refused, who takes it."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import transaction

from commonpractice.domain.partnership.facts import Role
from commonpractice.domain.quality.parameters.seeing import seeing
from commonpractice.domain.records import queries
from commonpractice.gateways.scoped_postgres import tickets
from commonpractice.interfaces.web.records import presenters
from tests.interfaces.counted import ASH, CEDAR, LAST, count, counted  # noqa: F401 (fixture)
from tests.interfaces.house import welcome
from tests.interfaces.web.test_pages import row, text

pytestmark = pytest.mark.slow  # a house is built and counted for each

AT_ASH = f"/surgery/{ASH}/records/"
MENDED = "patient,nhs_number,file,line,column,reason\n1,123,patients.csv,2,nhs_number,Not an NHS number\n"


@pytest.fixture
def refused(house, tmp_path):
    """The house counted, with Ash Tree's refused rows still kept in a folder."""
    (tmp_path / "patients.csv").write_text(MENDED)
    count(house, refused_at_ash=str(tmp_path))
    welcome(house, {"quality": ("Quinn Quality", Role.QUALITY_LEAD, "CENTRE")})
    return house


def test_the_extract_in_use_and_every_import(counted, sign_in):  # noqa: F811
    page = sign_in("manager").get(AT_ASH)
    said = text(page)
    assert "The extract of 31 October 2026" in said
    assert "taken in on 2 November 2026 at 9:00am (EMIS bulk extract)" in said
    assert "The indicators were run on it as at 31 October 2026." in said
    assert "by Program: 6,000 rows taken in, 2 refused." in said
    assert "Two files were empty." in said
    assert row(page, "Patients", 1) == ["6,003", "6,000", "2", "1"]
    assert row(page, "Not an NHS number") == ["Patients", "NHS number", "2"]
    assert "2 refused rows, not kept any more" in said


def test_refused_rows_are_taken_away_and_that_is_written_down(refused, sign_in, owner):
    client = sign_in("manager")
    link = f"{AT_ASH}{UUID(int=1)}/refused/patients.csv"
    assert f'href="{link}"' in client.get(AT_ASH).content.decode()
    answer = client.get(link)
    assert b"".join(answer.streaming_content).decode() == MENDED
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{ASH}-patients-refused.csv"'
    assert "no-store" in answer.headers["Cache-Control"]
    with owner.cursor() as cursor:
        cursor.execute("SELECT actor_name, subject FROM audit_entry WHERE deed = 'records.take_refused_rows'")
        rows = cursor.fetchall()
    assert rows == [
        ("Maya O'Neill", "Refused rows of patients of the extract taken in on 2 November 2026: 2")
    ]


@pytest.mark.parametrize(
    ("who", "surgery", "snapshot", "table", "status"),
    [
        ("manager", ASH, 1, "events", 404),  # none was refused
        ("manager", ASH, 2, "patients", 404),  # another surgery's import
        ("manager", ASH, 9, "patients", 404),  # no import at all
        ("manager", ASH, 1, "..", 404),
        ("staff", CEDAR, 1, "patients", 404),
        ("staff", CEDAR, 3, "patients", 404),  # theirs, and not kept any more
        ("staff", ASH, 1, "patients", 403),
        ("finance", ASH, 1, "patients", 403),
        ("quality", ASH, 1, "patients", 403),
        ("nobody", ASH, 1, "patients", 403),
    ],
)
def test_nobody_else_takes_them(refused, sign_in, who, surgery, snapshot, table, status):
    address = f"/surgery/{surgery}/records/{UUID(int=snapshot)}/refused/{table}.csv"
    assert sign_in(who).get(address).status_code == status


def test_a_surgery_without_records_says_what_to_do(house, sign_in):
    said = text(sign_in("manager").get(AT_ASH))
    assert "No records of this surgery’s patients have been taken in yet." in said
    assert "commonpractice records import" in said


@pytest.mark.parametrize(
    ("days", "age", "old"),
    [
        (0, "of today", False),
        (1, "1 day old", False),
        (seeing().stale_days, f"{seeing().stale_days} days old", False),
        (seeing().stale_days + 1, f"{seeing().stale_days + 1} days old", True),
    ],
)
def test_an_old_extract_is_said_to_be_old(counted, days, age, old):  # noqa: F811
    scope, surgery = counted.everything, counted.surgery(ASH).id
    with tickets.acting(actor_id=0, surgeries=scope.surgeries), transaction.atomic():
        used = queries.in_use(scope=scope, surgeries=[surgery])[surgery]
    page = presenters.page(used, [], run=None, on=LAST + timedelta(days=days))
    assert (page.age, page.old) == (age, old)
    assert page.waits == "The indicators have not been run on it yet."
    assert presenters.page(None, [], run=None, on=date(2026, 1, 1)).old is False
