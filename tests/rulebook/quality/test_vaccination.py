"""Vaccines: babies, toddlers, children before school, and shingles."""

import pytest

from tests.rulebook.quality.drawing import Table, everyone

TABLES = [
    # Born in July 2026, so 8 months on 1 March 2027.
    Table("VI001", always="born 2026-07; joined 2026-07-20", drawn="""
    three doses on time | sixinone 2026-09-15 2026-10-15 2026-11-15 | met
        > met: 3 doses before 8 months, the last on 15 November 2026
    the third on the last day | sixinone 2026-09-15 2026-10-15 2027-02-28 | met
    the third a day too late | sixinone 2026-09-15 2026-10-15 2027-03-01 | not met
        > not met: three doses, but the last only on 1 March 2027
    two coded on one day | sixinone 2026-09-15 2026-10-15 2026-10-15 | not met
        > not met: 2 of 3 doses
    none | | not met
        > not met: 0 of 3 doses
    asked before 8 months | on 2026-12-01; sixinone 2026-09-15 | not met
        > not met: 1 of 3 doses so far; they count up to 28 February 2027
    8 months on the year's first day | born 2025-08; joined 2025-08-20 | not met
    8 months before the year | born 2025-07; joined 2025-08-20 | not concerned
    8 months after the year | born 2026-08; joined 2026-08-20 | not concerned
    vaccine unsuitable | vaccon 2026-10-01 | adjusted vaccine_unsuitable
    vaccine unsuitable up to then | vaccon 2027-02-28 | adjusted vaccine_unsuitable
    asked at 8 months | on 2027-03-01; sixinone 2026-09-15 | not met
        > not met: 1 of 3 doses
    asked the day before | on 2027-02-28; sixinone 2026-09-15 | not met
        > not met: 1 of 3 doses so far; they count up to 28 February 2027
    vaccine unsuitable from 8 months on | vaccon 2027-03-01 | not met
    refused is no adjustment | vacdec 2026-10-01 | not met
    joined after 5 months with none | joined 2026-12-02 | adjusted too_late_for_six_in_one
    joined at 5 months with none | joined 2026-12-01 | not met
    joined after 6 months with one | joined 2027-01-02; sixinone 2026-09-15 | adjusted too_late_for_six_in_one
    joined after 5 months with one | joined 2026-12-20; sixinone 2026-09-15 | not met
    after 7, with two | joined 2027-02-02; sixinone 2026-09-15 2026-10-15 | adjusted too_late_for_six_in_one
    joined late with all three | joined 2027-02-02; sixinone 2026-09-15 2026-10-15 2026-11-15 | met
    joined late, given all the same | joined 2027-01-02; sixinone 2026-09-15 2027-01-10 2027-02-10 | met
    registered again, one | joined 2026-07-20..2026-09-01 2026-11-01; sixinone 2026-09-15 | not met
    died on 31 March | died 2027-03-31 | not registered
    """),
    # Born in September 2025, so 12 months on 1 September 2026 and 18 on 1 March 2027.
    Table("VI002", always="born 2025-09; joined 2025-09-20", drawn="""
    at 12 months | mmr 2026-09-01 | met
        > met: MMR on 1 September 2026
    a day before 12 months | mmr 2026-08-31 | not met
        > not met: MMR only on 31 August 2026, outside 12 to 18 months
    the day before 18 months | mmr 2027-02-28 | met
    at 18 months | mmr 2027-03-01 | not met
    two doses on one day | mmr 2026-09-20 2026-09-20 | met
    too early and again in time | mmr 2026-08-01 2026-10-01 | met
    none | | not met
        > not met: no MMR
    asked before 18 months | on 2027-01-10 | not met
        > not met: no MMR yet; it counts up to 28 February 2027
    asked at 18 months | on 2027-03-01 | not met
        > not met: no MMR
    asked the day before | on 2027-02-28 | not met
        > not met: no MMR yet; it counts up to 28 February 2027
    18 months on the year's first day | born 2024-10; joined 2024-10-20 | not met
    18 months before the year | born 2024-09; joined 2024-10-20 | not concerned
    18 months after the year | born 2025-10; joined 2025-10-20 | not concerned
    vaccine unsuitable | vaccon 2027-02-28 | adjusted vaccine_unsuitable
    vaccine unsuitable too late | vaccon 2027-03-01 | not met
    joined after 17 months | joined 2027-02-02 | adjusted too_late_for_mmr
    joined at 17 months | joined 2027-02-01 | not met
    joined after 17 months with it | joined 2027-02-02; mmr 2026-10-01 | met
    registered again | joined 2025-09-20..2026-01-01 2026-06-01; mmr 2026-10-01 | met
    died on 31 March | died 2027-03-31; mmr 2026-10-01 | not registered
    """),
    # Born in September 2021, so 1 on 1 September 2022 and 5 on 1 September 2026.
    Table("VI003", always="born 2021-09; joined 2021-09-20", drawn="""
    both, on the last day | mmr 2022-10-01 2026-08-31; dtapipv 2026-08-31 | met
        > met: 2 MMR and the booster of 31 August 2026
    second MMR on the fifth birthday | mmr 2022-10-01 2026-09-01; dtapipv 2026-08-31 | not met
        > not met: 1 of 2 MMR before the fifth birthday
    booster on the fifth birthday | mmr 2022-10-01 2025-03-01; dtapipv 2026-09-01 | not met
        > not met: two MMR, but no pre-school booster before the fifth birthday
    first MMR before the first birthday | mmr 2022-08-31 2025-03-01; dtapipv 2025-03-01 | not met
    first MMR on the first birthday | mmr 2022-09-01 2025-03-01; dtapipv 2025-03-01 | met
    two MMR coded on one day | mmr 2025-03-01 2025-03-01; dtapipv 2025-03-01 | not met
    nothing | | not met
        > not met: 0 of 2 MMR and no pre-school booster before the fifth birthday
    asked before 5 | on 2026-06-01; mmr 2022-10-01; dtapipv 2025-03-01 | not met
        > not met: 1 of 2 MMR, the booster given; they count up to 31 August 2026
    asked before 5, no booster | on 2026-06-01; mmr 2022-10-01 | not met
    booster before the first birthday | mmr 2022-10-01 2025-03-01; dtapipv 2022-08-31 | not met
    booster on the first birthday | mmr 2022-10-01 2025-03-01; dtapipv 2022-09-01 | met
    asked on the fifth birthday | on 2026-09-01; mmr 2022-10-01 | not met
        > not met: 1 of 2 MMR and no pre-school booster before the fifth birthday
    asked the day before it | on 2026-08-31; mmr 2022-10-01; dtapipv 2025-03-01 | not met
        > not met: 1 of 2 MMR, the booster given; they count up to 31 August 2026
    asked on it, booster given | on 2026-09-01; mmr 2022-10-01; dtapipv 2025-03-01 | not met
        > not met: 1 of 2 MMR before the fifth birthday
    unsuitable from 5 on | vaccon 2026-09-01 | not met
    5 on the year's first day | born 2021-04; joined 2021-04-20 | not met
    5 before the year | born 2021-03; joined 2021-04-20 | not concerned
    5 after the year | born 2022-04; joined 2022-04-20 | not concerned
    vaccine unsuitable | vaccon 2026-08-31 | adjusted vaccine_unsuitable
    joined after 57 months with none | joined 2026-06-02 | adjusted too_late_for_boosters
    joined at 57 months with none | joined 2026-06-01 | not met
    joined after 57 months with one MMR | joined 2026-06-02; mmr 2022-10-01 | not met
    joined after 58, with one MMR | joined 2026-07-02; mmr 2022-10-01 | adjusted too_late_for_boosters
    joined after 58, with the booster | joined 2026-07-02; dtapipv 2025-03-01 | adjusted too_late_for_boosters
    joined after 58 months with two MMR | joined 2026-07-02; mmr 2022-10-01 2025-03-01 | not met
    after 59, with two MMR | joined 2026-08-02; mmr 2022-10-01 2025-03-01 | adjusted too_late_for_boosters
    after 59, both | joined 2026-08-02; mmr 2023-10-01; dtapipv 2025-03-01 | adjusted too_late_for_boosters
    registered again, one given | joined 2021-09-20..2023-01-01 2026-05-02; mmr 2022-10-01 | not met
    died on 31 March | died 2027-03-31 | not registered
    """),
    # Born in September 1946, so 70 on 1 September 2016 and 80 on 1 September 2026.
    Table("VI004", always="born 1946-09", drawn="""
    on turning 70 | shingles 2016-09-01 | met
        > met: shingles vaccine on 1 September 2016
    a day before | shingles 2016-08-31 | not met
        > not met: no shingles vaccine in the seventies
    the day before turning 80 | shingles 2026-08-31 | met
    on turning 80 | shingles 2026-09-01 | not met
    two doses on one day | shingles 2020-01-01 2020-01-01 | met
    asked before turning 80 | on 2026-06-01 | not met
        > not met: no shingles vaccine yet; it counts up to 31 August 2026
    asked on turning 80 | on 2026-09-01 | not met
        > not met: no shingles vaccine in the seventies
    80 on the year's first day | born 1946-04 | not met
    80 before the year | born 1946-03 | not concerned
    80 in the last month | born 1947-03 | not met
    80 after the year | born 1947-04 | not concerned
    declined in the seventies | vacdec 2018-01-01 | adjusted shingles_declined
    declined before 70 | vacdec 2016-08-31 | not met
    declined, but given since | vacdec 2018-01-01; shingles 2020-01-01 | met
    vaccine unsuitable | vaccon 2005-01-01 | adjusted vaccine_never_suitable
    registered again | joined 2010-01-01..2020-01-01 2026-11-01; shingles 2020-06-01 | met
    died on 31 March | died 2027-03-31; shingles 2020-06-01 | not registered
    """),
]  # fmt: skip


@pytest.mark.parametrize("drawn", everyone(TABLES), ids=str)
def test_vaccination(drawn):
    drawn.check()
