"""Blood pressure, drawn once for all the indicators that ask for it; each fills in its own condition."""

from dataclasses import dataclass

from tests.rulebook.quality.drawing import Table


@dataclass(frozen=True)
class About:
    """The codelists of a condition, and what its adjustments are called where that is their own."""

    code: str  # the stem of the diagnosis
    stem: str  # of invitations, declining and not being suitable
    unsuitable: str = "unsuitable"
    declined: str = "declined"
    invited: str = "invited_bp"

    def fill(self, drawn: str) -> str:
        for name in ("code", "stem", "unsuitable", "declined", "invited"):
            drawn = drawn.replace(f"<{name}>", getattr(self, name))
        return drawn


HYP = About("hyp", "hyp")
CHD = About("chd", "chd")
STIA = About("strk", "stia")
DM = About("dm", "dm")
EITHER = ("heart_or_stroke_unsuitable", "heart_or_stroke_declined", "heart_or_stroke_invited_bp")
CD_BY_HEART = About("chd", "chd", *EITHER)
CD_BY_STROKE = About("strk", "stia", *EITHER)

# Up to 79 years: 140/90 in the surgery, 135/85 from home.
UP_TO_79 = """
    exactly at the target     | clinic 2026-06-01=140/90                 | met
      > in the register since 3 May 2015; met: blood pressure 140/90 on 1 June 2026
    the upper figure too high | clinic 2026-06-01=141/80                 | not met
      > in the register since 3 May 2015;
      > not met: blood pressure 141/80 on 1 June 2026, above 140/90 (135/85 from home)
    the lower figure too high | clinic 2026-06-01=130/91                 | not met
    exactly, from home        | home 2026-06-01=135/85                   | met
    136 from home             | home 2026-06-01=136/80                   | not met
      > in the register since 3 May 2015;
      > not met: blood pressure 136/80 on 1 June 2026, above 140/90 (135/85 from home)
    86 from home              | home 2026-06-01=130/86                   | not met
    high from home since      | clinic 2026-06-01=130/80; home 2026-07-01=138/80 | not met
    good in the surgery since | home 2026-06-01=150/95; clinic 2026-07-01=138/88 | met
    turned 80 in March        | born 1947-03; clinic 2026-06-01=130/80   | not concerned
    turns 80 in April         | born 1947-04; clinic 2026-06-01=130/80   | met
    asked in September        | born 1947-03; on 2026-09-30; clinic 2026-06-01=130/80 | not concerned
"""

# From 80 years: 150/90 in the surgery, 145/85 from home.
FROM_80 = """
    exactly at the target     | clinic 2026-06-01=150/90                 | met
      > in the register since 3 May 2015; met: blood pressure 150/90 on 1 June 2026
    the upper figure too high | clinic 2026-06-01=151/80                 | not met
      > in the register since 3 May 2015;
      > not met: blood pressure 151/80 on 1 June 2026, above 150/90 (145/85 from home)
    the lower figure too high | clinic 2026-06-01=150/91                 | not met
    exactly, from home        | home 2026-06-01=145/85                   | met
    146 from home             | home 2026-06-01=146/85                   | not met
      > in the register since 3 May 2015;
      > not met: blood pressure 146/85 on 1 June 2026, above 150/90 (145/85 from home)
    86 from home              | home 2026-06-01=130/86                   | not met
    high from home since      | clinic 2026-06-01=130/80; home 2026-07-01=148/80 | not met
    good in the surgery since | home 2026-06-01=160/95; clinic 2026-07-01=148/88 | met
    turned 80 in March        | born 1947-03; clinic 2026-06-01=148/80   | met
    turns 80 in April         | born 1947-04; clinic 2026-06-01=148/80   | not concerned
    asked in September        | born 1947-03; on 2026-09-30; clinic 2026-06-01=148/80 | met
"""

# What a reading is does not depend on the target.
READINGS = """
    either kind on one day     | home 2026-06-01=130/80; clinic 2026-06-01=170/95 | met
    two on one day: the lowest | clinic 2026-06-01=170/95 2026-06-01=138/88 | met
    two from home on one day   | home 2026-06-01=170/95 2026-06-01=130/80 | met
    no unit                    | clinic 2026-06-01                        | not met
      > in the register since 3 May 2015; not met: no blood pressure since 1 April 2026
    the upper figure alone     | clinsysbp 2026-06-01=130                 | not met
      > in the register since 3 May 2015;
      > not met: the two figures of the last blood pressure are not from one reading
    the lower figure alone     | homediasbp 2026-06-01=80                 | not met
      > in the register since 3 May 2015;
      > not met: the two figures of the last blood pressure are not from one reading
    on two days                | clinsysbp 2026-06-02=130; clindiasbp 2026-06-01=80 | not met
    on two days, the other way | homesysbp 2026-06-01=130; homediasbp 2026-06-02=80 | not met
    one figure of each kind    | clinsysbp 2026-06-01=130; homediasbp 2026-06-01=80 | not met
      > in the register since 3 May 2015;
      > not met: the two figures of the last blood pressure are not from one reading
    the other of each kind     | homesysbp 2026-06-01=130; clindiasbp 2026-06-01=80 | not met
    a lower figure alone since | clinic 2026-06-01=130/80; clindiasbp 2026-06-02=80 | not met
    on the first day           | clinic 2026-04-01=130/80                 | met
    from home on the first day | home 2026-04-01=130/80                   | met
    the day before             | clinic 2026-03-31=130/80                 | not met
    from home the day before   | home 2026-03-31=130/80                   | not met
    on the last day            | clinic 2027-03-31=130/80                 | met
    the day after              | clinic 2027-04-01=130/80                 | not met
    never had it               | no <code>                                | not concerned
"""

# What adjusts is the same at every age; the reading of whoever was read is too high at every age.
ADJUSTED = """
    on all they can take       | htmax 2026-04-01; clinic 2026-06-01=170/95 | adjusted maximum_bp
      > in the register since 3 May 2015;
      > excluded: on the most blood pressure medicine that the patient can take, coded on 1 April 2026
    said so a year ago         | htmax 2026-03-31; clinic 2026-06-01=170/95 | not met
    care does not suit         | <stem>pcapu 2026-05-01                   | adjusted <unsuitable>
    declined to be measured    | bpdec 2026-05-01                         | adjusted declined_bp
    declined care              | <stem>pcadec 2026-05-01                  | adjusted <declined>
    declined, met all the same | <stem>pcadec 2026-05-01; clinic 2026-06-01=120/80 | met
    declined last year         | <stem>pcadec 2026-03-31                  | not met
    invited 7 days apart       | <stem>invite 2026-05-01 2026-05-08       | adjusted <invited>
      > in the register since 3 May 2015;
      > excluded: invited twice for a blood pressure with no reply, last on 8 May 2026
    invited 6 days apart       | <stem>invite 2026-05-01 2026-05-07       | not met
    invited, then too high     | <stem>invite 2026-05-01 2026-05-08; clinic 2026-06-01=170/95 | not met
    too high, then invited | <stem>invite 2026-07-01 2026-07-08; clinic 2026-06-01=170/95 | adjusted <invited>
    invited before and after   | <stem>invite 2026-05-01 2026-07-01; clinic 2026-06-01=170/95 | not met
    invited on the day of it   | <stem>invite 2026-06-01 2026-06-08; clinic 2026-06-01=170/95 | not met
    joined nine months ago     | joined 2026-06-30                        | not met
    joined since               | joined 2026-07-01                        | adjusted new_patient
    registered again           | joined 2010-01-01..2020-01-01 2026-11-01 | adjusted new_patient
    diagnosed nine months ago  | <code> 2026-06-30                        | not met
    diagnosed since            | <code> 2026-07-01                        | adjusted new_diagnosis
    died on 31 March           | died 2027-03-31; clinic 2026-06-01=120/80 | not registered
    died the day after         | died 2027-04-01; clinic 2026-06-01=120/80 | met
    left on 31 March           | joined 2010-01-01..2027-03-31            | not registered
"""

RESOLVED = """
    resolved                  | <code>res 2026-12-01; clinic 2026-06-01=120/80 | not concerned
    resolved, diagnosed again | <code> 2015-05-03 2026-12-02; <code>res 2026-12-01 | adjusted new_diagnosis
      > in the register since 2 December 2026; excluded: diagnosed only on 2 December 2026
    again on the same day     | <code> 2015-05-03 2026-03-01; <code>res 2026-03-01 | not met
      > in the register since 1 March 2026; not met: no blood pressure since 1 April 2026
"""

FRAIL = """
    moderate frailty               | modfrail 2024-01-01; clinic 2026-06-01=170/95 | left out frail
      > in the register since 3 May 2015; left out: moderate or severe frailty, coded on 1 January 2024
    severe, met                    | sevfrail 2024-01-01; clinic 2026-06-01=120/80 | left out frail
    mild since                     | modfrail 2024-01-01; mildfrail 2025-01-01 | not met
    mild and severe on one day     | sevfrail 2024-01-01; mildfrail 2024-01-01 | left out frail
    moderate, mild, moderate again | modfrail 2024-01-01 2026-01-01; mildfrail 2025-01-01 | left out frail
    mild, severe, mild again       | sevfrail 2025-01-01; mildfrail 2024-01-01 2026-01-01 | not met
    severe since mild              | sevfrail 2025-01-01; mildfrail 2024-01-01 | left out frail
"""

FRAIL_ALL_THE_SAME = """
    frail | sevfrail 2024-01-01; clinic 2026-06-01=170/95 | not met
"""


def up_to_79(code: str, about: About, *more: str) -> Table:
    return _table(code, about, "born 1960-06", UP_TO_79, *more)


def from_80(code: str, about: About, *more: str) -> Table:
    return _table(code, about, "born 1940-06", FROM_80, *more)


def _table(code: str, about: About, born: str, *drawn: str) -> Table:
    text = about.fill("".join((*drawn, READINGS, ADJUSTED)))
    return Table(code, text, always=f"{born}; {about.code} 2015-05-03")
