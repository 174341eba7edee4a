"""Cholesterol."""

import pytest

from tests.rulebook.quality import statins
from tests.rulebook.quality.drawing import Table, everyone

TABLES = [
    Table("CHOL003", always="chd 2015-05-03", drawn=statins.MET + """
    palliative care                  | palcare 2026-05-01                       | adjusted palliative
      > in the register since 3 May 2015; excluded: in palliative care since 1 May 2026
    palliative care ended            | palcare 2026-05-01; palcareni 2026-06-01 | not met
    a stroke by bleeding             | hstrk 2012-01-01; stat 2027-01-01        | left out bleed
    diabetes                         | dm 2012-01-01; stat 2027-01-01           | left out diabetes
    diabetes resolved                | dm 2012-01-01; dmres 2020-01-01; stat 2027-01-01 | met
    kidney disease                   | no chd; ckd 2015-05-03; stat 2027-01-01  | met
    kidney disease at 17             | no chd; ckd 2015-05-03; born 2009-04     | not concerned
    kidney disease found mild since  | no chd; ckd 2015-05-03; ckd1and2 2020-01-01 | not concerned
    narrowed leg arteries            | no chd; pad 2015-05-03                   | not met
    a mini-stroke                    | no chd; tia 2015-05-03                   | not met
    declined, met all the same       | cholpcadec 2026-05-01; stat 2027-01-01   | met
    declined                         | cholpcadec 2026-05-01                    | adjusted declined
    invited 7 days apart             | cvdinvite 2026-05-01; cholinvite 2026-05-08 | adjusted invited_vascular
    invited 6 days apart             | cvdinvite 2026-05-01 2026-05-07          | not met
    joined three months ago          | joined 2026-12-31                        | not met
    registered again since           | joined 2010-01-01..2020-01-01 2027-01-01 | adjusted new_patient
    diagnosed since                  | chd 2027-01-01                           | adjusted new_diagnosis
    diagnosed since, kidneys long before | chd 2027-01-01; ckd 2012-01-01           | not met
    died on 31 March                 | died 2027-03-31; stat 2027-01-01         | not registered
    """),
    Table("CHOL004", always="chd 2015-05-03", drawn="""
    LDL of exactly 2.0              | ldlcchol 2026-06-01=2.0                  | met
    LDL of 2.1                      | ldlcchol 2026-06-01=2.1                  | not met
      > in the register since 3 May 2015; not met: LDL cholesterol 2.1 on 1 June 2026, above 2.0
    non-HDL of exactly 2.6          | nonhdlcchol 2026-06-01=2.6               | met
    non-HDL of 2.7                  | nonhdlcchol 2026-06-01=2.7               | not met
      > in the register since 3 May 2015; not met: non-HDL cholesterol 2.7 on 1 June 2026, above 2.6
    LDL good, non-HDL high, one day | ldlcchol 2026-06-01=1.9; nonhdlcchol 2026-06-01=3.0 | met
    LDL high, non-HDL good, one day | ldlcchol 2026-06-01=2.1; nonhdlcchol 2026-06-01=2.5 | not met
    non-HDL good since              | ldlcchol 2026-06-01=2.1; nonhdlcchol 2026-06-02=2.5 | met
    non-HDL high since              | ldlcchol 2026-06-01=1.9; nonhdlcchol 2026-06-02=2.9 | not met
    two LDL on one day: the lowest  | ldlcchol 2026-06-01=2.4 2026-06-01=2.0   | met
    no unit                         | ldlcchol 2026-06-01                      | not met
      > in the register since 3 May 2015; not met: no LDL or non-HDL cholesterol since 1 April 2026
    no unit, an older one good      | ldlcchol 2026-06-01=1.8 2026-07-01       | met
    non-HDL on the first day        | nonhdlcchol 2026-04-01=2.5               | met
    non-HDL the day before          | nonhdlcchol 2026-03-31=2.5               | not met
    both high on one day            | ldlcchol 2026-06-01=2.1; nonhdlcchol 2026-06-01=3.0 | not met
      > in the register since 3 May 2015; not met: LDL cholesterol 2.1 on 1 June 2026, above 2.0
    a mini-stroke                   | no chd; tia 2015-05-03; ldlcchol 2026-06-01=1.8 | met
    narrowed leg arteries           | no chd; pad 2015-05-03                   | not met
    total cholesterol alone         | chol2 2026-06-01=3.5                     | not met
    on the first day                | ldlcchol 2026-04-01=1.8                  | met
    the day before                  | ldlcchol 2026-03-31=1.8                  | not met
    on the last day                 | ldlcchol 2027-03-31=1.8                  | met
    the day after                   | ldlcchol 2027-04-01=1.8                  | not met
    the most that can be taken | cholmax 2026-04-01; ldlcchol 2026-06-01=3.0 | adjusted maximum_cholesterol
    so a year ago                   | cholmax 2026-03-31; ldlcchol 2026-06-01=3.0 | not met
    test declined                   | choldec 2026-05-01 | adjusted cholesterol_test_declined
    blood test declined             | bldtestdec 2026-05-01 | adjusted cholesterol_test_declined
    declined, met all the same      | choldec 2026-05-01; ldlcchol 2026-06-01=1.8 | met
    invited 7 days apart            | cvdinvite 2026-05-01 2026-05-08          | adjusted invited_cholesterol
    invited 6 days apart            | cvdinvite 2026-05-01 2026-05-07          | not met
    invited, then too high          | cvdinvite 2026-05-01 2026-05-08; ldlcchol 2026-06-01=3.0 | not met
    too high, then invited | cvdinvite 2026-07-01 2026-07-08;
        ldlcchol 2026-06-01=3.0 | adjusted invited_cholesterol
    palliative care                 | palcare 2026-05-01                       | adjusted palliative
    a stroke by bleeding            | hstrk 2012-01-01; ldlcchol 2026-06-01=1.8 | left out bleed
    diabetes counts too             | dm 2012-01-01; ldlcchol 2026-06-01=1.8   | met
    kidney disease does not         | no chd; ckd 2015-05-03                   | not concerned
    joined nine months ago          | joined 2026-06-30                        | not met
    joined since                    | joined 2026-07-01                        | adjusted new_patient
    diagnosed since                 | chd 2026-07-01                           | adjusted new_diagnosis
    died on 31 March                | died 2027-03-31; ldlcchol 2026-06-01=1.8 | not registered
    """),
]  # fmt: skip


@pytest.mark.parametrize("drawn", everyone(TABLES), ids=str)
def test_cholesterol(drawn):
    drawn.check()
