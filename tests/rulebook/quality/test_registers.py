"""The registers: who is on them, since when, and with which list the NHS compares each."""

import csv
from dataclasses import replace
from datetime import date

import pytest

from commonpractice.domain.quality.facts.definitions import Reason, Sentence
from commonpractice.domain.quality.facts.people import Asked
from commonpractice.domain.quality.facts.verdicts import Status
from commonpractice.domain.quality.parameters.definitions import definitions
from commonpractice.domain.quality.rules.judging import Judge
from tests.rulebook.quality.drawing import Table, everyone, patient

YEAR_END = date(2027, 3, 31)


def resolvable(code: str, name: str, resolved: str, always: str = "") -> Table:
    """What is the same of every condition that can be resolved."""
    return Table(code, always=always, drawn=f"""
    never diagnosed                  |                                          | off
    diagnosed long ago               | {name} 2015-05-03                        | on 2015-05-03
    diagnosed twice: since the first | {name} 2018-01-01 2015-05-03             | on 2015-05-03
    diagnosed on the last day        | {name} 2027-03-31                        | on 2027-03-31
    diagnosed the day after          | {name} 2027-04-01                        | off
    resolved                         | {name} 2015-05-03; {resolved} 2020-01-01 | off
    resolved, diagnosed again | {name} 2015-05-03 2021-01-01 2022-01-01; {resolved} 2020-01-01 | on 2021-01-01
    again on the same day            | {name} 2015-05-03 2020-01-01; {resolved} 2020-01-01 | on 2020-01-01
    resolved twice                   | {name} 2015-05-03 2021-01-01; {resolved} 2020-01-01 2022-01-01 | off
    resolved the day after the last  | {name} 2015-05-03; {resolved} 2027-04-01 | on 2015-05-03
    resolved before it was diagnosed | {name} 2015-05-03; {resolved} 2014-01-01 | on 2015-05-03
    died on the last day             | {name} 2015-05-03; died 2027-03-31       | not registered
    died the day after               | {name} 2015-05-03; died 2027-04-01       | on 2015-05-03
    registered again | {name} 2015-05-03; joined 2010-01-01..2020-01-01 2026-11-01 | on 2015-05-03
    left on the last day             | {name} 2015-05-03; joined 2010-01-01..2027-03-31 | not registered
    """)  # fmt: skip


def for_life(code: str, *names: str) -> list[Table]:
    return [
        Table(code, drawn=f"""
    never diagnosed      |                                    | off
    diagnosed            | {name} 2015-05-03 2014-01-01       | on 2014-01-01
    on the last day      | {name} 2027-03-31                  | on 2027-03-31
    the day after        | {name} 2027-04-01                  | off
    died on the last day | {name} 2015-05-03; died 2027-03-31 | not registered
    """)
        for name in names
    ]  # fmt: skip


def from_age(code: str, always: str, age: int, since: str) -> Table:
    """Old enough on the last day of the year, by the month of birth."""
    year = 2027 - age
    return Table(code, always=always, drawn=f"""
    {age} in March                   | born {year}-03                | on {since}
    {age} in April                   | born {year}-04                | off
    {age} in March, asked in September | born {year}-03; on 2026-09-30 | on {since}
    """)  # fmt: skip


TABLES = [
    resolvable("AF", "afib", "afibres"),
    resolvable("AST", "ast", "astres", "asttrt 2026-06-01"),
    resolvable("CKD", "ckd", "ckdres"),
    resolvable("CKD", "ckd", "ckd1and2"),
    resolvable("COPD", "copd", "copdres"),
    resolvable("DEP", "depr", "depres"),
    resolvable("DM", "dm", "dmres"),
    resolvable("EP", "epil", "epilres", "epildrug 2027-01-01"),
    resolvable("HF", "hf", "hfres"),
    resolvable("HYP", "hyp", "hypres"),
    resolvable("LD", "ld", "ldrem"),
    resolvable("PC", "palcare", "palcareni"),
    *for_life("CAN", "can"),
    Table("CAN", """
    diagnosed on 1 April 2003        | can 2003-04-01            | on 2003-04-01
    diagnosed the day before         | can 2003-03-31            | off
    before, and coded again since    | can 2003-03-31 2004-05-03 | on 2004-05-03
    """),
    Table("DEP", """
    coded on 1 April 2006            | depr 2006-04-01            | on 2006-04-01
    coded the day before             | depr 2006-03-31            | off
    before, and coded again since    | depr 2006-03-31 2010-05-03 | on 2006-03-31
    again since, then resolved       | depr 2006-03-31 2010-05-03; depres 2010-05-04 | off
    """),
    Table("PC", """
    coded on 1 April 2008            | palcare 2008-04-01            | on 2008-04-01
    coded the day before             | palcare 2008-03-31            | off
    before, and coded again since    | palcare 2008-03-31 2010-05-03 | on 2008-03-31
    """),
    *for_life("CHD", "chd"),
    *for_life("DEM", "dem"),
    *for_life("PAD", "pad"),
    *for_life("RA", "rarth"),
    *for_life("STIA", "strk", "tia"),
    *for_life("MH", "mh"),
    *for_life("NDH", "ndh", "igt", "prd"),
    from_age("AST", "ast 2026-05-03; asttrt 2026-06-01", 6, "2026-05-03"),
    from_age("CKD", "ckd 2026-05-03", 18, "2026-05-03"),
    from_age("DEP", "depr 2026-05-03", 18, "2026-05-03"),
    from_age("DM", "dm 2026-05-03", 17, "2026-05-03"),
    from_age("NDH", "ndh 2026-05-03", 18, "2026-05-03"),
    from_age("OST", "osteo 2026-05-03; ff 2020-01-01", 50, "2026-05-03"),
    from_age("RA", "rarth 2026-05-03", 16, "2026-05-03"),
    Table("HYP", "a child | born 2015-01; hyp 2026-05-03 | on 2026-05-03"),
    Table("AST", always="ast 2015-05-03", drawn="""
    no medicine                      |                                  | off
    on the first day of twelve months | asttrt 2026-04-01                | on 2015-05-03
    the day before                   | asttrt 2026-03-31                | off
    on the last day                  | asttrt 2027-03-31                | on 2015-05-03
    the day after                    | asttrt 2027-04-01                | off
    asked in September               | asttrt 2026-03-31; on 2026-09-30 | off
    """),
    Table("EP", always="epil 2015-05-03", drawn="""
    no medicine                    |                                   | off
    on the first day of six months | epildrug 2026-10-01               | on 2015-05-03
    the day before                 | epildrug 2026-09-30               | off
    on the last day                | epildrug 2027-03-31               | on 2015-05-03
    18 in March                    | epildrug 2027-01-01; born 2009-03 | on 2015-05-03
    18 in April                    | epildrug 2027-01-01; born 2009-04 | off
    """),
    Table("HFLVSD", always="hf 2015-05-03", drawn="""
    heart failure alone              |                                          | off
    a weak left ventricle            | hflvsd 2016-05-03                        | on 2016-05-03
    a reduced ejection fraction      | redejcfrac 2016-05-03; hflvsd 2017-01-01 | on 2016-05-03
    without heart failure            | no hf; hflvsd 2016-05-03                 | off
    heart failure resolved           | hflvsd 2016-05-03; hfres 2020-01-01      | off
    resolved, diagnosed again | hf 2015-05-03 2021-01-01; hflvsd 2016-05-03 2021-02-01;
        hfres 2020-01-01 | on 2021-02-01
    resolved twice | hf 2015-05-03 2023-01-01; hfres 2020-01-01 2022-01-01;
        hflvsd 2021-01-01 2023-02-01 | on 2023-02-01
    weak on the day of the resolution | hf 2021-01-01; hfres 2020-01-01; hflvsd 2020-01-01 | on 2020-01-01
    again, but not known to be weak  | hf 2015-05-03 2021-01-01; hflvsd 2016-05-03; hfres 2020-01-01 | off
    """),
    Table("MH", drawn="""
    in remission                     | mh 2015-05-03; mhrem 2020-01-01          | on 2015-05-03
    lithium on the first day of six months | lit 2026-10-01                           | on None
    the day before                   | lit 2026-09-30                           | off
    lithium stopped since            | lit 2027-01-01; litstp 2027-02-01        | off
    stopped, then given again        | lit 2027-02-01; litstp 2027-01-01        | on None
    stopped on the day of the last one | lit 2027-01-01; litstp 2027-01-01        | on None
    given before and after it was stopped | lit 2026-11-01 2027-02-01; litstp 2027-01-01 | on None
    stopped twice                    | lit 2027-01-01; litstp 2026-11-01 2027-02-01 | off
    both                             | mh 2015-05-03; lit 2027-01-01            | on 2015-05-03
    """),
    Table("NDH", always="ndh 2015-05-03", drawn="""
    diabetes                         | dm 2020-01-01                            | off
    diabetes in a child              | born 2010-04; ndh 2026-01-01; dm 2020-01-01 | off
    diabetes resolved                | dm 2012-01-01; dmres 2020-01-01          | on 2015-05-03
    diabetes again                   | dm 2012-01-01 2021-01-01; dmres 2020-01-01 | off
    diabetes on the day it was resolved | dm 2012-01-01 2020-01-01; dmres 2020-01-01 | off
    resolved twice                   | dm 2012-01-01 2020-06-01; dmres 2020-01-01 2021-01-01 | on 2015-05-03
    diabetes from the day after      | dm 2027-04-01                            | on 2015-05-03
    """),
    Table("OB", drawn="""
    exactly 30                       | bmival 2026-06-01=30                     | on 2026-06-01
    29.9                             | bmival 2026-06-01=29.9                   | off
    no unit                          | bmival 2026-06-01                        | off
    the last decides                 | bmival 2026-06-01=35 2026-07-01=29       | off
    two on one day: the lowest       | bmival 2026-06-01=31 2026-06-01=29       | off
    on the first day                 | bmival 2026-04-01=31                     | on 2026-04-01
    the day before                   | bmival 2026-03-31=31                     | off
    on the last day                  | bmival 2027-03-31=31                     | on 2027-03-31
    the day after                    | bmival 2027-04-01=31                     | off
    coded without a figure           | bmi30 2026-06-01                         | on 2026-06-01
    coded, and less since            | bmi30 2026-06-01; bmival 2026-07-01=28   | off
    coded since a lower figure       | bmival 2026-06-01=28; bmi30 2026-07-01   | on 2026-07-01
    27.5, Indian background          | bmival 2026-06-01=27.5; eth2016ai 2012-01-01 | on 2026-06-01
    27.4, Indian background          | bmival 2026-06-01=27.4; eth2016ai 2012-01-01 | off
    27.5, White British              | bmival 2026-06-01=27.5; eth2016wb 2012-01-01 | off
    27.5, the background corrected since | bmival 2026-06-01=27.5; eth2016ai 2012-01-01;
        eth2016wb 2013-01-01 | off
    27.5, corrected the other way | bmival 2026-06-01=27.5; eth2016ba 2013-01-01;
        eth2016wb 2012-01-01 | on 2026-06-01
    coded on the first day           | bmi30 2026-04-01                         | on 2026-04-01
    coded the day before             | bmi30 2026-03-31                         | off
    coded twice, and less between    | bmi30 2026-05-01 2026-08-01; bmival 2026-06-01=28 | on 2026-08-01
    coded, and less on the day       | bmi30 2026-06-01; bmival 2026-06-01=28   | on 2026-06-01
    27.5, two backgrounds on one day | bmival 2026-06-01=27.5; eth2016ai 2012-01-01;
        eth2016wb 2012-01-01 | on 2026-06-01
    27.5, Indian before and after | bmival 2026-06-01=27.5; eth2016ai 2012-01-01 2014-01-01;
        eth2016wb 2013-01-01 | on 2026-06-01
    27.5, White before and after | bmival 2026-06-01=27.5; eth2016wb 2011-01-01 2013-01-01;
        eth2016ai 2012-01-01 | off
    18 in March                      | born 2009-03; bmival 2026-06-01=31       | on 2026-06-01
    18 in April                      | born 2009-04; bmival 2026-06-01=31       | off
    """),
    *(
        Table("OB", f"{name}, 27.5 | bmival 2026-06-01=27.5; eth2016{name} 2012-01-01 | on 2026-06-01")
        for name in ("ai", "ap", "ab", "ac", "ao", "ba", "bc", "bo", "oa", "mwbc", "mwba", "mwa")
    ),
    *(
        Table(
            "OB",
            f"once Indian, now {name} | bmival 2026-06-01=27.5; eth2016ai 2012-01-01; "
            f"eth2016{name} 2013-01-01 | off",
        )
        for name in ("wb", "wi", "wgt", "wo", "mo", "oo")
    ),
    Table("OST", always="osteo 2015-05-03", drawn="""
    no broken bone                   |                                          | off
    a broken bone                    | ff 2014-05-03                            | on 2015-05-03
    osteoporosis coded twice         | osteo 2016-01-01 2015-05-03; ff 2014-05-03 | on 2015-05-03
    a broken bone without osteoporosis | no osteo; ff 2014-05-03                  | off
    broken on the day after          | ff 2027-04-01                            | off
    at 74, broken on 1 April 2012    | born 1952-04; ff 2012-04-01              | on 2015-05-03
    at 74, broken the day before     | born 1952-04; ff 2012-03-31              | off
    at 75, broken on 1 April 2014    | born 1952-03; ff 2014-04-01              | on 2015-05-03
    at 75, broken the day before     | born 1952-03; ff 2014-03-31              | off
    at 75, broken again since        | born 1952-03; ff 2012-04-01 2014-04-01   | on 2015-05-03
    """),
]  # fmt: skip


@pytest.mark.parametrize("drawn", everyone(TABLES), ids=str)
def test_registers(drawn):
    drawn.check()


def listed(code: str, age: int) -> bool:
    """Whether a patient of an age counts in the list with which a register is compared."""
    told = definitions()
    counted = Reason("listed", told.registers[code].listed, Sentence("in the list"))
    asking = replace(told.indicators["DM020"], who=counted.when, leave_out=(), met=counted, adjustments=())
    record = patient({"born": [f"{2027 - age}-03"], "joined": ["2026-06-01"]})
    return Judge(record, Asked(YEAR_END, YEAR_END), told.registers).verdict(asking).status is Status.MET


def test_each_register_is_compared_with_the_list_that_the_nhs_compares_it_with(published_data):
    """The NHS says of each indicator's register from which age the list counts: 17OV is 17 years and over."""
    path = published_data / "qof_metadata/nhsd_qof2324_INDICATOR_REFERENCE_CONTROL.csv"
    with path.open(encoding="cp1252", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["REGISTER_FLAG"] == "1"]
    wanted = {row["GROUP_CODE"]: int(row["ALT_PAT_LIST"].removesuffix("OV") or 0) for row in rows}
    assert len(wanted) == 21
    found = {code: next(age for age in range(120) if listed(code, age)) for code in wanted}
    assert found == wanted
    assert {code: listed(code, age - 1) for code, age in wanted.items() if age} == dict.fromkeys(
        (code for code, age in wanted.items() if age), False
    )
