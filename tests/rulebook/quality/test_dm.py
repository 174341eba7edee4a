"""Diabetes."""

import pytest

from tests.rulebook.quality import statins
from tests.rulebook.quality.drawing import Table, everyone
from tests.rulebook.quality.pressure import DM, FRAIL, RESOLVED, up_to_79


def shared(age: int = 17) -> str:
    """What every indicator shares that asks whether something was done, from an age on."""
    year = 2027 - age
    return f"""
    care does not suit      | dmpcapu 2026-05-01                       | adjusted unsuitable
    declined                | dmpcadec 2026-05-01                      | adjusted declined
    declined a year ago     | dmpcadec 2026-03-31                      | not met
    invited 7 days apart    | dminvite 2026-05-01 2026-05-08           | adjusted invited
    invited 6 days apart    | dminvite 2026-05-01 2026-05-07           | not met
    joined three months ago | joined 2026-12-31                        | not met
    registered again since  | joined 2010-01-01..2020-01-01 2027-01-01 | adjusted new_patient
    resolved                | dmres 2026-12-01                         | not concerned
    {age} in March          | born {year}-03                           | not met
    {age} in April          | born {year}-04                           | not concerned
    died on 31 March        | died 2027-03-31                          | not registered
    """


# A diagnosis is as old as the last one that was not resolved.
NEW = """
    diagnosed three months ago | dm 2026-12-31                            | not met
    resolved, diagnosed again  | dm 2015-05-03 2027-01-01; dmres 2026-12-01 | adjusted new_diagnosis
"""
EIGHT = (
    "bmival 2026-06-01=27; clinic 2026-06-01=120/80; ifcchbam 2026-06-01=50; chol2 2026-06-01=4; "
    "smok 2026-06-01; frc 2026-06-01; acr 2026-06-01=2; egfr 2026-06-01=80"
)

# Around the target, whatever that is: `<top>` is met, `<above>` is not.
HBA1C = """
    exactly at the target      | ifcchbam 2026-06-01=<top>                | met
      > in the register since 3 May 2019; met: HbA1c <top> on 1 June 2026
    above it                   | ifcchbam 2026-06-01=<above>              | not met
      > in the register since 3 May 2019; not met: HbA1c <above> on 1 June 2026, above <top>
    the last decides           | ifcchbam 2026-06-01=40 2026-07-01=<above> | not met
    two on one day: the lowest | ifcchbam 2026-06-01=<above> 2026-06-01=<top> | met
    no unit                    | ifcchbam 2026-06-01                      | not met
      > in the register since 3 May 2019; not met: no HbA1c since 1 April 2026
    no unit, an older one good | ifcchbam 2026-06-01=40 2026-07-01        | met
    on the first day           | ifcchbam 2026-04-01=40                   | met
    the day before             | ifcchbam 2026-03-31=40                   | not met
    on the last day            | ifcchbam 2027-03-31=40                   | met
    the day after              | ifcchbam 2027-04-01=40                   | not met
    fructosamine in its place  | serfruc 2026-06-01=250                   | adjusted fructosamine
    fructosamine and HbA1c     | serfruc 2026-06-01=250; ifcchbam 2026-06-01=<above> | not met
    on all they can take       | dmmax 2026-04-01; ifcchbam 2026-06-01=90 | adjusted maximum_diabetes
    so a year ago              | dmmax 2026-03-31; ifcchbam 2026-06-01=90 | not met
    care does not suit         | dmpcapu 2026-05-01                       | adjusted unsuitable
    blood test declined        | bldtestdec 2026-05-01                    | adjusted blood_test_declined
    declined                   | dmpcadec 2026-05-01                      | adjusted declined
    declined, met all the same | dmpcadec 2026-05-01; ifcchbam 2026-06-01=40 | met
    invited 7 days apart       | dminvite 2026-05-01 2026-05-08           | adjusted invited_blood_test
    invited 6 days apart       | dminvite 2026-05-01 2026-05-07           | not met
    invited, then too high     | dminvite 2026-05-01 2026-05-08; ifcchbam 2026-06-01=90 | not met
    too high, then invited | dminvite 2026-07-01 2026-07-08;
        ifcchbam 2026-06-01=90 | adjusted invited_blood_test
    joined nine months ago     | joined 2026-06-30                        | not met
    registered again since     | joined 2010-01-01..2020-01-01 2026-07-01 | adjusted new_patient
    diagnosed nine months ago  | dm 2026-06-30                            | not met
    resolved, diagnosed again  | dm 2019-05-03 2026-12-02; dmres 2026-12-01 | adjusted new_diagnosis
    resolved                   | dmres 2026-12-01; ifcchbam 2026-06-01=40 | not concerned
    17 in March                | born 2010-03; ifcchbam 2026-06-01=40     | met
    17 in April                | born 2010-04; ifcchbam 2026-06-01=40     | not concerned
    died on 31 March           | died 2027-03-31; ifcchbam 2026-06-01=40  | not registered
"""


def hba1c(top: int) -> str:
    return HBA1C.replace("<top>", str(top)).replace("<above>", str(top + 1))


TABLES = [
    up_to_79("DM036", DM, RESOLVED, FRAIL),
    Table("DM020", hba1c(58) + """
    moderate frailty               | modfrail 2024-01-01; ifcchbam 2026-06-01=40 | left out frail
      > in the register since 3 May 2019; left out: moderate or severe frailty, coded on 1 January 2024
    mild since                     | modfrail 2024-01-01; mildfrail 2025-01-01; ifcchbam 2026-06-01=58 | met
    moderate, mild, moderate again | modfrail 2024-01-01 2026-01-01; mildfrail 2025-01-01 | left out frail
    mild before and after          | modfrail 2024-06-01; mildfrail 2024-01-01 2025-01-01 | not met
    mild and severe on one day     | sevfrail 2024-01-01; mildfrail 2024-01-01 | left out frail
    """, always="dm 2019-05-03"),
    Table("DM021", hba1c(75) + """
    not frail                  | no sevfrail; ifcchbam 2026-06-01=40      | left out not_frail
      > in the register since 3 May 2019; left out: no moderate or severe frailty
    moderate                   | no sevfrail; modfrail 2024-01-01; ifcchbam 2026-06-01=75 | met
    mild, then moderate again  | no sevfrail; modfrail 2024-01-01 2026-01-01; mildfrail 2025-01-01 | not met
    mild before and after      | mildfrail 2023-01-01 2025-01-01          | left out not_frail
    mild since                 | mildfrail 2025-01-01; ifcchbam 2026-06-01=40 | left out not_frail
    mild and severe on one day | mildfrail 2024-01-01; ifcchbam 2026-06-01=75 | met
    """, always="dm 2019-05-03; sevfrail 2024-01-01"),
    Table("DM006", always="dm 2015-05-03; prt 2018-01-01", drawn=shared() + NEW + """
    an ACE inhibitor, first day of six months | ace 2026-10-01                      | met
      > in the register since 3 May 2015; met: an ACE inhibitor or angiotensin receptor blocker on 1 October
      > 2026
    the day before                   | ace 2026-09-30                      | not met
      > in the register since 3 May 2015; not met: protein in the urine, and no ACE inhibitor or angiotensin
      > receptor blocker in the 6 months before 31 March 2027
    a receptor blocker on the last day | aii 2027-03-31                      | met
    the day after                    | aii 2027-04-01                      | not met
    a little protein                 | no prt; mal 2018-01-01              | not met
    no protein                       | no prt; ace 2027-01-01              | left out no_protein
    neither suitable                 | xace 2012-01-01; aiidec 2026-04-01  | adjusted ace_and_arb_excused
    declined a year ago              | xace 2012-01-01; aiidec 2026-03-31  | not met
    declined, met all the same       | dmpcadec 2026-05-01; ace 2027-01-01 | met
    """),
    Table("DM012", always="dm 2015-05-03", drawn=shared() + NEW + """
    checked on the first day   | frc 2026-04-01                     | met
      > in the register since 3 May 2015; met: feet checked on 1 April 2026
    the day before             | frc 2026-03-31                     | not met
      > in the register since 3 May 2015; not met: no foot check with a risk since 1 April 2026
    on the last day            | frc 2027-03-31                     | met
    the day after              | frc 2027-04-01                     | not met
    looked at without a risk   | footexam 2026-06-01                | not met
    a foot amputated           | footamp 2012-01-01; frc 2026-06-01 | left out amputated
    check not suitable         | fepu 2026-04-01                    | adjusted foot_check_unsuitable
    check declined             | fedec 2026-05-01                   | adjusted foot_check_declined
    declined, met all the same | fedec 2026-05-01; frc 2026-06-01   | met
    """),
    Table("DM014", always="dm 2026-01-15", drawn="""
    sent on the day of the diagnosis, in an earlier year | dsep 2026-01-15 | left out counted_before
      > in the register since 15 January 2026; left out: was sent to a course in an earlier year, on 15
      > January 2026
    sent on the first day of the year | dsep 2026-04-01                          | met
      > in the register since 15 January 2026; met: sent to a course on 1 April 2026
    sent 279 days later              | dsep 2026-10-21                          | met
    sent 280 days later              | dsep 2026-10-22                          | not met
      > in the register since 15 January 2026; not met: diagnosed on 15 January 2026;
      > sent to a course only on 22 October 2026, more than 9 months later
    not sent                         |                                          | not met
      > in the register since 15 January 2026;
      > not met: diagnosed on 15 January 2026; not sent to a diabetes education course
    sent before the diagnosis        | dsep 2026-01-14                          | not met
    sent twice                       | dsep 2026-05-01 2026-12-01               | met
    diagnosed 21 months ago          | dm 2025-06-30                            | not concerned
    diagnosed a day later            | dm 2025-07-01                            | not met
    diagnosed nine months ago        | dm 2026-06-30                            | not met
    diagnosed since, not yet sent    | dm 2026-07-01                            | left out too_soon
    diagnosed since and sent         | dm 2026-07-01; dsep 2026-08-01           | met
    diagnosed and sent on the last day | dm 2027-03-31; dsep 2027-03-31           | met
    sent the day after               | dm 2027-03-31; dsep 2027-04-01           | left out too_soon
    resolved, diagnosed again        | dm 2015-05-03 2026-01-15; dmres 2020-01-01; dsep 2026-05-01 | met
    course declined in time          | dsepdec 2026-10-21                       | adjusted course_declined
    course declined too late         | dsepdec 2026-10-22                       | not met
    no course there                  | dsepsu 2026-05-01                        | adjusted course_unavailable
    care does not suit               | dmpcapu 2026-05-01                       | adjusted unsuitable
    declined, met all the same       | dmpcadec 2026-05-01; dsep 2026-06-01     | met
    invited 7 days apart             | dminvite 2026-05-01 2026-05-08           | adjusted invited
    invited 6 days apart             | dminvite 2026-05-01 2026-05-07           | not met
    registered again since           | joined 2010-01-01..2020-01-01 2027-01-01 | adjusted new_patient
    17 in April                      | born 2010-04                             | not concerned
    died on 31 March                 | died 2027-03-31; dsep 2026-05-01         | not registered
    """),
    Table("DM034", always="dm 2015-05-03", drawn=shared(40) + NEW + statins.MET + """
    heart disease                    | chd 2012-01-01; stat 2027-01-01          | left out heart_disease
    a mini-stroke                    | tia 2012-01-01; stat 2027-01-01          | left out heart_disease
    narrowed leg arteries            | pad 2012-01-01; stat 2027-01-01          | left out heart_disease
    declined, met all the same       | dmpcadec 2026-05-01; stat 2027-01-01     | met
    moderately frail                 | modfrail 2024-01-01; stat 2027-01-01     | left out frail
    mild since                       | modfrail 2024-01-01; mildfrail 2025-01-01; stat 2027-01-01 | met
    mild and severe on one day       | sevfrail 2024-01-01; mildfrail 2024-01-01 | left out frail
    kidney disease                   | ckd 2012-01-01; stat 2027-01-01          | left out heart_disease
    inherited high cholesterol       | fhyp 2012-01-01; stat 2027-01-01         | left out heart_disease
    frail                            | sevfrail 2024-01-01; stat 2027-01-01     | left out frail
    type 2, risk of 9.9              | dmtype2 2015-05-03; qriskscore 2026-01-01=9.9 | left out low_risk
      > in the register since 3 May 2015; left out: type 2 diabetes with a risk of only 9.9% on 1 January
      > 2026
    type 2, risk of 10               | dmtype2 2015-05-03; qriskscore 2026-01-01=10 | not met
    type 2, risk without a figure    | dmtype2 2015-05-03; qriskscore 2026-01-01 | not met
    type 2, low risk on the first day of three years | dmtype2 2015-05-03;
        qriskscore 2024-04-01=5 | left out low_risk
    the day before                   | dmtype2 2015-05-03; qriskscore 2024-03-31=5 | not met
    type 2, higher since             | dmtype2 2015-05-03; qriskscore 2025-01-01=5 2026-01-01=12 | not met
    not type 2, low risk             | qriskscore 2026-01-01=5                  | not met
    once type 2, another type since | dm 2015-05-03 2020-01-01; dmtype2 2015-05-03;
        qriskscore 2026-01-01=5 | not met
    """),
    Table("DM035", always="dm 2015-05-03; chd 2012-01-01", drawn=shared() + NEW + statins.MET + """
    no heart disease           | no chd; stat 2027-01-01                 | left out no_heart_disease
    a mini-stroke              | no chd; tia 2012-01-01                  | not met
    narrowed leg arteries      | no chd; pad 2012-01-01; stat 2027-01-01 | met
    inherited high cholesterol | no chd; fhyp 2012-01-01                 | not met
    a stroke by bleeding       | hstrk 2012-01-01; stat 2027-01-01       | left out bleed
    declined, met all the same | dmpcadec 2026-05-01; stat 2027-01-01    | met
    kidney disease             | no chd; ckd 2012-01-01                  | not met
    frail counts too           | sevfrail 2024-01-01                     | not met
    """),
    *(
        Table("DM037", always="dm 2015-05-03", drawn=f"""
    {name} on the first day | {EIGHT.replace(f"{name} 2026-06-01", f"{name} 2026-04-01")} | met
    {name} the day before   | {EIGHT.replace(f"{name} 2026-06-01", f"{name} 2026-03-31")} | not met
    {name} on the last day  | {EIGHT.replace(f"{name} 2026-06-01", f"{name} 2027-03-31")} | met
    {name} the day after    | {EIGHT.replace(f"{name} 2026-06-01", f"{name} 2027-04-01")} | not met
    """)
        for name in ("bmival", "clinic", "ifcchbam", "chol2", "smok", "frc", "acr", "egfr")
    ),
    Table("DM037", always="dm 2015-05-03", drawn=f"""
    non-HDL for total cholesterol    | {EIGHT.replace("chol2", "nonhdlcchol")}  | met
    a weight group for a body mass index | {EIGHT.replace("bmival 2026-06-01=27", "bmi 2026-06-01")} | met
    obese without a figure           | {EIGHT.replace("bmival 2026-06-01=27", "bmi30 2026-06-01")} | met
    """),
    Table("DM037", always="dm 2015-05-03", drawn=shared() + NEW + f"""
    all eight                        | {EIGHT}                                  | met
      > in the register since 3 May 2015; met: all eight checks done
    without a figure: done all the same | {EIGHT.replace("=50", "")}               | met
    no HbA1c                         | {EIGHT.replace("ifcchbam 2026-06-01", "ifcchbam 2026-03-31")} | not met
      > in the register since 3 May 2015; not met: no HbA1c since 1 April 2026
    HbA1c on the first day           | {EIGHT.replace("ifcchbam 2026-06-01", "ifcchbam 2026-04-01")} | met
    feet checked on the day after the last | {EIGHT.replace("frc 2026-06-01", "frc 2027-04-01")} | not met
      > in the register since 3 May 2015; not met: no foot check since 1 April 2026
    weighed a year ago               | {EIGHT.replace("bmival 2026-06-01", "bmival 2026-03-31")} | not met
      > in the register since 3 May 2015; not met: no body mass index since 1 April 2026
    pressure from home               | {EIGHT.replace("clinic", "home")}        | met
    no pressure                      | {EIGHT.replace("clinic 2026-06-01=120/80; ", "")} | not met
    no urine test                    | {EIGHT.replace("acr 2026-06-01=2; ", "")} | not met
      > in the register since 3 May 2015; not met: no urine test for protein since 1 April 2026
    creatinine for eGFR              | {EIGHT.replace("egfr", "cre")}           | met
    not asked about smoking          | {EIGHT.replace("smok 2026-06-01; ", "")} | not met
      > in the register since 3 May 2015; not met: smoking was not asked about since 1 April 2026
    LDL for total cholesterol        | {EIGHT.replace("chol2", "ldlcchol")}     | met
    no cholesterol                   | {EIGHT.replace("chol2 2026-06-01=4; ", "")} | not met
    declined, met all the same       | {EIGHT}; dmpcadec 2026-05-01             | met
    """),
]  # fmt: skip


@pytest.mark.parametrize("drawn", everyone(TABLES), ids=str)
def test_diabetes(drawn):
    drawn.check()
