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
