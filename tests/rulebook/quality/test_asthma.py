"""Asthma: the review of the year, and new diagnoses confirmed by a breathing test."""

from datetime import date

import pytest

from tests.rulebook.quality.drawing import Table, everyone
from tests.rulebook.quality.edges import yearly

ASTHMA = "ast 2019-05-03; asttrt 2026-12-01"
WHOLE = "rev DAY; writpastp DAY; astexacb DAY=2"

TABLES = [
    Table("AST007", always=ASTHMA, drawn=yearly(WHOLE, "ast", "ast") + """
    the whole sentence | rev 2026-06-01; writpastp 2026-06-01; astexacb 2026-06-01=2 | met
        > in the register since 3 May 2019; met: reviewed, attacks counted and a written plan given, the last
        > plan on 1 June 2026
    declined the asthma check | astmondec 2026-05-01 | adjusted refused_astmondec_cod
    resolved | astres 2021-01-01 | not concerned
    no asthma medicine this year | asttrt 2026-03-31 | not concerned
    no longer six by the year end | born 2021-04 | not concerned
    six in the month of the year end | born 2021-03 | not met
    """),
    Table("AST007", always=f"{ASTHMA}; {WHOLE.replace('DAY', '2026-06-15')}", drawn="""
    plan on another day                     | writpastp 2026-06-16                         | not met
        > in the register since 3 May 2019; not met: reviewed on 15 June 2026, but with no written plan on
        > that day
    attacks on the same date a month before | astexacb 2026-05-15=0                        | not met
    attacks a day later                     | astexacb 2026-05-16=0                        | met
    attacks the day after the review        | astexacb 2026-06-16=0                        | not met
        > in the register since 3 May 2019; not met: reviewed with a written plan on 15 June 2026, but nobody
        > had asked in the month before how many attacks there were
    attacks without a number                | astexacb 2026-06-15                          | met
    whole in June, half in December         | rev 2026-06-15 2026-12-01                    | met
    whole in June, a plan sent in December  | writpastp 2026-06-15 2026-12-01              | met
    half in May, whole in June              | rev 2026-05-01 2026-06-15                    | met
    resolved, then diagnosed again          | ast 2005-01-01 2020-03-01; astres 2012-01-01 | met
        > in the register since 1 March 2020; met: reviewed, attacks counted and a written plan given, the
        > last plan on 15 June 2026
    """),
    Table("AST012", always="ast 2026-06-01; asttrt 2026-12-01", drawn="""
    tested 93 days before | astspir 2026-02-28 | met
    tested 94 days before | astspir 2026-02-27 | not met
        > in the register since 1 June 2026; not met: no breathing test within 93 days of the diagnosis on 1
        > June 2026
    tested 93 days after | astspir 2026-09-02 | met
    tested 94 days after | astspir 2026-09-03 | not met
    peak flow diary | astpefv 2026-06-15=22 | met
    peak flow diary without a figure | astpefv 2026-06-15 | met
    two tests on one day | astspir 2026-06-15; astpefv 2026-06-15=25 | met
    diagnosed on 31 March 2025 | ast 2025-03-31 | left out diagnosed_before
    diagnosed on 1 April 2025 | ast 2025-04-01 | not met
    diagnosed 92 days before the end | ast 2026-12-29 | left out just_diagnosed
        > in the register since 29 December 2026; left out: diagnosed only on 29 December 2026: there is still
        > time for a test
    diagnosed 93 days before the end | ast 2026-12-28 | not met
    diagnosed late, but tested | ast 2027-03-01; astspir 2027-03-10 | met
    tested on the last day | ast 2027-01-20; astspir 2027-03-31 | met
    tested on the day after | ast 2027-01-20; astspir 2027-04-01 | left out just_diagnosed
    asked when there is time | on 2026-08-01; asttrt 2026-06-01 | not met
        > in the register since 1 June 2026; not met: no breathing test yet; one up to 2 September 2026 counts
    joined since, tested here | joined 2026-11-01; astspir 2027-01-15 | met
    joined since, tested 94 days after | joined 2026-11-01; astspir 2027-02-03 | not met
    tested 93 days after joining | joined 2026-11-01; astspir 2027-02-02 | met
    tested on the day of joining | joined 2026-11-01; astspir 2026-11-01 | met
    a peak flow diary after joining | joined 2026-11-01; astpefv 2027-01-15=20 | met
    joined on the day of the diagnosis | joined 2026-06-01; astspir 2026-09-03 | not met
    joined 92 days before the end | joined 2026-12-29 | left out just_registered
    joined 93 days before the end | joined 2026-12-28 | not met
    joined last year, tested late | ast 2025-05-01; joined 2026-03-31; astspir 2026-06-20 | not met
    joined on 1 April, tested late | ast 2025-05-01; joined 2026-04-01; astspir 2026-06-20 | met
    asked on the 93rd day | on 2026-09-02; asttrt 2026-06-01 | not met
        > in the register since 1 June 2026; not met: no breathing test yet; one up to 2 September 2026 counts
    asked on the 94th day | on 2026-09-03; asttrt 2026-06-01 | not met
        > in the register since 1 June 2026; not met: no breathing test within 93 days of the diagnosis on 1
        > June 2026
    asked 93 days after joining | joined 2026-11-01; on 2027-02-02 | not met
        > in the register since 1 June 2026; not met: joined on 1 November 2026 with no breathing test on
        > record; one up to 2 February 2027 counts
    asked 94 days after joining | joined 2026-11-01; on 2027-02-03 | not met
        > in the register since 1 June 2026; not met: no breathing test within 93 days of the diagnosis on 1
        > June 2026
    joined since, not tested | joined 2026-11-01 | not met
    joined at the end, not tested | joined 2027-02-01 | left out just_registered
    registered again, tested before | joined 2010-01-01..2020-01-01 2026-11-01; astspir 2026-05-15 | met
    care unsuitable | astpcapu 2026-07-01 | adjusted unsuitable
    care declined | astpcadec 2026-07-01 | adjusted declined
    test unsuitable this year | spirpu 2026-07-01 | adjusted unsuited_spirpu_cod
    test declined | spirdec 2026-07-01 | adjusted refused_spirdec_own
    an expired adjustment | spirpu 2026-03-31 | not met
    invited twice in those days | astinvite 2026-06-08 2026-06-15 | adjusted invited_around_diagnosis
    invited six days apart | astinvite 2026-06-08 2026-06-14 | not met
    invited too late | astinvite 2026-12-05 2026-12-20 | not met
    resolved, diagnosed again | ast 2010-01-01 2026-06-01; astres 2015-01-01; astspir 2026-06-01 | met
    died on 31 March | died 2027-03-31; astspir 2026-06-15 | not registered
    """),
    Table("AST012", always="asttrt 2025-12-01", year_end=date(2026, 3, 31), drawn="""
    diagnosed on 31 March 2025, asked a year before | ast 2025-03-31 | left out diagnosed_before
    diagnosed on 1 April 2025, asked a year before  | ast 2025-04-01 | not met
    """),
]  # fmt: skip


@pytest.mark.parametrize("drawn", everyone(TABLES), ids=str)
def test_asthma(drawn):
    drawn.check()
