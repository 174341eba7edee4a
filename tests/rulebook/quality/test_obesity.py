"""Obesity: help offered, and weight medicine for those most ill with it."""

import pytest

from tests.rulebook.quality.drawing import Table, everyone
from tests.rulebook.quality.edges import each

FOUR = (
    "bmival 2026-10-01=36; chd 2020-01-01; hyp 2015-01-01; osa 2019-01-01; dmtype2 2018-01-01; dm 2018-01-01"
)
DONE = "shardecmak 2026-10-05; wtmgpharm 2026-10-20; wtmgbspref 2026-10-20"
HIGHER_RISK = (
    "eth2016mwbc eth2016mwba eth2016mwa eth2016ai eth2016ap eth2016ab eth2016ac eth2016ao eth2016ba "
)
HIGHER_RISK += "eth2016bc eth2016bo eth2016oa"
OTHERS = "eth2016wb eth2016wi eth2016wgt eth2016wo eth2016mo eth2016oo"
FAMILIES = each(HIGHER_RISK, "bmival 2026-10-01=32.5; NAME 2010-01-01", "not met")
FAMILIES += each(OTHERS, "bmival 2026-10-01=32.5; eth2016ai 2005-01-01; NAME 2010-01-01", "left out lighter")

TABLES = [
    Table("OB004", always="bmival 2026-05-01=33", drawn="""
    on the day of the measurement | wtmgint 2026-05-01 | met
        > in the register since 1 May 2026; met: offered help with weight on 1 May 2026
    90 days after | wtmgint 2026-07-30 | met
    91 days after | wtmgint 2026-07-31 | not met
        > in the register since 1 May 2026; not met: offered help with weight on 31 July 2026, with no body
        > mass index in the 90 days before
    a day before the measurement | wtmgint 2026-04-30 | not met
    measured again since | bmival 2026-05-01=33 2026-12-01=32; wtmgint 2026-05-20 | met
    two readings on one day, one normal | bmival 2026-05-01=33 2026-05-01=24 | not concerned
    an Indian family, from 27.5 | bmival 2026-05-01=27.5; eth2016ai 2010-01-01; wtmgint 2026-05-20 | met
    the same without it | bmival 2026-05-01=27.5; wtmgint 2026-05-20 | not concerned
    just under | bmival 2026-05-01=29.9 | not concerned
    the figure was set aside | bmival 2026-05-01 | not concerned
    coded obese without a figure | no bmival; bmi30 2026-05-01; wtmgint 2026-05-20 | met
    coded, offered 90 days after | no bmival; bmi30 2026-05-01; wtmgint 2026-07-30 | met
    coded, offered 91 days after | no bmival; bmi30 2026-05-01; wtmgint 2026-07-31 | not met
    coded, offered the day before | no bmival; bmi30 2026-05-01; wtmgint 2026-04-30 | not met
    coded, offered on the day | no bmival; bmi30 2026-05-01; wtmgint 2026-05-01 | met
    both on the first day of the year | bmival 2026-04-01=33; wtmgint 2026-04-01 | met
    offered last year | bmival 2026-03-20=33 2026-04-02=33; wtmgint 2026-03-31 | not met
    asked on the 90th day | on 2026-07-30 | not met
        > in the register since 1 May 2026; not met: body mass index 33 on 1 May 2026; an offer up to 30 July
        > 2026 counts
    asked on the 91st day | on 2026-07-31 | not met
        > in the register since 1 May 2026; not met: no offer of help with weight within 90 days of the body
        > mass index
    registered on 31 December | joined 2026-12-31; bmival 2027-01-10=33 | not met
    measured on the last day | bmival 2027-03-31=33; wtmgint 2027-03-31 | met
    measured on the day after | bmival 2027-04-01=33 | not concerned
    measured last year | bmival 2026-03-31=33 | not concerned
    asked while an offer counts | on 2026-06-01 | not met
        > in the register since 1 May 2026; not met: body mass index 33 on 1 May 2026; an offer up to 30 July
        > 2026 counts
    asked later | on 2026-09-01 | not met
        > in the register since 1 May 2026; not met: no offer of help with weight within 90 days of the body
        > mass index
    declined | wtmgintdec 2026-05-01 | adjusted refused_wtmgintdec_cod
    an expired refusal | wtmgintdec 2026-03-31 | not met
    invited twice | obinvite 2026-05-10 2026-05-17 | adjusted invited
    invited six days apart | obinvite 2026-05-10 2026-05-16 | not met
    registered on 1 January | joined 2027-01-01; bmival 2027-01-10=33 | adjusted new_patient
    registered again, offered | joined 2010-01-01..2020-01-01 2026-04-20; wtmgint 2026-05-01 | met
    seventeen | born 2009-04 | not concerned
    died on 31 March | died 2027-03-31; wtmgint 2026-05-01 | not registered
    """),
    Table("OB005", always=f"{FOUR}; {DONE}", drawn="""
    all three               |                                  | met
        > in the register since 1 October 2026; met: discussed on 5 October 2026, medicine on 20 October 2026,
        > support on 20 October 2026
    discussed last year     | shardecmak 2026-03-31            | not met
    on the last day         | shardecmak 2027-03-31            | met
    on the day after        | shardecmak 2027-04-01            | not met
    medicine last year      | wtmgpharm 2026-03-31             | not met
    medicine on 1 April     | wtmgpharm 2026-04-01             | met
    support last year       | wtmgbspref 2026-03-31            | not met
    support on 1 April      | wtmgbspref 2026-04-01            | met
    discussed on 1 April    | shardecmak 2026-04-01            | met
    two codes on one day    | shardecmak 2026-10-05 2026-10-05 | met
    takes it, pathway begun | obdrug 2026-12-01                | met
    declined, but done      | wtmgpharmdec 2026-10-01          | met
    """),
    Table("OB005", always=FOUR, drawn=FAMILIES + """
    nothing | | not met
        > in the register since 1 October 2026; not met: body mass index 36 with four of the five illnesses,
        > and treatment not discussed
    not discussed | wtmgpharm 2026-10-20; wtmgbspref 2026-10-20 | not met
    no medicine | shardecmak 2026-10-05 | not met
    no support | shardecmak 2026-10-05; wtmgpharm 2026-10-20 | not met
        > in the register since 1 October 2026; not met: medicine pathway begun on 20 October 2026 without a
        > referral for support
    exactly 35 | bmival 2026-10-01=35 | not met
    just under 35 | bmival 2026-10-01=34.9 | left out lighter
    32.5, African family | bmival 2026-10-01=32.5; eth2016ba 2010-01-01 | not met
    32.4, African family | bmival 2026-10-01=32.4; eth2016ba 2010-01-01 | left out lighter
    32.5, White since | bmival 2026-10-01=32.5; eth2016ba 2010-01-01; eth2016wb 2011-01-01 | left out lighter
    two readings on one day | bmival 2026-10-01=36 2026-10-01=34 | left out lighter
    the figure was set aside | bmival 2026-10-01; bmi30 2026-10-01 | left out lighter
    three of five | no osa | left out fewer_illnesses
    three, and a statin of 6 months | no osa; stat 2026-10-01 | not met
    three, and an older statin | no osa; stat 2026-09-30 | left out fewer_illnesses
    three, and LDL 4.1 | no osa; ldlcchol 2026-05-01=4.1 | not met
    diabetes no longer | dmres 2025-01-01 | left out fewer_illnesses
    diabetes again, gone again | dmres 2015-01-01 2025-01-01;
            dmtype2 2010-01-01 2018-01-01 | left out fewer_illnesses
    diabetes again on the day of it | dmres 2021-01-01; dmtype2 2018-01-01 2021-01-01 | not met
    registered on 31 December | joined 2026-12-31 | not met
    treated last year only | obdrug 2026-03-31 | not met
    treated on 1 April | obdrug 2026-04-01 | left out treated_already
    measured on 1 April | bmival 2026-04-01=36 | not met
    heart, pressure, apnoea, no diabetes | no dmtype2 | left out fewer_illnesses
    no heart disease, fats | no chd; stat 2027-01-01 | not met
    no high blood pressure, fats | no hyp; stat 2027-01-01 | not met
    no diabetes, fats | no dmtype2; stat 2027-01-01 | not met
    narrowed arteries | no chd; pad 2020-01-01 | not met
    Indian and White on one day | bmival 2026-10-01=32.5; eth2016ai 2010-01-01; eth2016wb 2010-01-01 | not met
    diabetes again | dmres 2021-01-01; dmtype2 2018-01-01 2023-01-01 | not met
    high blood pressure resolved | hypres 2020-01-01 | left out fewer_illnesses
    a stroke instead of heart disease | no chd; strk 2020-01-01 | not met
    all five | stat 2027-01-01 | not met
    takes it already | obdrug 2026-12-01 | left out treated_already
    weight service declined | wtmgintdec 2026-10-20 | adjusted refused_wtmgintdec_cod
    pathway declined | wtmgpharmdec 2026-10-20 | adjusted refused_wtmgpharmdec_own
    an expired refusal | wtmgpharmdec 2026-03-31 | not met
    invited twice | obinvite 2026-05-10 2026-05-17 | adjusted invited
    registered on 1 January | joined 2027-01-01 | adjusted new_patient
    registered again | joined 2010-01-01..2020-01-01 2026-04-20 | not met
    died on 31 March | died 2027-03-31 | not registered
    """),
    Table("DYSLIP", drawn="""
    a statin, first day of six months | stat 2020-05-01 2026-10-01             | on 2020-05-01
    a statin before them              | stat 2026-09-30                        | off
    LDL 4.1                           | ldlcchol 2026-04-01=4.1                | on 2026-04-01
    LDL 4.0                           | ldlcchol 2026-04-01=4.0                | off
    LDL of last year                  | ldlcchol 2026-03-31=5                  | off
    LDL, two readings on one day      | ldlcchol 2026-04-01=4.2 2026-04-01=4.0 | off
    LDL whose figure was set aside    | ldlcchol 2026-04-01                    | off
    triglycerides 1.7                 | triglyc 2026-04-01=1.7                 | on 2026-04-01
    triglycerides 1.6                 | triglyc 2026-04-01=1.6                 | off
    HDL 1.2 in a woman                | hdlcchol 2026-04-01=1.2                | on 2026-04-01
    HDL 1.3 in a woman                | hdlcchol 2026-04-01=1.3                | off
    HDL 0.9 in a man                  | male; hdlcchol 2026-04-01=0.9          | on 2026-04-01
    HDL 1.0 in a man                  | male; hdlcchol 2026-04-01=1.0          | off
    """),
]  # fmt: skip


@pytest.mark.parametrize("drawn", everyone(TABLES), ids=str)
def test_obesity(drawn):
    drawn.check()
