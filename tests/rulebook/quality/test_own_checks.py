"""The partnership's own: health checks, urgent referrals, children, carers, dementia."""

import pytest

from tests.rulebook.quality.drawing import Table, everyone

TABLES = [
    Table("LDH001", always="born 1990-06; ld 1995-01-01", drawn="""
    check and plan on one day | hlthchk 2026-10-01; hlthap 2026-10-01 | met
        > in the register since 1 January 1995; met: health check on 1 October 2026, action plan on 1 October
        > 2026
    plan after the check | hlthchk 2026-10-01; hlthap 2026-12-01 | met
    plan before the check | hlthchk 2026-10-01; hlthap 2026-09-30 | not met
        > in the register since 1 January 1995; not met: health check on 1 October 2026 without an action plan
    first of twelve months | hlthchk 2026-04-01; hlthap 2026-04-01 | met
    a day before them | hlthchk 2026-03-31; hlthap 2026-04-01 | not met
        > in the register since 1 January 1995; not met: no health check in the last 12 months
    on the last day | hlthchk 2027-03-31; hlthap 2027-03-31 | met
    plan on the day after | hlthchk 2027-03-31; hlthap 2027-04-01 | not met
    declined | hlthchkdec 2026-10-01 | adjusted refused_hlthchkdec_cod
    an expired refusal | hlthchkdec 2026-03-31 | not met
    14 in the month of the year end | born 2013-03 | not met
    not yet 14 | born 2013-04 | not concerned
    taken off the list | ldrem 2020-01-01 | not concerned
    put on it again | ld 1995-01-01 2021-01-01; ldrem 2020-01-01 | not met
    registered again | joined 2010-01-01..2020-01-01 2026-11-01; hlthchk 2026-10-01; hlthap 2026-10-01 | met
    died on 31 March | died 2027-03-31; hlthchk 2026-10-01; hlthap 2026-10-01 | not registered
    """),
    Table("CSN001", always="fasttrack 2026-10-01", drawn="""
    outcome on the same day | fasttrackout 2026-10-01 | met
    outcome on the last day | fasttrackout 2027-03-31 | met
        > in the register since 1 October 2026; met: referred on 1 October 2026, outcome recorded on 31 March
        > 2027
    outcome on the day after | fasttrackout 2027-04-01 | not met
    outcome of an earlier referral | fasttrackout 2026-09-30 | not met
        > in the register since 1 October 2026; not met: referred on 1 October 2026, and no outcome is known
    did not attend that day | fasttrackdna 2026-10-01 | not met
        > in the register since 1 October 2026; not met: referred on 1 October 2026, but did not attend on 1
        > October 2026
    did not attend | fasttrackdna 2026-10-12 | not met
        > in the register since 1 October 2026; not met: referred on 1 October 2026, but did not attend on 12
        > October 2026
    referred 28 days ago | fasttrack 2027-03-03 | not met
    referred 27 days ago | fasttrack 2027-03-04 | left out under_way
    27 days ago, outcome known | fasttrack 2027-03-04; fasttrackout 2027-03-20 | met
    referred again, waiting | fasttrack 2026-10-01 2027-03-20; fasttrackout 2026-11-01 | left out under_way
    two referrals on one day | fasttrack 2026-10-01 2026-10-01; fasttrackout 2026-10-20 | met
    first of twelve months | fasttrack 2026-04-01 | not met
    a day before them | fasttrack 2026-03-31 | not concerned
    registered again | joined 2010-01-01..2020-01-01 2026-11-01; fasttrackout 2026-10-20 | met
    died on 31 March | died 2027-03-31 | not registered
    """),
    Table("CSN002", always="fitgiven 2026-10-01", drawn="""
    result on the same day | fitval 2026-10-01=4 | met
    result on the last day | fitval 2027-03-31=4 | met
        > in the register since 31 March 2027; met: kit given on 1 October 2026, result on 31 March 2027
    result on the day after | fitval 2027-04-01=4 | not met
    a result without its figure | fitval 2026-10-20 | met
    result of an earlier kit | fitval 2026-09-30=4 | not met
        > in the register since 1 October 2026; not met: kit given on 1 October 2026, and no result has come
    given 28 days ago | fitgiven 2027-03-03 | not met
    given 27 days ago | fitgiven 2027-03-04 | left out under_way
    27 days ago, result known | fitgiven 2027-03-04; fitval 2027-03-10=4 | met
    two results on one day | fitval 2026-10-20=4 2026-10-20=12 | met
    a result without a kit | no fitgiven; fitval 2026-10-20=4 | left out no_kit
    first of twelve months | fitgiven 2026-04-01 | not met
    a day before them, result since | fitgiven 2026-03-31; fitval 2026-10-20=4 | left out no_kit
    a day too long ago | fitgiven 2026-03-31 | not concerned
    registered again | joined 2010-01-01..2020-01-01 2026-11-01; fitval 2026-10-20=4 | met
    died on 31 March | died 2027-03-31 | not registered
    """),
    Table("CSN003", always="fitval 2026-10-01=10", drawn="""
    referred on the day | fasttrack 2026-10-01 | met
    referred 14 days after | fasttrack 2026-10-15 | met
        > in the register since 1 October 2026; met: result 10 on 1 October 2026, referred on 15 October 2026
    referred 15 days after | fasttrack 2026-10-16 | not met
        > in the register since 1 October 2026; not met: result 10 on 1 October 2026, referred only on 16
        > October 2026
    referred the day before | fasttrack 2026-09-30 | not met
        > in the register since 1 October 2026; not met: result 10 on 1 October 2026, and no urgent referral
    just under 10 | fitval 2026-10-01=9.9 | left out not_high
    two results on one day | fitval 2026-10-01=8 2026-10-01=40 | left out not_high
    a later, normal result | fitval 2026-10-01=40 2026-11-01=3 | left out not_high
    the figure was set aside | fitval 2026-10-01 | left out not_high
    on the last day | fitval 2027-03-31=40; fasttrack 2027-03-31 | met
    referred on the day after | fitval 2027-03-31=40; fasttrack 2027-04-01 | not met
    first of twelve months | fitval 2026-04-01=10 | not met
    a day before them, another kit | fitval 2026-03-31=10; fitgiven 2026-10-01 | left out not_high
    a kit without a result | no fitval; fitgiven 2026-10-01 | left out not_high
    registered again | joined 2010-01-01..2020-01-01 2026-11-01; fasttrack 2026-10-02 | met
    died on 31 March | died 2027-03-31; fasttrack 2026-10-02 | not registered
    """),
    # Born in September 2025, so 1 on 1 September 2026.
    Table("IMM001", always="born 2025-09; joined 2025-09-20", drawn="""
    three, on the last day | sixinone 2025-11-15 2025-12-15 2026-08-31 | met
        > met: 3 doses before the first birthday
    the third on the birthday | sixinone 2025-11-15 2025-12-15 2026-09-01 | not met
        > not met: three doses, the last only on 1 September 2026
    two on one day | sixinone 2025-11-15 2025-12-15 2025-12-15 | not met
        > not met: 2 of 3 doses
    none | | not met
    refused is no adjustment | vacdec 2026-01-01 | not met
    vaccine unsuitable | vaccon 2026-08-31 | adjusted vaccine_unsuitable
    unsuitable from the birthday on | vaccon 2026-09-01 | not met
    1 on the first of twelve months | born 2025-04; joined 2025-04-20 | not met
    1 before them | born 2025-03; joined 2025-04-20 | not concerned
    1 in the last month | born 2026-03; joined 2026-03-20 | not met
    not yet 1 | born 2026-04; joined 2026-04-20 | not concerned
    joined later, all given | joined 2027-01-02; sixinone 2025-11-15 2025-12-15 2026-01-15 | met
    registered again | joined 2025-09-20..2026-01-01 2026-06-01; sixinone 2025-11-15 | not met
    died on 31 March | died 2027-03-31 | not registered
    """),
    Table("IMM002", always="born 2015-09", drawn="""
    two since the first birthday | mmr 2016-09-01 2019-01-01 | met
        > met: 2 MMR, the last on 1 January 2019
    the first a day too early | mmr 2016-08-31 2019-01-01 | not met
        > not met: one MMR, on 1 January 2019
    two on one day | mmr 2019-01-01 2019-01-01 | not met
    none | | not met
        > not met: no MMR on record
    the second on the last day | mmr 2019-01-01 2027-03-31 | met
    the second on the day after | mmr 2019-01-01 2027-04-01 | not met
    vaccine unsuitable | vaccon 2020-01-01 | adjusted vaccine_never_suitable
    refused is no adjustment | vacdec 2020-01-01 | not met
    5 in the month of the year end | born 2022-03 | not met
    not yet 5 | born 2022-04 | not concerned
    still 17 | born 2009-04 | not met
    18 in the month of the year end | born 2009-03 | not concerned
    registered again | joined 2016-01-01..2020-01-01 2027-02-01; mmr 2016-10-01 2019-01-01 | met
    died on 31 March | died 2027-03-31 | not registered
    """),
    Table("CAR001", always="isacarer 2019-01-01", drawn="""
    flu vaccine, first of twelve months | fluvax 2026-04-01 | met
        > in the register since 1 January 2019; met: looked after in the last 12 months: flu vaccine 1 April
        > 2026, health check not recorded
    flu vaccine before them | fluvax 2026-03-31 | not met
    health check, first of the months | nhshc 2026-04-01 | met
    health check before them | nhshc 2026-03-31 | not met
    a health check instead | nhshc 2026-10-01 | met
    on the last day | nhshc 2027-03-31 | met
    on the day after | nhshc 2027-04-01 | not met
    two on one day | fluvax 2026-10-01 2026-10-01 | met
    nothing | | not met
        > in the register since 1 January 2019; not met: a carer, with neither a flu vaccine nor a health
        > check in the last 12 months
    flu vaccine declined | fludec 2026-10-01 | adjusted refused_fludec_own
    an expired refusal | fludec 2026-03-31 | not met
    declined, but checked | fludec 2026-10-01; nhshc 2026-12-01 | met
    cares no longer | notacarer 2024-01-01 | not concerned
    cares again | isacarer 2019-01-01 2025-01-01; notacarer 2024-01-01 | not met
    registered again | joined 2010-01-01..2020-01-01 2026-11-01; fluvax 2026-10-01 | met
    died on 31 March | died 2027-03-31 | not registered
    """),
    Table("DDR001", always="born 1945-06; care_home", drawn="""
    dementia | dem 2024-01-01 | met
        > met: dementia since 1 January 2024
    dementia coded twice on one day | dem 2024-01-01 2024-01-01 | met
    none | | not met
        > not met: lives in a care home, and no dementia is recorded
    coded on the last day | dem 2027-03-31 | met
    coded on the day after | dem 2027-04-01 | not met
    at home | no care_home | not concerned
    at home with dementia | no care_home; dem 2024-01-01 | not concerned
    65 in the month of the year end | born 1962-03 | not met
    not yet 65 | born 1962-04 | not concerned
    asked before it was coded | on 2026-09-30; dem 2026-10-01 | not met
    registered again | joined 2010-01-01..2020-01-01 2027-02-01; dem 2024-01-01 | met
    registered on the last day | joined 2027-03-31 | not met
    died on 31 March | died 2027-03-31; dem 2024-01-01 | not registered
    """),
    Table("CARER", drawn="""
    cares           | isacarer 2019-01-01                                  | on 2019-01-01
    cares no longer | isacarer 2019-01-01; notacarer 2020-01-01            | off
    cares again     | isacarer 2019-01-01 2021-01-01; notacarer 2020-01-01 | on 2021-01-01
    """),
    Table("URGENT", drawn="""
    in the last twelve months       | fasttrack 2026-04-01 2026-09-01     | on 2026-09-01
    before them                     | fasttrack 2026-03-31                | off
    asked in the middle of the year | on 2026-09-30; fasttrack 2025-10-01 | on 2025-10-01
    before those months             | on 2026-09-30; fasttrack 2025-09-30 | off
    """),
    Table("FITKIT", drawn="""
    in the last twelve months | fitgiven 2026-04-01 | on 2026-04-01
    before them               | fitgiven 2026-03-31 | off
    """),
]  # fmt: skip


@pytest.mark.parametrize("drawn", everyone(TABLES), ids=str)
def test_own_checks(drawn):
    drawn.check()
