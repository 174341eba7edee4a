"""Forty invented practices in files laid out as the publishers lay out theirs, worked out by hand.

Practice n (1 to 40) is A999nn, INVENTED SURGERY nn, GMS, does not dispense, 1,000 weighted and 800 registered
patients (800.5 at practice 7), so that all forty are one another's peers. In pounds for a weighted patient:

    2021/22    global sum 90, premises 10                              total 100      (practice 40 has none)
    2022/23    global sum 90, premises 10, QOF n                       total 100 + n
               deductions 5; network leadership 2, outside the total

so in 2022/23 the peers' totals are 101, 102 … 140: lower quarter 110.75, median 120.50, upper 130.25, and
England's, all payments over all patients, 120.50. Practice n has 500 + n of 635 QOF points, 800 patients on
1 January 2021, n / 10 full-time GPs for 1,000 patients, an IMD score of n, and CQC's rating by its number:
Outstanding to practice 1, Inadequate to 2, none to 3, Good to the others. Practice 5 has a branch; 6 is
closed.
"""

import csv
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from commonpractice.domain.audit.facts import PROGRAM
from commonpractice.domain.published import actions
from commonpractice.foundations.months import FinancialYear
from commonpractice.gateways.scoped_postgres import tickets

PRACTICES = range(1, 41)
IMPORTED = datetime(2026, 6, 1, 9, 30, tzinfo=UTC)
FILES = (
    "nhspaymentsgp-21-22.csv", "nhspaymentsgp-22-23.csv", "qof-2022-23.csv", "workforce.csv", "ratings.csv",
    "lists.csv", "imd.csv", "epraccur.csv", "ebranchs.csv",
)  # fmt: skip


def code(number: int) -> str:
    return f"A999{number:02d}"


def name(number: int) -> str:
    return f"INVENTED SURGERY {number:02d}"


def put_in(folder: Path, files: tuple[str, ...] = FILES) -> None:
    """Write the files and import them, as the command does."""
    for file in files:
        bring(write(folder / file, ROWS[file]()))


def write(path: Path, rows: Iterator[list]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    return path


def bring(path: Path, year: str | None = None) -> int:
    """Import one file; the number of its publication."""
    asked = FinancialYear.parse(year) if year else None
    with tickets.acting(actor_id=PROGRAM.id, surgeries=()):
        return actions.import_file(path, year=asked, actor=PROGRAM, at=IMPORTED).publication_id


def payments(*, qof: bool, leave_out: int | None = None, premises: int = 10_000) -> Iterator[list]:
    yield [
        *("Sub ICB NAME", "PCN Code", "PCN Name", "Practice Code", "Practice Name", "Practice Address"),
        *("Practice Postcode", "Practice Open Date", "Practice Close Date", "Contract Type"),
        *("Dispensing Practice", "Practice type", "Atypical characteristics"),
        *("Average Number of Registered Patients", "Average Number of Weighted Patients"),
        *("Global Sum", "Total QOF Payments", "Premises Payments"),
        "Total NHS Payments to General Practice",
        "Deductions for Pensions, Levies and Prescription Charge Income",
        "Total NHS Payments to General Practice Minus Deductions",
        "PCN Leadership",
    ]
    for n in PRACTICES:
        if n == leave_out:
            continue
        points = 1_000 * n if qof else 0
        total = 90_000 + points + premises
        yield [
            *("NHS INVENTED ICB - 99X", "U99999", "INVENTED PCN", code(n), name(n), f"{n} HIGH ST, NOWHERE"),
            *(f"ZZ{n} 1AA", "01/04/1974", "", "GMS", "No", "GP practice", ""),
            *(800.5 if n == 7 else 800, 1000, 90_000, points, premises, total),
            *(-5_000, total - 5_000, 2_000),
        ]


def qof() -> Iterator[list]:
    yield ["Practice code", "Practice name", "List size", "Achievement score (635 max)",
           "QOF points total / 635 available (%)"]  # fmt: skip
    for n in PRACTICES:
        yield [code(n), name(n), 800, 500 + n, round((500 + n) / 6.35, 8)]


def workforce() -> Iterator[list]:
    yield ["Practice.Code", "Year", "TOTAL_PATIENTS", "TOTAL_GP_EXTGL_HC", "TOTAL_GP_EXTGL_FTE",
           "TOTAL_ADMIN_FTE"]  # fmt: skip
    for n in PRACTICES:
        for year in (2022, 2023):
            yield [code(n), year, 1000, 5, n / 10, 4]


def ratings() -> Iterator[list]:
    yield ["Practice.Code", "Year", "location_name", "service_population_group", "domain", "latest_rating",
           "inherited_rating_y_n"]  # fmt: skip
    special = {1: "Outstanding", 2: "Inadequate"}
    for n in PRACTICES:
        if n != 3:
            yield [code(n), 2021, name(n).title(), "Overall", "Overall", special.get(n, "Good"), "N"]


def lists() -> Iterator[list]:
    yield ["PUBLICATION", "EXTRACT_DATE", "TYPE", "CODE", "POSTCODE", "SEX", "AGE", "NUMBER_OF_PATIENTS"]
    for n in PRACTICES:
        yield ["GP_PRAC_PAT_LIST", "01JAN2021", "GP", code(n), f"ZZ{n} 1AA", "ALL", "ALL", 800]


def imd() -> Iterator[list]:
    yield [
        *("Indicator ID", "Indicator Name", "Area Code", "Area Name", "Area Type", "Sex", "Age"),
        *("Category Type", "Category", "Time period", "Value"),
    ]
    for n in PRACTICES:
        about = (93553, "Deprivation score (IMD 2019)", code(n), name(n), "GPs", "Persons", "All ages")
        yield [*about, "", "", 2019, n]


ODS = [
    *("OrgCode", "Name", "NationalGrouping", "HighLevelHealthGeography", "Address1", "Address2", "Address3"),
    *("Address4", "Address5", "Postcode", "OpenDate", "CloseDate", "StatusCode", "OrgSubTypeCode"),
    *("Commissioner", "JoinProviderDate", "LeftProviderDate", "TelNo", "AmendedRecordIndicator"),
    *("ProvPurch", "PrescrSet"),
]


def epraccur() -> Iterator[list]:
    yield ODS
    for n in PRACTICES:
        closed, status = ("20230331", "C") if n == 6 else ("", "A")
        telephone = f"01632 9600{n:02d}"
        yield [code(n), name(n), "Y99", "QXX", f"{n} HIGH ST", "NOWHERE", "", "", "", f"ZZ{n} 1AA",
               "19740401", closed, status, "B", "99X", "", "", telephone, "0", "99X", "4"]  # fmt: skip


def ebranchs() -> Iterator[list]:
    """As published: without headings."""
    place = ("A99905001", "INVENTED BRANCH", "Y99", "QXX", "1 MILL LANE", "ELSEWHERE", "", "", "", "ZZ5 9ZZ")
    yield [*place, "20040401", "", "", "", "A99905", "20040401", *[""] * 5, "0", "", "A", "", "", ""]


ROWS = {
    "nhspaymentsgp-21-22.csv": lambda: payments(qof=False, leave_out=40),
    "nhspaymentsgp-22-23.csv": lambda: payments(qof=True),
    "qof-2022-23.csv": qof,
    "workforce.csv": workforce,
    "ratings.csv": ratings,
    "lists.csv": lists,
    "imd.csv": imd,
    "epraccur.csv": epraccur,
    "ebranchs.csv": ebranchs,
}
