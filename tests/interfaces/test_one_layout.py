"""A statement reads the same wherever it is read: on the page, from the command, in the workbook."""

import csv
import io
import re
from html import unescape

import openpyxl
import pytest

from commonpractice.foundations.money import pence
from tests.interfaces.commands.typing_commands import commands_find_it_running, run_command

STATEMENTS = {
    "income": "Income and expenditure",
    "balance-sheet": "Balance sheet",
    "trial-balance": "Trial balance",
}
BOOKS = ["M81001", "CENTRE", "ALL"]


def on_the_page(client, where: str, statement: str) -> list[tuple]:
    """Every row of the page's table: account, name and amounts in pence."""
    page = client.get(f"/accounts/{where}/{statement}/?month=2025-03").content.decode()
    body = page.split("<tbody", 1)[1].split("</tbody>", 1)[0]
    rows = []
    for row in re.findall(r"<tr.*?</tr>", body, flags=re.DOTALL):
        heading, *cells = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, flags=re.DOTALL)
        code = re.search(r'cp-code-of">(\d+)<', heading)
        name = plain(re.sub(r'<span class="cp-code-of">.*?</span>', "", heading))
        amounts = [plain(cell).replace("−", "-") for cell in cells]
        rows.append((code[1] if code else "", name, [pence(each) if each else None for each in amounts]))
    return rows


def plain(cell: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", "", cell)).split())


def by_command(where: str, statement: str) -> list[tuple]:
    whose = () if where == "ALL" else ("--surgery", where)
    said = run_command("ledger", "show", statement, "--month", "2025-03", *whose, "--format", "csv")
    assert said.exit_code == 0, said.output
    _, *rows = csv.reader(io.StringIO(said.output))
    return [(row[0], row[1], [pence(cell) if cell else None for cell in row[2:]]) for row in rows]


def in_the_workbook(client, where: str, statement: str) -> list[tuple]:
    chosen = {"form": "xlsx", "first": "2025-03", "last": "2025-03"}
    answer = client.post(f"/accounts/{where}/export/", chosen)
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    rows = list(book[STATEMENTS[statement]].iter_rows(values_only=True))
    header = next(at for at, row in enumerate(rows) if all(row))
    return [
        (str(row[0] or ""), row[1], [None if cell is None else round(cell * 100) for cell in row[2:]])
        for row in rows[header + 1 :]
    ]


@pytest.mark.parametrize("where", BOOKS)
@pytest.mark.parametrize("statement", STATEMENTS)
def test_page_command_and_workbook_have_the_same_rows(books, sign_in, statement, where):
    client = sign_in("finance")
    page = on_the_page(client, where, statement)
    with commands_find_it_running():
        command = by_command(where, statement)
    assert command == page
    assert in_the_workbook(client, where, statement) == page
    assert len(page) > 5


@pytest.mark.parametrize(
    ("statement", "headings"),
    [
        ("income", ["March 2025", "March 2024", "2024/25", "2023/24"]),
        ("balance-sheet", ["31 March 2025", "31 March 2024"]),
        (
            "trial-balance",
            [
                "Movement in March 2025, debit",
                "Movement in March 2025, credit",
                "Balance at 31 March 2025, debit",
                "Balance at 31 March 2025, credit",
                "Balance at 31 March 2024, debit",
                "Balance at 31 March 2024, credit",
            ],
        ),
    ],
)
def test_each_stands_beside_the_year_before(books, sign_in, statement, headings):
    with commands_find_it_running():
        said = run_command("ledger", "show", statement, "--month", "2025-03", "--format", "csv")
    assert next(csv.reader(io.StringIO(said.output)))[2:] == headings
    page = sign_in("finance").get(f"/accounts/ALL/{statement}/?month=2025-03").content.decode()
    head = page.split("<thead", 1)[1].split("</thead>", 1)[0]
    for heading in headings:
        for words in heading.split(", "):
            assert words.lower() in plain(head).lower(), heading
