"""The house with its care counted, by hand: thirteen months that look back, and one towards the year end.

Months are the ends of October 2025 to October 2026, and 31 October 2026 also counts towards 31 March 2027.

DM006 (paid by the NHS: better higher, upper threshold 97%)     met, not met, declined
    Ash Tree    80 of 100 and 81 of 100 by turns; in the last month 60 of 100                   60, 40, 7
    Bryn        160 of 200 and 161 of 200 by turns                                            160, 40, 12
    Cedar       40 of 60 throughout                                                            40, 20,  0
    together    260 of 360 in the last month: 72.2%
SAF001 (the partnership's own)  90 of 100 at each, throughout
CSN003 (few patients)   Cedar 2 of 10, Ash Tree 30 of 40, Bryn 50 of 70: Cedar's 2 stay there, and with them
                        all others: whoever knows Ash Tree's or Bryn's would subtract it; together 82 of 120

Registers: DM 300 of 6,000 at Ash Tree, 600 and 900 of as many at Bryn and Cedar; valproate 2 at Cedar alone.
Groups of DM006 at each surgery: women met half of what is met, and men the rest; none of unknown sex.
"""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from django.db import transaction

from commonpractice.domain.partnership.facts import Role
from commonpractice.domain.quality import models
from commonpractice.domain.quality.actions import disclosing
from commonpractice.domain.quality.facts.people import Asked
from commonpractice.domain.records.models import Import, Snapshot
from commonpractice.foundations.months import Month, months
from commonpractice.gateways.scoped_postgres import tickets
from tests.interfaces.house import House, welcome

ASH, BRYN, CEDAR = "M81001", "M81002", "M81003"
ENDS = [month.last for month in months(Month(2025, 10), Month(2026, 10))]
LAST, YEAR_END = date(2026, 10, 31), date(2027, 3, 31)
AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
BY = {"at": AT, "actor_id": 0, "actor_name": "Program"}
PAID = ("DM006",)
SIZES = {ASH: 1, BRYN: 2, CEDAR: 3}
DECLINED = {ASH: 7, BRYN: 12, CEDAR: 0}
FEW = {ASH: (30, 10), BRYN: (50, 20), CEDAR: (2, 8)}


def of_dm006(code: str, number: int) -> tuple[int, int]:
    """Met and not met in the month of a number, from 0."""
    if code == CEDAR:
        return 40, 20
    whole, least = {ASH: (100, 80), BRYN: (200, 160)}[code]
    met = 60 if code == ASH and number == len(ENDS) - 1 else least + number % 2
    return met, whole - met


def count(house: House, *, refused_at_ash: str = "") -> None:
    """Keep snapshots with their imports, the runs, and what may leave each surgery of them.

    `refused_at_ash` is the folder of the rows that Ash Tree's import refused, where they are still kept.
    """
    scope = house.everything
    ids = {code: house.surgery(code).id for code in SIZES}
    with (
        tickets.acting(
            actor_id=0, surgeries=scope.surgeries, patients=scope.surgeries, counts=scope.surgeries
        ),
        transaction.atomic(),
    ):
        snapshots = {
            code: _snapshot(surgery, number, refused_at_ash if code == ASH else "")
            for number, (code, surgery) in enumerate(ids.items())
        }
        for place, day in enumerate([*(Asked(on, on) for on in ENDS), Asked(LAST, YEAR_END)]):
            batch = UUID(int=100 + place)
            number = min(place, len(ENDS) - 1)
            runs = {code: _run(ids[code], snapshots[code], batch, day) for code in ids}
            for code, run in runs.items():
                _counts(run, code, number)
            of_surgeries = {ids[code]: run.id for code, run in runs.items()}
            disclosing.disclose(batch=batch, day=day, runs=of_surgeries, paid=PAID, scope=scope, at=AT)


def _snapshot(surgery: int, number: int, refused: str) -> int:
    (row,) = Snapshot.objects.bulk_create(
        [
            Snapshot(
                surgery_id=surgery, uuid=UUID(int=number + 1), system="emis", as_at=LAST,
                rows={"patients": 6000}, manifest_sha256="0" * 64, key_check="0" * 16, **BY,
            )
        ]
    )  # fmt: skip
    counts = {"patients": {"read": 6003, "taken_in": 6000, "refused": 2, "repeated": 1}}
    reasons = [{"table": "patients", "column": "nhs_number", "reason": "Not an NHS number", "rows": 2}]
    Import.objects.bulk_create(
        [
            Import(
                surgery_id=surgery, snapshot_id=row.id, files=[], kinds={}, rules="0" * 64, counts=counts,
                reasons=reasons, notes=["Two files were empty."], refused=refused, **BY,
            )
        ]
    )  # fmt: skip
    return row.id


def _run(surgery: int, snapshot: int, batch: UUID, day: Asked) -> models.Run:
    (row,) = models.Run.objects.bulk_create(
        [
            models.Run(
                surgery_id=surgery, batch=batch, on=day.on, year_end=day.year_end, snapshot_id=snapshot,
                rulebook="ab" * 32, codelists="cd" * 32, version="test", engine="duckdb", listed=6000, **BY,
            )
        ]
    )  # fmt: skip
    return row


def _counts(run: models.Run, code: str, number: int) -> None:
    mine = {"run_id": run.id, "surgery_id": run.surgery_id}
    results = {"DM006": of_dm006(code, number), "SAF001": (90, 10), "CSN003": FEW[code]}
    rows = [
        (indicator, status, "", patients)
        for indicator, parts in results.items()
        for status, patients in zip(("met", "not_met"), parts, strict=True)
    ]
    rows += [("DM006", "adjusted", "declined", DECLINED[code])] * (DECLINED[code] > 0)
    rows += [("DM006", "left_out", "no_protein", 1234)]
    models.VerdictCount.objects.bulk_create(
        models.VerdictCount(**mine, indicator=indicator, status=status, reason=reason, patients=patients)
        for indicator, status, reason, patients in rows
    )
    registers = {"DM": SIZES[code] * 300, "VALPRO": 2 if code == CEDAR else 0}
    models.RegisterCount.objects.bulk_create(
        models.RegisterCount(**mine, register=register, patients=patients, listed=6000)
        for register, patients in registers.items()
    )
    met, not_met = results["DM006"]
    halves = {
        "female": (met // 2, not_met // 2),
        "male": (met - met // 2, not_met - not_met // 2),
    }
    models.GroupCount.objects.bulk_create(
        models.GroupCount(**mine, indicator="DM006", split="sex", group=group, met=part[0], not_met=part[1])
        for group, part in halves.items()
    )


@pytest.fixture
def counted(house) -> House:
    """The house with its care counted, and Quinn Quality in it."""
    welcome(house, {"quality": ("Quinn Quality", Role.QUALITY_LEAD, "CENTRE")})
    count(house)
    return house
