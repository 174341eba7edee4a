"""The edges that most yearly indicators share, drawn once: only the deed and the codelists differ."""

BEGINNING = """
    on the first day of the year | {first}  | met
    on the day before            | {before} | not met
"""

SHARED = """
    on the last day              | {last}                                             | met
    on the day after             | {after}                                            | not met
    twice on one day             | {middle}; {middle}                                 | met
    registered again, done since | joined 2010-01-01..2020-01-01 2026-06-01; {middle} | met
    died on 31 March             | died 2027-03-31; {middle}                          | not registered
    registered on 31 December    | joined 2026-12-31                                  | not met
    registered on 1 January      | joined 2027-01-01                                  | adjusted new_patient
"""

CARE = """
    unsuitable on the year's first day | {stem}pcapu 2026-04-01                          | adjusted unsuitable
    an expired adjustment              | {stem}pcapu 2026-03-31; {stem}pcadec 2026-03-31 | not met
    declined                           | {stem}pcadec 2026-10-01                         | adjusted declined
    declined, but done all the same    | {stem}pcadec 2026-10-01; {middle}               | met
    invited twice, seven days apart    | {stem}invite 2026-05-01 2026-05-08              | adjusted invited
    invited twice, six days apart      | {stem}invite 2026-05-01 2026-05-07              | not met
    invited once this year, once last  | {stem}invite 2026-03-30 2026-04-07              | not met
"""

DIAGNOSIS = """
    diagnosed on 1 January   | {diagnosis} 2027-01-01 | adjusted new_diagnosis
    diagnosed on 31 December | {diagnosis} 2026-12-31 | not met
"""

DAYS = {
    "first": "2026-04-01",
    "before": "2026-03-31",
    "middle": "2026-10-15",
    "last": "2027-03-31",
    "after": "2027-04-01",
}


def yearly(deed: str, stem: str = "", diagnosis: str = "", this_year: bool = True) -> str:
    """Lines for an indicator of which something is due by 31 March 2027; `this_year`: from 1 April 2026.

    `deed` is drawn with DAY for its day, "copdrvw DAY; mrc DAY"; `stem` is that of the codelists of
    invitations and of care that is unsuitable or declined ("copd"); `diagnosis` that of the diagnosis.
    """
    lines = (BEGINNING if this_year else "") + SHARED
    lines += CARE if stem else ""
    lines += DIAGNOSIS if diagnosis else ""
    deeds = {name: deed.replace("DAY", day) for name, day in DAYS.items()}
    return lines.format(**deeds, stem=stem, diagnosis=diagnosis)


def each(names: str, record: str, expected: str) -> str:
    """A line for each of some codelists, whose name takes the place of NAME in the record."""
    return "".join(f"    {name} | {record.replace('NAME', name)} | {expected}\n" for name in names.split())
