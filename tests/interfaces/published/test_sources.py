"""Every figure leads to the line it was published on, and that line says the same figure."""

import re

import pytest

from tests.interfaces.published import little_england
from tests.interfaces.published.reading import page, table, texts


def marked(answer) -> list[str]:
    """The values that a source page marks."""
    rows = re.findall(r'<tr class="[^"]*cp-this"[^>]*>(.*?)</tr>', answer.content.decode(), re.DOTALL)
    return [re.sub(r"<[^>]+>", "", re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)[-1]) for row in rows]


def pence(text: str) -> int:
    return int(re.sub(r"[^\d−]", "", text).replace("−", "-"))


def test_every_amount_leads_to_the_line_that_says_it(ask):
    rows = table(ask("/look-up/A99935/"), "over-the-years")
    cells = [(row[0].text, cell) for row in rows for cell in row if cell.href]
    assert len(cells) == 2 * 11  # all but the two headings
    for row_name, cell in cells:
        answer = ask(cell.href)
        assert answer.status_code == 200, cell
        assert 'id="this"' in answer.content.decode()
        said = sum(map(pence, marked(answer)))
        shared = {"For each weighted patient": 1000, "For each registered patient": 800}
        assert said == pence(cell.text) * shared.get(row_name, 1), cell


def test_every_measure_leads_to_its_line(ask):
    cells = [cell for row in table(ask("/look-up/A99935/"), "measures-beside") for cell in row if cell.href]
    assert len(cells) == 7  # a list, QOF points and share, a rating, GPs of two years, a score
    for cell in cells:
        assert marked(ask(cell.href)) == [cell.text], cell


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
        "Patients registered, average": ["800"],
        "Patients weighted, average": ["1,000"],
        "Global Sum": ["£90,000.00"],
        "Total QOF Payments": ["£35,000.00"],
        "Premises Payments (the figure you came from)": ["£10,000.00"],
        "Total NHS Payments to General Practice": ["£135,000.00"],
        "Deductions for Pensions, Levies and Prescription Charge Income": ["−£5,000.00"],
        "Total NHS Payments to General Practice Minus Deductions": ["£130,000.00"],
        "PCN Leadership": ["£2,000.00"],
    }


def test_a_register_of_practices_is_a_source_too(ask):
    found = re.search(
        r'href="(/look-up/source/\d+/A99906/[^"]*organisation[^"]*)"',
        ask("/look-up/A99906/").content.decode(),
    )
    rows = texts(ask(found[1].replace("&amp;", "&")), "line")
    assert rows["Name"] == ["INVENTED SURGERY 06"]
    assert rows["Close date"] == ["31 March 2023"]


def test_a_sum_leads_to_the_lines_that_it_adds_up(ask):
    amounts = table(ask("/look-up/?codes=A99901+A99907+A99940"), "over-the-years")
    totals = {cell.href: cell.text for row in amounts for cell in row if row[0].text == "Total NHS payments"}
    for row in amounts:
        for cell in row:
            if cell.href:
                answer = ask(cell.href)
                lines = table(answer, "lines")
                if row[0].text.startswith("For each"):
                    assert lines[-1][2].text == totals[cell.href]
                    continue
                assert lines[-1][2].text == cell.text
                if "." not in cell.text or "£" in cell.text:
                    assert sum(pence(line[2].text) for line in lines[:-1]) == pence(cell.text)
                practice = ask(lines[0][0].href)
                assert sum(map(pence, marked(practice))) == pence(lines[0][2].text)


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
    assert marked(answer) == []


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
    assert marked(sign_in("gp").get(link[1])) == ["£11,000.00"]
