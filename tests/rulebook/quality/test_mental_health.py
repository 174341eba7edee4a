"""Serious mental illness: the care plan and the physical checks."""

import pytest

from tests.rulebook.quality.drawing import Table, everyone
from tests.rulebook.quality.edges import each, yearly

ILL = "mh 2015-02-01"
SIX = {"clinic": "=128/80", "bmival": "=24", "auditc": "=2", "nsmok": "", "chol2": "=4", "ifcchbam": "=38"}
ALL_SIX = "; ".join(f"{name} 2026-10-15{figure}" for name, figure in SIX.items())
REMISSION = """
    in remission | mhrem 2020-01-01 | left out remission
    in remission and ill again | mh 2015-02-01 2021-01-01; mhrem 2020-01-01; {deed} | met
    ill on the day of the remission | mh 2015-02-01 2020-01-01; mhrem 2020-01-01; {deed} | met
    in remission again | mh 2015-02-01 2019-01-01; mhrem 2017-01-01 2021-01-01 | left out remission
    on the register for lithium alone | no mh; lit 2027-03-01 | left out lithium_only
"""


def checked(deed: str) -> str:
    """The edges that all of these share."""
    return yearly(deed, "mh", "mh") + REMISSION.format(deed=deed.replace("DAY", "2026-10-15"))


LIPIDS = each("ldlcchol nonhdlcchol hdlcchol triglyc tcholhdl", "NAME 2026-10-15", "met")
WHITE = "eth2016wb eth2016wi eth2016wgt eth2016wo"
OTHER = "eth2016mwbc eth2016mwba eth2016mwa eth2016mo eth2016ai eth2016ap eth2016ab eth2016ac eth2016ao "
OTHER += "eth2016ba eth2016bc eth2016bo eth2016oa eth2016oo"
BACKGROUNDS = each(WHITE, "bmival 2026-01-01=25; NAME 2010-01-01", "not met")
BACKGROUNDS += each(OTHER, "bmival 2026-01-01=23; NAME 2010-01-01", "not met")
# What counts in the place of another record of the six.
IN_PLACE = each("bmi", "no bmival; NAME 2026-10-15", "met")
IN_PLACE += each("alc audit", "no auditc; NAME 2026-10-15", "met")
IN_PLACE += each("smok lsmok exsmok", "no nsmok; NAME 2026-10-15", "met")
IN_PLACE += each(
    "nonvalchol ldlcchol nonhdlcchol hdlcchol triglyc tcholhdl", "no chol2; NAME 2026-10-15", "met"
)
IN_PLACE += each("dccthba1c gluc", "no ifcchbam; NAME 2026-10-15", "met")


def each_in_time() -> str:
    """Each of the six, on the first of the twelve months and on the day before."""
    lines = [
        f"{name} {when} | {name} {day}{figure} | {expected}"
        for name, figure in SIX.items()
        for when, day, expected in (("in time", "2026-04-01", "met"), ("too old", "2026-03-31", "not met"))
    ]
    return "\n".join(lines) + "\n"


TABLES = [
    Table("MH002", always=ILL, drawn=checked("mhp DAY") + """
    a plan of before the relapse     | mh 2015-02-01 2026-09-01; mhrem 2020-01-01; mhp 2026-08-31 | not met
        > in the register since 1 February 2015; not met: care plan of 31 August 2026, which is before this
        > illness began on 1 September 2026
    coded again since, no remission  | mh 2015-02-01 2026-12-01; mhp 2026-08-31                   | met
    a plan on the day of the relapse | mh 2015-02-01 2026-09-01; mhrem 2020-01-01; mhp 2026-09-01 | met
    """),
    Table("MH003", always=ILL, drawn=checked("clinic DAY=150/95") + """
    taken at home             | home 2026-10-15=128/80 | met
        > in the register since 1 February 2015; met: blood pressure taken on 15 October 2026
    coded without its figures | clinic 2026-10-15      | met
    declined                  | bpdec 2026-10-15       | adjusted declined_bp
    """),
    Table("MH006", always=ILL, drawn=checked("bmival DAY=31.2") + """
    the figure was set aside        | bmival 2026-10-15                      | not met
    a weight group on 1 April       | bmi 2026-04-01                         | met
    a weight group of last year     | bmi 2026-03-31                         | not met
    a weight group without a figure | bmi 2026-10-15                         | met
    measuring unsuitable            | bmipu 2026-10-15                       | adjusted unsuited_bmipu_cod
    declined                        | bmidec 2026-10-15                      | adjusted refused_bmidec_cod
    two readings on one day         | bmival 2026-10-15=31.2 2026-10-15=30.9 | met
        > in the register since 1 February 2015; met: weighed and measured in the last year (index 30.9)
    """),
    Table("MH007", always=ILL, drawn=checked("alc DAY=14") + """
    the short questionnaire          | auditc 2026-10-15=3   | met
    the long questionnaire, no score | audit 2026-10-15      | met
    declined                         | alcscrndec 2026-10-15 | adjusted refused_alcscrndec_cod
    declined last year               | alcscrndec 2026-03-31 | not met
    """),
    Table("MH011", always=f"{ILL}; lsmok 2020-01-01", drawn=checked("chol2 DAY=4.8") + LIPIDS + """
    lower risk, tested 24 months back | no lsmok; chol2 2025-04-01=4.8 | met
        > in the register since 1 February 2015; met: cholesterol tested on 1 April 2025
    lower risk, a day longer ago | no lsmok; chol2 2025-03-31=4.8 | not met
        > in the register since 1 February 2015; not met: no cholesterol test in the last two years
    smokes, tested last year | chol2 2026-03-31=4.8 | not met
        > in the register since 1 February 2015; not met: cholesterol last tested on 31 March 2026; the risk
        > is higher, so it is due every year
    stopped smoking since | exsmok 2021-01-01; chol2 2026-03-31=4.8 | met
    blood test declined | bldtestdec 2026-10-15 | adjusted cholesterol_test_declined
    cholesterol test declined | choldec 2026-10-15 | adjusted cholesterol_test_declined
    tested without a figure | nonvalchol 2026-10-15 | met
    """),
    # Last tested on 31 March 2026: whatever makes the risk higher makes the test due.
    Table("MH011", always=f"{ILL}; chol2 2026-03-31=4.8", drawn=BACKGROUNDS + """
    smoked, stopped, smokes again | lsmok 2010-01-01 2022-01-01; exsmok 2015-01-01 | not met
    stopped, smoked, stopped again | exsmok 2015-01-01 2023-01-01; lsmok 2020-01-01 | met
    index 24, White, Indian, White again | bmival 2026-01-01=24; eth2016wb 2010-01-01 2020-01-01;
            eth2016ai 2015-01-01 | met
    index 24, Indian, White, Indian again | bmival 2026-01-01=24; eth2016ai 2010-01-01 2020-01-01;
            eth2016wb 2015-01-01 | not met
    antipsychotic in the last 6 months | antipsydrug 2026-10-01 | not met
    antipsychotic a day before that | antipsydrug 2026-09-30 | met
    diabetes | dm 2024-01-01 | not met
    diabetes no longer | dm 2020-01-01; dmres 2024-01-01 | met
    inherited cholesterol | fhyp 2024-01-01 | not met
    index 25, White | bmival 2026-01-01=25; eth2016wb 2010-01-01 | not met
    index 24.9, White | bmival 2026-01-01=24.9; eth2016wb 2010-01-01 | met
    index 23, Indian | bmival 2026-01-01=23; eth2016ai 2010-01-01 | not met
    index 22.9, Indian | bmival 2026-01-01=22.9; eth2016ai 2010-01-01 | met
    index 24, Indian, White since | bmival 2026-01-01=24; eth2016ai 2010-01-01; eth2016wb 2015-01-01 | met
    index 29.9, not recorded | bmival 2026-01-01=29.9 | met
    index 30, not recorded | bmival 2026-01-01=30 | not met
    index set aside | bmival 2026-01-01 | met
    smokes and stopped on one day | lsmok 2021-01-01; exsmok 2021-01-01 | not met
    never smoked | nsmok 2021-01-01; lsmok 2020-01-01 | met
    index 24, both on one day | bmival 2026-01-01=24; eth2016ai 2010-01-01; eth2016wb 2010-01-01 | met
    index 25, both on one day | bmival 2026-01-01=25; eth2016ai 2010-01-01; eth2016wb 2010-01-01 | not met
    heart disease | chd 2020-01-01 | not met
    a stroke | strk 2020-01-01 | not met
    narrowed arteries | pad 2020-01-01 | not met
    kidney disease | ckd 2020-01-01 | not met
    """),
    Table("MH012", always=ILL, drawn=checked("ifcchbam DAY=44") + """
    in the old units          | dccthba1c 2026-10-15=6.1        | met
    blood sugar instead       | gluc 2026-10-15=5.1             | met
        > in the register since 1 February 2015; met: blood sugar tested on 15 October 2026
    without a figure          | gluc 2026-10-15                 | met
    diabetes for a year       | dm 2026-03-31                   | left out diabetes
    diabetes since 1 April    | dm 2026-04-01                   | not met
    diabetes no longer        | dm 2020-01-01; dmres 2024-01-01 | not met
    blood sugar test declined | glucdec 2026-10-15              | adjusted glucose_test_declined
    blood test declined       | bldtestdec 2026-10-15           | adjusted glucose_test_declined
    """),
    Table("SMI001", always=f"{ILL}; {ALL_SIX}", drawn=each_in_time() + IN_PLACE + """
    all six                            |                                            | met
        > in the register since 1 February 2015; met: all six checks in the last 12 months
    all on the last day                | clinic 2027-03-31=128/80                   | met
    one on the day after               | clinic 2027-04-01=128/80                   | not met
    one on the first of twelve months  | ifcchbam 2026-04-01=38                     | met
    one a day earlier                  | ifcchbam 2026-03-31=38                     | not met
        > in the register since 1 February 2015; not met: only the blood tests are missing: cholesterol 15
        > October 2026, sugar not recorded
    ill again on the day of it         | mh 2015-02-01 2020-01-01; mhrem 2020-01-01 | met
    alcohol and cholesterol missing    | no auditc chol2                            | not met
        > in the register since 1 February 2015; not met: checks are missing: pressure 15 October 2026, index
        > 15 October 2026, alcohol not recorded, smoking 15 October 2026, cholesterol not recorded, sugar 15
        > October 2026
    only alcohol missing               | no auditc                                  | not met
        > in the register since 1 February 2015; not met: only the measurements and questions are missing:
        > pressure 15 October 2026, index 15 October 2026, alcohol not recorded, smoking 15 October 2026
    only the measurements missing      | no bmival auditc                           | not met
    something of both missing          | no bmival chol2                            | not met
    a body mass index without a figure | bmival 2026-10-15                          | met
    two readings on one day            | clinic 2026-10-15=150/90 2026-10-15=128/80 | met
    in remission                       | mhrem 2020-01-01                           | left out remission
    ill again                          | mh 2015-02-01 2021-01-01; mhrem 2020-01-01 | met
    on the register for lithium alone  | no mh; lit 2027-03-01                      | left out lithium_only
    declined, but done                 | mhpcadec 2026-12-01                        | met
    declined                           | no chol2; mhpcadec 2026-12-01              | adjusted declined
    unsuitable | no chol2; mhpcapu 2026-12-01 | adjusted unsuitable
    declined a year ago                | no chol2; mhpcadec 2026-03-31              | not met
    registered again                   | joined 2010-01-01..2020-01-01 2026-11-01   | met
    died on 31 March                   | died 2027-03-31                            | not registered
    """),
]  # fmt: skip


@pytest.mark.parametrize("drawn", everyone(TABLES), ids=str)
def test_mental_health(drawn):
    drawn.check()
