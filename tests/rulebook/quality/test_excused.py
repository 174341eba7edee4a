"""When an adjustment counts, code by code: some for life, most for the year, none coded after the day."""

import pytest

from tests.rulebook.quality.drawing import Table, everyone

HEART, STROKE, AF = "chd 2015-05-03", "tia 2015-05-03", "afib 2015-05-03; chads2vasc 2020-01-01=2"
WEAK, DM, NDH = "hf 2015-05-03; hflvsd 2015-05-03", "dm 2015-05-03", "ndh 2015-05-03"
ASPIRIN, CLOPIDOGREL, DIPYRIDAMOLE, THINNER = (
    "xsal 2001-01-01",
    "xclo 2001-01-01",
    "xdipy 2001-01-01",
    "xoranticoag 2001-01-01",
)
TAKEN = {
    "ace": "ace 2027-01-01",
    "lbb": "lbb 2027-01-01",
    "mra": "mra 2027-01-01",
    "sglt2": "sglt2 2027-01-01",
}


def yearly(code: str, always: str, key: str, *names: str) -> list[Table]:
    """What lapses after the year."""
    return [
        Table(code, always=always, drawn=f"""
    {name} on the first day | {name} 2026-04-01 | adjusted {key}
    {name} the day before   | {name} 2026-03-31 | not met
    {name} on the last day  | {name} 2027-03-31 | adjusted {key}
    {name} the day after    | {name} 2027-04-01 | not met
    """)
        for name in names
    ]  # fmt: skip


def for_life(code: str, always: str, key: str, *names: str) -> list[Table]:
    return [
        Table(code, always=always, drawn=f"""
    {name} long ago      | {name} 2001-01-01 | adjusted {key}
    {name} the day after | {name} 2027-04-01 | not met
    """)
        for name in names
    ]  # fmt: skip


def invited(code: str, always: str, key: str, name: str, other: str = "") -> Table:
    """Twice in the year, a week apart; `other` is a second codelist of invitations that counts too."""
    return Table(code, always=always, drawn=f"""
    {name} on the first day   | {name} 2026-04-01 2026-04-08             | adjusted {key}
    {name} the day before     | {name} 2026-03-31 2026-04-07             | not met
    {name} six days apart     | {name} 2026-05-01 2026-05-07             | not met
    {name} on the last day    | {name} 2027-03-24 2027-03-31             | adjusted {key}
    {name} the day after      | {name} 2027-03-25 2027-04-01             | not met
    {name} last year and this | {name} 2026-02-01 2026-05-01             | not met
    first by the other code   | {other or name} 2026-05-01; {name} 2026-05-01 2026-05-08 | adjusted {key}
    """ + (f"""
    one of each                  | {name} 2026-05-01; {other} 2026-05-08 | adjusted {key}
    one of each, the other first | {other} 2026-05-01; {name} 2026-05-08 | adjusted {key}
    """ if other else ""))  # fmt: skip


def invited_after(code: str, always: str, key: str, name: str, *readings: str) -> list[Table]:
    """Where there was a reading, only what came after it counts."""
    return [
        Table(code, always=always, drawn=f"""
    {name}, then {reading} | {name} 2026-04-01 2026-04-08; {reading.replace("DAY", "2026-04-10")} | not met
    {reading}, then a week apart | {reading.replace("DAY", "2026-04-10")};
        {name} 2026-04-11 2026-04-18 | adjusted {key}
    {reading}, then six days apart | {reading.replace("DAY", "2026-04-10")};
        {name} 2026-04-11 2026-04-17 | not met
    from the day of {reading} | {reading.replace("DAY", "2026-04-11")}; {name} 2026-04-11 2026-04-18 | not met
    {reading} of last year | {reading.replace("DAY", "2026-03-31")};
        {name} 2026-04-01 2026-04-08 | adjusted {key}
    """)
        for reading in readings
    ]  # fmt: skip


def without(*taken: str) -> str:
    """Heart failure with three of the four medicines."""
    return "; ".join((WEAK, *(drawn for name, drawn in TAKEN.items() if name not in taken)))


TABLES = [
    *yearly("HYP008", "hyp 2015-05-03", "maximum_bp", "htmax"),
    *yearly("HYP008", "hyp 2015-05-03", "unsuitable", "hyppcapu"),
    *yearly("HYP008", "hyp 2015-05-03", "declined_bp", "bpdec"),
    *yearly("HYP008", "hyp 2015-05-03", "declined", "hyppcadec"),
    invited("HYP008", "hyp 2015-05-03", "invited_bp", "hypinvite"),
    *invited_after(
        "HYP008", "hyp 2015-05-03", "invited_bp", "hypinvite", "clinic DAY=170/95", "home DAY=170/95"
    ),
    *yearly("CD001", HEART, "heart_or_stroke_unsuitable", "chdpcapu", "stiapcapu"),
    *yearly("CD001", STROKE, "heart_or_stroke_declined", "chdpcadec", "stiapcadec"),
    invited("CD001", HEART, "heart_or_stroke_invited_bp", "chdinvite", "stiainvite"),
    *invited_after(
        "CD001", HEART, "heart_or_stroke_invited_bp", "stiainvite", "clinic DAY=170/95", "home DAY=170/95"
    ),
    invited("CHD005", HEART, "invited", "chdinvite"),
    *yearly(
        "CHD005", f"{HEART}; {CLOPIDOGREL}; {THINNER}", "antiplatelets_excused", "txsal", "saldec"
    ),
    *yearly("CHD005", f"{HEART}; {ASPIRIN}; {THINNER}", "antiplatelets_excused", "txclo", "clodec"),
    *yearly(
        "CHD005",
        f"{HEART}; {ASPIRIN}; {CLOPIDOGREL}",
        "antiplatelets_excused",
        "txoranticoag",
        "oranticoagdec",
    ),
    *for_life("CHD005", f"{HEART}; {CLOPIDOGREL}; {THINNER}", "antiplatelets_excused", "xsal"),
    *for_life("CHD005", f"{HEART}; {ASPIRIN}; {THINNER}", "antiplatelets_excused", "xclo"),
    *for_life("CHD005", f"{HEART}; {ASPIRIN}; {CLOPIDOGREL}", "antiplatelets_excused", "xoranticoag"),
    *yearly("AF008", AF, "thinner_excused", "txoranticoag", "oranticoagdec"),
    *for_life("AF008", AF, "thinner_excused", "xoranticoag"),
    *yearly("AF008", f"{AF}; vitkantagcon 2001-01-01", "both_thinners_excused", "doacdec", "doacni"),
    *for_life(
        "AF008",
        f"{AF}; vitkantagcon 2001-01-01",
        "both_thinners_excused",
        "doaccon",
        "antiphosynd",
        "afvalv",
    ),
    *for_life("AF008", f"{AF}; doaccon 2001-01-01", "both_thinners_excused", "vitkantagcon"),
    *yearly("HF003", f"{WEAK}; xaii 2001-01-01", "ace_and_arb_excused", "txace", "acedec"),
    *yearly("HF003", f"{WEAK}; xace 2001-01-01", "ace_and_arb_excused", "txaii", "aiidec"),
    *for_life("HF003", f"{WEAK}; xaii 2001-01-01", "ace_and_arb_excused", "xace"),
    *for_life("HF003", f"{WEAK}; xace 2001-01-01", "ace_and_arb_excused", "xaii"),
    *yearly("HF006", f"{WEAK}; {TAKEN['ace']}", "beta_blocker_excused", "txlbb", "lbbdec"),
    *for_life("HF006", f"{WEAK}; {TAKEN['ace']}", "beta_blocker_excused", "xlbb"),
    *yearly(
        "HF009", without("ace") + "; xaii 2001-01-01", "four_medicines_excused", "txace", "acedec"
    ),
    *yearly(
        "HF009", without("ace") + "; xace 2001-01-01", "four_medicines_excused", "txaii", "aiidec"
    ),
    *for_life("HF009", without("ace") + "; xaii 2001-01-01", "four_medicines_excused", "xace"),
    *for_life("HF009", without("ace") + "; xace 2001-01-01", "four_medicines_excused", "xaii"),
    *yearly("HF009", without("lbb"), "four_medicines_excused", "txlbb", "lbbdec"),
    *for_life("HF009", without("lbb"), "four_medicines_excused", "xlbb"),
    *yearly("HF009", without("mra"), "four_medicines_excused", "mradec"),
    *yearly("HF009", without("sglt2"), "four_medicines_excused", "sglt2dec"),
    *yearly("HF007", "hf 2015-05-03; hfrvw 2026-06-01", "medicines_review_declined", "medrvwdec"),
    *yearly("HF008", "hf 2024-05-15", "scan_declined", "echodec"),
    *yearly("CHOL003", HEART, "maximum_cholesterol", "cholmax"),
    *yearly("CHOL003", HEART, "lipid_medicine_unsuitable", "lipidthercon"),
    *yearly("CHOL003", HEART, "lipid_medicine_declined", "lipidtherdec"),
    invited("CHOL003", HEART, "invited_vascular", "cvdinvite", "cholinvite"),
    *yearly("CHOL004", HEART, "cholesterol_test_declined", "choldec", "bldtestdec"),
    invited("CHOL004", HEART, "invited_cholesterol", "cvdinvite", "cholinvite"),
    *invited_after(
        "CHOL004", HEART, "invited_cholesterol", "cholinvite", "ldlcchol DAY=3", "nonhdlcchol DAY=3.5"
    ),
    *yearly("DM020", DM, "fructosamine", "serfruc"),
    *yearly("DM020", DM, "maximum_diabetes", "dmmax"),
    *yearly("DM020", DM, "blood_test_declined", "bldtestdec"),
    invited("DM020", DM, "invited_blood_test", "dminvite"),
    *invited_after("DM020", DM, "invited_blood_test", "dminvite", "ifcchbam DAY=90"),
    *yearly("DM012", DM, "foot_check_unsuitable", "fepu"),
    *yearly("DM012", DM, "foot_check_declined", "fedec"),
    *yearly("NDH002", NDH, "glucose_test_declined", "glucdec", "bldtestdec"),
    *yearly(
        "STIA007",
        f"{STROKE}; {CLOPIDOGREL}; {DIPYRIDAMOLE}; {THINNER}",
        "antiplatelets_and_dipyridamole_excused",
        "txsal",
        "saldec",
    ),
    *yearly(
        "STIA007",
        f"{STROKE}; {ASPIRIN}; {DIPYRIDAMOLE}; {THINNER}",
        "antiplatelets_and_dipyridamole_excused",
        "txclo",
        "clodec",
    ),
    *yearly(
        "STIA007",
        f"{STROKE}; {ASPIRIN}; {CLOPIDOGREL}; {DIPYRIDAMOLE}",
        "antiplatelets_and_dipyridamole_excused",
        "txoranticoag",
        "oranticoagdec",
    ),
    *for_life(
        "STIA007",
        f"{STROKE}; {ASPIRIN}; {CLOPIDOGREL}; {DIPYRIDAMOLE}",
        "antiplatelets_and_dipyridamole_excused",
        "xoranticoag",
    ),
    Table("STIA007", always=f"{STROKE}; {ASPIRIN}; {CLOPIDOGREL}; {THINNER}", drawn="""
    dipyridamole never suitable     | xdipy 2001-01-01 | adjusted antiplatelets_and_dipyridamole_excused
    dipyridamole only the day after | xdipy 2027-04-01 | not met
    """),
    Table("DM020", always=DM, drawn="""
    fructosamine, and an HbA1c on the first day | serfruc 2026-06-01; ifcchbam 2026-04-01=90 | not met
    fructosamine, and an HbA1c the day before | serfruc 2026-06-01;
        ifcchbam 2026-03-31=90 | adjusted fructosamine
    """),
    Table("DM014", always="dm 2026-01-15", drawn="""
    no course on the day of the diagnosis | dsepsu 2026-01-15  | adjusted course_unavailable
    no course the day before         | dsepsu 2026-01-14  | not met
    no course 279 days later         | dsepsu 2026-10-21  | adjusted course_unavailable
    no course 280 days later         | dsepsu 2026-10-22  | not met
    declined on the day of the diagnosis | dsepdec 2026-01-15 | adjusted course_declined
    declined the day before          | dsepdec 2026-01-14 | not met
    """),
    Table("HF009", always=WEAK, drawn="""
    three on the first day, the fourth declined | ace 2026-10-01; lbb 2026-10-01; mra 2026-10-01;
        sglt2dec 2026-05-01 | adjusted four_medicines_excused
    the first the day before | ace 2026-09-30; lbb 2026-10-01; mra 2026-10-01; sglt2dec 2026-05-01 | not met
    the second the day before | ace 2026-10-01; lbb 2026-09-30; mra 2026-10-01; sglt2dec 2026-05-01 | not met
    the third the day before | ace 2026-10-01; lbb 2026-10-01; mra 2026-09-30; sglt2dec 2026-05-01 | not met
    the fourth on the first day | ace 2026-10-01; lbb 2026-10-01; sglt2 2026-10-01;
        mradec 2026-05-01 | adjusted four_medicines_excused
    a receptor blocker | aii 2026-10-01; lbb 2026-10-01; sglt2 2026-10-01;
        mradec 2026-05-01 | adjusted four_medicines_excused
    sacubitril | arni 2026-10-01; lbb 2026-10-01; sglt2 2026-10-01;
        mradec 2026-05-01 | adjusted four_medicines_excused
    only the ACE inhibitor unsuitable | xace 2001-01-01; lbb 2026-10-01; mra 2026-10-01;
        sglt2 2026-10-01 | not met
    """),
    Table("HF008", always="hf 2025-06-10", drawn="""
    joined on the day of the diagnosis | joined 2025-06-10                | not met
    joined and diagnosed on one day  | hf 2026-11-10; joined 2026-11-10 | not met
    """),
]  # fmt: skip


@pytest.mark.parametrize("drawn", everyone(TABLES), ids=str)
def test_what_excuses(drawn):
    drawn.check()
