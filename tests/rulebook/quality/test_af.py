"""Atrial fibrillation."""

import pytest

from tests.rulebook.quality.drawing import Table, everyone

TABLES = [
    Table("AF006", always="afib 2015-05-03", drawn="""
    scored on the first day          | chads2vasc 2026-04-01=1                  | met
      > in the register since 3 May 2015; met: stroke risk scored on 1 April 2026
    the day before, low              | chads2vasc 2026-03-31=1                  | not met
      > in the register since 3 May 2015; not met: no stroke risk score since 1 April 2026
    the day before, high             | chads2vasc 2026-03-31=2                  | left out high_risk
      > in the register since 3 May 2015; left out: already known to be at high risk: score 2 on 31 March
      > 2026
    high long ago, low since         | chads2vasc 2012-01-01=3 2020-01-01=1     | not met
    high long ago, scored again      | chads2vasc 2012-01-01=3 2026-06-01=4     | met
    high, then coded without a figure | chads2vasc 2012-01-01=3 2026-06-01       | met
    scored without a figure          | chads2vasc 2026-06-01                    | met
    two on one day: the lowest       | chads2vasc 2025-06-01=1 2025-06-01=3     | not met
    on the last day                  | chads2vasc 2027-03-31=1                  | met
    the day after                    | chads2vasc 2027-04-01=1                  | not met
    resolved                         | afibres 2026-12-01                       | not concerned
    resolved, diagnosed again        | afib 2015-05-03 2027-01-01; afibres 2026-12-01 | adjusted new_diagnosis
    care does not suit               | afpcapu 2026-05-01                       | adjusted unsuitable
    declined a year ago              | afpcadec 2026-03-31                      | not met
    declined, met all the same       | afpcadec 2026-05-01; chads2vasc 2026-06-01=1 | met
    invited 7 days apart             | afinvite 2026-05-01 2026-05-08           | adjusted invited
    invited 6 days apart             | afinvite 2026-05-01 2026-05-07           | not met
    joined three months ago          | joined 2026-12-31                        | not met
    registered again since           | joined 2010-01-01..2020-01-01 2027-01-01 | adjusted new_patient
    died on 31 March                 | died 2027-03-31                          | not registered
    """),
    Table("AF008", always="afib 2015-05-03; chads2vasc 2020-01-01=2", drawn="""
    a newer blood thinner, first day | doac 2026-10-01                          | met
      > in the register since 3 May 2015; met: a blood thinner in the last 6 months
    the day before                   | doac 2026-09-30                          | not met
      > in the register since 3 May 2015;
      > not met: no blood thinner in the 6 months before 31 March 2027; score 2 on 1 January 2020
    on the last day                  | doac 2027-03-31                          | met
    the day after                    | doac 2027-04-01                          | not met
    score of 1                       | chads2vasc 2020-01-01=1; doac 2027-01-01 | left out low_risk
    no score                         | no chads2vasc                            | left out low_risk
    score without a figure           | chads2vasc 2020-01-01                    | left out low_risk
    last score low                   | chads2vasc 2020-01-01=3 2022-01-01=1     | left out low_risk
    last score high                  | chads2vasc 2020-01-01=1 2022-01-01=2     | not met
    warfarin alone                   | warfarindrug 2027-01-01                  | not met
      > in the register since 3 May 2015;
      > not met: on warfarin, and it is not coded why it is no newer blood thinner
    warfarin, newer declined this year | warfarindrug 2027-01-01; doacdec 2026-04-01 | met
    declined a year ago              | warfarindrug 2027-01-01; doacdec 2026-03-31 | not met
    warfarin on the first day        | warfarindrug 2026-10-01; afvalv 2012-01-01 | met
    warfarin the day before          | warfarindrug 2026-09-30; afvalv 2012-01-01 | not met
    warfarin, newer not needed this year | warfarindrug 2027-01-01; doacni 2026-04-01 | met
    warfarin, newer never suitable   | warfarindrug 2027-01-01; doaccon 2012-01-01 | met
    warfarin, antiphospholipid syndrome | warfarindrug 2027-01-01; antiphosynd 2012-01-01 | met
    warfarin with a valve            | warfarindrug 2027-01-01; afvalv 2012-01-01 | met
    a newer one with a valve         | doac 2027-01-01; afvalv 2012-01-01       | not met
      > in the register since 3 May 2015;
      > not met: a heart valve, and no warfarin in the 6 months before 31 March 2027
    blood thinners declined          | oranticoagdec 2026-05-01                 | adjusted thinner_excused
    never suitable                   | xoranticoag 2012-01-01                   | adjusted thinner_excused
    not suitable, a year ago         | txoranticoag 2026-03-31                  | not met
    warfarin never, newer declined | vitkantagcon 2012-01-01;
        doacdec 2026-05-01 | adjusted both_thinners_excused
    warfarin never, with a valve | vitkantagcon 2012-01-01; afvalv 2012-01-01 | adjusted both_thinners_excused
    warfarin never, newer possible   | vitkantagcon 2012-01-01                  | not met
    declined, met all the same       | afpcadec 2026-05-01; doac 2027-01-01     | met
    invited 7 days apart             | afinvite 2026-05-01 2026-05-08           | adjusted invited
    resolved, diagnosed again        | afib 2015-05-03 2026-12-31; afibres 2026-12-01 | not met
    diagnosed since                  | afib 2027-01-01                          | adjusted new_diagnosis
    joined since                     | joined 2027-01-01                        | adjusted new_patient
    died on 31 March                 | died 2027-03-31; doac 2027-01-01         | not registered
    """),
]  # fmt: skip


@pytest.mark.parametrize("drawn", everyone(TABLES), ids=str)
def test_atrial_fibrillation(drawn):
    drawn.check()
