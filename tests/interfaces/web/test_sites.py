"""The centralised model on its pages: three sites under one contract, whose profit is one.

Elm Row has the contract and the list of 8,400 weighted patients; Fir Bank Surgery and Gorse Lane have staff.
In February 2025 Fir Bank spends £1,200.00 and takes £200.00 in fees; Elm Row takes £5,000.00.
"""

import re
from copy import deepcopy
from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from commonpractice.domain.audit.facts import PROGRAM
from commonpractice.domain.ledger import actions as ledger
from commonpractice.domain.ledger.facts import Document, Journal, Line
from commonpractice.domain.partnership import actions, queries
from commonpractice.domain.partnership.facts import Role
from commonpractice.domain.partnership.rules import partnership_file
from commonpractice.foundations.months import Month, months
from commonpractice.gateways.scoped_postgres import tickets
from tests.interfaces.agreed import AGREED, ASH, BRYN, agreed_file
from tests.interfaces.house import FOUNDED, NOON, House, file, welcome
from tests.interfaces.web.test_pages import row, text

pytestmark = pytest.mark.slow  # together: a house is built for each

ELM, FIR, GORSE = "M82001", "M82002", "M82003"
FEBRUARY, MARCH = Month(2025, 2), Month(2025, 3)
PEOPLE = {
    "elmdirector": ("Edie Elm", Role.PARTNERSHIP_FINANCE, "CENTRE"),
    "elmmanager": ("Mo Elm", Role.SURGERY_MANAGER, ELM),
    "firmanager": ("Flo Fir", Role.SURGERY_MANAGER, FIR),
    "twosites": ("Gus Gorse", Role.SURGERY_MANAGER, FIR),
}


def sites_file(**of_deed) -> dict:
    whole = file(code="elms", name="Elm Row Partnership")
    main, site, another = whole["surgery"]
    main |= {"ods_code": ELM, "name": "Elm Row"}
    site |= {"ods_code": FIR, "name": "Fir Bank Surgery"}
    another |= {"ods_code": GORSE, "name": "Gorse Lane"}
    for each in (site, another):
        each |= {"contract": [], "size": [{**each["size"][0], "registered": 0, "weighted": 0}]}
    deed = {
        "from": date(2025, 2, 1),
        "profit_sharing": "time_apportioned",
        "centre_result": "per_registered",
        "statements": "all_partners",
        "peers": "named",
        "estimate_unsigned": 0,
        "one_profit_at": ELM,
    }
    return whole | {
        "model": "centralised",
        "surgery": [main, site, another],
        "partner": [
            {
                "code": "E1",
                "name": "Dr Ed Elm",
                "kind": "gp",
                "membership": [{"surgery": ELM, "from": FOUNDED}],
                "share": [{"surgery": ELM, "sessions": 8, "from": FOUNDED}],
            }
        ],
        "deed": [deed | of_deed],
    }


@pytest.fixture
def sites(house) -> House:
    """The practice and its site beside the house, each with an account or two in February and March 2025."""
    report = actions.load(partnership_file.read(sites_file()), actor=PROGRAM, at=NOON)
    scope = queries.whole(report.partnership, actor=PROGRAM)
    built = House(report.partnership, scope)
    with tickets.acting(actor_id=0, surgeries=scope.surgeries):
        ledger.open_months(surgeries=scope.surgeries, months=months(FEBRUARY, MARCH), scope=scope, at=NOON)
        for month in (FEBRUARY, MARCH):
            post(built, ELM, month, {8010: 500_000, 1730: -500_000})
            post(built, FIR, month, {8010: -100_000, 2010: 120_000, 1730: -20_000})
    welcome(built, PEOPLE)
    welcome(built, {"twosites": ("Gus Gorse", Role.SURGERY_MANAGER, GORSE)})
    return built


def post(house: House, code: str, month: Month, lines: dict[int, int]) -> None:
    surgery = house.surgery(code).id
    document = Document("journal", f"{code} {month} {lines}", "Books", surgery)
    rows = tuple(Line(surgery, account, amount) for account, amount in lines.items())
    at = datetime(2025, 4, 20, 12, tzinfo=UTC)
    journal = Journal(month.last, "Books", rows, surgery)
    ledger.post([(document, [journal])], scope=house.everything, at=at)


def words_of(page) -> str:
    """What a page says, without names of sites and accounts, and what the log keeps as it was said."""
    kept = r"Fir Bank Surgery|[Mm]inor surgery|other surgeries|between surgeries|Surgery manager from"
    return re.sub(kept, "", text(page))


@pytest.mark.parametrize(
    "path",
    [
        "/partnership/",
        "/partnership/side-by-side/",
        "/surgery/",
        f"/surgery/{FIR}/",
        "/accounts/",
        "/accounts/months/",
        "/accounts/ALL/post/",
        f"/income/{ELM}/",
        f"/income/{FIR}/",
        "/income/queries/",
        "/payments/",
        "/payments/statements/",
        "/recharges/",
        "/recharges/new/",
        "/month-end/2025-02/",
        f"/surgery/{FIR}/month-end/2025-02/",
        "/partners/E1/",
        "/deed/",
        "/audit/",
        "/account/",
        f"/accounts/{FIR}/of/2025-02/",
    ],
)
def test_no_page_calls_a_site_a_surgery(sites, sign_in, path):
    page = sign_in("elmdirector").get(path, follow=True)
    assert page.status_code == 200
    assert not re.findall(r".{0,40}\b[Ss]urger(?:y|ies)\b.{0,40}", words_of(page))


def test_a_site_manager_is_called_so_and_has_a_site(sites, sign_in):
    page = sign_in("firmanager").get(f"/surgery/{FIR}/")
    said = text(page)
    assert '<span class="cp-role">Site manager</span>' in page.content.decode()
    assert "My site" in said
    assert "This is a site of Elm Row, which holds the contract" in said
    assert "paid otherwise than due" not in said


def test_the_desk_has_the_one_profit_and_whose_the_contract_is(sites, sign_in):
    """£5,000.00 at Elm Row less £1,000.00 that Fir Bank cost: £4,000."""
    page = sign_in("elmdirector").get("/partnership/")
    said = text(page)
    assert "0 of 3 sites have signed" in said
    assert "Elm Row holds the contract" in said
    assert row(page, "Fir Bank Surgery")[1:3] == ["– no contract", "– no contract"]
    assert row(page, "Fir Bank Surgery")[-1] == "−£1,000"
    assert row(page, "Partnership")[-1] == "£4,000"


def test_the_closing_grid_has_a_dash_where_there_is_no_contract(sites, sign_in):
    page = sign_in("elmdirector").get("/month-end/2025-02/")
    assert row(page, "Fir Bank Surgery")[:4] == ["– no contract"] * 4
    assert row(page, "Elm Row")[:4] == ["nil", "0", "0", "nil"]


def test_nhs_income_is_the_practices_and_a_site_says_so(sites, sign_in):
    assert sign_in("elmdirector").get("/income/")["Location"] == reverse("earned", args=[ELM])
    said = text(sign_in("firmanager").get("/payments/"))
    assert "Elm Row holds the contract for this site: statements and payments come to it." in said
    assert "Take in a statement" not in said
    assert "Take in a statement" in text(sign_in("elmmanager").get("/payments/"))


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/income/", "Elm Row holds the contract for these sites: what is earned, payable and paid"),
        ("/payments/", "Elm Row holds the contract for these sites: statements and payments come to it."),
    ],
)
def test_whoever_has_sites_alone_is_told_where_nhs_money_is(sites, sign_in, path, words):
    """Not that everything was paid, nor that nothing waits: that is not for them to see."""
    said = text(sign_in("twosites").get(path))
    assert words in said
    assert not re.search("Nothing (is different|waits)", said)


def test_a_site_signs_off_what_is_its_own(sites, sign_in):
    said = text(sign_in("firmanager").get(f"/surgery/{FIR}/month-end/2025-02/"))
    assert "Lines of NHS statements" not in said
    assert "NHS income that closing adds" not in said
    assert "is passed on to Elm Row, where the profit of the whole partnership is shared" in said


def test_the_practice_signs_before_what_its_sites_cost_has_come(sites, sign_in):
    said = text(sign_in("elmmanager").get(f"/surgery/{ELM}/month-end/2025-02/"))
    assert "Lines of NHS statements" in said
    assert "What is left, before what the other sites cost and the centre’s charges £5,000.00" in said
    assert "What the other sites made or cost comes here then, and the one profit is shared." in said


def test_figures_open_on_a_month_that_is_full_in_the_practices_books(sites, sign_in):
    """Fir Bank's and head office's March is full; a fifth of Elm Row's is there before closing."""
    with tickets.acting(actor_id=0, surgeries=sites.everything.surgeries):
        for place in range(4):
            post(sites, ELM, FEBRUARY, {8010: 100 + place, 1730: -100 - place})
        for month in (FEBRUARY, MARCH):
            post(sites, "CENTRE", month, {8010: -100, 2010: 100})
    finance = sign_in("elmdirector")
    assert "Side by side, February 2025" in text(finance.get("/partnership/side-by-side/"))
    assert "Side by side, March 2025" in text(finance.get("/partnership/side-by-side/?month=2025-03"))
    assert f"{MARCH.words}" in text(finance.get(f"/surgery/{FIR}/"))


def test_surgeries_that_share_one_profit_under_contracts_of_their_own_are_no_sites(agreed, sign_in):
    """What the NHS pays each of them stays on its own pages."""
    whole = deepcopy(agreed_file())
    whole["deed"].append({**whole["deed"][0], "from": date(2025, 3, 1), "one_profit_at": BRYN})
    for partner in whole["partner"]:
        if partner["membership"][0]["surgery"] != BRYN:
            for kind in ("membership", "share"):
                was = partner[kind][0]
                partner[kind] = [
                    {**was, "until": date(2025, 2, 28)},
                    {**was, "surgery": BRYN, "from": date(2025, 3, 1)},
                ]
    actions.load(partnership_file.read(whole), actor=PROGRAM, at=AGREED)
    said = text(sign_in("manager").get(f"/surgery/{ASH}/?month=2025-03"))
    assert "What the NHS paid otherwise than due" in said
    assert "This is a site" not in said
    said = text(sign_in("manager").get(f"/surgery/{ASH}/month-end/2025-03/"))
    assert "Lines of NHS statements" in said
