"""Raised blood sugar that is not diabetes."""

import pytest

from tests.rulebook.quality.drawing import Table, everyone

DRAWN = """
    HbA1c on the first day           | ifcchbam 2026-04-01=44                   | met
      > in the register since 3 May 2015; met: blood sugar tested on 1 April 2026
    the day before                   | ifcchbam 2026-03-31=44                   | not met
      > in the register since 3 May 2015; not met: no HbA1c and no fasting blood sugar since 1 April 2026
    blood sugar on the last day      | gluc 2027-03-31=5.8                      | met
    the day after                    | gluc 2027-04-01=5.8                      | not met
    no unit, but tested              | ifcchbam 2026-06-01                      | met
    now diabetes                     | dm 2026-06-01                            | not concerned
    diabetes resolved                | dm 2012-01-01; dmres 2020-01-01          | not met
    diabetes again on the day it was resolved | dm 2012-01-01 2020-01-01; dmres 2020-01-01 | not concerned
    impaired glucose tolerance       | no ndh; igt 2015-05-03; ifcchbam 2026-06-01=44 | met
    pre-diabetes                     | no ndh; prd 2015-05-03                   | not met
    18 in March                      | born 2009-03                             | not met
    18 in April                      | born 2009-04                             | not concerned
    care does not suit               | ndhpcapu 2026-05-01                      | adjusted unsuitable
    test declined                    | glucdec 2026-05-01 | adjusted glucose_test_declined
    blood test declined a year ago   | bldtestdec 2026-03-31                    | not met
    declined, met all the same       | ndhpcadec 2026-05-01; ifcchbam 2026-06-01=44 | met
    declined                         | ndhpcadec 2026-05-01                     | adjusted declined
    invited 7 days apart             | ndhinvite 2026-05-01 2026-05-08          | adjusted invited
    invited 6 days apart             | ndhinvite 2026-05-01 2026-05-07          | not met
    diagnosed three months ago       | ndh 2026-12-31                           | not met
    diagnosed since                  | ndh 2027-01-01                           | adjusted new_diagnosis
    joined three months ago          | joined 2026-12-31                        | not met
    registered again since           | joined 2010-01-01..2020-01-01 2027-01-01 | adjusted new_patient
    died on 31 March                 | died 2027-03-31                          | not registered
"""

TABLES = [Table(code, DRAWN, always="ndh 2015-05-03") for code in ("NDH002", "NDH003")]


@pytest.mark.parametrize("drawn", everyone(TABLES), ids=str)
def test_raised_blood_sugar(drawn):
    drawn.check()
