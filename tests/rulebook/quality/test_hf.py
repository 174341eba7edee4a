"""Heart failure."""

from datetime import date

import pytest

from tests.rulebook.quality.drawing import Table, everyone

WEAK = "hf 2015-05-03; hflvsd 2015-05-03"
JOINED = "adjusted joined_with_it"
FOUR = "ace 2027-01-01; lbb 2027-01-01; mra 2027-01-01; sglt2 2027-01-01"


def shared(three_months_ago: str = "not met", since: str = "adjusted new_patient") -> str:
    """What every indicator of heart failure shares; whoever has just registered may be given more time."""
    return f"""
    care does not suit      | hfpcapu 2026-05-01                       | adjusted unsuitable
    declined                | hfpcadec 2026-05-01                      | adjusted declined
    declined a year ago     | hfpcadec 2026-03-31                      | not met
    invited 7 days apart    | hfinvite 2026-05-01 2026-05-08           | adjusted invited
    invited 6 days apart    | hfinvite 2026-05-01 2026-05-07           | not met
    joined three months ago | joined 2026-12-31                        | {three_months_ago}
    registered again since  | joined 2010-01-01..2020-01-01 2027-01-01 | {since}
    resolved                | hfres 2026-12-01                         | not concerned
    died on 31 March        | died 2027-03-31                          | not registered
    """


TABLES = [
    Table("HF003", always=WEAK, drawn=shared() + """
    an ACE inhibitor, first day of six months | ace 2026-10-01                           | met
      > in the register since 3 May 2015; met: an ACE inhibitor or angiotensin receptor blocker on 1 October
      > 2026
    the day before                   | ace 2026-09-30                           | not met
      > in the register since 3 May 2015;
      > not met: no ACE inhibitor or angiotensin receptor blocker in the 6 months before 31 March 2027
    a receptor blocker on the last day | aii 2027-03-31                           | met
    the day after                    | aii 2027-04-01                           | not met
    sacubitril with valsartan        | arni 2027-01-01                          | met
    neither suitable                 | xace 2012-01-01; txaii 2026-04-01        | adjusted ace_and_arb_excused
    declined and unsuitable          | acedec 2026-05-01; xaii 2012-01-01       | adjusted ace_and_arb_excused
    only one unsuitable              | xace 2012-01-01                          | not met
    unsuitable a year ago            | xace 2012-01-01; txaii 2026-03-31        | not met
    declined, met all the same       | hfpcadec 2026-05-01; ace 2027-01-01      | met
    the left ventricle is not weak   | no hflvsd                                | not concerned
    a reduced ejection fraction      | no hflvsd; redejcfrac 2015-05-03; ace 2027-01-01 | met
    a weak left ventricle without heart failure | no hf                                    | not concerned
    diagnosed again since | hf 2015-05-03 2027-01-01; hflvsd 2027-01-01;
        hfres 2026-12-01 | adjusted new_diagnosis
    """),
    Table("HF006", always=WEAK + "; ace 2027-01-01", drawn=shared() + """
    a beta-blocker, first day of six months | lbb 2026-10-01                          | met
      > in the register since 3 May 2015; met: a beta-blocker for heart failure on 1 October 2026
    the day before                   | lbb 2026-09-30                          | not met
      > in the register since 3 May 2015;
      > not met: no beta-blocker for heart failure in the 6 months before 31 March 2027
    on the last day                  | lbb 2027-03-31                          | met
    the day after                    | lbb 2027-04-01                          | not met
    another beta-blocker             | betabl 2027-01-01                       | not met
    a receptor blocker and a beta-blocker | no ace; aii 2026-10-01; lbb 2027-01-01  | met
    sacubitril and a beta-blocker    | no ace; arni 2027-01-01; lbb 2027-01-01 | met
    without the first medicine       | no ace; lbb 2027-01-01                  | left out no_first
    the first medicine too long ago  | ace 2026-09-30; lbb 2027-01-01          | left out no_first
    never suitable                   | xlbb 2012-01-01                         | adjusted beta_blocker_excused
    declined this year               | lbbdec 2026-04-01                       | adjusted beta_blocker_excused
    unsuitable a year ago            | txlbb 2026-03-31                        | not met
    declined, met all the same       | lbbdec 2026-05-01; lbb 2027-01-01       | met
    the left ventricle is not weak   | no hflvsd                               | not concerned
    diagnosed since                  | hf 2027-01-01; hflvsd 2027-01-01        | adjusted new_diagnosis
    """),
    Table("HF007", always="hf 2015-05-03", drawn=shared() + """
    reviewed, first day and last     | hfrvw 2026-04-01; hfmedrvw 2027-03-31    | met
      > in the register since 3 May 2015; met: reviewed on 1 April 2026, medicines on 31 March 2027
    the day before                   | hfrvw 2026-03-31; hfmedrvw 2026-06-01    | not met
      > in the register since 3 May 2015; not met: no heart failure review since 1 April 2026
    the day after                    | hfrvw 2027-04-01; hfmedrvw 2026-06-01    | not met
    medicines not reviewed           | hfrvw 2026-06-01                         | not met
      > in the register since 3 May 2015; not met: reviewed on 1 June 2026, but the medicines were not
    medicines on the first day       | hfrvw 2026-06-01; medrvw 2026-04-01      | met
    medicines the day before         | hfrvw 2026-06-01; medrvw 2026-03-31      | not met
    medicines in a structured review | hfrvw 2026-06-01; structmedrvw 2026-07-01 | met
    review of medicines declined | hfrvw 2026-06-01; medrvwdec 2026-06-01 | adjusted medicines_review_declined
    so a year ago                    | hfrvw 2026-06-01; medrvwdec 2026-03-31   | not met
    declined, met all the same       | hfpcadec 2026-05-01; hfrvw 2026-06-01; medrvw 2026-06-01 | met
    diagnosed three months ago       | hf 2026-12-31                            | not met
    diagnosed since                  | hf 2027-01-01                            | adjusted new_diagnosis
    resolved, diagnosed again        | hf 2015-05-03 2027-02-01; hfres 2026-12-01 | adjusted new_diagnosis
    """),
    Table("HF008", always="hf 2024-05-15", drawn=shared(JOINED, JOINED) + """
    scanned on the first day of six months | echo 2023-11-15                          | met
      > in the register since 15 May 2024; met: confirmed by a scan or a specialist
    the day before                   | echo 2023-11-14                          | not met
      > in the register since 15 May 2024;
      > not met: diagnosed on 15 May 2024; no scan and no specialist in the 6 months before
    on the day of the diagnosis      | echo 2024-05-15                          | met
    the day after                    | echo 2024-05-16                          | not met
    by a specialist                  | hfspec 2024-05-01                        | met
    before and long after            | echo 2024-01-01 2026-01-01               | met
    joined since, scanned on joining | joined 2025-06-10; echo 2025-06-10       | met
    joined since, scanned six months later | joined 2025-06-10; echo 2025-12-10       | met
    joined since, seen by a specialist | joined 2025-06-10; hfspec 2025-07-01     | met
    joined on the day of the diagnosis, scanned after | joined 2024-05-15; echo 2024-06-01       | not met
      > in the register since 15 May 2024;
      > not met: diagnosed on 15 May 2024; no scan and no specialist in the 6 months before
    the day after that               | joined 2025-06-10; echo 2025-12-11       | not met
      > in the register since 15 May 2024; not met: had heart failure when registering on 10 June 2025;
      > no scan and no specialist within 6 months of that
    joined since, confirmed at the time | joined 2025-06-10; echo 2024-05-01       | met
    joined since, scanned the day before | joined 2025-06-10; echo 2025-06-09       | not met
    joined six months ago            | joined 2026-09-30                        | not met
    joined less than six months ago  | joined 2026-10-01                        | adjusted joined_with_it
    scan declined                    | echodec 2026-05-01                       | adjusted scan_declined
    scan declined a year ago         | echodec 2026-03-31                       | not met
    palliative care                  | palcare 2026-05-01                       | adjusted palliative
    diagnosed on 1 April 2023        | hf 2023-04-01                            | not met
    diagnosed the day before         | hf 2023-03-31                            | not concerned
    diagnosed since                  | hf 2027-01-01                            | adjusted new_diagnosis
    resolved, diagnosed again        | hf 2015-05-03 2024-05-15; hfres 2020-01-01; echo 2024-05-01 | met
    """),
    Table("HF008", year_end=date(2026, 3, 31), drawn="""
    diagnosed on 1 April 2023, asked a year before | hf 2023-04-01 | not met
    the day before that, asked a year before       | hf 2023-03-31 | not concerned
    """),
    *(
        Table("HF009", always=WEAK, drawn=f"""
    {name} on the first day | {FOUR.replace(f"{name} 2027-01-01", f"{name} 2026-10-01")} | met
    {name} the day before   | {FOUR.replace(f"{name} 2027-01-01", f"{name} 2026-09-30")} | not met
    {name} on the last day  | {FOUR.replace(f"{name} 2027-01-01", f"{name} 2027-03-31")} | met
    {name} the day after    | {FOUR.replace(f"{name} 2027-01-01", f"{name} 2027-04-01")} | not met
    """)
        for name in ("ace", "lbb", "mra", "sglt2")
    ),
    Table("HF009", always=WEAK, drawn=shared() + f"""
    with a receptor blocker          | {FOUR.replace("ace", "aii")}             | met
    all four                         | {FOUR}                                   | met
      > in the register since 3 May 2015; met: all four medicines in the last 6 months
    with sacubitril and valsartan    | {FOUR.replace("ace", "arni")}            | met
    the fourth on the first day      | ace 2027-01-01; lbb 2027-01-01; mra 2027-01-01; sglt2 2026-10-01 | met
    the day before | ace 2027-01-01; lbb 2027-01-01; mra 2027-01-01; sglt2 2026-09-30 | not met
      > in the register since 3 May 2015;
      > not met: no dapagliflozin or empagliflozin in the 6 months before 31 March 2027
    the first on the day after the last | ace 2027-04-01; lbb 2027-01-01; mra 2027-01-01;
        sglt2 2027-01-01 | not met
    the second missing               | ace 2027-01-01; mra 2027-01-01; sglt2 2027-01-01 | not met
      > in the register since 3 May 2015;
      > not met: no beta-blocker for heart failure in the 6 months before 31 March 2027
    the second never suitable | ace 2027-01-01; mra 2027-01-01; sglt2 2027-01-01;
        xlbb 2012-01-01 | adjusted four_medicines_excused
    the third declined | ace 2027-01-01; lbb 2027-01-01; sglt2 2027-01-01;
        mradec 2026-05-01 | adjusted four_medicines_excused
    the third declined a year ago | ace 2027-01-01; lbb 2027-01-01; sglt2 2027-01-01;
        mradec 2026-03-31 | not met
    one declined, another missing    | ace 2027-01-01; lbb 2027-01-01; mradec 2026-05-01 | not met
    declined, met all the same       | {FOUR}; hfpcadec 2026-05-01              | met
    the left ventricle is not weak   | no hflvsd; {FOUR}                        | not concerned
    diagnosed since                  | hf 2027-01-01; hflvsd 2027-01-01         | adjusted new_diagnosis
    """),
]  # fmt: skip


@pytest.mark.parametrize("drawn", everyone(TABLES), ids=str)
def test_heart_failure(drawn):
    drawn.check()
