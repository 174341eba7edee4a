"""A definition that does not hold together is refused with its file, its line and what to mend."""

import pytest

from commonpractice.domain.quality.facts.definitions import Edge, How, Look
from commonpractice.domain.quality.facts.expressions import Named, Shifted
from commonpractice.domain.quality.facts.refusals import DefinitionRefused
from commonpractice.domain.quality.parameters.definitions import read

ADJUSTMENTS = """\
[declined]
looks."declined_{0}" = { latest = "{0}dec_cod", within = "12 months" }
when = "declined_{0}"
says = "declined on {declined_{0}.day}"

[new_patient]
when = "registered > year_end - months({0})"
says = "registered only on {registered}"
"""
REGISTER = """\
code = "DM"
name = "Diabetes"
wording = "Patients with diabetes."
source = "Drawn for this test"
trust = "own"

[looks]
resolved = { latest = "dmres_cod" }
diagnosed = { first = "dm_cod", after = "resolved.day" }

[rules]
register = "age >= 17 and diagnosed"
since = "diagnosed.day"
"""
INDICATOR = """\
code = "DM900"
family = "DM"
title = "HbA1c of 58 or less"
wording = "The percentage of patients with diabetes whose last HbA1c is 58 or less."
programme = "qof"
better = "higher"
adjustment = "prevalence"
source = "Drawn for this test"
trust = "own"

[benefit]
rank = 2
because = "drawn"

[years."2026/27"]
points = 17
lower = 35
upper = 75
source = "drawn"
points_trust = "own"
thresholds_trust = "own"

[looks]
frailty = { latest = ["mod_cod", "sev_cod"] }
hba1c = { reading = "hba1c_cod", within = "12 months" }

[rules]
who = "DM"
leave_out = [
    { key = "frail", when = "frailty", says = "frail since {frailty.day}" },
]
met = { when = "hba1c.value <= 58", says = "HbA1c {hba1c.value}" }
adjustments = [
    "declined(dm)",
    "new_patient(3)",
]
not_met = [
    { when = "not hba1c", says = "no HbA1c", do = "Take one", enter = "hba1c_cod" },
    { says = "HbA1c {hba1c.value}", do = "Review" },
]
"""
CODELISTS = frozenset({"dm_cod", "dmres_cod", "mod_cod", "sev_cod", "hba1c_cod", "dmdec_cod"})


def of(indicator: str = INDICATOR, register: str = REGISTER, adjustments: str = ADJUSTMENTS):
    texts = {
        "adjustments.toml": adjustments,
        "registers/dm.toml": register,
        "indicators/dm900.toml": indicator,
    }
    return read(texts, CODELISTS)


def test_a_whole_definition_is_read():
    told = of()
    indicator = told.indicators["DM900"]
    assert indicator.looks["hba1c"] == Look(
        How.READING,
        ("hba1c_cod",),
        lower=Edge(Shifted(Shifted(Named("year_end"), days=1), months=-12), included=True),
    )
    assert [reason.key for reason in indicator.adjustments] == ["declined", "new_patient"]
    assert indicator.looks["declined_dm"].codelists == ("dmdec_cod",)
    assert told.of_year("2026/27") == {"DM900": indicator}
    assert told.of_year("2025/26") == {}


WRONG = [
    ("hba1c.value <= 58", "hba1x.value <= 58", "“hba1x” is not known here."),
    ('when = "frailty"', 'when = "frail"', "“frail” is not known here."),
    ("since {frailty.day}", "since {frail.day}", "In the sentence “frail since {frail.day}”: “frail” is not"),
    ('"hba1c_cod", within', '"hba2c_cod", within', "There is no codelist “hba2c_cod”"),
    ('enter = "hba1c_cod"', 'enter = "hba2c_cod"', "There is no codelist “hba2c_cod”."),
    ('within = "12 months"', 'within = "a year"', "“a year” is not a length of time."),
    ('within = "12 months"', 'inside = "12 months"', "“hba1c” has “inside”; a look knows"),
    ("reading =", "latest = 'dm_cod', reading =", "“hba1c” has to ask one thing"),
    ("{ reading =", "{ latest =", "“hba1c” has no value: only a reading has one.", "met ="),
    ("hba1c.value <= 58", "hba1c.count <= 58", "“hba1c” is not counted: write { count"),
    ("[looks]\n", '[looks]\nextra = { latest = "dm_cod" }\n', "“extra” is looked for but nothing is said"),
    ("[looks]\n", '[looks]\nage = { latest = "dm_cod" }\n', "“age” cannot be a look's name"),
    ('who = "DM"', 'who = "DM and age"', "“age” is a number; a condition is wanted here."),
    ('who = "DM"', 'who = "DM and hba1c"', "Whom it is about is said by registers, age and sex"),
    (
        "[looks]\n",
        '[looks]\ndeclined_dm = { latest = "dm_cod" }\n',
        "“declined_dm” is a look of an adjustment named here; call it otherwise.",
    ),
    ('who = "DM"', "who = 1", "“rules.who” has to be a condition in quotation marks."),
    ('who = "DM"', 'whom = "DM"', "“rules.whom” is not known here; known are adjustments,"),
    ('"new_patient(3)"', '"new_patient"', "“new_patient” has to be followed by what it is about"),
    ('"new_patient(3)"', '"new_patent(3)"', "“new_patent(3)” is no adjustment of adjustments.toml."),
    ('"declined(dm)"', '"declined(chd)"', "There is no codelist “chddec_cod”"),
    ("rank = 2", "rank = 6", "The rank of clinical benefit is 1"),
    ('better = "higher"', 'better = "up"', "“better” has to be one of: higher, lower."),
    ("points = 17", 'points = "17"', "“points” of 2026/27 has to be a number."),
    ("lower = 35", "lower = 75", "The lower threshold has to be below the upper"),
    ('title = "HbA1c of 58 or less"\n', "", "“title” has to be a text in quotation marks.", "code ="),
    ('code = "DM900"', 'code = "DM901"', "The file of DM901 has to be called dm901.toml."),
    (
        'trust = "own"\n\n[benefit]',
        'trust = "own"\nsurplus = 1\n\n[benefit]',
        "“surplus” is not known here",
        "surplus",
    ),
    ("points = 17", "points = ", "This is not TOML"),
    (
        'says = "HbA1c {hba1c.value}", do',
        "when = 'hba1c', says = \"HbA1c\", do",
        "The last of not_met has to be",
    ),
    ('who = "DM"', 'who = "age > since"', "can be compared"),
]


@pytest.mark.parametrize("slip", WRONG, ids=[slip[1] for slip in WRONG])
def test_a_slip_is_refused_with_its_line(slip):
    """The line of the slip itself, or of what is named besides it."""
    right, wrong, sentence, *at = slip
    assert INDICATOR.count(right) == 1
    text = INDICATOR.replace(right, wrong)
    with pytest.raises(DefinitionRefused) as refused:
        of(text)
    assert sentence in refused.value.sentence
    assert refused.value.file == "indicators/dm900.toml"
    named = at[0] if at else wrong.strip().splitlines()[-1]
    assert named in text.splitlines()[refused.value.line - 1]


def test_a_register_is_refused_by_its_own_file():
    with pytest.raises(DefinitionRefused) as refused:
        of(register=REGISTER.replace('after = "resolved.day"', 'after = "resolution.day"'))
    assert str(refused.value).startswith("registers/dm.toml, line 9: after: “resolution” is not known here.")


def test_registers_that_lean_on_each_other_are_refused():
    leaning = REGISTER.replace("age >= 17 and diagnosed", "DM or diagnosed")
    with pytest.raises(DefinitionRefused) as refused:
        of(register=leaning)
    assert "DM leans on itself" in refused.value.sentence
    assert refused.value.line == 12


def test_a_register_that_nothing_is_needed_for_is_refused():
    """Whoever has nothing in the record is on no register: the measures rely on it."""
    with pytest.raises(DefinitionRefused) as refused:
        of(register=REGISTER.replace("age >= 17 and diagnosed", "age >= 17"))
    assert "without anything in the record" in refused.value.sentence
