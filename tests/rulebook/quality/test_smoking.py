"""Smoking: asked about, and helped to stop."""

import pytest

from tests.rulebook.quality.drawing import Table, everyone
from tests.rulebook.quality.edges import yearly

ILL = "hyp 2015-02-01"

TABLES = [
    Table("SMOK002", always=ILL, drawn=yearly("smok DAY", "smok", "hyp") + """
    smokes, asked this year | lsmok 2026-10-15 | met
        > in the register since 1 February 2015; met: smoking status recorded on 15 October 2026
    did not want to say | smokstatdec 2026-10-15 | adjusted refused_smokstatdec_cod
    never smoked, said after 25 | born 1990-06; nsmok 2016-01-01 | met
    never smoked, said at 25 | born 1990-06; nsmok 2015-06-01 | met
    never smoked, said at 24 | born 1990-06; hyp 2010-01-01; nsmok 2015-05-31 | not met
    never smoked, said before the illness | born 1970-06; nsmok 2015-01-31 | not met
    never smoked, said on the day of it | born 1970-06; nsmok 2015-02-01 | met
    never smoked, 26 by the year end | born 2001-03; nsmok 2026-03-20 | met
    never smoked, still 25 | born 2001-04; nsmok 2026-03-30 | not met
    never smoked, said twice | born 1970-06; nsmok 2005-01-01 2016-01-01 | met
    never smoked, but smoked since | born 1970-06; nsmok 2016-01-01; lsmok 2018-01-01 | not met
        > in the register since 1 February 2015; not met: smoked when last asked, on 1 January 2018
    stopped, said three years running | exsmok 2018-01-01 2019-06-01 2020-09-01 | met
    stopped, said twice | exsmok 2019-06-01 2020-09-01 | not met
        > in the register since 1 February 2015; not met: smoking last asked about on 1 September 2020
    stopped, a year between them to the day | exsmok 2018-01-01 2019-09-01 2020-09-01 | not met
    stopped, a day more than a year | exsmok 2018-09-01 2019-08-31 2020-09-01 | not met
    stopped, from a year and a day on | exsmok 2018-08-31 2019-08-31 2020-09-01 | met
    stopped, just two years and three | exsmok 2017-09-01 2018-09-01 2020-09-01 | met
    stopped, more than two years | exsmok 2017-09-01 2018-08-31 2020-09-01 | not met
    stopped, more than three years | exsmok 2017-08-31 2019-06-01 2020-09-01 | not met
    stopped, smoked on the first day | exsmok 2018-01-01 2019-06-01 2020-09-01; lsmok 2018-01-01 | not met
    stopped, smoked before and between | exsmok 2018-01-01 2019-06-01 2020-09-01;
            lsmok 2000-01-01 2019-01-01 | not met
    stopped, smoked between | exsmok 2018-01-01 2019-06-01 2020-09-01; lsmok 2019-01-01 | not met
    stopped, smoked before | exsmok 2018-01-01 2019-06-01 2020-09-01; lsmok 2017-12-31 | met
    never asked | | not met
        > in the register since 1 February 2015; not met: smoking never asked about
    well | no hyp | not concerned
    heart disease | no hyp; chd 2020-01-01 | not met
    narrowed arteries | no hyp; pad 2020-01-01 | not met
    a stroke | no hyp; strk 2020-01-01 | not met
    diabetes | no hyp; dm 2020-01-01 | not met
    COPD | no hyp; copd 2020-01-01 | not met
    kidney disease | no hyp; ckd 2020-01-01 | not met
    asthma | no hyp; ast 2020-01-01; asttrt 2027-01-01 | not met
    mental illness | no hyp; mh 2020-01-01; smok 2026-10-15 | met
    lithium alone | no hyp; lit 2027-03-01; smok 2026-10-15 | left out lithium_only
    the earliest illness counts | ckd 2012-01-01; nsmok 2013-01-01 | met
        > in the register since 1 January 2012; met: smoking status recorded on 1 January 2013
    asthma without medicine | no hyp; ast 2019-01-01 | not concerned
    resolved, then diagnosed again | hyp 2000-01-01 2026-06-01; hypres 2010-01-01; smok 2026-10-15 | met
    """),
    Table("SMOK004", always="lsmok 2018-05-01", drawn=yearly("smokadv DAY", "smok", this_year=False) + """
    first of 24 months              | smokadv 2025-04-01                             | met
        > in the register since 1 May 2018; met: help to stop offered on 1 April 2025
    the day before                  | smokadv 2025-03-31                             | not met
        > in the register since 1 May 2018; not met: smokes, and no help to stop offered since 1 April 2025
    medicine to stop                | smokdrug 2026-10-15                            | met
    stopped since                   | exsmok 2020-01-01                              | not concerned
    stopped, and smokes again       | exsmok 2020-01-01; lsmok 2018-05-01 2021-01-01 | not met
    both said on one day            | exsmok 2020-01-01; lsmok 2020-01-01            | not met
    15 in the month of the year end | born 2012-03; lsmok 2027-02-01                 | not met
    not yet 15                      | born 2012-04; lsmok 2027-02-01                 | not concerned
    never asked                     | no lsmok                                       | not concerned
    """),
    Table("SMOKER", drawn="""
    smokes since 2018               | lsmok 2018-05-01 2024-01-01                    | on 2018-05-01
    stopped                         | lsmok 2018-05-01; exsmok 2019-01-01            | off
    said never to have smoked since | lsmok 2018-05-01; nsmok 2019-01-01             | off
    smokes again                    | lsmok 2018-05-01 2021-01-01; exsmok 2019-01-01 | on 2021-01-01
    fourteen                        | born 2012-04; lsmok 2027-02-01                 | off
    """),
]  # fmt: skip


@pytest.mark.parametrize("drawn", everyone(TABLES), ids=str)
def test_smoking(drawn):
    drawn.check()
