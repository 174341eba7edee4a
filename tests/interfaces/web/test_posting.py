"""Post a journal on a page: who may, what is said of a fault, and that nothing is lost or posted twice."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from commonpractice.domain.partnership.facts import Role
from tests.interfaces.house import welcome
from tests.interfaces.web.posting import JOURNAL, TWO_ROWS, errors, fields, rows
from tests.interfaces.web.test_pages import EVERYBODY, row, text

ASH, BRYN, CEDAR = "M81001", "M81002", "M81003"
AT_ASH = f"/accounts/{ASH}/post/"
ANYWHERE = "/accounts/ALL/post/"
MAY_POST = {"manager": [ASH, "CENTRE"][:1], "finance": [ASH, BRYN, CEDAR, "CENTRE"]}


def posted(owner) -> list[tuple]:
    """Everything in the ledger: (journal, dated, month, narrative, title, surgery, account, pence)."""
    return owner.execute(
        "SELECT j.id, j.dated::text, j.month::text, j.narrative, d.title, s.code, p.account_id, p.amount"
        " FROM ledger_posting p JOIN ledger_journal j ON j.id = p.journal_id"
        " JOIN ledger_document d ON d.id = j.document_id JOIN partnership_surgery s ON s.id = p.surgery_id"
        " ORDER BY p.id"
    ).fetchall()


def lock(owner, code: str, since: str = "2025-03-01") -> None:
    """Lock a surgery's months from one on, as if its finance team had."""
    owner.execute(
        "UPDATE ledger_month m SET locked = true FROM partnership_surgery s"
        " WHERE s.id = m.surgery_id AND s.code = %s AND m.month >= %s",
        [code, since],
    )


def type_in(client, given: dict, address: str = AT_ASH, step: str = "check"):
    """Open the page, type and press a button."""
    return client.post(address, {**fields(client.get(address)), **given, "step": step})


def press(client, page, step: str, address: str = AT_ASH, **changed):
    """Press a button of a page, perhaps after changing something on it."""
    return client.post(address, {**fields(page), **changed, "step": step})


# Who may


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("file", ["", "file/"])
def test_the_page_is_for_whoever_may_post_there(house, sign_in, who, file):
    client = sign_in(who)
    for code in (ASH, BRYN, CEDAR, "CENTRE"):
        answer = client.get(f"/accounts/{code}/post/{file}")
        assert answer.status_code == (200 if code in MAY_POST.get(who, []) else 403), (who, code)
    assert client.get(f"/accounts/ALL/post/{file}").status_code == {
        "finance": 200,
        "manager": 404,  # whose books are one surgery's: there is no ALL
    }.get(who, 403)
    assert client.get(f"/accounts/NOWHERE/post/{file}").status_code in (403, 404)


@pytest.mark.parametrize("who", EVERYBODY)
def test_the_way_to_it_is_shown_to_whoever_may_post_there(house, sign_in, who):
    client = sign_in(who)
    for code in (ASH, BRYN, CEDAR, "CENTRE"):
        page = client.get(f"/accounts/{code}/income/")
        if page.status_code == 200:
            shown = f"/accounts/{code}/post/" in page.content.decode()
            assert shown == (code in MAY_POST.get(who, [])), (who, code)


@pytest.mark.parametrize("who", ["gp", "staff", "board", "auditor", "nobody"])
def test_who_may_not_post_posts_nothing(house, sign_in, owner, who):
    given = {**JOURNAL, **TWO_ROWS, "rows": "4", "token": "9f0c66e1-4d2a-4d9c-b7f2-c1d0f8a5a001"}
    for code in (ASH, BRYN):
        for address, sent in [
            (f"/accounts/{code}/post/", given),
            (f"/accounts/{code}/post/file/", {"pasted": "x"}),
        ]:
            assert sign_in(who).post(address, {**sent, "step": "post"}).status_code == 403
    assert posted(owner) == []


def test_a_role_elsewhere_is_no_power_here(house, sign_in, owner):
    """A manager at Ash Tree and GP partner at Bryn Môr sees the books of both, and posts to the first."""
    welcome(house, {"two": ("Tia Two", Role.SURGERY_MANAGER, ASH)})
    welcome(house, {"two": ("Tia Two", Role.GP_PARTNER, BRYN)})
    client = sign_in("two")
    assert client.get(f"/accounts/{BRYN}/income/").status_code == 200
    assert f"/accounts/{BRYN}/post/" not in client.get(f"/accounts/{BRYN}/income/").content.decode()
    refused = client.get(f"/accounts/{BRYN}/post/")
    assert refused.status_code == 403
    assert "You cannot post journals" in text(refused)
    page = client.get(ANYWHERE)
    assert "row-1-surgery" not in page.content.decode()  # only Ash Tree is theirs to post to: it is not asked
    done = client.post(
        ANYWHERE, {**fields(page), **JOURNAL, **TWO_ROWS, "row-1-surgery": BRYN, "step": "post"}
    )
    assert done.status_code == 302
    assert {line[5] for line in posted(owner)} == {ASH}


def test_a_surgery_that_is_not_theirs_is_not_one_of_the_list(house, sign_in, owner):
    welcome(house, {"two": ("Tia Two", Role.SURGERY_MANAGER, ASH)})
    welcome(house, {"two": ("Tia Two", Role.SURGERY_MANAGER, BRYN)})
    given = rows(("3020", "5", "", "", CEDAR), ("8320", "", "5", "", ""))
    refused = type_in(sign_in("two"), {**JOURNAL, **given}, ANYWHERE, "post")
    assert errors(refused) == {
        "id_row-1-surgery": [
            "Row 1: Choose a surgery of the list: one that you may post to.",
        ],
        "id_row-2-surgery": ["Row 2: Choose its surgery."],
    }
    assert posted(owner) == []


# From typing to the journal's page


def test_a_journal_is_typed_checked_and_posted(house, sign_in, owner):
    """
    2025-03-31 Locum not yet invoiced
        3020 Locum GPs      £1,234.50
        8320 Accruals      -£1,234.50
    """
    client = sign_in("manager")
    check = type_in(client, {**JOURNAL, **TWO_ROWS})
    assert errors(check) == {}
    assert "You are about to post £1,234.50 to Ash Tree Surgery" in text(check)
    assert row(check, "3020 Locum GPs Dr Ash, 26 March") == ["£1,234.50", ""]
    assert row(check, "8320 Accruals") == ["", "£1,234.50"]
    assert row(check, "Total") == ["£1,234.50", "£1,234.50"]
    assert posted(owner) == []  # so far

    done = press(client, check, "post")
    (number,) = {line[0] for line in posted(owner)}
    assert done.url == f"/accounts/journal/{number}/"
    assert posted(owner) == [
        (number, "2025-03-31", "2025-03-01", JOURNAL["narrative"], JOURNAL["reference"], ASH, 3020, 123450),
        (number, "2025-03-31", "2025-03-01", JOURNAL["narrative"], JOURNAL["reference"], ASH, 8320, -123450),
    ]
    page = client.get(done.url)
    assert f"Posted, as journal {number}." in text(page)
    assert "by Maya O'Neill" in text(page)
    assert row(page, "3020 Locum GPs Dr Ash, 26 March") == ["Ash Tree Surgery", "£1,234.50", ""]
    assert row(page, "8320 Accruals") == ["Ash Tree Surgery", "", "£1,234.50"]
    paper = client.get(f"/accounts/document/{owner.execute('SELECT id FROM ledger_document').fetchone()[0]}/")
    assert "Journal typed here Rota of March, week 5" in text(paper)
    assert "Dr Ash" not in text(paper)  # what is said of a line stands on the journal's page, by its line
    deeds = owner.execute(
        "SELECT actor_name, deed, subject FROM audit_entry ORDER BY id DESC LIMIT 1"
    ).fetchone()
    assert deeds == ("Maya O'Neill", "ledger.post", "Rota of March, week 5")


def test_what_was_typed_can_be_changed_after_the_check(house, sign_in, owner):
    client = sign_in("manager")
    check = type_in(client, {**JOURNAL, **TWO_ROWS, "reverses": "on"}, address=AT_ASH)
    assert errors(check) != {}  # April 2025 is not open, so it cannot be reversed there
    check = type_in(client, {**JOURNAL, **TWO_ROWS})
    again = press(client, check, "change")
    assert errors(again) == {}
    back = fields(again)
    assert {name: back[name] for name in JOURNAL} == JOURNAL
    assert (back["row-1-account"], back["row-1-debit"]) == ("3020 Locum GPs", "1,234.50")
    assert (back["row-2-credit"], back["row-1-description"]) == ("£1 234.5", "Dr Ash, 26 March")
    assert back["token"] == fields(check)["token"]
    less = press(client, again, "check", **{"row-1-debit": "10", "row-2-credit": "10"})
    assert "You are about to post £10.00" in text(less)
    press(client, less, "post")
    assert [line[7] for line in posted(owner)] == [1000, -1000]


@pytest.mark.slow
def test_more_rows_keep_what_was_typed_and_judge_nothing(house, sign_in):
    client = sign_in("finance")
    given = {**JOURNAL, "dated": "soon", **rows(("3020", "1e3", "", "", CEDAR), ("nonsense", "7", "2"))}
    page = type_in(client, given, ANYWHERE, "more")
    assert errors(page) == {}
    assert "Error:" not in page.content.decode()
    back = fields(page)
    assert back["rows"] == "8"
    assert "row-8-account" in back
    assert {name: back[name] for name in given} == {**given, "row-1-account": "3020 Locum GPs"}
    for total in range(12, 104, 4):
        page = press(client, page, "more", ANYWHERE)
        assert fields(page)["rows"] == str(min(total, 100))
    assert 'value="more"' not in page.content.decode()
    assert "Send a longer journal as a file" in text(page)


@pytest.mark.slow
def test_a_hundred_rows_are_posted(house, sign_in, owner):
    many = rows(
        *[("3020", f"{number}.01", "", f"shift {number}") for number in range(1, 100)],
        ("8320", "", "4,950.99"),
    )
    check = type_in(sign_in("manager"), {**JOURNAL, "rows": "100", **many})
    done = press(sign_in("manager"), check, "post")
    assert [line[7] for line in posted(owner)] == [number * 100 + 1 for number in range(1, 100)] + [-495099]
    page = sign_in("manager").get(done.url)
    for number in range(1, 100):  # each line with what was said of it
        assert row(page, f"3020 Locum GPs shift {number}") == ["Ash Tree Surgery", f"£{number}.01", ""]


def test_a_journal_between_two_surgeries(house, sign_in, owner):
    """
    2025-03-31 Locum lent
        Ash Tree      5820 Recharges between surgeries     £500.00
        Ash Tree      8620 Account with other surgeries   -£500.00
        Cedar House   8620 Account with other surgeries    £500.00
        Cedar House   5820 Recharges between surgeries    -£500.00
    """
    client = sign_in("finance")
    given = rows(
        ("5820", "500", "", "ours to bear", ASH),
        ("8620", "", "500", "", ""),  # as above
        ("8620", "500", "", "theirs to have", CEDAR),
        ("5820", "", "500", "", ""),
    )
    check = type_in(client, {**JOURNAL, "narrative": "Locum lent", **given}, ANYWHERE)
    assert "You are about to post £1,000.00 to Ash Tree Surgery and Cedar House" in text(check)
    assert row(check, "Together") == ["£1,000.00", "£1,000.00", "In balance"]
    done = press(client, check, "post", ANYWHERE)
    assert [line[5:] for line in posted(owner)] == [
        (ASH, 5820, 50000),
        (ASH, 8620, -50000),
        (CEDAR, 8620, 50000),
        (CEDAR, 5820, -50000),
    ]
    page = client.get(done.url)
    assert row(page, "8620 Account with other surgeries theirs to have") == ["Cedar House", "£500.00", ""]
    mine = text(
        sign_in("manager").get(done.url)
    )  # Ash Tree's manager sees Ash Tree's lines and what is said there
    assert "ours to bear" in mine
    assert "theirs to have" not in mine
    assert sign_in("gp").get(done.url).status_code == 404


def test_rows_left_empty_are_left_out_and_their_order_is_kept(house, sign_in, owner):
    given = rows(
        ("", "", "", "", CEDAR), ("8320", "", "5"), ("", "", "", "", ASH), ("3020", "5", "", "", CEDAR)
    )
    check = type_in(sign_in("finance"), {**JOURNAL, **given}, ANYWHERE)
    press(sign_in("finance"), check, "post", ANYWHERE)
    assert [line[5:] for line in posted(owner)] == [(CEDAR, 8320, -500), (CEDAR, 3020, 500)]


# What is refused, and how


@pytest.mark.parametrize(
    ("typed", "because"),
    [
        ("1.234", "“1.234” has more than two figures after the point. Write it like 1,234.50."),
        ("1e3", "“1e3” is not an amount of money. Write it like 1,234.50."),
        ("-5", "“-5” is below nil. Type it without the sign, in the other column."),
        ("", "Type its amount, as a debit or as a credit."),
        ("0.00", "Type its amount, as a debit or as a credit."),
    ],
)
def test_an_amount_that_cannot_be_read_is_refused_beside_it(house, sign_in, owner, typed, because):
    given = {**JOURNAL, **rows(("3020", typed), ("8320", "", "5"))}
    refused = type_in(sign_in("manager"), given, step="post")
    assert errors(refused) == {"id_row-1-debit": [f"Row 1: {because}"]}
    assert fields(refused)["row-1-debit"] == typed
    assert posted(owner) == []


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            rows(("3020", "100", "", "kept"), ("8320", "", "90")),
            {"id_rows": ["Ash Tree Surgery does not balance: its debits are £10.00 more than its credits."]},
        ),
        (
            rows(("3999", "5", ""), ("cash", "", "5")),
            {
                "id_row-1-account": ["Row 1: There is no account 3999 in the chart of accounts."],
                "id_row-2-account": [
                    "Row 2: “cash” is not an account. Type its code, as 3040, or choose one of the list."
                ],
            },
        ),
        (
            rows(("3020", "5", "5"), ("8320", "", "5")),
            {
                "id_row-1-debit": [
                    "Row 1: It has both a debit and a credit: put one of them in a row of its own."
                ]
            },
        ),
        (
            rows(("", "5", ""), ("8320", "", "5")),
            {"id_row-1-account": ["Row 1: Type the code of its account, or choose one of the list."]},
        ),
        (
            rows(("5820", "5", ""), ("8320", "", "5")),
            {
                "id_rows": [
                    "“Locum not yet invoiced” leaves £5.00 on 5820 Recharges between surgeries, an internal "
                    "account: what one surgery is charged, the other must receive."
                ]
            },
        ),
        (rows(), {"id_rows": ["A journal has at least two rows: a debit and a credit."]}),
        (
            {**TWO_ROWS, "dated": "2025-04-01"},
            {"id_dated": ["April 2025 of Ash Tree Surgery is not open: nothing can be posted to it."]},
        ),
        ({**TWO_ROWS, "dated": "soon"}, {"id_dated": ["Write the date like 31/03/2025"]}),
        ({**TWO_ROWS, "dated": "1925-03-31"}, {"id_dated": ["Write the date like 31/03/2025"]}),
        (
            {**TWO_ROWS, "dated": "", "narrative": " ", "reference": ""},
            {
                "id_dated": ["Enter the date of the journal"],
                "id_narrative": ["Say what the journal is for"],
                "id_reference": ["Say what the journal is based on: an auditor will ask"],
            },
        ),
        (
            {**TWO_ROWS, "concerns": "Nov"},
            {"id_concerns": ["“Nov” is not a month. Write it like 2025-04."]},
        ),
        (
            {**rows(("8320", "5", ""), ("8010", "", "5")), "concerns": "2024-11"},
            {"id_concerns": ["No row is income or spending, so none is of another month."]},
        ),
        (
            {**TWO_ROWS, "concerns": "2024-11", "reverses": "on"},
            {
                "id_concerns": [
                    "What is reversed next month is taken out of the same earlier month again. Leave this "
                    "empty, or do not reverse it."
                ]
            },
        ),
        (
            {**TWO_ROWS, "reverses": "on"},
            {"id_reverses": ["April 2025 of Ash Tree Surgery is not open: nothing can be posted to it."]},
        ),
    ],
)
def test_a_fault_is_said_where_it_is_and_nothing_is_lost(house, sign_in, owner, given, said):
    sent = {**JOURNAL, **given}
    for step in ("check", "post"):
        refused = type_in(sign_in("manager"), sent, step=step)
        assert errors(refused) == said
        back = fields(refused)
        for name, value in sent.items():
            # an account that is there comes back with its name
            assert back[name].split(" ")[0] == value.split(" ")[0], name
    assert posted(owner) == []


def test_each_side_that_does_not_balance_is_named(house, sign_in, owner):
    given = rows(("3020", "100", "", "", ASH), ("8320", "", "100", "", CEDAR))
    refused = type_in(sign_in("finance"), {**JOURNAL, **given}, ANYWHERE)
    assert errors(refused)["id_rows"] == [
        "Ash Tree Surgery does not balance: its debits are £100.00 more than its credits.",
        "Cedar House does not balance: its credits are £100.00 more than its debits.",
        "Each surgery balances by itself: what one owes the other goes through 8610 Account with the centre "
        "or 8620 Account with other surgeries, in both.",
    ]
    assert row(refused, "Ash Tree Surgery") == ["£100.00", "£0.00", "£100.00 more in debits"]
    assert row(refused, "Cedar House") == ["£0.00", "£100.00", "£100.00 more in credits"]
    assert row(refused, "Together") == ["£100.00", "£100.00", "In balance"]


def test_totals_run_on_from_page_to_page_and_say_what_they_leave_out(house, sign_in):
    given = rows(("3020", "100.10", ""), ("3030", "0.05", ""), ("8320", "", "90"), ("8320", "", "a lot"))
    page = type_in(sign_in("manager"), given, step="more")
    assert row(page, "Ash Tree Surgery") == ["£100.15", "£90.00", "£10.15 more in debits"]
    assert "1 amount could not be read and is not in it." in text(page)
    fresh = sign_in("manager").get(AT_ASH)
    assert "So far" not in text(fresh)


def test_a_locked_month_is_refused_before_and_at_the_post(house, sign_in, owner):
    client = sign_in("manager")
    check = type_in(client, {**JOURNAL, **TWO_ROWS})
    lock(owner, ASH)
    for refused in (press(client, check, "post"), press(client, check, "check")):
        assert errors(refused) == {
            "id_dated": ["March 2025 of Ash Tree Surgery is locked: nothing can be posted to it."]
        }
        assert fields(refused)["row-1-description"] == "Dr Ash, 26 March"
    assert posted(owner) == []


def test_where_no_month_is_open_the_page_says_so(house, sign_in, owner):
    lock(owner, ASH, since="2000-01-01")
    assert "No month is open in your books" in text(sign_in("manager").get(AT_ASH))


# Once only


def test_the_same_page_sent_twice_posts_once(house, sign_in, owner):
    client = sign_in("manager")
    check = type_in(client, {**JOURNAL, **TWO_ROWS})
    first, second, third = (press(client, check, step) for step in ("post", "post", "check"))
    assert first.url == second.url == third.url
    assert len(posted(owner)) == 2
    assert "It was posted already, as this journal. Nothing was posted twice." in text(client.get(second.url))


def test_a_double_click_posts_once_however_close(house, sign_in, owner):
    from django.db import connections

    clients = [sign_in("manager") for _ in range(4)]
    check = type_in(clients[0], {**JOURNAL, **TWO_ROWS})
    sent = {**fields(check), "step": "post"}

    def click(client) -> str:
        try:
            return client.post(AT_ASH, sent).url
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(clients)) as threads:
        addresses = set(threads.map(click, clients))
    assert len(addresses) == 1
    assert len(posted(owner)) == 2


@pytest.mark.parametrize(
    "changed",
    [
        {"row-1-debit": "10", "row-2-credit": "10"},
        {"narrative": "Another"},
        {"reference": "Another"},
        {"row-1-description": "Another"},
        {"concerns": "2024-11"},
        {"row-1-surgery": CEDAR},
    ],
)
def test_a_page_that_was_changed_after_it_was_posted_is_not_posted_unasked(house, sign_in, owner, changed):
    client = sign_in("finance")
    check = type_in(client, {**JOURNAL, **TWO_ROWS, "row-1-surgery": ASH}, ANYWHERE)
    number = int(press(client, check, "post", ANYWHERE).url.split("/")[-2])
    back = press(client, check, "post", ANYWHERE, **changed)  # the browser's own way back, and then this
    assert errors(back)["id_rows"] == [
        f"Journal {number} was posted from this page before you changed it, and stays as it is. "
        "To post this as another journal, check it again."
    ]
    assert len(posted(owner)) == 2
    assert {name: fields(back)[name] for name in changed} == changed
    again = press(client, press(client, back, "check", ANYWHERE), "post", ANYWHERE)
    assert again.url != f"/accounts/journal/{number}/"
    assert len(posted(owner)) == 4


@pytest.mark.parametrize("token", ["", "x", "9f0c66e1"])
def test_a_page_without_its_token_is_checked_again(house, sign_in, owner, token):
    client = sign_in("manager")
    refused = type_in(client, {**JOURNAL, **TWO_ROWS, "token": token}, step="post")
    assert "This page was out of date: check it again." in text(refused)
    assert posted(owner) == []
    assert press(client, refused, "post").status_code == 302


# Accruals


def test_an_accrual_is_posted_with_its_opposite_on_the_first_of_the_next_month(house, sign_in, owner):
    client = sign_in("manager")
    given = {**JOURNAL, **TWO_ROWS, "dated": "2025-02-28", "reverses": "on"}
    check = type_in(client, given)
    assert "Reversed On 1 March 2025, by a second journal that is posted with it" in text(check)
    done = press(client, check, "post")
    first, second = sorted({line[0] for line in posted(owner)})
    assert [(line[0], line[1], line[2], line[6], line[7]) for line in posted(owner)] == [
        (first, "2025-02-28", "2025-02-01", 3020, 123450),
        (first, "2025-02-28", "2025-02-01", 8320, -123450),
        (second, "2025-03-01", "2025-03-01", 3020, -123450),
        (second, "2025-03-01", "2025-03-01", 8320, 123450),
    ]
    page = text(client.get(done.url))
    assert f"Posted, as journal {first}. Journal {second} reverses it on 1 March 2025." in page
    assert f"Reversed by Journal {second}" in page
    assert f"Reversal of journal {first}: accrued in February 2025" in text(
        client.get(f"/accounts/journal/{second}/")
    )
    assert press(client, check, "post").url == done.url
    assert len(posted(owner)) == 4


def test_an_accrual_that_cannot_be_reversed_is_not_posted_either(house, sign_in, owner):
    client = sign_in("manager")
    check = type_in(client, {**JOURNAL, **TWO_ROWS, "dated": "2025-02-28", "reverses": "on"})
    lock(owner, ASH)
    refused = press(client, check, "post")
    assert errors(refused) == {
        "id_reverses": ["March 2025 of Ash Tree Surgery is locked: nothing can be posted to it."]
    }
    assert posted(owner) == []


def test_an_invoice_that_came_late_says_which_month_it_is_of(house, sign_in, owner):
    """3020 is November's; what is owed for it is of no month. Its page leads to what November had."""
    client = sign_in("manager")
    check = type_in(client, {**JOURNAL, **TWO_ROWS, "concerns": "2024-11"})
    assert "3020 Locum GPs, of November 2024" in text(check)
    assert "8320 Accrued expenses, of" not in text(check)
    done = press(client, check, "post")
    of = "SELECT account_id, item, concerns::text, month::text FROM ledger_posting ORDER BY account_id"
    assert owner.execute(of).fetchall() == [
        (3020, "by_hand", "2024-11-01", "2025-03-01"),
        (8320, None, None, "2025-03-01"),
    ]
    page = client.get(done.url)
    assert "By hand, November 2024" in text(page)
    assert client.get(f"/accounts/{ASH}/of/2024-11/by_hand/").status_code == 200
    assert press(client, check, "post").url == done.url  # the same again is the same journal


def test_partners_money_typed_says_whose_it_is(house, sign_in, owner):
    """Dr Price of Bryn Môr draws £1,200: the row asks whose it is once its account is known."""
    client = sign_in("finance")
    at_bryn = f"/accounts/{BRYN}/post/"
    drawn = rows(("9040", "1200"), ("8010", "", "1200"))
    assert "row-1-partner" not in fields(client.get(at_bryn))
    refused = type_in(client, {**JOURNAL, **drawn}, address=at_bryn)
    assert errors(refused) == {
        "id_row-1-partner": [
            "Row 1: 9040 Drawings is kept by partner: put the partner's code in the field Partner."
        ]
    }
    unknown = press(client, refused, "check", at_bryn, **{"row-1-partner": "P9"})
    assert errors(unknown) == {"id_row-1-partner": ["Row 1: “P9” is not the code of a partner here."]}
    check = press(client, unknown, "check", at_bryn, **{"row-1-partner": "p1"})
    assert row(check, "9040 Drawings, partner P1") == ["£1,200.00", ""]
    assert posted(owner) == []
    done = press(client, check, "post", at_bryn)
    whose = "SELECT r.code, p.amount FROM ledger_posting p JOIN partnership_partner r ON r.id = p.partner_id"
    assert owner.execute(whose).fetchall() == [("P1", 120000)]
    assert press(client, check, "post", at_bryn).url == done.url  # the same again is the same journal
