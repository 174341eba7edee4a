"""A statin, or where that is declined or unsuitable another medicine: the same in three indicators."""

MET = """
    a statin on the first day of six months | stat 2026-10-01                          | met
      > in the register since 3 May 2015; met: a statin or another cholesterol medicine in the last 6 months
    a statin the day before          | stat 2026-09-30                          | not met
      > in the register since 3 May 2015; not met: no statin in the 6 months before 31 March 2027
    a statin on the last day         | stat 2027-03-31                          | met
    a statin the day after           | stat 2027-04-01                          | not met
    ezetimibe alone                  | ezetimibe 2027-01-01                     | not met
      > in the register since 3 May 2015;
      > not met: on 1 January 2027 another cholesterol medicine, but it is not coded why it is no statin
    statins not tolerated, ezetimibe on the first day | statintol 2012-01-01; ezetimibe 2026-10-01 | met
    statins not tolerated, ezetimibe the day before | statintol 2012-01-01; ezetimibe 2026-09-30 | not met
      > in the register since 3 May 2015; not met: no statin in the 6 months before 31 March 2027;
      > a statin is coded as declined or unsuitable
    allergic to statins, bempedoic acid | xstat 2012-01-01; bempacid 2027-01-01    | met
    statin declined on the first day, an injection | statindec 2026-04-01; pcsk9i 2027-01-01  | met
    statin declined the day before, an injection | statindec 2026-03-31; pcsk9i 2027-01-01  | not met
    statin unsuitable on the first day, ezetimibe | txstat 2026-04-01; ezetimibe 2027-01-01  | met
    statin unsuitable the day before, ezetimibe | txstat 2026-03-31; ezetimibe 2027-01-01  | not met
    statin declined, nothing else    | statindec 2026-05-01                     | not met
      > in the register since 3 May 2015; not met: no statin in the 6 months before 31 March 2027;
      > a statin is coded as declined or unsuitable
    the most that can be taken       | cholmax 2026-05-01                       | adjusted maximum_cholesterol
    every cholesterol medicine declined | lipidtherdec 2026-05-01 | adjusted lipid_medicine_declined
    none suitable                    | lipidthercon 2026-04-01 | adjusted lipid_medicine_unsuitable
    none suitable, a year ago        | lipidthercon 2026-03-31                  | not met
"""
