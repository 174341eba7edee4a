"""COPD and dementia: what is due once a year."""

import pytest

from tests.rulebook.quality.drawing import Table, everyone
from tests.rulebook.quality.edges import yearly

REVIEW = "copdrvw DAY; copdexacb DAY=1; mrc DAY"

TABLES = [
    Table("COPD010", always="copd 2015-02-01", drawn=yearly(REVIEW, "copd", "copd") + """
    on three different days | copdrvw 2026-06-01; copdexacb 2026-09-01=0; mrc 2027-01-10 | met
        > in the register since 1 February 2015; met: reviewed on 1 June 2026, flare-ups counted on 1
        > September 2026, breathlessness on 10 January 2027
    flare-ups without a number | copdrvw 2026-06-01; copdexacb 2026-06-01; mrc 2026-06-01 | met
    a review alone | copdrvw 2026-06-01 | not met
        > in the register since 1 February 2015; not met: reviewed on 1 June 2026, but flare-ups and
        > breathlessness were not written down
    breathlessness not graded | copdrvw 2026-06-01; copdexacb 2026-06-01=0 | not met
    a review of last year, all else | copdrvw 2026-03-31; copdexacb 2026-06-01; mrc 2026-06-01 | not met
        > in the register since 1 February 2015; not met: no COPD review since 1 April 2026
    graded last year | copdrvw 2026-06-01; copdexacb 2026-06-01; mrc 2026-03-31 | not met
        > in the register since 1 February 2015; not met: reviewed on 1 June 2026, but breathlessness was not
        > graded
    flare-ups not counted | copdrvw 2026-06-01; mrc 2026-06-01 | not met
        > in the register since 1 February 2015; not met: reviewed on 1 June 2026, but flare-ups were not
        > counted
    flare-ups counted last year | copdrvw 2026-06-01; copdexacb 2026-03-31=0; mrc 2026-06-01 | not met
    no review, all else | copdexacb 2026-06-01=0; mrc 2026-06-01 | not met
    resolved, then diagnosed again | copd 2005-01-01 2019-01-01; copdres 2010-01-01 | not met
        > in the register since 1 January 2019; not met: no COPD review since 1 April 2026
    resolved | copdres 2020-01-01 | not concerned
    """),
    Table("DEM004", always="dem 2022-08-01", drawn=yearly("demcprvw DAY", "dem", "dem") + """
    a plan agreed counts as well       | demcp 2026-06-01                 | met
        > in the register since 1 August 2022; met: care plan agreed or looked at again on 1 June 2026
    a plan of before the diagnosis     | dem 2026-06-02; demcp 2026-06-01 | not met
        > in the register since 2 June 2026; not met: care plan of 1 June 2026, which is before the diagnosis
        > on 2 June 2026
    a plan on the day of the diagnosis | dem 2026-06-02; demcp 2026-06-02 | met
    declined the review of the plan    | demcprvwdec 2026-06-01           | adjusted refused_demcprvwdec_cod
    declined it last year              | demcprvwdec 2026-03-31           | not met
    """),
]  # fmt: skip


@pytest.mark.parametrize("drawn", everyone(TABLES), ids=str)
def test_copd_and_dementia(drawn):
    drawn.check()
