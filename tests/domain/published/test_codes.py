"""The codes that a partnership's file is checked against: what the registers and later files have."""

import tomllib
from decimal import Decimal

import pytest

from commonpractice.domain.partnership.facts import KnownCodes
from commonpractice.domain.partnership.rules import agreement
from commonpractice.domain.partnership.rules.partnership_file import read
from commonpractice.domain.published import queries
from tests.conftest import CHECKOUT
from tests.domain.published.support import import_file


@pytest.mark.django_db
def test_without_a_register_nothing_is_known():
    assert queries.known_sites() is None
    assert queries.known_networks() is None


@pytest.mark.django_db
def test_sites_are_known_where_both_practices_and_branches_have_been_imported(published_data):
    import_file(published_data / "ods" / "ebranchs_2017.csv.gz")
    assert queries.known_sites() is None
    import_file(published_data / "ods" / "epraccur_2023_trud_format.csv.gz")
    known = queries.known_sites()
    assert {"M85063", "M85063001"} <= known
    assert "SITE1" not in known


@pytest.mark.django_db
def test_a_network_younger_than_the_register_is_known_by_a_later_file(published_data):
    import_file(published_data / "ods" / "ePCN_2022.xlsx")
    known = queries.known_networks()
    assert "U74554" in known
    assert not known & {"", "U54554"}
    import_file(published_data / "ods" / "nhsd_qof2324_practice_pcn_icb_mapping.csv.gz")
    assert queries.known_networks() >= known | {"U54554"}


@pytest.mark.parametrize("file", ["our_health_partnership", "midlands_medical_partnership"])
def test_the_codes_of_the_files_that_are_shipped_are_known(england, file):
    known = KnownCodes(queries.known_codes(), queries.known_sites(), queries.known_networks())
    assert None not in (known.surgeries, known.sites, known.networks)
    text = (CHECKOUT / "partnerships" / f"{file}.toml").read_text("utf-8")
    fact = read(tomllib.loads(text, parse_float=Decimal))
    assert agreement.problems(fact, known=known) == []
