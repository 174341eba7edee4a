"""Post a file of journals on a page: the form of the command, whole or nothing, faults by line, once only."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from commonpractice.domain.partnership.facts import Role
from tests.interfaces.commands.conftest import typed  # noqa: F401 (a fixture)
from tests.interfaces.house import welcome
from tests.interfaces.web.posting import errors, fields
from tests.interfaces.web.test_pages import row, text
from tests.interfaces.web.test_posting import lock, posted

ASH, CEDAR = "M81001", "M81003"
ADDRESS = "/accounts/ALL/post/file/"
HEADER = "journal,dated,surgery,account,amount,narrative\n"
OF = "SELECT account_id, item, concerns, month FROM ledger_posting ORDER BY account_id"
GOOD = (
    HEADER
    + f'1,2025-03-31,{ASH},3020,"1,234.50","Locum, not yet invoiced"\n'
    + f"1,2025-03-31,{ASH},8320,-1234.50,\n"
    + f"2,2025-03-31,{CEDAR},4040,310,Gas\n"
    + f"2,2025-03-31,{CEDAR},8320,-310,\n"
)


def paste(client, content: str, address: str = ADDRESS):
    return client.post(address, {"pasted": content, "step": "check"})


def choose(client, content: bytes | str, name: str = "march.csv", **also):
    content = content.encode() if isinstance(content, str) else content
    return client.post(ADDRESS, {"file": SimpleUploadedFile(name, content), "step": "check", **also})


def press(client, page, step: str, address: str = ADDRESS):
    return client.post(address, {**fields(page), "step": step})


@pytest.mark.parametrize("send", [paste, choose])
def test_a_file_is_checked_and_posted_whole(house, sign_in, owner, send):
    client = sign_in("finance")
    check = send(client, GOOD)
    assert "You are about to post 2 journals, 4 postings, £1,544.50" in text(check)
    assert row(check, "3020 Locum GPs") == ["Ash Tree Surgery", "£1,234.50", ""]
    assert row(check, "Locum, not yet invoiced, 31 March 2025") == ["", "", ""]
    assert row(check, "Cedar House") == ["£310.00", "£310.00", "In balance"]
    assert row(check, "Together") == ["£1,544.50", "£1,544.50", "In balance"]
    assert posted(owner) == []
    done = press(client, check, "post")
    assert [line[3:4] + line[5:] for line in posted(owner)] == [
        ("Locum, not yet invoiced", ASH, 3020, 123450),
        ("Locum, not yet invoiced", ASH, 8320, -123450),
        ("Gas", CEDAR, 4040, 31000),
        ("Gas", CEDAR, 8320, -31000),
    ]
    assert done.url == "/accounts/ALL/income/"
    assert "Posted: 2 journals, 4 postings." in text(client.get(done.url))
    assert press(client, check, "post").url == done.url
    assert "posted already: nothing was posted twice" in text(client.get(done.url))
    assert len(posted(owner)) == 4
    sentence, *which = errors(send(client, GOOD))["id_pasted"]
    assert len(which) == 2
    assert sentence.startswith("These journals have been posted already: nothing was posted twice.")


def test_one_journal_leads_to_its_page_and_several_to_what_they_were_made_from(house, sign_in, owner):
    client = sign_in("manager")
    address = f"/accounts/{ASH}/post/file/"
    pair = f"{{0}},2025-03-31,{ASH},3020,{{0}},Locum\n{{0}},2025-03-31,{ASH},8320,-{{0}},\n"
    one = press(client, paste(client, HEADER + pair.format(1), address), "post", address)
    (number,) = {line[0] for line in posted(owner)}
    assert one.url == f"/accounts/journal/{number}/"
    two = press(client, paste(client, HEADER + pair.format(2) + pair.format(3), address), "post", address)
    assert two.url == f"/accounts/{ASH}/income/"


def test_a_journal_posts_once_whatever_file_it_is_in(house, sign_in, owner):
    """Saved again, with another journal added and rows in another order: once all the same."""
    client = sign_in("finance")
    press(client, choose(client, GOOD), "post")
    (number,) = {line[0] for line in posted(owner) if line[3] == "Gas"}
    lines = GOOD.splitlines()
    more = "\r\n".join(
        [lines[0], *lines[3:], f"4,2025-03-31,{ASH},3020,9,Lint", f"4,2025-03-31,{ASH},8320,-9,"]
    )
    assert errors(choose(client, more, "again.csv"))["id_pasted"] == [
        f"Journal 2 of 31 March 2025 (line 2) is in the books already, as journal {number}. "
        "If this is another one, give it another reference."
    ]
    assert len(posted(owner)) == 4
    details = owner.execute(
        "SELECT details FROM ledger_document WHERE key = 'journal file/2025-03-31/2'"
    ).fetchone()
    assert details[0]["file"] == "march.csv"
    assert (details[0]["line"], details[0]["reference"], len(details[0]["sha256"])) == (4, "2", 64)


def test_a_journal_between_two_posts_once_in_whatever_order_its_rows_stand(house, sign_in, owner):
    client = sign_in("finance")
    lines = [
        f"1,2025-03-31,{place},{account},{amount},Lent"
        for place, account, amount in (
            (ASH, 5820, 5),
            (ASH, 8620, -5),
            (CEDAR, 8620, 5),
            (CEDAR, 5820, -5),
        )
    ]
    press(client, paste(client, HEADER + "\n".join(lines)), "post")
    assert len(posted(owner)) == 4
    (twice, known) = errors(paste(client, HEADER + "\n".join(reversed(lines))))["id_pasted"]
    assert "posted already" in twice
    assert known.startswith("Journal 1 of 31 March 2025 (line 2) is in the books already")


def test_partners_money_is_posted_by_partner(house, sign_in, owner):
    """Dr Price of Bryn Môr, partner P1, draws £1,200."""
    client = sign_in("finance")
    head = HEADER.strip() + ",partner\n"
    file = head + "D1,2025-03-31,M81002,9040,1200,Drawings,{}\nD1,2025-03-31,M81002,8010,-1200,,{}\n"
    for whose, bank, said in (
        ("", "", "Line 2: 9040 Drawings is kept by partner: put the partner's code in the column partner."),
        ("P9", "", "Line 2: “P9” is not the code of a partner here."),
        (
            "P1",
            "P1",
            "Line 3: 8010 Practice bank account is not kept by partner: leave the column partner empty.",
        ),
    ):
        assert errors(paste(client, file.format(whose, bank)))["id_pasted"] == [said]
    check = paste(client, file.format("p1", ""))
    assert row(check, "9040 Drawings, partner P1") == ["£1,200.00", ""]
    press(client, check, "post")
    whose = "SELECT r.code, p.amount FROM ledger_posting p JOIN partnership_partner r ON r.id = p.partner_id"
    assert owner.execute(whose).fetchall() == [("P1", 120000)]


def test_the_same_file_is_the_same_to_the_command_and_to_the_page(house, sign_in, owner, typed, tmp_path):  # noqa: F811
    file = tmp_path / "march.csv"
    file.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert typed("ledger", "post", file).output == "2 journals posted, 4 postings.\n"
    refused = choose(sign_in("finance"), file.read_bytes())
    assert "These journals have been posted already" in text(refused)
    other = tmp_path / "april.csv"
    other.write_bytes(
        file.read_bytes().replace(b"310", b"311").replace(b"\n1,", b"\n3,").replace(b"\n2,", b"\n4,")
    )
    client = sign_in("finance")
    press(client, choose(client, other.read_bytes()), "post")
    assert len(posted(owner)) == 8
    assert "posted already" in typed("ledger", "post", other).output


def test_a_posting_to_another_month_is_said(house, sign_in, owner):
    client = sign_in("manager")
    address = f"/accounts/{ASH}/post/file/"
    lines = (
        HEADER.strip()
        + ",month\n"
        + "".join(
            f"{number},2025-03-03,{ASH},{account},{amount},Late invoice {number},2025-02\n"
            for number in (1, 2)
            for account, amount in ((3020, "5"), (8310, "-5"))
        )
    )
    check = paste(client, lines, address)
    assert "Late invoice 1, 3 March 2025, posted to February 2025" in text(check)
    press(client, check, "post", address)
    assert {line[1:3] for line in posted(owner)} == {("2025-03-03", "2025-02-01")}


LONG = (
    "Line {}: it has more values than the header has columns. Put quotation marks round a value with a comma "
    "in it."
)
BAD_ROW = f"9,2025-03-31,{ASH},"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            GOOD
            + f"3,31/03/2025,{ASH},3020,1,x\n4,2025-03-31,Z99,3020,1,x\n5,2025-03-31,{ASH},cash,1.005,x\n",
            [
                "Line 6: “31/03/2025” is not a date: write it like 2025-04-30.",
                "Line 7: “Z99” is not a surgery of this partnership.",
                "Line 8: “cash” is not an account: four digits, as 3040.",
            ],
        ),
        (GOOD + BAD_ROW + "3020,1e3,x\n", ["Line 6: “1e3” is not an amount of money."]),
        (GOOD + BAD_ROW + "²,1,x\n", ["Line 6: “²” is not an account: four digits, as 3040."]),
        (GOOD + BAD_ROW + "3020,1,x,,,\n", [LONG.format(6)]),
        (
            GOOD + BAD_ROW + f"3020,1,200,Lint\n{BAD_ROW}8310,-1200,\n8,2025-03-31,Z99,3020,1,x\n",
            [LONG.format(6), "Line 8: “Z99” is not a surgery of this partnership."],
        ),
        (
            GOOD + BAD_ROW + "3020,1," + "x" * 140_000 + "\n",
            [
                "Line 6: it cannot be read. It has a value of more than 131,072 characters. "
                "Look for a quotation mark that is not closed."
            ],
        ),
        (GOOD + "\n\n,,,,,\n" + BAD_ROW + "3020,1.005,x\n", ["Line 9: “1.005” has a fraction of a penny."]),
        (
            GOOD + BAD_ROW + f"3020,12.00,Lint\n{BAD_ROW}8310,-11.00,\n7,2025-03-31,{ASH},3020,1,Half\n",
            [
                "Journal 9 (line 6): The journal “Lint” does not balance: its debits are £1.00 more than its "
                "credits. Nothing was posted.",
                "Journal 7 (line 8): The journal “Half” does not balance: its debits are £1.00 more than its "
                "credits. Nothing was posted.",
            ],
        ),
        (
            GOOD.replace("2025-03-31", "2025-04-01"),
            [
                "April 2025 of Ash Tree Surgery is not open: nothing can be posted to it.",
                "April 2025 of Cedar House is not open: nothing can be posted to it.",
            ],
        ),
        (
            HEADER.strip()
            + ",month\n"
            + "".join(f"1,2015-03-03,{ASH},{each},Lint,2025-02\n" for each in ("2030,5", "8310,-5")),
            [
                "“Lint” (line 2): It is dated 3 March 2015, more than 24 months before February 2025, "
                "the month it is posted to. Check the year."
            ],
        ),
        (GOOD.replace(",narrative", ""), [LONG.format(2)]),
        (GOOD.replace("amount", "pounds"), ["Line 1: the column amount is missing."]),
        (HEADER, ["The file has no rows below its header."]),
        ("Dear all,\nplease post this.\n", None),
        (
            GOOD + '9,2025-03-31,"M81',
            ["Line 6: it cannot be read. Look for a quotation mark that is not closed."],
        ),
    ],
)
def test_a_fault_is_said_by_line_and_nothing_of_the_file_is_posted_or_lost(
    house, sign_in, owner, content, said
):
    for send in (paste, choose):
        refused = send(sign_in("finance"), content)
        found = errors(refused)["id_pasted"]
        assert said is None or found[: len(said)] == said
        assert all(sentence.endswith(".") for sentence in found)
        assert fields(refused)["pasted"].strip() == content.strip()
    assert posted(owner) == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (GOOD.encode("utf-16"), "This is not text in UTF-8. Save it as “CSV UTF-8”."),
        (b"PK\x03\x04" + bytes(range(256)), "This is not text in UTF-8. Save it as “CSV UTF-8”."),
        (GOOD.encode() + b"\0", "This is not a CSV file. Save it as “CSV UTF-8”."),
        (b"", "march.csv is empty."),
        (b" \n ", "march.csv is empty."),
        (b"x" * (1024 * 1024 + 1), "It is larger than 1 MB. Post it in parts"),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_a_sentence(house, sign_in, owner, content, said):
    refused = choose(sign_in("finance"), content)
    (sentence,) = errors(refused)["id_file"]
    assert sentence.startswith(said)
    assert posted(owner) == []


def test_nothing_chosen_and_too_much_pasted(house, sign_in):
    client = sign_in("finance")
    assert errors(paste(client, "  ")) == {"id_file": ["Choose a file, or paste its text"]}
    assert "larger than 1 MB" in errors(paste(client, "é" * 600_000))["id_pasted"][0]


def test_only_the_first_of_many_faults_are_told(house, sign_in):
    refused = paste(sign_in("finance"), HEADER + "1,x,y,z,0,\n" * 100)
    sentences = errors(refused)["id_pasted"]
    assert len(sentences) == 31
    assert sentences[-1] == "And 70 more like these."


def test_a_file_chosen_anew_stands_before_the_text_that_was_refused(house, sign_in, owner):
    client = sign_in("finance")
    refused = choose(client, GOOD.replace("310", "ten"))
    check = choose(client, GOOD, pasted=fields(refused)["pasted"])
    assert "You are about to post 2 journals" in text(check)
    back = press(client, check, "change")
    assert fields(back)["pasted"].strip() == GOOD.strip()
    assert errors(back) == {}


def test_a_manager_posts_to_their_own_surgery_alone(house, sign_in, owner):
    client = sign_in("manager")
    refused = paste(client, GOOD, f"/accounts/{ASH}/post/file/")
    assert errors(refused)["id_pasted"] == [
        f"Line {line}: you cannot post journals at {CEDAR} with the role you have." for line in (4, 5)
    ]
    welcome(house, {"manager": ("Maya O'Neill", Role.GP_PARTNER, CEDAR)})  # who now sees Cedar House too
    assert errors(paste(client, GOOD, f"/accounts/{ASH}/post/file/")) == errors(refused)
    assert posted(owner) == []


def test_a_month_locked_after_the_check_takes_nothing_of_the_file(house, sign_in, owner):
    client = sign_in("finance")
    check = paste(client, GOOD)
    lock(owner, CEDAR)
    refused = press(client, check, "post")
    assert errors(refused) == {
        "id_pasted": ["March 2025 of Cedar House is locked: nothing can be posted to it."]
    }
    assert fields(refused)["pasted"].strip() == GOOD.strip()
    assert posted(owner) == []


@pytest.mark.parametrize("content", ["", "not base64!", "AAAA"])
def test_what_a_page_should_have_carried_on_is_not_made_up(house, sign_in, owner, content):
    answer = sign_in("finance").post(ADDRESS, {"content": content, "name": "x", "step": "post"})
    assert posted(owner) == []
    assert errors(answer)


def test_a_long_file_is_shown_in_part_and_posted_whole(house, sign_in, owner):
    lines = "".join(
        f"{number},2025-03-31,{ASH},3020,1.01,Shift {number}\n{number},2025-03-31,{ASH},8320,-1.01,\n"
        for number in range(1, 401)
    )
    client = sign_in("finance")
    check = paste(client, HEADER + lines)
    assert "You are about to post 400 journals, 800 postings, £404.00" in text(check)
    assert "Shift 250," in text(check)
    assert "Shift 251," not in text(check)
    assert "150 more journals are not shown." in text(check)
    press(client, check, "post")
    assert len(posted(owner)) == 800


def test_what_came_late_says_which_month_it_is_of(house, sign_in, owner):
    """An invoice of November 2024, posted to March: 3020 is November's, what is owed is of no month."""
    client = sign_in("finance")
    head = HEADER.strip() + ",concerns\n"
    file = head + f"I1,2025-03-31,{ASH},3020,640,Locum,{{}}\nI1,2025-03-31,{ASH},8310,-640,,{{}}\n"
    for locum, owed, said in (
        ("November", "", "Line 2: “November” is not a month. Write it like 2025-04."),
        (
            "2025-04",
            "",
            "Line 2: It is posted to March 2025, and April 2025 is after that. Say an earlier month, or "
            "none.",
        ),
        (
            "2024-11",
            "2024-11",
            "Line 3: 8310 Trade creditors is on the balance sheet, which is of no month: leave the column "
            "concerns empty.",
        ),
    ):
        assert errors(paste(client, file.format(locum, owed)))["id_pasted"] == [said]
    check = paste(client, file.format("2024-11", ""))
    assert row(check, "3020 Locum GPs, of November 2024") == ["£640.00", ""]
    press(client, check, "post")
    assert owner.execute(OF).fetchall() == [
        (3020, "by_hand", date(2024, 11, 1), date(2025, 3, 1)),
        (8310, None, None, date(2025, 3, 1)),
    ]


def test_the_month_posted_to_is_no_other_month(house, sign_in, owner):
    client = sign_in("finance")
    head = HEADER.strip() + ",month,concerns\n"
    file = (
        head
        + f"I1,2025-03-31,{ASH},3020,640,Locum,2025-03,2025-03\nI1,2025-03-31,{ASH},8310,-640,,2025-03,\n"
    )
    press(client, paste(client, file), "post")
    assert {(item, of) for _, item, of, _ in owner.execute(OF).fetchall()} == {(None, None)}
