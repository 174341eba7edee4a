"""The invented partnership: the size it says, agreeing with itself, and nobody's real name or code in it."""

import csv
import gzip
import io
import os
import re
import subprocess
import sys
from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonpractice.demonstration import SEED
from commonpractice.demonstration.partnership import partnership
from commonpractice.demonstration.people import sign_ins
from commonpractice.demonstration.surgeries import invented
from commonpractice.domain.partnership.facts import ContractKind, Role, Standing, SurgeryKind
from commonpractice.domain.partnership.rules import agreement, partnership_file
from commonpractice.foundations.dated import in_force
from tests.demonstration.made_up import facts
from tests.examples import thorough

FACT = facts()
DAYS = [date(2024, 4, 1), date(2024, 12, 31), date(2025, 6, 30), date(2025, 7, 1), date(2026, 3, 31)]
NOW = date(2026, 11, 21)
SURGERIES = [surgery for surgery in FACT.surgeries if surgery.kind is SurgeryKind.SURGERY]


def members(on: date):
    return [surgery for surgery in SURGERIES if any(on in period for period in surgery.memberships)]


def sizes(on: date, surgeries=FACT.surgeries):
    return [size for surgery in surgeries for size in in_force(surgery.sizes, on)]


def partners(on: date):
    return [partner for partner in FACT.partners if in_force(partner.memberships, on)]


def test_it_is_the_size_it_says():
    """38 surgeries, exactly 281,000 patients, about 110 partners and 680 staff."""
    assert len(members(NOW)) == 38
    assert sum(size.registered for size in sizes(NOW)) == 281_000
    assert sum(size.staff for size in sizes(NOW)) == 680
    assert len(partners(NOW)) == 110
    assert FACT.demonstration


@pytest.mark.parametrize("on", DAYS)
def test_it_is_about_that_size_on_any_day(on):
    assert len(members(on)) == 38
    assert 277_000 <= sum(size.registered for size in sizes(on)) <= 281_000
    assert 655 <= sum(size.staff for size in sizes(on)) <= 690
    assert 104 <= len(partners(on)) <= 112
    assert len(sizes(on, members(on))) == 38  # each member has one size


def test_its_facts_agree_with_one_another():
    assert agreement.problems(FACT) == []


@given(st.integers(0, 10**9))
@thorough(60)
def test_any_seed_makes_a_partnership_that_may_be_loaded(seed):
    fact = partnership_file.read(partnership(seed))
    assert agreement.problems(fact) == []
    assert (
        sum(size.registered for surgery in fact.surgeries for size in in_force(surgery.sizes, NOW)) == 281_000
    )
    for surgery in fact.surgeries:
        if surgery.kind is SurgeryKind.SURGERY:
            there = surgery.memberships[0].last_day or NOW
            shares = [share for partner in fact.partners for share in in_force(partner.shares, there)]
            assert any(share.surgery == surgery.code for share in shares)  # nobody's surgery stands empty


def test_one_surgery_joined_and_one_left_in_the_two_years():
    joined = [s for s in SURGERIES if s.memberships[0].start > date(2024, 4, 1)]
    left = [s for s in SURGERIES if s.memberships[0].last_day]
    assert [s.memberships[0].start for s in joined] == [date(2025, 7, 1)]
    assert [s.memberships[0].last_day for s in left] == [date(2025, 6, 30)]


def test_contracts_networks_sites_and_locations_are_of_every_kind():
    contracts = Counter(surgery.contracts[0].kind for surgery in SURGERIES)
    assert contracts[ContractKind.GMS] > 30
    assert contracts[ContractKind.PMS] >= 3
    networks = {row.code for surgery in SURGERIES for row in surgery.networks}
    assert len(networks) == 7
    assert sum(len(surgery.networks) > 1 for surgery in SURGERIES) >= 3
    assert {len(surgery.sites) for surgery in SURGERIES} == {1, 2, 3}
    assert {place.provider_id for surgery in SURGERIES for place in surgery.locations} == {"DEMO-P1"}
    assert max(len(surgery.name) for surgery in SURGERIES) > 90  # pages must bear a long name


def test_partners_come_go_and_change_their_sessions_in_mid_year():
    first, last = date(2024, 4, 1), date(2026, 3, 31)
    moved = [row for p in FACT.partners for row in p.memberships if p.memberships[0].surgery != "DEMO39"]
    assert sum(first < row.effective.start <= last for row in moved) >= 8
    assert sum(row.effective.last_day is not None for row in moved) >= 6
    assert sum(len(partner.shares) > len(partner.memberships) for partner in FACT.partners) >= 10
    assert sum(len(partner.memberships) == 2 for partner in FACT.partners) == 2
    assert {row.standing for partner in FACT.partners for row in partner.memberships} == set(Standing)
    assert len({partner.name for partner in FACT.partners}) == len(FACT.partners)


@pytest.mark.parametrize("surgery", SURGERIES, ids=lambda surgery: surgery.code)
def test_a_surgerys_colour_can_be_read_on_white(surgery):
    """WCAG 2.2, 1.4.3: a contrast of 4.5 to 1 for text; 1.05 / (luminance + 0.05) against white."""
    parts = [int(surgery.colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    assert 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05) >= 4.5


def test_colours_and_straplines_are_each_surgerys_own():
    assert len({surgery.colour for surgery in SURGERIES}) == len(SURGERIES)
    assert len({surgery.strapline for surgery in SURGERIES}) == len(SURGERIES)


def _real_names_and_codes(folder):
    """Every practice's and branch's code and name in the published registers and payments."""
    found: set[str] = set()
    for path in [*(folder / "ods").glob("*.csv.gz"), *(folder / "payments").glob("*.gz")]:
        with gzip.open(path) as file:
            for row in csv.reader(io.TextIOWrapper(file, encoding="utf-8-sig", errors="replace", newline="")):
                found |= {_plain(cell) for cell in row if cell}
    return found


def _plain(text: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", text.upper())


@pytest.mark.slow
def test_no_code_or_name_is_a_real_practices(published_data):
    real = _real_names_and_codes(published_data)
    assert len(real) > 10_000
    assert _plain("Abbey Medical Centre") in real  # the comparison finds what is there
    ours = {row.code for s in SURGERIES for row in (s, *s.sites, *s.networks)}
    ours |= {row.name for s in SURGERIES for row in (s, *s.sites, *s.networks)}
    ours |= {surgery.place for surgery in invented()} | {FACT.name}
    assert not {name for name in ours if _plain(name) in real}


def test_no_code_has_the_form_of_a_practices():
    """A practice's ODS code is a letter and five digits."""
    assert not [s.code for s in SURGERIES if re.fullmatch(r"[A-Z]\d{5}", s.code)]
    assert all(site.postcode.startswith("XX") for s in SURGERIES for site in s.sites)  # no such area


@pytest.mark.slow
def test_the_same_seed_makes_the_same_partnership_on_any_machine():
    assert partnership(SEED) == partnership(SEED)
    assert partnership(SEED) != partnership(SEED + 1)
    program = (
        "from commonpractice.demonstration import SEED\n"
        "from commonpractice.demonstration.partnership import partnership\n"
        "print(partnership(SEED))"
    )
    printed = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for hash_seed in ("1", "2")
    }
    assert len(printed) == 1
    assert "Ellerwater" in printed.pop()


def test_somebody_of_every_role_signs_in_one_at_two_surgeries_with_the_longest_name_among_them():
    people = sign_ins(FACT)
    assert {role for person in people for role, _ in person.roles} == set(Role)
    longest = max(SURGERIES, key=lambda surgery: len(surgery.name)).code
    two = next(person for person in people if len(person.roles) == 2)
    assert longest in {code for _, code in two.roles}
    partner = next(person for person in people if person.roles[0][0] is Role.GP_PARTNER)
    assert partner.name in {p.name for p in partners(NOW)}
    assert all(person.email.endswith(".example") for person in people)


def test_sizes_leave_no_day_out():
    for surgery in SURGERIES:
        for one, following in pairwise(surgery.sizes):
            assert one.effective.last_day + timedelta(days=1) == following.effective.start


def test_every_strapline_fits_a_line():
    assert all(0 < len(surgery.strapline) <= 80 for surgery in SURGERIES)
