"""Blood pressure taken at least every five years from 45."""

import pytest

from tests.rulebook.quality.drawing import Table, everyone

TABLES = [
    Table("BP002", drawn="""
    first of five years | clinic 2022-04-01=150/95 | met
        > met: blood pressure taken on 1 April 2022
    a day before | clinic 2022-03-31=150/95 | not met
        > not met: no blood pressure since 1 April 2022
    taken at home | home 2025-01-01=128/80 | met
    without its figures | clinic 2025-01-01 | met
    two readings on one day | clinic 2025-01-01=150/95 2025-01-01=140/90 | met
    on the last day | clinic 2027-03-31=150/95 | met
    on the day after | clinic 2027-04-01=150/95 | not met
    45 in the month of the year end | born 1982-03 | not met
    not yet 45 | born 1982-04 | not concerned
    declined in five years | bpdec 2022-04-01 | adjusted blood_pressure_declined
        > excluded: the patient declined to have the blood pressure taken, coded on 1 April 2022
    declined longer ago | bpdec 2022-03-31 | not met
    declined, but taken since | bpdec 2026-01-01; clinic 2026-02-01=150/95 | met
    registered on 1 January | joined 2027-01-01 | adjusted new_patient
    registered on 31 December | joined 2026-12-31 | not met
    registered again | joined 2010-01-01..2020-01-01 2026-06-01; clinic 2023-01-01=120/70 | met
    died on 31 March | died 2027-03-31; clinic 2025-01-01 | not registered
    left on 31 March | joined 2010-01-01..2027-03-31 | not registered
    """),
]  # fmt: skip


@pytest.mark.parametrize("drawn", everyone(TABLES), ids=str)
def test_blood_pressure_check(drawn):
    drawn.check()
