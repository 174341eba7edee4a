"""England's figure of a register or an indicator, and how its practices lie around it."""

import csv
import gzip
import statistics
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest

from commonpractice.domain.partnership.facts import (
    Model,
    PartnershipSummary,
    SurgeryKind,
    SurgerySummary,
)
from commonpractice.domain.published import queries
from commonpractice.domain.published.facts import PartOfPatients
from commonpractice.domain.quality.facts.expressions import Compare, Constant, Named
from commonpractice.domain.quality.parameters.definitions import definitions
from commonpractice.foundations.months import FinancialYear
from commonpractice.interfaces.web.published import beside
from tests.domain.published import support

OF_2020, OF_2019 = FinancialYear(2020), FinancialYear(2019)


def test_registers_are_those_that_the_files_add_up_to(england):
    """The folder's own check: 8,457,600 people with hypertension in 2020/21, 8,514,885 the year before."""
    found = queries.national_registers(year=OF_2020)
    assert len(found) == 20 + 1  # the registers of QOF, and non-diabetic hyperglycaemia, new that year
    assert found["HYP"].everybody.patients == 8_457_600
    assert queries.national_registers(year=OF_2019)["HYP"].everybody.patients == 8_514_885
    assert queries.national_registers() == found, "the latest year, where none is asked for"
    assert found["DM"].list_type == "17OV"


def test_deciles_are_what_sorting_the_practices_gives(england, published_data):
    """A second, slower way: the file itself, read and sorted in Python."""
    lists: defaultdict[str, int] = defaultdict(int)
    told: defaultdict[str, list[tuple[str, int, int]]] = defaultdict(list)
    path = published_data / "qof_prevalence" / "PREVALENCE_2021_v2.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as text:
        for row in csv.DictReader(text):
            on, size = int(row["REGISTER"]), int(row["PRACTICE_LIST_SIZE"])
            lists[row["PRACTICE_CODE"]] = max(lists[row["PRACTICE_CODE"]], size)
            told[row["GROUP_CODE"]].append((row["PRACTICE_CODE"], on, size))
    found = queries.national_registers(year=OF_2020)
    for code, rows in told.items():
        shares = [100 * on / size for practice, on, size in rows if size and lists[practice] >= 1000]
        expected = statistics.quantiles(shares, n=10, method="inclusive")
        assert found[code].practices == len(shares)
        assert [float(cut) for cut in found[code].deciles] == pytest.approx(expected, abs=1e-4), code
        assert found[code].tenth(Decimal(0)) == 1
        assert found[code].tenth(Decimal(101)) == 10
        assert found[code].everybody == PartOfPatients(
            sum(on for _, on, _ in rows), sum(size for *_, size in rows)
        )


def test_a_register_is_compared_with_the_same_patients_as_ours(england):
    """17OV of the NHS is `age >= 17` of our definition; TOTAL is everybody, from age 0."""
    ours = definitions().registers
    for code, one in queries.national_registers(year=OF_2020).items():
        from_age = 0 if one.list_type == "TOTAL" else int(one.list_type.removesuffix("OV"))
        assert ours[code].listed == Compare(Named("age"), ">=", Constant(from_age)), code


def test_a_practice_has_its_own_with_the_line_of_the_file(england):
    codes = ["A81001", "Z99999"]
    found = queries.own_registers(codes=codes, year=OF_2020)
    assert set(found) == {"A81001"}
    assert found["A81001"].parts["AST"] == PartOfPatients(333, 3852)
    assert found["A81001"].sources["AST"].line == 3
    assert found["A81001"].sources["AST"].heading == "REGISTER"


def test_the_column_says_its_year_and_whom_it_is_of(england):
    column = beside.registers()
    assert column.heading == "England (2020/21)"
    assert "another year" in column.words
    diabetes = column.get("DM")
    assert diabetes.of == "patients aged 17 or over"
    assert column.get("HYP").said == "13.93%"
    assert diabetes.spread.startswith("Of 6,5")
    assert column.get("HYP").own == {}
    assert column.get("nothing of ours") is None


def test_without_a_file_there_is_no_column(db):
    assert not beside.registers()
    assert not beside.indicators()
    assert queries.own_registers(codes=["A81001"]) == {}


def ours(*codes: str, demonstration: bool) -> PartnershipSummary:
    return PartnershipSummary(
        id=1, code="ours", name="Ours", model=Model.DECENTRALISED, year_starts=4,
        demonstration=demonstration,
        surgeries=tuple(
            SurgerySummary(id=number, code=code, name=code, kind=SurgeryKind.SURGERY)
            for number, code in enumerate(codes)
        ),
    )  # fmt: skip


def test_a_surgery_that_is_a_real_practice_has_its_own_beside_englands(england):
    column = beside.registers(ours("A81001", "SITE1", demonstration=False))
    own = column.get("AST").own
    assert set(own) == {"A81001"}
    assert own["A81001"].said == "8.64%"  # 333 of 3,852
    assert "/A81001/?figure=register&line=3" in own["A81001"].href
    invented = beside.registers(ours("A81001", demonstration=True))
    assert invented.get("AST").own == {}, "an invented partnership's code is nobody's"


HEADINGS = "PRACTICE_CODE,INDICATOR_CODE,MEASURE,VALUE"


def achievement(path: Path, counts: dict[str, tuple[int, int]], region: str = "") -> Path:
    """An ACHIEVEMENT file in the publisher's shape: of each practice, how many met DM020, of how many."""
    lines = [f"REGION_ODS_CODE,{HEADINGS}" if region else HEADINGS]
    for code, (met, asked) in counts.items():
        for measure, value in (("NUMERATOR", met), ("DENOMINATOR", asked), ("ACHIEVED_POINTS", "16.4")):
            lines.append(f"{region + ',' if region else ''}{code},DM020,{measure},{value}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


PRACTICES = {f"A810{place:02d}": (place, 50) for place in range(1, 12)}  # 2%, 4% ... 22%


def test_indicators_from_the_publishers_file(db, tmp_path):
    small = {"B81001": (10, 10)}  # fewer than 20 patients: in England's figure, in no tenth
    report = support.import_file(achievement(tmp_path / "ACHIEVEMENT_2021.csv", {**PRACTICES, **small}))
    assert (report.dataset, report.layout, str(report.year)) == (
        "qof_achievement", "by_indicator", "2020/21"
    )  # fmt: skip
    found = queries.national_indicators()["DM020"]
    assert found.everybody == PartOfPatients(66 + 10, 550 + 10)
    assert found.practices == 11
    assert found.deciles == tuple(Decimal(cut) for cut in (4, 6, 8, 10, 12, 14, 16, 18, 20))
    assert found.tenth(Decimal("4.1")) == 2
    column = beside.indicators()
    assert column.heading == "England (2020/21)"
    assert column.get("DM020").said == "13.6%"  # 76 of 560
    own = queries.own_indicators(codes=["A81003"])["A81003"]
    assert own.parts == {"DM020": PartOfPatients(3, 50)}
    assert (own.sources["DM020"].line, own.sources["DM020"].heading) == (8, "VALUE")


def test_files_of_regions_stand_beside_each_other_and_a_later_one_takes_its_own_regions_place(db, tmp_path):
    north, south = dict(list(PRACTICES.items())[:6]), dict(list(PRACTICES.items())[6:])
    support.import_file(achievement(tmp_path / "ACHIEVEMENT_NORTH_2223.csv", north, "Y60"))
    other = support.import_file(achievement(tmp_path / "ACHIEVEMENT_SOUTH_2223.csv", south, "Y61"))
    assert (other.layout, other.superseded) == ("by_indicator_Y61", ())
    assert queries.national_indicators()["DM020"].everybody == PartOfPatients(66, 550)
    again = {**south, "A81011": (50, 50)}
    path = achievement(tmp_path / "ACHIEVEMENT_SOUTH_2223_v2.csv", again, "Y61")
    assert support.import_file(path).superseded == ("ACHIEVEMENT_SOUTH_2223.csv",)
    assert queries.national_indicators()["DM020"].everybody == PartOfPatients(66 - 11 + 50, 550)


def test_a_year_that_is_here_whole_and_in_parts_is_counted_once(db, tmp_path):
    support.import_file(achievement(tmp_path / "ACHIEVEMENT_2223.csv", PRACTICES))
    support.import_file(achievement(tmp_path / "ACHIEVEMENT_NORTH_2223.csv", {"A81001": (9, 50)}, "Y60"))
    assert queries.national_indicators()["DM020"].everybody == PartOfPatients(66 - 1 + 9, 550)
