"""Heart disease, strokes and mini-strokes."""

import pytest

from tests.rulebook.quality.drawing import Table, everyone
from tests.rulebook.quality.pressure import (
    CD_BY_HEART,
    CD_BY_STROKE,
    CHD,
    FRAIL,
    FRAIL_ALL_THE_SAME,
    STIA,
    from_80,
    up_to_79,
)

EITHER_CONDITION = """
    a stroke in a heart patient | strk 2026-12-01                          | not met
    one invitation for each | chdinvite 2026-05-01;
        stiainvite 2026-05-08 | adjusted heart_or_stroke_invited_bp
"""

TABLES = [
    up_to_79("CHD015", CHD, FRAIL_ALL_THE_SAME),
    from_80("CHD016", CHD, FRAIL_ALL_THE_SAME),
    up_to_79("STIA014", STIA, FRAIL_ALL_THE_SAME),
    from_80("STIA015", STIA, FRAIL_ALL_THE_SAME),
    up_to_79("CD001", CD_BY_HEART, FRAIL, EITHER_CONDITION),
    up_to_79("CD001", CD_BY_STROKE, FRAIL),
    from_80("CD002", CD_BY_HEART, FRAIL, EITHER_CONDITION),
    from_80("CD002", CD_BY_STROKE, FRAIL),
    Table("CHD005", always="chd 2015-05-03", drawn="""
    aspirin on the first day         | sal 2026-04-01                           | met
      > in the register since 3 May 2015; met: an antiplatelet or a blood thinner on 1 April 2026
    aspirin the day before           | sal 2026-03-31                           | not met
      > in the register since 3 May 2015;
      > not met: no antiplatelet and no blood thinner recorded since 1 April 2026
    clopidogrel on the last day      | clo 2027-03-31                           | met
    clopidogrel the day after        | clo 2027-04-01                           | not met
    another antiplatelet             | nonaspantipltdrug 2026-06-01             | met
    a blood thinner                  | oranticoagdrug 2026-06-01                | met
    prescribed elsewhere             | oranticoag 2026-06-01                    | met
    only aspirin impossible          | xsal 2010-01-01                          | not met
    all three impossible | xsal 2010-01-01; xclo 2010-01-01;
        xoranticoag 2010-01-01 | adjusted antiplatelets_excused
    declined or unsuitable this year | saldec 2026-05-01; txclo 2026-04-01;
        oranticoagdec 2026-05-01 | adjusted antiplatelets_excused
    one of them a year ago           | saldec 2026-05-01; txclo 2026-03-31; oranticoagdec 2026-05-01 | not met
    care does not suit               | chdpcapu 2026-05-01                      | adjusted unsuitable
    declined                         | chdpcadec 2026-05-01                     | adjusted declined
    declined, met all the same       | chdpcadec 2026-05-01; sal 2026-06-01     | met
    invited 7 days apart             | chdinvite 2026-05-01 2026-05-08          | adjusted invited
    invited 6 days apart             | chdinvite 2026-05-01 2026-05-07          | not met
    three times within a week, then once | chdinvite 2026-05-01 2026-05-02 2026-05-03 2026-05-08
        | adjusted invited
    joined three months ago          | joined 2026-12-31                        | not met
    joined since                     | joined 2027-01-01                        | adjusted new_patient
    registered again                 | joined 2010-01-01..2020-01-01 2027-02-01 | adjusted new_patient
    diagnosed three months ago       | chd 2026-12-31                           | not met
    diagnosed since                  | chd 2027-01-01                           | adjusted new_diagnosis
    no heart disease                 | no chd; strk 2015-01-01                  | not concerned
    died on 31 March                 | died 2027-03-31; sal 2026-06-01          | not registered
    """),
    Table("STIA007", always="tia 2015-05-03", drawn="""
    clopidogrel on the first day     | clo 2026-04-01                           | met
      > in the register since 3 May 2015; met: an antiplatelet or a blood thinner on 1 April 2026
    clopidogrel the day before       | clo 2026-03-31                           | not met
    aspirin                          | sal 2026-06-01                           | met
    another antiplatelet             | nonaspantipltdrug 2026-06-01             | met
    a blood thinner from elsewhere   | oranticoag 2026-06-01                    | met
    dipyridamole                     | dipy 2026-06-01                          | met
    a blood thinner on the last day  | oranticoagdrug 2027-03-31                | met
    the day after                    | oranticoagdrug 2027-04-01                | not met
    a stroke, of what kind is not said | no tia; strk 2015-05-03                  | not met
    a stroke by bleeding             | no tia; strk 2015-05-03; hstrk 2015-05-03 | left out bleed
      > in the register since 3 May 2015; left out: the stroke was a bleed, coded on 3 May 2015
    twice by bleeding | no tia; strk 2015-05-03 2018-01-01; hstrk 2015-05-03 2018-01-01 | left out bleed
    by bleeding, and a mini-stroke   | strk 2015-05-03; hstrk 2015-05-03        | not met
    by bleeding, another before      | no tia; strk 2012-01-01 2015-05-03; hstrk 2015-05-03 | not met
    by bleeding, another since       | no tia; strk 2015-05-03 2020-01-01; hstrk 2015-05-03 | not met
    by bleeding, and on aspirin | no tia; strk 2015-05-03; hstrk 2015-05-03; sal 2026-06-01 | left out bleed
    none of the four possible | xsal 2010-01-01; xclo 2010-01-01; xdipy 2010-01-01;
        txoranticoag 2026-04-01 | adjusted antiplatelets_and_dipyridamole_excused
    dipyridamole possible            | xsal 2010-01-01; xclo 2010-01-01; txoranticoag 2026-04-01 | not met
    care does not suit               | stiapcapu 2026-05-01                     | adjusted unsuitable
    declined a year ago              | stiapcadec 2026-03-31                    | not met
    declined, met all the same       | stiapcadec 2026-05-01; clo 2026-06-01    | met
    invited 7 days apart             | stiainvite 2026-05-01 2026-05-08         | adjusted invited
    invited 6 days apart             | stiainvite 2026-05-01 2026-05-07         | not met
    joined three months ago          | joined 2026-12-31                        | not met
    joined since                     | joined 2027-01-01                        | adjusted new_patient
    first of the two diagnosed       | tia 2027-02-01; strk 2015-01-01          | not met
    diagnosed since                  | tia 2027-01-01                           | adjusted new_diagnosis
    no stroke                        | no tia; chd 2015-01-01                   | not concerned
    died on 31 March                 | died 2027-03-31; clo 2026-06-01          | not registered
    """),
]  # fmt: skip


@pytest.mark.parametrize("drawn", everyone(TABLES), ids=str)
def test_heart_disease_and_strokes(drawn):
    drawn.check()
