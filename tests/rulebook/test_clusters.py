"""The rulebook on codelists: names, the few concepts that ship, and what numbers mean, hold together."""

import csv
from collections import Counter, defaultdict

import pytest

from commonpractice.foundations import rulebook_files

CLUSTERS = {row["cluster"]: row for row in rulebook_files.rows("records/clusters.csv")}
STARTER = rulebook_files.rows("records/starter_concepts.csv")
VALUES = rulebook_files.toml("records/values.toml")
TRANSLATIONS = rulebook_files.rows("records/translations.csv")

KINDS = {
    "diagnosis",
    "resolved",
    "observation",
    "procedure",
    "medication",
    "invitation",
    "declined",
    "unsuitable",
    "administration",
    "vaccination",
}

# Verhoeff's check digit by its definition: D is the dihedral group of ten, P moves a digit on by its place.
D = [
    [(j + i) % 5 if j < 5 else 5 + (j + i) % 5 for j in range(10)]
    if i < 5
    else [5 + (i - j) % 5 if j < 5 else (i - j) % 5 for j in range(10)]
    for i in range(10)
]
P = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)


def checks(code: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(code)):
        value = int(digit)
        for _ in range(place % 8):
            value = P[value]
        total = D[total][value]
    return total == 0


def test_a_codelist_has_words_a_kind_a_source_and_how_far_to_trust_it():
    for name, row in CLUSTERS.items():
        assert all(row.values()), row
        assert row["kind"] in KINDS, row
        assert row["trust"] in {"found", "memory", "own"}, row
        assert name == name.lower()
        assert name.endswith("_own" if row["trust"] == "own" else "_cod"), row


def test_a_codelist_is_there_once():
    assert len(rulebook_files.rows("records/clusters.csv")) == len(CLUSTERS)


def test_every_codelist_ships_with_at_least_one_concept_and_every_concept_is_in_a_codelist():
    shipped = Counter(row["cluster"] for row in STARTER)
    assert shipped.keys() == CLUSTERS.keys()
    assert max(shipped.values()) <= 7


def test_no_concept_is_twice_in_a_codelist_nor_called_two_things():
    pairs = Counter((row["cluster"], row["code"]) for row in STARTER)
    assert [pair for pair, times in pairs.items() if times > 1] == []
    terms = defaultdict(set)
    for row in STARTER:
        terms[row["code"]].add(row["term"])
    assert {code: called for code, called in terms.items() if len(called) > 1} == {}


def test_a_concept_passes_its_check_digit_and_says_where_it_was_seen():
    for row in STARTER:
        assert all(row.values()), row
        assert row["code"].isdigit(), row
        assert 6 <= len(row["code"]) <= 18, row
        assert checks(row["code"]), row
        assert row["trust"] in {"found", "memory"}, row


def test_the_check_digit_tells_a_slip_of_the_pen():
    assert checks("22298006")  # myocardial infarction
    assert not checks("22298007")  # another last digit
    assert not checks("22928006")  # two digits the wrong way round


def test_only_medicines_have_a_medicine_s_number():
    """The dictionary of medicines numbers its own with 1000001 before the last three digits."""
    for row in STARTER:
        if "1000001" in row["code"][-10:-3]:
            assert CLUSTERS[row["cluster"]]["kind"] == "medication", row


def test_where_the_reference_set_is_at_hand_our_concepts_are_its_members(published_data):
    files = defaultdict(set)
    for path in (published_data / "codelists_snomed").glob("*.csv"):
        name = path.stem.rpartition("nhsd-primary-care-domain-refsets-")[2]
        with path.open(encoding="utf-8-sig", newline="") as file:
            files[name] |= {row["code"] for row in csv.DictReader(file)}
    compared = {name for name in CLUSTERS if name in files}
    assert len(compared) >= 24  # of the 30 there, those that a definition reads
    strangers = {
        (row["cluster"], row["code"])
        for row in STARTER
        if row["cluster"] in compared and row["code"] not in files[row["cluster"]]
    }
    assert strangers == set()
    cancers = files["c19can_cod"] | files["c19haemcan_cod"]
    assert {row["code"] for row in STARTER if row["cluster"] == "can_cod"} <= cancers


@pytest.mark.parametrize("name", VALUES)
def test_a_value_has_one_unit_bounds_and_a_source(name):
    value = VALUES[name]
    assert CLUSTERS[name]["kind"] == "observation"
    assert value["words"]
    assert value["source"]
    assert value["unit"] in value["spellings"]
    assert value["lowest"] < value["highest"]
    assert value["missing"] in {"assume", "set_aside"}
    spelt = [*value["spellings"], *(each for other in value.get("from", ()) for each in other["spellings"])]
    assert len(set(spelt)) == len(spelt), "a spelling means one unit"
    for other in value.get("from", ()):
        assert other["unit"] in other["spellings"]
        assert other["factor"] > 0


def test_a_concept_that_is_in_two_codelists_has_one_unit():
    units = defaultdict(set)
    for row in STARTER:
        if row["cluster"] in VALUES:
            units[row["code"]].add(VALUES[row["cluster"]]["unit"])
    assert {code: of for code, of in units.items() if len(of) > 1} == {}


CONVERSIONS = """
ifcchbam_cod   | 7.5   | %         | 58    | mmol/mol | 0   | 10.929 x (7.5 - 2.15) = 58.47
ifcchbam_cod   | 6.5   | %         | 48    | mmol/mol | 0   | 10.929 x (6.5 - 2.15) = 47.54
ifcchbam_cod   | 9.0   | %         | 75    | mmol/mol | 0   | 10.929 x (9.0 - 2.15) = 74.86
chol2_cod      | 193   | mg/dL     | 5.0   | mmol/L   | 1   | 193 / 38.67 = 4.99
ldlcchol_cod   | 77    | mg/dL     | 2.0   | mmol/L   | 1   | 77 / 38.67 = 1.99
triglyc_cod    | 150   | mg/dL     | 1.7   | mmol/L   | 1   | 150 / 88.57 = 1.69
gluc_cod       | 126   | mg/dL     | 7.0   | mmol/L   | 1   | 126 / 18.016 = 6.99
weight_own     | 154   | [lb_av]   | 69.9  | kg       | 1   | 154 x 0.45359 = 69.85
weight_own     | 11    | [stone_av]| 69.9  | kg       | 1   | eleven stone are 154 lb
height_own     | 1.75  | m         | 175   | cm       | 0   | 1.75 x 100
clinsysbp_own  | 18.7  | kPa       | 140   | mm[Hg]   | 0   | 18.7 x 7.50062 = 140.26
cre_cod        | 1.0   | mg/dL     | 88    | umol/L   | 0   | 1.0 x 88.4
acr_own        | 30    | mg/g      | 3.4   | mg/mmol  | 1   | 30 x 0.11312 = 3.39
haemo_own      | 13.2  | g/dL      | 132   | g/L      | 0   | 13.2 x 10
lvef_own       | 0.35  | {fraction}| 35    | %        | 0   | 0.35 x 100
fev1fvc_cod    | 68    | %         | 0.68  | {ratio}  | 2   | 68 / 100
alc_cod        | 3     | {units}/d | 21    | {units}/wk| 0  | 3 x 7
"""


@pytest.mark.parametrize("line", CONVERSIONS.strip().splitlines())
def test_other_units_are_turned_into_ours(line):
    name, theirs, unit, ours, canonical, places, _sum = (cell.strip() for cell in line.split("|"))
    value = VALUES[name]
    assert value["unit"] == canonical
    (other,) = [each for each in value["from"] if each["unit"] == unit]
    turned = float(theirs) * other["factor"] + other["offset"]
    assert round(turned, int(places)) == float(ours)
    assert value["lowest"] <= turned <= value["highest"]


def test_a_figure_without_its_unit_is_never_mistaken_for_another_unit_s():
    """HbA1c 7.5 with no unit is per cent, not mmol/mol: what may be assumed leaves out every per cent."""
    hba1c = VALUES["ifcchbam_cod"]
    assert hba1c["missing"] == "assume"
    assert hba1c["lowest"] > 14.9  # the highest per cent that laboratories report is below
    assert VALUES["height_own"]["missing"] == "set_aside"  # 1.75 or 175


def test_a_foreign_code_is_turned_into_one_concept_that_ships_and_keeps_its_check_digit():
    shipped = {row["code"] for row in STARTER}
    assert len({(row["system"], row["code"]) for row in TRANSLATIONS}) == len(TRANSLATIONS)
    for row in TRANSLATIONS:
        assert all(row.values()), row
        assert row["concept"] in shipped, row
        assert row["system"] in {"http://loinc.org", "http://hl7.org/fhir/sid/cvx", RXNORM}, row
        if row["system"] == "http://loinc.org":
            number, _, check = row["code"].partition("-")
            assert loinc_check(number) == int(check), row


RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"


def loinc_check(number: str) -> int:
    """Modulus ten: every other digit from the right is doubled, and the digits of all are added."""
    doubled = [int(digit) * (2 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(number))]
    return -sum(each // 10 + each % 10 for each in doubled) % 10
