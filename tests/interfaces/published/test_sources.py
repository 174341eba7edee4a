"""Every figure leads to the line it was published on, and that line says the same figure."""

import re
from decimal import ROUND_HALF_UP, Decimal

import pytest

from tests.interfaces.published import little_england
from tests.interfaces.published.reading import page, table, texts, words

pytestmark = pytest.mark.slow  # together: a house is built for each

PATIENTS = "Average Number of"


def marked(answer) -> dict[str, str]:
    """What a source page marks: the file's own headings and what stands under them."""
    rows = re.findall(r'<tr class="[^"]*cp-this"[^>]*>(.*?)</tr>', answer.content.decode(), re.DOTALL)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows]
    return {words(row[0]).removesuffix(" (the figure you came from)"): words(row[-1]) for row in cells}


def number(text: str) -> Decimal:
    return Decimal(re.sub(r"[^\d.−-]", "", text).replace("−", "-"))


def rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def cells_of(answer, caption: str) -> list[tuple[str, int, object]]:
    """A practice's own cells of a table that lead somewhere, with the name and the number of their rows."""
    own = slice(1, 2) if "beside" in caption else slice(1, None)  # England and the peers stand beside it
    rows = enumerate(table(answer, caption))
    return [(row[0].text, place, cell) for place, row in rows for cell in row[own] if cell.href]


def test_every_amount_leads_to_the_line_that_says_it(ask):
    cells = cells_of(ask("/look-up/A99935/"), "over-the-years")
    assert len(cells) == 2 * 11  # all but the two headings
    for name, _, cell in cells:
        answer = ask(cell.href)
        assert answer.status_code == 200, cell
        assert 'id="this"' in answer.content.decode()
        found = {heading: number(value) for heading, value in marked(answer).items()}
        amount = sum(value for heading, value in found.items() if not heading.startswith(PATIENTS))
        patients = [value for heading, value in found.items() if heading.startswith(PATIENTS)]
        if name.startswith("For each"):
            amount = rounded(amount / patients[0], 2)
        elif name in ("Registered", "Weighted"):
            amount = patients[0]
        assert amount == number(cell.text), cell
        assert cell.text in page(answer).partition("The figure you came from: ")[2]


def test_every_measure_leads_to_its_line(ask):
    cells = cells_of(ask("/look-up/A99935/"), "measures-beside")
    said = []
    for name, _, cell in cells:
        answer = ask(cell.href)
        assert cell.text in page(answer).partition("The figure you came from: ")[2]
        said.append((name, cell.text, marked(answer)))
    assert said == [
        ("1 January 2021", "800", {"NUMBER_OF_PATIENTS": "800"}),
        ("2022/23", "535.0", {"Achievement score (635 max)": "535"}),
        ("2022/23", "84.3%", {"QOF points total / 635 available (%)": "84.2519685"}),
        ("2021", "Good", {"latest_rating": "Good"}),
        ("2021/22", "35.00", {"TOTAL_PATIENTS": "1000", "TOTAL_GP_EXTGL_FTE": "3.5"}),
        ("2022/23", "35.00", {"TOTAL_PATIENTS": "1000", "TOTAL_GP_EXTGL_FTE": "3.5"}),
        ("IMD 2019", "35.0", {"Value": "35"}),
    ]


def test_where_a_figure_is_from(ask):
    href = next(
        row[2].href for row in table(ask("/look-up/A99935/"), "over-the-years") if row[0].text == "Premises"
    )
    answer = ask(href)
    said = page(answer)
    assert "NHS Payments to General Practice, 2022/23" in said
    assert "nhspaymentsgp-22-23.csv" in said
    assert re.search(r"SHA-256, unpacked [0-9a-f]{64} ", said)
    assert "Imported 1 June 2026 at 10:30am" in said
    assert "Line 36 of the file" in said  # practice 35, below the headings
    assert texts(answer, "line") == {
        "Sub ICB NAME": ["NHS INVENTED ICB - 99X"],
        "PCN Code": ["U99999"],
        "PCN Name": ["INVENTED PCN"],
        "Practice Code": ["A99935"],
        "Practice Name": ["INVENTED SURGERY 35"],
        "Practice Address": ["35 HIGH ST, NOWHERE"],
        "Practice Postcode": ["ZZ35 1AA"],
        "Practice Open Date": ["01/04/1974"],
        "Practice Close Date": ["blank"],
        "Contract Type": ["GMS"],
        "Dispensing Practice": ["No"],
        "Practice type": ["GP practice"],
        "Atypical characteristics": ["blank"],
        "Average Number of Registered Patients": ["800"],
        "Average Number of Weighted Patients": ["1000"],
        "Global Sum": ["90000"],
        "Total QOF Payments": ["35000"],
        "Premises Payments (the figure you came from)": ["10000"],
        "Total NHS Payments to General Practice": ["135000"],
        "Deductions for Pensions, Levies and Prescription Charge Income": ["-5000"],
        "Total NHS Payments to General Practice Minus Deductions": ["130000"],
        "PCN Leadership": ["2000"],
    }


def test_how_a_figure_follows_from_its_line_is_said(ask):
    def said(row: str, caption: str) -> str:
        href = next(cell.href for name, _, cell in cells_of(ask("/look-up/A99907/"), caption) if name == row)
        return re.search(r"The figure you came from: (.*?)\.(?= )", page(ask(href)))[1]

    # 2021/22: £100,000 over 800.5 patients
    assert said("For each registered patient", "over-the-years") == (
        "£100,000.00; over 800.5 registered patients that is £124.92 for each"
    )
    assert said("Total after deductions", "over-the-years") == ("the 2 columns marked add up to £95,000.00")
    # 0.7 GPs for 1,000 patients
    assert said("2021/22", "measures-beside") == (
        "GPs per 10,000 patients, 2021/22: 0.70 over 1,000 patients is 7.00 for 10,000"
    )


def test_the_other_lines_of_a_file_stand_below(ask):
    """Workforce has a line for each year: the one that a figure is from in full, the others in a table."""
    cells = cells_of(ask("/look-up/A99935/"), "measures-beside")
    answer = ask(next(cell.href for name, _, cell in cells if name == "2021/22"))
    assert texts(answer, "line")["Year"] == ["2022"]
    (other,) = table(answer, "others")
    assert [cell.text for cell in other[1:]] == ["A99935", "2023", "1000", "5", "3.5", "4"]


def test_a_register_of_practices_is_a_source_too(ask):
    found = re.search(
        r'href="(/look-up/source/\d+/A99906/[^"]*organisation[^"]*)"',
        ask("/look-up/A99906/").content.decode(),
    )
    rows = texts(ask(found[1].replace("&amp;", "&")), "line")
    assert rows["Name"] == ["INVENTED SURGERY 06"]
    assert rows["CloseDate"] == ["20230331"]


def test_a_file_without_headings_is_shown_by_its_columns(ask):
    found = re.search(
        r'href="(/look-up/source/\d+/A99905001/[^"]*)"', ask("/look-up/A99905001/").content.decode()
    )
    answer = ask(found[1].replace("&amp;", "&"))
    rows = texts(answer, "line")
    assert rows["Column 1: code"] == ["A99905001"]
    assert rows["Column 15: parent"] == ["A99905"]
    assert rows["Column 21"] == ["blank"]
    assert "The file has no headings" in page(answer)


def test_every_file_that_names_a_practice_leads_to_its_line(ask):
    rows = table(ask("/look-up/A99935/"), "naming")
    assert sorted(row[2].text for row in rows) == sorted(
        file for file in little_england.FILES if file != "ebranchs.csv"
    )
    for row in rows:
        answer = ask(row[0].href)
        assert "A99935" in [cell.text for line in _lines(answer) for cell in line], row[2].text
        assert marked(answer) == {}


def _lines(answer):
    for caption in ("line", "others"):
        if f'id="{caption}"' in answer.content.decode():
            yield from table(answer, caption)


# A list by age


AGES = """
EXTRACT_DATE,ORG_CODE,SEX,AGE,NUMBER_OF_PATIENTS
01APR2024,A99901,MALE,ALL,30
01APR2024,A99901,MALE,0,10
01APR2024,A99901,MALE,1,20
01APR2024,A99901,FEMALE,0,7
01APR2024,A99901,FEMALE,1,8
01APR2024,A99902,MALE,0,1
01APR2024,A99902,FEMALE,0,2
"""


@pytest.mark.slow
def test_a_list_by_age_marks_the_lines_that_it_is_the_sum_of(house, sign_in, tmp_path):
    """Of the men the line of all ages, of the women each age: 30 + 7 + 8."""
    path = tmp_path / "gp-reg-pat-prac-sing-age.csv"
    path.write_text(AGES.lstrip())
    little_england.put_in(tmp_path, ("nhspaymentsgp-22-23.csv",))
    little_england.bring(path)
    browser = sign_in("gp")
    ((_, _, cell),) = cells_of(browser.get("/look-up/A99901/"), "measures-beside")
    answer = browser.get(cell.href)
    assert cell.text == "45"
    assert "Patients registered, 1 April 2024: 45." in page(answer)
    assert marked(answer) == {"2": "30", "5": "7", "6": "8"}


@pytest.mark.slow
@pytest.mark.parametrize("order", [("male", "female"), ("female", "male")])
def test_men_and_women_in_files_of_their_own_are_one_list(house, sign_in, tmp_path, order):
    """As the NHS publishes them: neither takes the other's place, and a list is the sum of both."""
    little_england.put_in(tmp_path, ("nhspaymentsgp-22-23.csv",))
    for sex, patients in (
        (("male", 30), ("female", 15)) if order[0] == "male" else (("female", 15), ("male", 30))
    ):
        path = tmp_path / f"gp-reg-pat-prac-sing-age-{sex}.csv"
        rows = [f"01APR2024,A9990{n},{sex.upper()},{age},{patients * n}" for n in (1, 2) for age in (0, 1)]
        path.write_text("\n".join([AGES.split()[0], *rows]))
        little_england.bring(path)
    browser = sign_in("gp")
    assert "single years of age (gp-reg-pat-prac-sing-age), female" in page(browser.get("/look-up/"))
    for path, figure, lines in (
        ("/look-up/A99901/", "90", ["60", "30", "90"]),
        ("/look-up/?codes=A99901+A99902", "270", ["60", "30", "120", "60", "270"]),
    ):
        ((_, _, cell),) = cells_of(browser.get(path), "measures-beside")
        assert cell.text == figure
        rows = table(browser.get(cell.href), "lines")
        assert [row[-1].text for row in rows] == lines
        assert marked(browser.get(rows[0][0].href)) == {"2": "30", "3": "30"}


# Figures of several practices


@pytest.mark.slow
def test_every_figure_of_several_leads_to_the_lines_it_is_made_of(ask):
    """One click to the lines, whose last row says the same figure; one more to each line itself."""
    for name, _, cell in cells_of(ask("/look-up/?codes=A99901+A99907+A99940"), "measures-beside"):
        answer = ask(cell.href)
        *lines, together = table(answer, "lines")
        assert together[-1].text.endswith(cell.text), (name, cell)
        assert [line[0].text[-6:] for line in lines] == ["A99901", "A99907", "A99940"]
        for line in lines:
            there = ask(line[0].href)
            own = list(marked(there).values())
            assert own, line
            assert line[-1].text in page(there).partition("The figure you came from: ")[2]


def test_what_a_figure_of_several_is_made_of_adds_up(ask):
    def lines(row: str, nth: int = 0) -> list[list[str]]:
        cells = cells_of(ask("/look-up/?codes=A99901+A99907+A99940"), "measures-beside")
        href = [cell.href for name, _, cell in cells if name == row][nth]
        return [[cell.text for cell in line[1:]] for line in table(ask(href), "lines")]

    assert lines("1 January 2021") == [["2", "800"], ["8", "800"], ["41", "800"], ["", "2,400"]]
    # 501, 507 and 540 points: the mean is 516
    assert lines("2022/23") == [["2", "501.0"], ["8", "507.0"], ["41", "540.0"], ["", "516.0"]]
    # 0.1, 0.7 and 4 GPs for 1,000 patients each: 4.8 for 3,000
    assert lines("2022/23", 2) == [
        ["3", "0.10", "1,000", "1.00"],
        ["15", "0.70", "1,000", "7.00"],
        ["81", "4.00", "1,000", "40.00"],
        ["", "4.80", "3,000", "16.00"],
    ]
    assert lines("2021") == [
        *(["2", "Outstanding"], ["7", "Good"], ["40", "Good"]),
        ["", "2 Good, 1 Outstanding: 100.0% good or outstanding"],
    ]


def test_practices_without_a_figure_are_named_below_the_lines(ask):
    cells = cells_of(ask("/look-up/?codes=A99903+A99904"), "measures-beside")
    answer = ask(next(cell.href for name, _, cell in cells if name == "2021"))
    assert len(table(answer, "lines")) == 1 + 1
    assert "Without A99903: no such figure of it was published." in page(answer)


def test_ratings_of_several_files_name_each_lines_file(house, sign_in, tmp_path):
    little_england.put_in(tmp_path, ("nhspaymentsgp-22-23.csv", "ratings.csv"))
    rows = [
        ["Location ID", "Location ODS Code", "Location Name", "Location Primary Inspection Category",
         "Service / Population Group", "Domain", "Latest Rating", "Publication Date"],
        ["1-1", "A99901", "Surgery 01", "GP Practices", "Overall", "Overall", "Good", "01/02/2024"],
    ]  # fmt: skip
    little_england.bring(little_england.write(tmp_path / "latest.csv", rows))
    browser = sign_in("gp")
    ((_, _, cell),) = [
        found
        for found in cells_of(browser.get("/look-up/?codes=A99901+A99902"), "measures-beside")
        if "2024" in found[0]
    ]
    lines = table(browser.get(cell.href), "lines")
    assert [[each.text for each in line[1:]] for line in lines] == [
        ["2", "latest.csv", "Good"],
        ["3", "ratings.csv", "Inadequate"],
        ["", "", "1 Good, 1 Inadequate: 50.0% good or outstanding"],
    ]


@pytest.mark.slow
def test_every_figure_of_the_table_of_practices_leads_to_its_line(ask):
    rows = table(ask("/look-up/?codes=A99901+A99907+A99940"), "practices")
    for row in rows[:-1]:
        assert row[0].text.startswith("Invented Surgery")
        assert len([cell for cell in row[2:] if cell.href]) == 6
        for cell in row[2:]:
            answer = ask(cell.href)
            assert marked(answer), cell
            told = page(answer).partition("The figure you came from: ")[2]
            # the table rounds a list to whole patients
            assert cell.text in told or number(cell.text) == rounded(number(told.split()[0].rstrip(".")), 0)
    for cell in rows[-1][2:]:
        assert cell.text.rstrip("%") in table(ask(cell.href), "lines")[-1][-1].text or cell.text == "2,401"


@pytest.mark.slow
def test_each_card_leads_to_the_lines_too(ask):
    for path, caption in (("/look-up/A99935/", "line"), ("/look-up/?codes=A99901+A99907", "lines")):
        markup = ask(path).content.decode()
        cards = markup.split('class="cp-glance"')[1].split("</dl>")[0]
        links = re.findall(r'href="([^"]*)"', cards)
        assert len(links) == cards.count("cp-figure__name") == 6
        for link in links:
            answer = ask(link.replace("&amp;", "&"))
            assert f'id="{caption}"' in answer.content.decode()


@pytest.mark.slow
def test_a_sum_leads_to_the_lines_that_it_adds_up(ask):
    amounts = table(ask("/look-up/?codes=A99901+A99907+A99940"), "over-the-years")
    for row in amounts:
        for cell in row:
            if cell.href:
                answer = ask(cell.href)
                lines = table(answer, "lines")
                if row[0].text.startswith("For each"):
                    assert lines[-1][-1].text == cell.text
                    for line in lines:
                        amount, patients, each = (number(each.text) for each in line[2:])
                        assert rounded(amount / patients, 2) == each
                    continue
                assert lines[-1][2].text == cell.text
                assert sum(number(line[2].text) for line in lines[:-1]) == number(cell.text)
                practice = ask(lines[0][0].href)
                assert sum(map(number, marked(practice).values())) == number(lines[0][2].text)


def test_the_lines_of_a_sum_are_named(ask):
    row = next(
        r
        for r in table(ask("/look-up/?codes=A99901+A99940"), "over-the-years")
        if r[0].text == "Total NHS payments"
    )
    said = texts(ask(row[2].href), "lines")
    assert said == {
        "Invented Surgery 01 A99901": ["2", "£101,000.00"],
        "Invented Surgery 40 A99940": ["41", "£140,000.00"],
        "Together": ["", "£241,000.00"],
    }


# England and the peers


@pytest.mark.parametrize("caption", ["beside-peers", "measures-beside"])
def test_england_and_the_peers_lead_to_the_lines_they_are_worked_out_from(ask, caption):
    compared = 0
    for row in table(ask("/look-up/A99935/"), caption):
        here, england, *quartiles = list(row[1:6]) or [None, None]
        if here is None or not england.text or not england.href:
            continue
        answer = ask(england.href)
        assert re.search(rf"{re.escape(england.text)}(?![\d.])", said_of(answer)), (row[0].text, england)
        assert len(table(answer, "many")) >= 39
        if quartiles[0].href:
            lower, median, upper = (cell.text for cell in quartiles)
            answer = ask(quartiles[0].href)
            assert said_of(answer).startswith(
                f"Lower quarter {lower}, median {median}, upper quarter {upper} of"
            )
            assert {cell.href for cell in quartiles} == {quartiles[0].href}
        compared += 1
    assert compared >= 6


def said_of(answer) -> str:
    return words(re.search(r"<p><strong>(.*?)</strong>\.</p>", answer.content.decode(), re.DOTALL)[1])


def test_every_practice_from_the_least_to_the_most(ask):
    rows = table(ask("/look-up/A99935/"), "beside-peers")
    qof = next(row for row in rows if row[0].text == "Quality and Outcomes Framework")
    answer = ask(qof[2].href)
    # £1,000 × (1 + 2 + … + 40) over 40 × 1,000 patients
    assert said_of(answer) == "£820,000.00 over 40,000 weighted patients is £20.50 for each"
    lines = table(answer, "many")
    assert [line[4].text for line in lines] == [f"£{n}.00" for n in range(1, 41)]
    assert [cell.text for cell in lines[34]] == [
        *("Invented Surgery 35 A99935", "36", "£35,000.00", "1,000", "£35.00"),
    ]
    assert marked(answer) == {"Invented Surgery 35 A99935": "£35.00"}
    there = ask(lines[0][0].href)
    assert "£1,000.00; over 1,000 weighted patients that is £1.00 for each" in page(there)
    gps = next(row for row in table(ask("/look-up/A99935/"), "measures-beside") if "35.00" in row[1].text)
    # 0.1 to 4 GPs for 1,000 patients each: 82 for 40,000
    assert said_of(ask(gps[2].href)) == "82.00 over 40,000 patients is 20.50 for 10,000"
    assert "39 GMS practices that do not dispense" in page(ask(gps[3].href))


def test_many_practices_are_shown_a_page_at_a_time(ask, monkeypatch):
    from commonpractice.interfaces.web.published.presenters import many

    monkeypatch.setattr(many, "ON_A_PAGE", 15)
    rows = table(ask("/look-up/A99935/"), "beside-peers")
    href = next(row for row in rows if row[0].text == "Quality and Outcomes Framework")[2].href
    answer = ask(href)  # the page on which it stands
    assert [line[1].text for line in table(answer, "many")] == [str(n + 1) for n in range(31, 41)]
    assert "Page 3 of 3" in page(answer)
    before = re.search(r'href="(\?[^"]*page=2)"', answer.content.decode())[1].replace("&amp;", "&")
    answer = ask(href.split("?")[0] + before)
    assert [line[1].text for line in table(answer, "many")] == [str(n + 1) for n in range(16, 31)]
    assert said_of(answer) == "£820,000.00 over 40,000 weighted patients is £20.50 for each", "of all pages"
    for odd in ("page=99", "page=0", "page=soon"):
        assert ask(f"{href}&{odd}").status_code == 200


def test_several_practices_have_england_beside_them_and_no_one_group_of_peers(ask):
    answer = ask("/look-up/?codes=A99901+A99907+A99940")
    row = next(row for row in table(answer, "beside-peers") if row[0].text == "Total NHS payments")
    assert (bool(row[2].href), bool(row[3].href)) == (True, False)
    assert set(marked(ask(row[2].href))) == {
        *("Invented Surgery 01 A99901", "Invented Surgery 07 A99907", "Invented Surgery 40 A99940"),
    }


@pytest.mark.parametrize(
    "path",
    [
        "/look-up/source/999999/everybody/?figure=total",
        "/look-up/source/{payments}/everybody/",
        "/look-up/source/{payments}/everybody/?figure=nothing",
        "/look-up/source/{payments}/everybody/?figure=total&group={payments}-99",
        "/look-up/source/{qof}/everybody/?figure=list_size",
        "/look-up/source/{workforce}/everybody/?figure=gps_per_10000&begins=1999",
        "/look-up/source/{cqc}/everybody/?figure=cqc",
    ],
)
def test_figures_of_everybody_that_are_not_there(ask, path):
    from commonpractice.domain.published import queries

    numbers = {file.dataset.split("_")[0]: file.id for file in queries.publications()}
    assert ask(path.format(**numbers)).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/look-up/source/999999/A99920/",
        "/look-up/source/{payments}/X99999/",
        "/look-up/source/{payments}/nonsense/",
        "/look-up/source/{qof}/A99905001/",
        "/look-up/source/999999/?codes=A99920+A99921&figure=total",
        "/look-up/source/{payments}/?codes=A99920+A99921&figure=nothing",
        "/look-up/source/{payments}/?figure=total",
        "/look-up/source/{qof}/?codes=A99920+A99921&figure=total",
        "/look-up/source/{qof}/?codes=A99920+A99921&figure=qof_points&year=1999/00",
        "/look-up/source/{cqc}/?codes=A99903+A99905001&figure=cqc&year=2021",
    ],
)
def test_a_line_that_is_not_there_is_not_found(ask, path):
    from commonpractice.domain.published import queries

    numbers = {file.dataset.split("_")[0]: file.id for file in queries.publications()}
    assert ask(path.format(**numbers)).status_code == 404


@pytest.mark.parametrize(
    "asked", ["figure=", "figure=nonsense", "figure=premises&line=soon", "line=" + "9" * 30, ""]
)
def test_a_source_without_a_figure_marks_nothing(ask, asked):
    from commonpractice.domain.published import queries

    number = next(file.id for file in queries.publications("qof_points"))
    answer = ask(f"/look-up/source/{number}/A99920/?{asked}")
    assert answer.status_code == 200
    assert marked(answer) == {}


def test_a_file_whose_place_was_taken_leads_to_the_one_in_use(house, sign_in, tmp_path):
    older = little_england.bring(
        little_england.write(tmp_path / "payments-22-23.csv", little_england.payments(qof=True))
    )
    revised = little_england.payments(qof=True, premises=11_000)
    newer = little_england.bring(little_england.write(tmp_path / "payments-22-23-v2.csv", revised))
    answer = sign_in("gp").get(f"/look-up/source/{older}/A99920/?figure=premises")
    assert "A later file of the same kind and year took this one's place" in page(answer)
    link = re.search(
        rf'href="(/look-up/source/{newer}/A99920/\?figure=premises)#this"', answer.content.decode()
    )
    assert marked(sign_in("gp").get(link[1])) == {"Premises Payments": "11000"}
    assert marked(answer) == {"Premises Payments": "10000"}, "the older file's line is kept as it stood"
