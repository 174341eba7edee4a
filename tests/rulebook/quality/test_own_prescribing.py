"""The partnership's own: safe prescribing, and who takes what."""

import pytest

from tests.rulebook.quality.drawing import Table, everyone

# On 31 March 2027 the last three months begin on 1 January. {drug} is who it is about, {deed} what protects.
PROTECTED = """
    protected, first of the months | {deed} 2027-01-01 | met
    protected, a day before them | {deed} 2026-12-31 | not met
    protected on the last day | {deed} 2027-03-31 | met
    protected on the day after | {deed} 2027-04-01 | not met
    two prescriptions on one day | {deed} 2027-02-01 2027-02-01 | met
    takes it no longer | {drug} 2026-12-31 | not concerned
    began on the last day | {drug} 2027-03-31 | not met
    began on the day after | {drug} 2027-04-01 | not concerned
    registered again | joined 2010-01-01..2020-01-01 2027-02-01; {deed} 2027-02-15 | met
    died on 31 March | died 2027-03-31; {deed} 2027-02-01 | not registered
    asked in November | on 2026-11-30; {drug} 2026-09-01; {deed} 2026-09-01 | met
    asked in November, too old | on 2026-11-30; {drug} 2026-09-01; {deed} 2026-08-31 | not met
"""

# {drug} is what is a danger to whoever this is about.
SPARED = """
    spared | | met
    prescribed in the last months | {drug} 2027-01-01 | not met
    prescribed before them | {drug} 2026-12-31 | met
    prescribed on the last day | {drug} 2027-03-31 | not met
    prescribed on the day after | {drug} 2027-04-01 | met
    two prescriptions on one day | {drug} 2027-02-01 2027-02-01 | not met
    registered again | joined 2010-01-01..2020-01-01 2027-02-01; {drug} 2027-01-15 | not met
    died on 31 March | died 2027-03-31 | not registered
    asked in November | on 2026-11-30; {kept} {drug} 2026-09-01 | not met
    asked in November, long ago | on 2026-11-30; {kept} {drug} 2026-08-31 | met
"""

NSAID = "oralnsaiddrug"
ULCER = "pepulc 2015-01-01"
OLD_ULCER = """
    an ulcer three months ago  | pepulc 2026-12-31            | not met
    an ulcer since             | pepulc 2027-01-01            | left out no_ulcer
    an old ulcer and a new one | pepulc 2010-01-01 2027-02-01 | not met
    no ulcer                   | no pepulc                    | left out no_ulcer
"""


def protected(drug: str) -> str:
    return PROTECTED.format(drug=drug, deed="ulcerhealdrug")


def spared(drug: str, kept: str = "") -> str:
    return SPARED.format(drug=drug, kept=kept)


TABLES = [
    Table("SAF001", always="born 1961-06; oralnsaiddrug 2027-02-01", drawn=protected(NSAID) + """
    65 in the month of the year end | born 1962-03 | not met
        > in the register since 1 February 2027; not met: takes an anti-inflammatory painkiller at 65 without
        > stomach protection
    not yet 65                      | born 1962-04 | not concerned
    """),
    Table("SAF002", always=f"{ULCER}; oralnsaiddrug 2027-02-01", drawn=protected(NSAID) + OLD_ULCER + """
    18 in the month of the year end | born 2009-03 | not met
    not yet 18                      | born 2009-04 | not concerned
    """),
    Table("SAF003", always=f"{ULCER}; sal 2027-02-01", drawn=protected("sal") + OLD_ULCER + """
    18 in the month of the year end | born 2009-03                         | not met
    not yet 18                      | born 2009-04                         | not concerned
    another antiplatelet            | no sal; nonaspantipltdrug 2027-02-01 | not met
        > in the register since 1 February 2027; not met: takes an antiplatelet medicine after an ulcer or
        > bleed on 1 January 2015 without stomach protection
    """),
    Table("SAF004", always="doac 2027-02-01", drawn=spared(NSAID, "doac 2026-09-05;") + """
    18 in the month of the year end | born 2009-03 | met
    not yet 18 | born 2009-04 | not concerned
    warfarin | no doac; warfarindrug 2027-02-01; oralnsaiddrug 2027-02-01 | not met
        > in the register since 1 February 2027; not met: blood thinner with an anti-inflammatory painkiller
        > of 1 February 2027
    blood thinner stopped | doac 2026-12-31; oralnsaiddrug 2027-02-01 | not concerned
    """),
    Table("SAF005", always="doac 2027-02-01; clo 2027-02-01", drawn=protected("doac").replace(
        "doac 2026-09-01", "clo 2026-09-01; doac 2026-09-01") + """
    18 in the month of the year end | born 2009-03   | not met
    not yet 18                      | born 2009-04   | not concerned
    antiplatelet stopped            | clo 2026-12-31 | not concerned
    """),
    Table("SAF006", always="ast 2019-05-03; asttrt 2026-09-15", drawn=spared("nsbb") + """
    asthma no longer | astres 2021-01-01; nsbb 2027-02-01 | not concerned
    resolved, then diagnosed again | ast 2005-01-01 2020-01-01; astres 2012-01-01; nsbb 2027-02-01 | not met
        > in the register since 1 January 2020; not met: asthma with a beta-blocker that can tighten the
        > chest, of 1 February 2027
    """),
    Table("SAF007", always="hf 2019-05-03", drawn=spared(NSAID) + """
    heart failure no longer | hfres 2021-01-01; oralnsaiddrug 2027-02-01 | not concerned
    resolved, diagnosed again | hf 2005-01-01 2020-01-01; hfres 2012-01-01; oralnsaiddrug 2027-02-01 | not met
    """),
    Table("SAF008", always="ckd 2019-05-03; egfr 2026-05-01=44", drawn=spared(NSAID) + """
    eGFR 45                  | egfr 2026-05-01=45                                         | left out stronger
    two readings on one day  | egfr 2026-05-01=50 2026-05-01=44; oralnsaiddrug 2027-02-01 | not met
        > in the register since 3 May 2019; not met: eGFR 44 on 1 May 2026 with an anti-inflammatory
        > painkiller of 1 February 2027
    the figure was set aside | egfr 2026-05-01                                            | left out stronger
    resolved                 | ckdres 2021-01-01                                          | not concerned
    """),
    Table("SAF009", always="born 1990-06; valpro 2027-02-01", drawn="""
    form on the first of twelve months | arafval 2026-04-01 | met
        > in the register since 1 February 2027; met: risk form signed on 1 April 2026
    form a day before them | arafval 2026-03-31 | not met
    form on the last day | arafval 2027-03-31 | met
    form on the day after | arafval 2027-04-01 | not met
    two forms on one day | arafval 2027-01-01 2027-01-01 | met
    womb removed | hyst 2020-01-01 | left out womb_removed
    a man | male | not concerned
    12 in the month of the year end | born 2015-03 | not met
    not yet 12 | born 2015-04 | not concerned
    still 55 | born 1971-04 | not met
    56 in the month of the year end | born 1971-03 | not concerned
    last prescribed six months ago | valpro 2026-10-01 | not met
    last prescribed before that | valpro 2026-09-30 | not concerned
    registered again | joined 2010-01-01..2020-01-01 2027-02-01; arafval 2026-09-01 | met
    died on 31 March | died 2027-03-31; arafval 2026-09-01 | not registered
    """),
    Table("NSAID", drawn="""
    in the last three months        | oralnsaiddrug 2024-05-01 2027-01-01     | on 2024-05-01
    before them                     | oralnsaiddrug 2026-12-31                | off
    asked in the middle of the year | on 2026-09-30; oralnsaiddrug 2026-07-01 | on 2026-07-01
    before those months             | on 2026-09-30; oralnsaiddrug 2026-06-30 | off
    """),
    Table("ANTICOAG", drawn="""
    in the last three months           | oranticoagdrug 2027-01-01                | on 2027-01-01
    a newer one, changed from warfarin | warfarindrug 2020-01-01; doac 2027-02-01 | on 2020-01-01
    before them                        | doac 2026-12-31                          | off
    """),
    Table("ANTIPLT", drawn="""
    aspirin                  | sal 2027-01-01 | on 2027-01-01
    clopidogrel, before them | clo 2026-12-31 | off
    """),
    Table("VALPRO", drawn="""
    in the last six months | valpro 2026-10-01 | on 2026-10-01
    before them            | valpro 2026-09-30 | off
    """),
]  # fmt: skip


@pytest.mark.parametrize("drawn", everyone(TABLES), ids=str)
def test_own_prescribing(drawn):
    drawn.check()
