"""The partnership's own: blood tests that medicines need."""

import pytest

from tests.rulebook.quality.drawing import Table, everyone

# {drug} is the medicine, {at_first} what is due, done on the first day that counts,
# {at_before} the day before;
# {on} is the last day of a first prescription after which the check is due, {late} a day too late.
MONITORED = """
    checked on the first day that counts | {at_first} | met
    checked the day before | {at_before} | not met
    checked on the last day | {at_last} | met
    checked on the day after | {at_after} | not met
    twice on one day | {at_last}; {at_last} | met
    never checked | | not met
    begun just long enough ago | {drug} {on} 2027-03-01 | not met
    begun a day later | {drug} {late} 2027-03-01 | left out just_begun
    not prescribed now | {drug} 2020-01-01 | not concerned
    begun on the day after | {drug} 2027-04-01 | not concerned
    registered again | joined 2010-01-01..2020-01-01 2027-02-01; {at_last} | met
    died on 31 March | died 2027-03-31; {at_last} | not registered
"""


def monitored(drug: str, checks: str, first: str, before: str, on: str, late: str) -> str:
    days = {"first": first, "before": before, "last": "2027-03-31", "after": "2027-04-01"}
    at = {f"at_{name}": checks.replace("DAY", day) for name, day in days.items()}
    return MONITORED.format(drug=drug, on=on, late=late, **at)


THREE = {"first": "2027-01-01", "before": "2026-12-31", "on": "2026-12-31", "late": "2027-01-01"}
SIX = {"first": "2026-10-01", "before": "2026-09-30", "on": "2026-09-30", "late": "2026-10-01"}
YEAR = {"first": "2026-04-01", "before": "2026-03-31", "on": "2026-03-31", "late": "2026-04-01"}
# Fifteen months to 31 March begin on 1 January of the year before.
FIFTEEN = {"first": "2026-01-01", "before": "2025-12-31", "on": "2025-12-31", "late": "2026-01-01"}
LONG = "2020-05-01 2027-03-01"
KIDNEYS = "cre DAY=90; elect DAY"

TABLES = [
    Table("MON001", always=f"metho {LONG}", drawn=monitored("metho", "fbc DAY; lft DAY", **THREE) + """
    only the liver       | lft 2027-02-01                 | not met
        > in the register since 1 May 2020; not met: blood count not checked in the last 3 months
    only the blood count | fbc 2027-02-01                 | not met
    blood count too old  | fbc 2026-12-31; lft 2027-02-01 | not met
    liver too old        | fbc 2027-02-01; lft 2026-12-31 | not met
        > in the register since 1 May 2020; not met: liver not checked in the last 3 months
    on two days          | fbc 2027-02-01; lft 2027-02-20 | met
        > in the register since 1 May 2020; met: blood count on 1 February 2027, liver on 20 February 2027
    """),
    Table("MON002", always=f"lit {LONG}", drawn=monitored("lit", "litlev DAY=0.6", **THREE) + """
    the figure was set aside | litlev 2027-02-01 | met
        > in the register since 1 May 2020; met: lithium level on 1 February 2027
    """),
    Table("MON003", always=f"amiod {LONG}", drawn=monitored("amiod", "tft DAY", **SIX) + """
    TSH alone                  | tsh 2027-01-01=2.1                                         | met
    asked in November          | on 2026-11-30; amiod 2020-05-01 2026-11-01; tft 2026-06-01 | met
    asked in November, too old | on 2026-11-30; amiod 2020-05-01 2026-11-01; tft 2026-05-31 | not met
    """),
    Table("MON004", always=f"born 1950-06; ace {LONG}", drawn=monitored("ace", KIDNEYS, **FIFTEEN) + """
    potassium and eGFR              | egfr 2026-09-01=60; potass 2026-09-01=4.4 | met
    kidneys too old                 | cre 2025-12-31=90; elect 2026-09-01       | not met
    salts too old                   | cre 2026-09-01=90; elect 2025-12-31       | not met
    only the kidneys                | cre 2026-09-01=90                         | not met
        > in the register since 1 May 2020; not met: salts not checked in the last 15 months
    water tablets                   | no ace; loopdiur 2020-05-01 2027-03-01    | not met
    75 in the month of the year end | born 1952-03                              | not met
    not yet 75                      | born 1952-04                              | not concerned
    """),
    Table("MON005", always="doac 2027-03-01", drawn="""
    all on the first of twelve months | cre 2026-04-01=90; fbc 2026-04-01; weight 2026-04-01=80 | met
        > in the register since 1 March 2027; met: kidneys on 1 April 2026, blood count on 1 April 2026,
        > weight on 1 April 2026
    one a day before them | cre 2026-03-31=90; fbc 2026-04-01; weight 2026-04-01=80 | not met
        > in the register since 1 March 2027; not met: kidneys not checked in the last 12 months
    blood count too old | cre 2026-09-01=90; fbc 2026-03-31; weight 2026-09-01=80 | not met
        > in the register since 1 March 2027; not met: blood count not checked in the last 12 months
    weight too old | cre 2026-09-01=90; fbc 2026-09-01; weight 2026-03-31=80 | not met
        > in the register since 1 March 2027; not met: weight not checked in the last 12 months
    two of three too old | cre 2026-09-01=90 | not met
        > in the register since 1 March 2027; not met: more than one check overdue: none in the last 12 months
    newer before, warfarin now | doac 2026-12-31; warfarindrug 2027-03-01 | left out warfarin
    no blood count | cre 2026-09-01=90; weight 2026-09-01=80 | not met
    no weight | egfr 2026-09-01=60; fbc 2026-09-01 | not met
    nothing | | not met
        > in the register since 1 March 2027; not met: more than one check overdue: none in the last 12 months
    the weight was set aside | cre 2026-09-01=90; fbc 2026-09-01; weight 2026-09-01 | met
    all on the last day | cre 2027-03-31=90; fbc 2027-03-31; weight 2027-03-31=80 | met
    one on the day after | cre 2027-04-01=90; fbc 2027-03-31; weight 2027-03-31=80 | not met
    two on one day | egfr 2026-09-01=60 2026-09-01=58; fbc 2026-09-01; weight 2026-09-01=80 | met
    warfarin | no doac; warfarindrug 2027-03-01 | left out warfarin
    both, changed lately | doac 2027-03-01; warfarindrug 2027-01-05 | not met
    three months ago | doac 2027-01-01 | not met
    stopped before | doac 2026-12-31 | not concerned
    registered again | joined 2010-01-01..2020-01-01 2027-02-01 | not met
    died on 31 March | died 2027-03-31 | not registered
    """),
    Table("MON006", always=f"levothy {LONG}", drawn=monitored("levothy", "tsh DAY=2", **YEAR) + """
    the whole thyroid test   | tft 2027-01-01 | met
    the figure was set aside | tsh 2027-01-01 | met
    """),
    Table("METHO", drawn="""
    in the last three months | metho 2027-01-01 | on 2027-01-01
    before them              | metho 2026-12-31 | off
    """),
    Table("LITHIUM", drawn="""
    in the last three months | lit 2019-01-01 2027-01-01 | on 2019-01-01
    before them              | lit 2026-12-31            | off
    """),
    Table("AMIOD", drawn="""
    in the last six months | amiod 2026-10-01 | on 2026-10-01
    before them            | amiod 2026-09-30 | off
    """),
    Table("ACELOOP", drawn="""
    an ACE inhibitor            | ace 2026-10-01      | on 2026-10-01
    a water tablet, before them | loopdiur 2026-09-30 | off
    """),
    Table("LEVOTHY", drawn="""
    in the last six months | levothy 2026-10-01 | on 2026-10-01
    before them            | levothy 2026-09-30 | off
    """),
]  # fmt: skip


@pytest.mark.parametrize("drawn", everyone(TABLES), ids=str)
def test_own_monitoring(drawn):
    drawn.check()
