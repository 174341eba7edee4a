"""Contracts told from files, and what is earned, payable and paid; queries to the payer."""

import pytest

from tests.conftest import CHECKOUT
from tests.domain.banking.papers import statement
from tests.interfaces.commands.test_books_by_command import FILE

pytestmark = pytest.mark.slow  # together: a house is built for each

LISTS = "practice_code,from,registered,weighted,known_on,source\n"
GOOD = LISTS + 'a1,2025-04-01,"8,000",8400,2025-04-20,list at 1 April 2025\n'
TERMS = "practice_code,item,name,basis,pounds,from,until,known_on,source\n"


@pytest.fixture
def rivers(typed, tmp_path):
    """The partnership, loaded, with April and May 2025 open."""
    file = tmp_path / "two.toml"
    file.write_text(FILE)
    assert typed("partnership", "load", file).exit_code == 0
    assert typed("ledger", "open", "2025-04", "2025-05").exit_code == 0
    return typed


@pytest.fixture
def write(tmp_path):
    def written(content: str | bytes, name: str = "told.csv"):
        file = tmp_path / name
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return file

    return written


def test_the_example_of_the_guide_can_be_told(rivers, write):
    guide = (CHECKOUT / "docs" / "guides" / "contracts.md").read_text("utf-8")
    lines = [line.strip() for line in guide.splitlines() if line.startswith("    ")]
    start = lines.index(LISTS.strip())
    example = "\n".join(lines[start : start + 2]).replace("A81001", "A1")
    assert rivers("contract", "tell", "lists", write(example)).output == "1 row written down.\n"


def test_the_withdrawal_of_the_guide_can_be_told(rivers, write):
    guide = (CHECKOUT / "docs" / "guides" / "contracts.md").read_text("utf-8")
    lines = [line.strip().replace("A81001", "A1") for line in guide.splitlines() if line.startswith("    ")]
    start = next(place for place, line in enumerate(lines) if line.endswith(",source,withdrawn"))
    head, row = lines[start : start + 2]
    scheme = row.replace("a_month,,", "a_month,1000,").replace("06-20", "04-20").removesuffix("yes")
    assert rivers("contract", "tell", "terms", write(f"{head}\n{scheme}\n")).exit_code == 0
    assert rivers("contract", "tell", "terms", write(f"{head}\n{row}\n")).output == "1 row written down.\n"
    assert rivers("contract", "show", "A1", "2025-04").output.startswith("Nothing is known")


def row(text: str) -> list[str]:
    return text.split()


def test_lists_are_told_once(rivers, write):
    file = write(GOOD)
    assert rivers("contract", "tell", "lists", file).output == "1 row written down.\n"
    assert rivers("contract", "tell", "lists", file).output == "0 rows written down; 1 known already.\n"


def test_every_kind_is_told(rivers, write):
    for kind, content in {
        "terms": TERMS + "A1,out_of_hours,,holds,,2025-04-01,,2025-04-01,opted out\n"
        "A1,local_schemes,wound care,A_MONTH,1000,2025-04-01,2026-03-31,2025-04-01,letter\n"
        "B1,rent,,a_year,10000.01,2025-04-01,,2025-04-01,lease\n",
        "claims": "practice_code,item,rate,month,count,known_on,source\n"
        "A1,childhood_vaccination,childhood_vaccination,2025-04,12,2025-05-01,claims of April\n",
        "qof-counts": "practice_code,year,indicator,numerator,denominator,known_on,source\n"
        "A1,2025/26,chol003,70,100,2025-05-01,extract\n",
        "qof-registers": "practice_code,year,group,register,list_size,national,known_on,source\n"
        "A1,2025/26,CHOL,300,8000,3.6,2025-05-01,extract\n",
    }.items():
        done = rivers("contract", "tell", kind, write(content))
        assert done.exit_code == 0, done.output
        assert "written down." in done.output


def test_each_bad_row_is_named_and_nothing_is_written(rivers, write):
    bad = GOOD + (
        "Z9,2025-04-01,1,1,2025-04-01,x\n"
        "A1,1 April,1,1,2025-04-01,x\n"
        "A1,2025-04-01,minus,1,2025-04-01,x\n"
        "A1,2025-04-01,1,1,2999-01-01,x\n"
        "A1,2025-04-01,1,1,2025-04-01,\n"
    )
    done = rivers("contract", "tell", "lists", write(bad))
    assert done.exit_code == 1
    for line, why in {
        3: "has no surgery Z9",
        4: "“1 April”, which is not a day",
        5: "“minus”, which is not a number",
        6: "is not known yet",
        7: "The column source is blank",
    }.items():
        assert f"told.csv, line {line}: " in done.output
        assert why in done.output
    assert "Nothing was written down." in done.output
    assert "1 row written down" in rivers("contract", "tell", "lists", write(GOOD)).output


@pytest.mark.parametrize(
    ("kind", "content", "said"),
    [
        ("terms", TERMS + "A1,rents,,a_year,5,2025-04-01,,2025-04-01,x\n", "nothing that the NHS pays"),
        ("terms", TERMS + "A1,rent,,weekly,5,2025-04-01,,2025-04-01,x\n", "Write one of a_year"),
        ("terms", TERMS + "A1,rent,,a_year,,2025-04-01,,2025-04-01,x\n", "has no amount"),
        ("terms", TERMS + "A1,rent,,a_year,5,2025-04-01,2025-03-01,2025-04-01,x\n", "ends before that"),
        (
            "qof-counts",
            "practice_code,year,indicator,numerator,denominator,known_on,source\n"
            "A1,2025/26,CHOL003,101,100,2025-05-01,x\n",
            "The numerator is among the denominator",
        ),
        (
            "qof-counts",
            "practice_code,year,indicator,numerator,denominator,known_on,source,declared\n"
            "A1,2024/25,CHOL003,70,100,2025-03-31,x,yes\n",
            "told.csv, line 2: A year can be declared once it is over, and 2024/25 ends on 31 March 2025",
        ),
        (
            "qof-counts",
            "practice_code,year,indicator,numerator,denominator,known_on,source\n"
            "A1,2025/27,CHOL003,1,100,2025-05-01,x\n",
            "2025 is followed by 2026",
        ),
        (
            "qof-counts",
            "practice_code,year,indicator,numerator,denominator,known_on,source\n"
            "A1,1999/00,CHOL003,1,100,2025-05-01,x\n",
            "told.csv, line 2: The rulebook does not have the QOF indicators of 1999/00",
        ),
        (
            "qof-registers",
            "practice_code,year,group,register,list_size,national,known_on,source\n"
            "A1,2025/26,CHOLX,300,8000,3.6,2025-05-01,x\n",
            "The QOF of 2025/26 has no group or indicator CHOLX",
        ),
        (
            "qof-registers",
            "practice_code,year,group,register,list_size,national,known_on,source\n"
            "A1,2025/26,CHOL,9000,8000,3.6,2025-05-01,x\n",
            "a register of 9,000 of 8,000 patients",
        ),
        (
            "claims",
            "practice_code,item,rate,month,count,known_on,source\nA1,influenza,flue,2025-04,1,2025-05-01,x\n",
            "no rate “flue”",
        ),
        ("lists", "code,weighted\n", "does not have the columns practice_code, from"),
        ("lists", "", "is empty"),
    ],
)
def test_what_cannot_be_is_said(rivers, write, kind, content, said):
    done = rivers("contract", "tell", kind, write(content))
    assert done.exit_code == 1
    assert said in done.output


WITHDRAWN = TERMS.strip() + ",withdrawn\n"


def test_what_was_told_by_mistake_is_withdrawn_by_a_row_of_a_file(rivers, write):
    told = write(TERMS + "A1,rent,,a_year,12000,2025-04-01,,2025-04-01,lease\n")
    assert rivers("contract", "tell", "terms", told).exit_code == 0
    assert "£1,000.00" in rivers("contract", "show", "A1", "2025-04").output
    file = write(WITHDRAWN + "A1,rent,,a_year,,2025-04-01,,2025-05-20,it is Brook's,yes\n")
    assert rivers("contract", "tell", "terms", file).output == "1 row written down.\n"
    assert rivers("contract", "show", "A1", "2025-04").output == "Nothing is known of A1 for April 2025.\n"
    assert rivers("contract", "tell", "terms", file).output == "0 rows written down; 1 known already.\n"


def test_a_list_is_withdrawn_and_what_cannot_be_is_named_by_its_line(rivers, write):
    rivers("contract", "tell", "lists", write(GOOD))
    head = LISTS.strip() + ",withdrawn\n"
    bad = write(
        head
        + "a1,2025-04-01,,,2025-05-20,another's,yes\n"
        + "a1,2025-07-01,,,2025-05-20,another's,yes\n"
        + "b1,2025-04-01,,,2025-05-20,another's,yes\n"
        + "a1,2025-04-01,,,2025-05-21,again,yes\n"
        + "a1,2025-04-01,,,2025-05-21,or not,perhaps\n"
        + "a1,2025-04-01,,,2025-05-21,no amounts,no\n"
    )
    done = rivers("contract", "tell", "lists", bad)
    assert done.exit_code == 1
    assert [line.partition(": ")[2] for line in done.output.splitlines()[1:]] == [
        *(
            f"Nobody has told a list from 1 {month} 2025, so it cannot be withdrawn. Give the first day that "
            "was told."
            for month in ("July", "April")
        ),
        "A list from 1 April 2025 is withdrawn already.",
        "The column withdrawn has “perhaps”, which is neither yes nor no.",
        "The column registered is blank.",
    ]
    assert [line.partition(":")[0] for line in done.output.splitlines()[1:]] == [
        f"told.csv, line {number}" for number in range(3, 8)
    ]
    assert "£" in rivers("contract", "show", "A1", "2025-04").output, "nothing was written down"


def test_a_baseline_of_a_gms_surgery_is_refused_by_its_line(rivers, write, tmp_path):
    file = tmp_path / "two.toml"
    contract = '\n[[surgery.contract]]\nkind = "{}"\nfrom = 2015-11-01\n'
    file.write_text(FILE + contract.format("GMS"))
    assert rivers("partnership", "load", file).exit_code == 0
    rows = "B1,pms_baseline,,a_year,120000,2025-04-01,,2025-04-01,the contract\n"
    done = rivers("contract", "tell", "terms", write(TERMS + rows))
    assert done.exit_code == 1
    assert done.output.splitlines()[1] == (
        "told.csv, line 2: The contract of Brook Surgery is GMS on 1 April 2025, which is paid by the global "
        "sum and by no “pms_baseline”. Tell it of days on which the contract is PMS or APMS, by the "
        "partnership's file."
    )
    file.write_text(FILE + contract.format("PMS"))
    assert rivers("partnership", "load", file).exit_code == 0
    assert rivers("contract", "tell", "terms", write(TERMS + rows)).exit_code == 0


@pytest.fixture
def short(rivers, write):
    """£1,000.00 of wound care in April, of which £253.00 was not paid; the global sum was."""
    rivers("contract", "tell", "lists", write(GOOD))
    content = TERMS + "A1,local_schemes,wound care,a_month,1000,2025-04-01,,2025-04-01,letter\n"
    rivers("contract", "tell", "terms", write(content))
    lines = [
        ("", "Global sum", 86_338_00, {"item": "global_sum"}),
        ("", "Wound care", 747_00, {"item": "local_schemes"}),
    ]
    assert rivers("statement", "take-in", write(statement(*lines))).exit_code == 0
    return rivers


def test_three_sides_are_shown(short):
    shown = short("contract", "show", "A1", "2025-04").output.splitlines()
    assert row(shown[0])[-6:] == ["earned", "payable", "paid", "settled", "difference", "accrued"]
    schemes = next(line for line in shown if "Local schemes" in line)
    assert row(schemes)[-6:] == ["£1,000.00", "£1,000.00", "£747.00", "£0.00", "£253.00", "£0.00"]
    assert row(shown[-1])[-6:] == ["£87,338.00", "£87,338.00", "£87,085.00", "£0.00", "£253.00", "£0.00"]
    assert short("contract", "show", "b1").output == "Nothing is known of B1.\n"
    assert "Nothing is known of A1 for March 2025." in short("contract", "show", "A1", "2025-03").output


def test_a_query_is_raised_answered_and_listed(short):
    assert short("query", "list").output == "No query is open.\n"
    done = short("query", "raise", "A1", "local_schemes", "2025-04", "--words", "Please pay")
    assert done.output == "Query 1 raised: £253.00.\n"
    again = short("query", "raise", "A1", "local_schemes", "2025-04")
    assert again.exit_code == 1
    assert "Query 1 on Local schemes of April 2025 is open already" in again.output
    listed = short("query", "list").output.splitlines()[1]
    assert row(listed)[-8:] == ["£253.00", "£0.00", "£253.00", "0", "waiting", "for", "the", "payer"]
    refused = short("query", "answer", "1", "refused")
    assert refused.exit_code == 1
    assert "why the payer refused it" in refused.output
    done = short("query", "answer", "1", "accepted", "--words", "in May")
    assert done.output == "Query 1 is accepted by the payer.\n"
    assert short("query", "answer", "1", "closed").exit_code == 0
    assert short("query", "list").output == "No query is open.\n"
    assert "closed" in short("query", "list", "--all").output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["raise", "A1", "global_sum", "2025-04"], "Nothing of Global sum is different"),
        (["raise", "A1", "pocket_money", "2025-04"], "nothing that the NHS pays"),
        (["raise", "Z9", "rent", "2025-04"], "has no surgery Z9"),
        (["answer", "9", "accepted"], "There is no query 9"),
    ],
)
def test_what_cannot_be_queried_is_said(short, words, said):
    done = short("query", *words)
    assert done.exit_code == 1
    assert said in done.output
