"""What the pages of practices say, worked out by hand from little_england.py."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.interfaces.published import little_england
from tests.interfaces.published.conftest import client
from tests.interfaces.published.reading import page, table, texts, words

pytestmark = pytest.mark.slow  # together: a house is built for each


def cards(answer) -> dict[str, str]:
    """What each card says, by its name."""
    markup = answer.content.decode()
    found = re.findall(
        r'<div class="cp-figure">(.*?)</div>\s*(?=<div class="cp-figure">|</dl>)', markup, re.DOTALL
    )
    from tests.interfaces.published.reading import words

    plain = [words(re.sub(r"<svg.*?</svg>|<a .*?</a>", "", card, flags=re.DOTALL)) for card in found]
    names = [words(re.search(r"<dt.*?</dt>", card)[0]) for card in found]
    return {name: said.removeprefix(name).strip() for name, said in zip(names, plain, strict=True)}


def facts(answer) -> dict[str, str]:
    """Who a practice is, by name."""
    markup = answer.content.decode().split('<dl class="cp-look-up-facts">')[1].split("</dl>")[0]
    pairs = re.findall(r"<dt>(.*?)</dt>\s*<dd>(.*?)</dd>", markup, re.DOTALL)
    found = {words(name): words(said) for name, said in pairs}
    assert re.fullmatch(r"line \d+ of \S+", found.pop("From"))
    return found


def test_who_a_practice_is(ask):
    answer = ask("/look-up/A99920/")
    assert "A99920 Invented Surgery 20" in page(answer)
    assert facts(answer) == {
        "Kind": "GP practice",
        "Status": "Active, opened 1 April 1974",
        "Address": "20 High St, Nowhere, ZZ20 1AA",
        "Telephone": "01632 960020",
        "Contract": "GMS, does not dispense medicines",
        "Primary care network": "Invented PCN (U99999)",
        "Commissioner": "NHS Invented ICB - 99X",
        "Integrated care board": "QXX",  # no file here names it
        "Region": "Y99",
    }


def test_a_closed_practice_says_so_beside_its_name(ask):
    said = page(ask("/look-up/A99906/"))
    assert "Invented Surgery 06 Closed" in said
    assert "Closed, opened 1 April 1974, closed 31 March 2023" in said


@pytest.mark.slow
def test_all_that_the_register_says(house, sign_in, tmp_path):
    """A dormant practice that changed its network, and an out-of-hours service; ICB and region have names."""
    register = [dict(zip(little_england.ODS, row, strict=True)) for row in little_england.epraccur()]
    register[1] |= {"StatusCode": "D", "CloseDate": "20240630"}
    register[2] |= {"PrescrSet": "2"}
    networks = [
        [*("Partner Organisation Code", "Partner Name", "PCN Code", "PCN Name"),
         *("Practice to PCN Relationship Start Date", "Practice to PCN Relationship End Date")],
        ["A99901", "X", "U00001", "OLD PCN", "20190701", "20210331"],
        ["A99901", "X", "U00002", "NEW PCN", "20210401", ""],
    ]  # fmt: skip
    geography = [
        [*("PRACTICE_CODE", "PRACTICE_NAME", "CCG_ODS_CODE", "CCG_NAME", "STP_ODS_CODE", "STP_NAME"),
         *("REGION_ODS_CODE", "REGION_NAME")],
        ["A99903", "X", "99X", "NHS Invented ICB - 99X", "QXX",
         *("Invented Integrated Care Board", "Y99", "Nowhere")],
    ]  # fmt: skip
    for name, rows in (
        ("epraccur.csv", [list(row.values()) for row in register]),
        ("epcn.csv", networks),
        ("MAPPING_2324.csv", geography),
    ):
        little_england.bring(little_england.write(tmp_path / name, rows))
    assert facts(sign_in("gp").get("/look-up/A99901/")) == {
        "Kind": "GP practice",
        "Status": "Dormant, opened 1 April 1974, closed 30 June 2024",
        "Address": "1 High St, Nowhere, ZZ1 1AA",
        "Telephone": "01632 960001",
        "Primary care network": "New PCN (U00002) since 1 April 2021; "
        "Old PCN (U00001) 1 July 2019 to 31 March 2021",
        "Commissioner": "NHS Invented ICB - 99X",
        "Integrated care board": "Invented Integrated Care Board (QXX)",
        "Region": "Nowhere (Y99)",
    }
    answer = sign_in("gp").get("/look-up/A99902/")
    assert facts(answer)["Kind"] == "Out-of-hours service"


def test_a_closing_day_is_told_once_unless_two_files_differ(house, sign_in, tmp_path):
    """ODS closed 1 and 6 on 31 March 2023; the payments closed 1 on that day and 6 a year before."""
    register = [dict(zip(little_england.ODS, row, strict=True)) for row in little_england.epraccur()]
    register[1] |= {"StatusCode": "C", "CloseDate": "20230331"}
    rows = list(little_england.payments(qof=True))
    for n, closed in ((1, "31/03/2023"), (6, "31/03/2022")):
        rows[n][rows[0].index("Practice Close Date")] = closed
    for name, table_ in (
        ("epraccur.csv", [list(row.values()) for row in register]),
        ("nhspaymentsgp-22-23.csv", rows),
    ):
        little_england.bring(little_england.write(tmp_path / name, table_))
    assert "Take care" not in page(sign_in("gp").get("/look-up/A99901/"))
    assert "Take care: closed on 31 March 2022, says the payments file of 2022/23." in page(
        sign_in("gp").get("/look-up/A99906/")
    )


def test_a_practice_lists_its_branches(ask):
    answer = ask("/look-up/A99905/")
    assert "1 branch surgery Invented Branch 1 Mill Lane, Elsewhere, ZZ5 9ZZ" in page(answer)
    assert 'href="/look-up/A99905001/"' in answer.content.decode()
    assert "branch surger" not in page(ask("/look-up/A99904/"))


def test_a_contract_that_the_publication_does_not_know_is_not_shown(house, sign_in, tmp_path):
    rows = list(little_england.payments(qof=True))
    rows[1][rows[0].index("Contract Type")] = "UNKNOWN"
    rows[2][rows[0].index("Dispensing Practice")] = "Unknown"
    rows[3][rows[0].index("Contract Type")] = rows[3][rows[0].index("Dispensing Practice")] = "UNKNOWN"
    little_england.bring(little_england.write(tmp_path / "nhspaymentsgp-22-23.csv", rows))
    browser = sign_in("gp")
    assert facts(browser.get("/look-up/A99901/"))["Contract"] == "does not dispense medicines"
    assert facts(browser.get("/look-up/A99902/"))["Contract"] == "GMS"
    assert "Contract" not in facts(browser.get("/look-up/A99903/"))


def test_a_practice_that_only_its_payments_know(house, sign_in, tmp_path):
    little_england.put_in(tmp_path, ("nhspaymentsgp-22-23.csv",))
    assert facts(sign_in("gp").get("/look-up/A99920/")) == {
        "Status": "Open, opened 1 April 1974",
        "Address": "20 High St, Nowhere, ZZ20 1AA",
        "Contract": "GMS, does not dispense medicines",
        "Primary care network": "Invented PCN (U99999)",
        "Commissioner": "NHS Invented ICB - 99X",
    }


def test_a_branch_leads_to_its_practice(ask):
    answer = ask("/look-up/A99905001/")
    assert "This is a branch surgery of Invented Surgery 05 (A99905)." in page(answer)
    assert 'href="/look-up/A99905/"' in answer.content.decode()
    assert "No payments file" not in page(answer), "of course: its practice is paid"


def test_at_a_glance_beside_england_and_peers(ask):
    assert cards(ask("/look-up/A99935/")) == {
        "NHS payments per weighted patient": "£135.00 2022/23 England £120.50 Peers' median £120.50",
        # practice 7 has half a patient more on average, which the extract does not know
        "Patients registered": "800 2022/23, 1,000 weighted England 800 a practice Peers' median 800 "
        "England and peers on 1 January 2021",
        # 535 / 635; England (500 + 20.5) / 635
        "QOF points of those available": "84.3% 2022/23 England 82.0% Peers' median 82.0%",
        "CQC rating": "Good 2021 England 97.4% good or outstanding",  # 38 of 39
        "GPs per 10,000 patients": "35.00 2022/23 England 20.50 Peers' median 20.50",
        # the payments nearest to 2019 are those of 2021/22, in which practice 40 is not
        "Deprivation (IMD score)": "35.0 IMD 2019 England 20.5 Peers' median 20.0",
    }


def test_who_the_peers_are_is_said_in_words(ask):
    said = page(ask("/look-up/A99920/"))
    assert "40 GMS practices that do not dispense, with 800 to 800 patients" in said
    assert re.search(r"Each year has its own.* in 2021/22: .*, with 800 to 800 .* in 2022/23: 40 GMS", said)
    assert "the same kind of contract" in said
    assert "cut into 10 bands" in said


def test_income_over_the_years(ask):
    assert texts(ask("/look-up/A99935/"), "over-the-years") == {
        "Core contract": ["£90,000.00", "£90,000.00"],
        "Quality and Outcomes Framework": ["£0.00", "£35,000.00"],
        "Premises": ["£10,000.00", "£10,000.00"],
        "Total NHS payments": ["£100,000.00", "£135,000.00"],
        "For each weighted patient": ["£100.00", "£135.00"],  # over 1,000
        "For each registered patient": ["£125.00", "£168.75"],  # over 800
        "Deductions": ["−£5,000.00", "−£5,000.00"],
        "Total after deductions": ["£95,000.00", "£130,000.00"],
        "Paid as well, and published outside the total": ["", ""],
        "Network payments, outside the total": ["£2,000.00", "£2,000.00"],
        "Patients, on average over the year": ["", ""],
        "Registered": ["800", "800"],
        "Weighted": ["1,000", "1,000"],
    }


def test_a_year_line_by_line_beside_the_peers(ask):
    rows = texts(ask("/look-up/A99935/"), "beside-peers")
    assert rows["Quality and Outcomes Framework"][:5] == ["£35.00", "£20.50", "£10.75", "£20.50", "£30.25"]
    assert rows["Total NHS payments"][:5] == ["£135.00", "£120.50", "£110.75", "£120.50", "£130.25"]
    assert rows["Premises"][:5] == ["£10.00"] * 5


def test_where_a_practice_lies_is_drawn_and_told(ask):
    drawn = {row[0].text: row[-1].drawn for row in table(ask("/look-up/A99935/"), "beside-peers")}
    assert drawn["Total NHS payments"] == "higher than three quarters of peers, higher than England"
    assert drawn["Premises"] == "the same as the peers' median, the same as England"
    low = {row[0].text: row[-1].drawn for row in table(ask("/look-up/A99920/"), "beside-peers")}
    assert low["Total NHS payments"] == "in the middle half of peers, below their median, lower than England"


def test_another_year_and_another_way_of_sharing(ask):
    answer = ask("/look-up/A99907/?year=2021/22&per=registered")
    assert "Line by line beside peers, 2021/22" in page(answer)
    rows = texts(answer, "beside-peers")
    # £100,000 over 800.5 patients is £124.92; England 39 × £100,000 over 31,200.5 patients £124.998
    assert rows["Total NHS payments"][:2] == ["£124.92", "£125.00"]


@pytest.mark.parametrize("asked", ["year=1066/67", "year=soon", "per=dozen", "sort=colour"])
def test_what_is_not_understood_is_as_if_it_had_not_been_asked(ask, asked):
    plain, odd = ask("/look-up/?codes=A99920+A99921"), ask(f"/look-up/?codes=A99920+A99921&{asked}")
    for caption in ("practices", "beside-peers"):
        assert texts(odd, caption) == texts(plain, caption)


def test_measures_year_by_year(ask):
    rows = table(ask("/look-up/A99935/"), "measures-beside")
    said = [[cell.text for cell in row[:6]] for row in rows]
    assert ["2022/23", "535.0", "520.5", "510.8", "520.5", "530.3"] in said  # QOF points 501 … 540
    # of 2021/22 the peers are 39: practice 40 is not in that year's payments
    assert ["2021/22", "35.00", "20.50", "10.50", "20.00", "29.50"] in said
    assert ["2021", "Good", "97.4% good or outstanding", "no figure", "no figure", "no figure"] in said


def test_a_practice_that_a_file_leaves_out_has_no_figure_there(ask):
    said = page(ask("/look-up/A99903/"))
    assert "CQC rating" not in said
    rows = texts(ask("/look-up/?codes=A99903+A99904"), "practices")
    assert rows["Invented Surgery 03"][-1] == "no figure"


# Several together


def test_several_side_by_side_and_together(ask):
    answer = ask("/look-up/?codes=A99901+A99907+A99940")
    rows = texts(answer, "practices")
    assert rows == {
        "Invented Surgery 01": ["A99901", "800", "£101.00", "78.9", "1.00", "1.0", "Outstanding"],
        "Invented Surgery 07": ["A99907", "801", "£107.00", "79.8", "7.00", "7.0", "Good"],
        "Invented Surgery 40": ["A99940", "800", "£140.00", "85.0", "40.00", "40.0", "Good"],
        # 348,000 over 3,000; (501 + 507 + 540) / 3 / 635; 4.8 GPs over 3,000 patients
        "Together": ["", "2,401", "£116.00", "81.3", "16.00", "16.0", "2 Good, 1 Outstanding"],
    }
    income = texts(answer, "over-the-years")
    assert income["Total NHS payments"] == ["£200,000.00", "£348,000.00"]
    assert income["Registered"] == ["1,600.5", "2,400.5"]
    assert "2021/22 is without A99940: the year's file does not have it." in page(answer)
    assert "Together, patients and payments are of 2022/23." in page(answer)


@pytest.mark.slow
def test_a_practice_that_the_latest_payments_lack_is_not_in_the_sum(house, sign_in, tmp_path):
    rows = list(little_england.payments(qof=True, leave_out=1))
    rows[1][rows[0].index("Atypical characteristics")] = "Part year of data || Large fluctuation in patients"
    little_england.put_in(tmp_path, ("nhspaymentsgp-21-22.csv",))
    little_england.bring(little_england.write(tmp_path / "nhspaymentsgp-22-23.csv", rows))
    answer = sign_in("gp").get("/look-up/?codes=A99901+A99902")
    said = texts(answer, "practices")
    assert said["Invented Surgery 01"][:3] == ["A99901", "800", "£100.00"]  # its own latest, of 2021/22
    assert said["Together"][:3] == ["", "800", "£102.00"]
    assert "are of 2022/23, without A99901: that year's file does not have it." in page(answer)
    alone = page(sign_in("gp").get("/look-up/A99902/"))
    assert "Take care: part year of data, large fluctuation in patients (2022/23)." in alone


@pytest.mark.parametrize(
    ("sort", "numbers"),
    [
        ("", [1, 2, 3, 40]),
        ("-name", [40, 3, 2, 1]),
        ("-per-weighted", [40, 3, 2, 1]),
        ("list", [1, 2, 3, 40]),  # all alike: by name
        ("cqc", [2, 40, 1, 3]),  # 3 has no rating: last either way
        ("-cqc", [1, 40, 2, 3]),
        ("qof", [1, 2, 3, 40]),
        ("-gps", [40, 3, 2, 1]),
        ("-deprivation", [40, 3, 2, 1]),
    ],
)
def test_the_headings_sort(ask, sort, numbers):
    answer = ask("/look-up/", data={"codes": "A99940 A99901 A99903 A99902", "sort": sort})
    rows = table(answer, "practices")[:-1]
    assert [row[1].text for row in rows] == [little_england.code(number) for number in numbers]
    assert answer.content.decode().count("aria-sort") == 1


def test_codes_that_nobody_knows_are_left_out_and_told(ask):
    answer = ask("/look-up/?codes=A99901+X99999+nonsense+A99902")
    assert "No file here knows NONSENSE, X99999. They are left out" in page(answer)
    assert set(texts(answer, "practices")) == {"Invented Surgery 01", "Invented Surgery 02", "Together"}


def test_one_of_several_that_is_known_is_shown_alone(ask):
    answer = ask("/look-up/?codes=A99901+X99999")
    assert answer.status_code == 200
    assert "A99901 Invented Surgery 01" in page(answer)
    assert "No file here knows X99999. It is left out" in page(answer)


# What a page costs


@pytest.mark.parametrize(("number", "most"), [(1, 42), (2, 36), (40, 36)])
def test_a_page_asks_the_database_as_often_for_forty_as_for_two(england, number, most):
    codes = "+".join(little_england.code(n) for n in range(1, number + 1))
    browser = client("finance")
    path = f"/look-up/?codes={codes}" if number > 1 else f"/look-up/{codes}/"
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(path).status_code == 200
    assert len(asked) <= most, [query["sql"][:120] for query in asked]


def test_pages_have_no_inline_style_and_no_script_of_their_own(ask):
    for path in ("/look-up/", "/look-up/?q=invented", "/look-up/A99920/", "/look-up/?codes=A99920+A99921"):
        markup = ask(path).content.decode()
        assert not re.search(r"[\s\"']style=", markup), path
        assert not re.search(r"\son\w+=", markup), path
        assert not re.findall(r"""(?:src|href)=["']https?://""", markup), path
