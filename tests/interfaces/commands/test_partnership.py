"""`commonpractice partnership`, as somebody at a terminal uses it."""

from pathlib import Path

import pytest
from django.db import transaction

from commonpractice.domain.audit.models import Entry
from commonpractice.domain.partnership import queries
from commonpractice.gateways.scoped_postgres import tickets
from tests.interfaces.commands.test_books_by_command import FILE

MORE = """
  [[surgery.size]]
  registered = 8000
  weighted = 8412.5
  staff = 21
  source = "test"
  from = 2024-04-01

  [[surgery.property_share]]
  partner = "P1"
  part = "2/3"
  from = 2015-11-01

  [[surgery.property_share]]
  owner = "Dr Alder, retired"
  part = "1/3"
  from = 2015-11-01

[[surgery]]
ods_code = "C1"
name = "Coln Surgery"
from = 2018-04-01
until = 2024-03-31

[[surgery]]
ods_code = "D1"
name = "Dene Surgery"

  [[surgery.membership]]
  from = 2018-04-01
  until = 2019-03-31

  [[surgery.membership]]
  from = 2099-04-01

[[partner]]
code = "P1"
name = "Dr Ash"
kind = "gp"

  [[partner.membership]]
  surgery = "A1"
  from = 2015-11-01

  [[partner.share]]
  surgery = "A1"
  sessions = 6.5
  from = 2015-11-01

[[partner]]
code = "P2"
name = "Ms Birch"
kind = "non_gp"

  [[partner.membership]]
  surgery = "B1"
  standing = "fixed_share"
  from = 2020-04-01

  [[partner.share]]
  surgery = "B1"
  sessions = 1
  pounds_a_year = 62_500
  from = 2020-04-01

[[partner]]
code = "P3"
name = "Dr Cedar"
kind = "gp"

  [[partner.membership]]
  surgery = "B1"
  from = 2020-04-01

  [[partner.share]]
  surgery = "B1"
  ratio = 40
  from = 2020-04-01
"""
SHOWN = """
Two Rivers Partnership, 1 April 2025: 2 surgeries
code    surgery                        registered  weighted  staff  partners
A1      Avon Surgery                                                       1
B1      Brook Surgery                    8,000.00  8,412.50     21         2
CENTRE  Two Rivers Partnership centre

Not in the partnership on 1 April 2025
code  surgery
C1    Coln Surgery  left on 31 March 2024
D1    Dene Surgery  left on 31 March 2019, joins on 1 April 2099

Partners and what their shares go by
surgery  code  partner   standing     share
A1       P1    Dr Ash    equity       6.5 sessions
B1       P3    Dr Cedar  equity       40 parts
B1       P2    Ms Birch  fixed share  £62,500.00 a year, for 1 session

Who owns the premises
surgery  owner              part
B1       Dr Ash              2/3
B1       Dr Alder, retired   1/3
"""


AGREED = """
  [[partner.prior_share]]
  surgery = "B1"
  name = "Lead partner"
  pounds_a_year = 10_000
  from = 2020-04-01

[[deed]]
from = 2015-11-01
profit_sharing = "time_apportioned"
centre_result = "retained"
statements = "own"
peers = "lettered"

[[deed]]
from = 2025-04-01
profit_sharing = "month_earned"
centre_result = "per_weighted"
statements = "own_surgery"
peers = "named"
estimate_unsigned = 1
cash_floor_days = 30

  [[deed.decision]]
  name = "A new deed"
  who = "all_partners"
  at_least = 75
  of = "entitled"

  [[deed.decision]]
  name = "Opening hours"
  who = "surgery"
  more_than = 50
  of = "voting"

[[charge]]
code = "levy"
name = "Levy"
basis = "per_registered"
rate = 1.5
cap = 12_000
floor = 500
from = 2015-11-01

[[charge]]
code = "bank"
name = "Staff bank"
basis = "usage"
rate = 12.0125
surgeries = ["A1", "B1"]
from = 2015-11-01

[[charge]]
code = "hr"
name = "Human resources"
basis = "per_head"
pool = 9_000
from = 2015-11-01

[[charge]]
code = "finance"
name = "Finance"
basis = "share_of_income"
percent = 2.5
from = 2015-11-01
until = 2025-06-30

[[charge]]
code = "post"
name = "Post"
basis = "direct"
from = 2015-11-01
"""
SHOWN_AGREED = """
Shares before the balance
surgery  code  partner   for           a year
B1       P3    Dr Cedar  Lead partner  £10,000.00

The deed from 1 April 2025
A year's profit                            each month's profit is shared between those who were there
A loss                                     a loss is borne as a profit would have been shared
The centre's surplus or deficit            the surgeries', by weighted patients
A partner's statement is seen by           the partners of the same surgery
Other partners are called there            by name
May be closed unsigned, estimated          1 surgery
Cash that each surgery keeps               what it spends in 30 days, at least
Numbers of patients stay in their surgery  below 5

Who decides
what           who                              carried by
A new deed     all partners of the partnership  at least 75% of all who may vote
Opening hours  the surgery's own partners       more than 50% of those who vote

What the centre charges
code     charge           comes to                           for each surgery in a year             only for
bank     Staff bank       £12.0125 a use                                                            A1, B1
finance  Finance          2.5% of income
hr       Human resources  £9,000.00 a year between all, per head of staff
levy     Levy             £1.50 a registered patient a year             at least £500.00, at most £12,000.00
post     Post             what was spent for the surgery
"""


def squeezed(text: str) -> list[str]:
    """The lines of a table, each run of spaces as one."""
    return [" ".join(line.split()) for line in text.strip().splitlines() if line.strip()]


@pytest.fixture
def file(tmp_path) -> Path:
    file = tmp_path / "two.toml"
    file.write_text(FILE + MORE)
    return file


def test_what_was_loaded_is_said_in_words(typed, file):
    """Spells: 2 + the centre's + 1 + 2; a size, 2 owners, 3 partners' memberships and shares: 15."""
    said = typed("partnership", "load", file)
    assert said.output == (
        "Two Rivers Partnership: created, 2 surgeries (2 more that do not belong today) and the centre; "
        "15 dated facts added, 0 superseded, 0 values changed.\n"
    )
    file.write_text(
        file.read_text().replace("sessions = 6.5", "sessions = 6").replace("Dr Cedar", "Dr Cedars")
    )
    assert "; 1 dated fact added, 1 superseded, 1 value changed." in typed("partnership", "load", file).output


def test_a_partnership_is_shown_as_it_is_on_a_day(typed, file):
    typed("partnership", "load", file)
    said = typed("partnership", "show", "two", "--on", "2025-04-01")
    assert said.output.strip().splitlines() == SHOWN.strip().splitlines()


def test_leavers_are_shown_as_such_and_were_there_before(typed, file):
    typed("partnership", "load", file)
    then = typed("partnership", "show", "two", "--on", "2018-06-30").output
    assert "Two Rivers Partnership, 30 June 2018: 4 surgeries" in then
    assert "Not in the partnership" not in then


def test_a_partnership_is_shown_as_it_was_known(typed, file):
    typed("partnership", "load", file)
    said = typed("partnership", "show", "two", "--known-on", "2001-01-01").output
    assert "as known on 1 January 2001: 0 surgeries" in said
    assert "Dr Ash" not in said
    assert "A1    Avon Surgery   not known to belong" in said


def test_every_partnership_is_listed_with_how_many_belong(typed, file):
    assert "No partnership has been loaded yet." in typed("partnership", "show").output
    typed("partnership", "load", file)
    [_, row] = typed("partnership", "show").output.splitlines()
    assert row.split()[-2:] == ["2", "2"]
    [_, then] = typed("partnership", "show", "--on", "2018-06-30").output.splitlines()
    assert then.split()[-1] == "4"


def test_who_looked_at_partners_shares_is_written_down(typed, file):
    typed("partnership", "load", file)
    typed("partnership", "show", "two", "--on", "2025-04-01")
    where = queries.partnership(code="two")
    ids = [surgery.id for surgery in where.surgeries]
    with tickets.acting(actor_id=0, surgeries=ids), transaction.atomic():
        looks = Entry.objects.filter(deed="partnership.see_partners").order_by("surgery_id")
        told = list(looks.values_list("surgery_id", "subject"))
    assert told == [(surgery, "partners and their shares on 1 April 2025") for surgery in ids[:2]]


def test_a_mistake_of_form_and_an_overlap_are_told_together(typed, file):
    """The reviewer's two faults: an unknown key, and a surgery with two contracts that joined too early."""
    contracts = "".join(
        f'[[surgery.contract]]\nkind = "{kind}"\nfrom = 2020-04-01\n' for kind in ("GMS", "PMS")
    )
    file.write_text(FILE.replace("founded = 2015-11-01", "founded = 2016-01-01\nstrapline = 3") + contracts)
    said = typed("partnership", "load", file)
    assert said.exit_code == 1
    assert [line for line in said.output.splitlines() if line.startswith("  - ")] == [
        "  - In the file: “strapline” is not known here.",
        "  - Avon Surgery (A1) joins on 1 November 2015, before the partnership was founded.",
        "  - Brook Surgery (B1) holds two core contracts on the same days: from 1 April 2020, and "
        "from 1 April 2020.",
        "  - Brook Surgery (B1) joins on 1 November 2015, before the partnership was founded.",
    ]


@pytest.mark.slow
def test_codes_are_looked_up_in_the_registers_that_were_imported(typed, file, published_data):
    """Made-up surgeries, sites and networks: each is told, once a register has been imported."""
    site = '[[surgery.site]]\ncode = "B101"\nname = "Branch"\nfrom = 2015-11-01\n'
    network = '[[surgery.network]]\ncode = "U1"\nname = "North"\nfrom = 2019-07-01\n'
    file.write_text(FILE + site + network)
    for register in ("epraccur_2023_trud_format.csv.gz", "ebranchs_2017.csv.gz", "ePCN_2022.xlsx"):
        assert typed("import", "published", published_data / "ods" / register).exit_code == 0
    said = typed("partnership", "load", file).output
    for told in (
        "A1 (Avon Surgery)",
        "B1 (Brook Surgery)",
        "The site B101 (Branch)",
        "The network U1 (North)",
    ):
        assert f"- {told}" in said
    assert said.count("is not in the ODS register that was imported") == 4


def test_what_was_agreed_is_shown_as_it_is_on_a_day(typed, file):
    file.write_text(file.read_text() + AGREED)
    typed("partnership", "load", file)
    said = squeezed(typed("partnership", "show", "two", "--on", "2025-04-01").output)
    for part in SHOWN_AGREED.strip().split("\n\n"):
        lines = squeezed(part)
        start = said.index(lines[0])
        assert said[start : start + len(lines)] == lines
    before = typed("partnership", "show", "two", "--on", "2025-03-31").output
    assert "The deed from 1 November 2015" in before
    assert "no least sum" in before
    assert "no surgery" in before
    assert "Who decides" not in before
    after = typed("partnership", "show", "two", "--on", "2025-07-01").output
    assert "2.5% of income" not in after


def test_a_sum_as_cash_floor_is_shown_as_one(typed, file):
    file.write_text(file.read_text() + AGREED.replace("cash_floor_days = 30", "cash_floor = 50_000"))
    typed("partnership", "load", file)
    assert "£50,000.00 at least" in typed("partnership", "show", "two", "--on", "2025-04-01").output
