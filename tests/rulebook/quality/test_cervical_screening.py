"""Smear tests: three and a half years up to 49, five and a half from 50."""

import pytest

from tests.rulebook.quality.drawing import Table, everyone

# {first}: the first day that counts; {before}: the one before it.
BOTH = """
    first day that counts | smear {first} | met
    a day before | smear {before} | not met
    on the last day | smear 2027-03-31 | met
    on the day after | smear 2027-04-01 | not met
    two tests on one day | smear 2026-05-01 2026-05-01 | met
    womb removed | hyst 2019-01-01 | left out no_cervix
        > left out: womb removed, coded on 1 January 2019
    not needed, coded long ago | cspu 2005-01-01 | adjusted smear_unsuitable
    not needed, but tested since | cspu 2005-01-01; smear 2026-05-01 | met
    pregnant this year | preg 2026-04-01 | adjusted pregnant
    pregnant last year | preg 2026-03-31 | not met
    declined while a test would count | csdec {first} | adjusted smear_declined
    an expired refusal | csdec {before} | not met
    three invitations | cspcainvite {first} | adjusted smear_no_reply
    three invitations, long ago | cspcainvite {before} | not met
    registered on 1 January | joined 2027-01-01 | adjusted new_patient
    registered on 31 December | joined 2026-12-31 | not met
    registered again, tested elsewhere | joined 2010-01-01..2020-01-01 2027-01-05; smear 2026-05-01 | met
    a man | male | not concerned
    died on 31 March | died 2027-03-31; smear 2026-05-01 | not registered
    never tested | | not met
        > not met: no smear test on record
"""

TABLES = [
    Table("CS005", always="born 1990-06", drawn=BOTH.format(first="2023-10-01", before="2023-09-30") + """
    two tests too long ago          | smear 2015-01-01 2020-01-01 | not met
        > not met: last smear test on 1 January 2020
    last test too long ago          | smear 2023-09-30            | not met
        > not met: last smear test on 30 September 2023
    25 in the month of the year end | born 2002-03                | not met
    not yet 25                      | born 2002-04                | not concerned
    still 49                        | born 1977-04                | not met
    50 in the month of the year end | born 1977-03                | not concerned
    """),
    Table("CS006", always="born 1970-06", drawn=BOTH.format(first="2021-10-01", before="2021-09-30") + """
    50 in the month of the year end | born 1977-03 | not met
    still 49                        | born 1977-04 | not concerned
    still 64                        | born 1962-04 | not met
    65 in the month of the year end | born 1962-03 | not concerned
    """),
]  # fmt: skip


@pytest.mark.parametrize("drawn", everyone(TABLES), ids=str)
def test_cervical_screening(drawn):
    drawn.check()
