"""Two surgeries whose indicators were run at each month-end of a year and a half, and their forecast.

Ash Tree is as far each month as last year; Bryn Môr is half as fast. Of STIA007 so few are counted that its
numbers are held at the surgery, and of another one because of it.
"""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

from commonpractice.domain.contracts import actions as contracts
from commonpractice.domain.contracts.facts.due import PatientList, QofRegister
from commonpractice.domain.contracts.parameters import qof_indicators
from commonpractice.domain.partnership.facts import Scope
from commonpractice.domain.quality import models
from commonpractice.domain.quality.rules.years import year_end
from commonpractice.domain.records.models import Snapshot
from commonpractice.foundations.dated import Period
from commonpractice.foundations.months import FinancialYear, Month, months
from commonpractice.gateways.scoped_postgres import tickets
from tests.interfaces.house import House

AT = datetime(2025, 11, 3, 12, tzinfo=UTC)
ON = date(2025, 10, 31)
YEAR = FinancialYear(2025)
ASH, BRYN = "M81001", "M81002"
KNOWN = date(2025, 4, 20)
FEW = "STIA007"


def keep_forecasts(house: House) -> contracts.Forecasted:
    """As the program: lists, registers, runs with their counts, and the forecast of 2025/26 from them."""
    surgeries = {code: house.surgery(code).id for code in (ASH, BRYN)}
    scope = house.everything
    with tickets.acting(actor_id=0, surgeries=scope.surgeries, patients=scope.surgeries):
        tell(scope, surgeries)
        for place, (code, surgery) in enumerate(surgeries.items()):
            run_each_month(surgery, slow=code == BRYN, place=place)
        return contracts.forecast_year(scope=scope, on=ON, at=AT, surgeries=[*surgeries.values()])


def tell(scope: Scope, surgeries: dict[str, int]) -> None:
    of_list = PatientList(Period(KNOWN), Decimal(8000), Decimal(8400), KNOWN, "a statement")
    groups = sorted({one.group for one in qof_indicators(YEAR).values()})
    registers = [
        QofRegister(YEAR, group, 400, Decimal(8000), Decimal(5), KNOWN, "a search") for group in groups
    ]
    by = {"scope": scope, "at": AT}
    contracts.tell_lists({surgery: [of_list] for surgery in surgeries.values()}, **by)
    contracts.tell_qof_registers(dict.fromkeys(surgeries.values(), registers), **by)


DECLARED = datetime(2026, 5, 4, 12, tzinfo=UTC)


def declared_file(code: str) -> bytes:
    """A year as the national system might export it: half of each hundred patients."""
    lines = ["Practice code,Indicator code,Numerator,Denominator,PCAs,Points,Payment"]
    lines += [f"{code},{one},50,100,3,," for one in sorted(qof_indicators(YEAR))]
    return "\n".join(lines).encode()


def declare(house: House) -> contracts.TakenIn:
    """Take Ash Tree's declaration of 2025/26 in."""
    scope = house.everything
    with tickets.acting(actor_id=0, surgeries=scope.surgeries):
        return contracts.take_in_declared(
            content=declared_file(ASH), name="cqrs.csv", year=YEAR, declared_on=date(2026, 4, 20),
            scope=scope, at=DECLARED,
        )  # fmt: skip


def run_each_month(
    surgery: int, *, slow: bool, place: int, of: tuple[Month, Month] = (Month(2024, 4), Month.of(ON))
) -> None:
    """A run at the end of each month from the first to the last, of records of their own."""
    (snapshot,) = Snapshot.objects.bulk_create(
        [
            Snapshot(
                surgery_id=surgery, uuid=UUID(int=9_000 + place), system="plain", as_at=ON, rows={},
                manifest_sha256="0" * 64, key_check="0" * 16, at=AT, actor_id=0, actor_name="",
            )
        ]
    )  # fmt: skip
    ends = [month.last for month in months(*of)]
    runs = models.Run.objects.bulk_create(
        [
            models.Run(
                surgery_id=surgery, batch=UUID(int=place), on=on, year_end=year_end(on),
                snapshot_id=snapshot.id, rulebook="0" * 64, codelists="0" * 64, version="test",
                engine="duckdb", listed=8000, at=AT, actor_id=0, actor_name="Program",
            )
            for on in ends
        ]
    )  # fmt: skip
    for run in runs:
        models.VerdictCount.objects.bulk_create(
            [
                models.VerdictCount(
                    run_id=run.id, surgery_id=surgery, indicator=code, status=status, reason="", patients=many
                )
                for code, (met, eligible) in counted(run.on, slow=slow).items()
                for status, many in (("met", met), ("not_met", eligible - met))
                if many
            ]
        )
    last = runs[-1]
    models.Disclosed.objects.bulk_create(
        [
            models.Disclosed(
                run_id=last.id, surgery_id=surgery, of="indicator", code=code,
                met=None if code == FEW else met, not_met=None if code == FEW else eligible - met,
                adjusted=0,
            )
            for code, (met, eligible) in counted(last.on, slow=slow).items()
        ]
    )  # fmt: skip


def counted(on: date, *, slow: bool) -> dict[str, tuple[int, int]]:
    """How many have met each indicator of 2025/26 by a month's end, of how many."""
    gone = Month.of(on).months_after(FinancialYear.of(Month.of(on)).first) + 1
    found: dict[str, tuple[int, int]] = {}
    for place, code in enumerate(sorted(qof_indicators(YEAR))):
        eligible = 6 if code == FEW else 60 + 37 * (place % 9)
        reached = 50 + 5 * (place % 10)  # per cent, by the year's end
        pace = 0.5 if slow and on > date(2025, 3, 31) else 1
        found[code] = (int(eligible * reached * gone * pace / 1200), eligible)
    return found
