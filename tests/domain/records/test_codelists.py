"""Which codes make up a cluster on a day: versions, the starter list, and files that are refused."""

import hashlib
from datetime import UTC, date, datetime

import pytest

from commonpractice.domain.audit.facts import PROGRAM
from commonpractice.domain.audit.models import Entry
from commonpractice.domain.records import actions, models, queries
from commonpractice.domain.records.queries.codelists import STARTER
from commonpractice.foundations import check_digits, rulebook_files
from commonpractice.gateways.clinical_extracts import codelists
from commonpractice.gateways.scoped_postgres import tickets

NOON = datetime(2026, 4, 30, 12, tzinfo=UTC)
TYPE_2, TYPE_1, DIABETES = "44054006", "46635009", "73211009"
HYPERTENSION = "38341003"


@pytest.fixture
def program(db):
    with tickets.acting(actor_id=PROGRAM.id, surgeries=()):
        yield


def load(
    cluster: str, *codes: str, version: str = "1", start: date = actions.ALWAYS, source="a file", at=NOON
):
    terms = {code: f"term of {code}" for code in codes}
    sha256 = hashlib.sha256(repr(sorted(codes)).encode()).hexdigest()
    return actions.load_codelist(
        cluster=cluster, version=version, source=source, sha256=sha256, terms=terms,
        effective_from=start, actor=PROGRAM, at=at,
    )  # fmt: skip


def members(on: date = date(2026, 4, 1), **known) -> dict[str, set[str]]:
    codes = dict(models.Concept.objects.values_list("id", "code"))
    found: dict[str, set[str]] = {}
    for row in queries.membership(on=on, **known).to_pylist():
        found.setdefault(row["cluster"], set()).add(codes[row["concept"]])
    return found


def test_a_codelist_is_loaded_once_and_its_codes_keep_their_numbers(program):
    assert load("dm_cod", TYPE_1, TYPE_2).unchanged is False
    numbers = dict(models.Concept.objects.values_list("code", "id"))
    assert load("dm_cod", TYPE_1, TYPE_2).unchanged is True
    load("dm_own", TYPE_2, DIABETES)
    later = dict(models.Concept.objects.values_list("code", "id"))
    assert {code: later[code] for code in numbers} == numbers
    assert members() == {"dm_cod": {TYPE_1, TYPE_2}, "dm_own": {TYPE_2, DIABETES}}
    deeds = (
        Entry.objects.filter(deed="records.load_codelist").order_by("id").values_list("subject", flat=True)
    )
    assert list(deeds) == [
        "dm_cod, version 1: 2 codes from a file",
        "dm_own, version 1: 2 codes from a file",
    ]


def test_a_version_is_never_changed(program):
    load("dm_cod", TYPE_1)
    with pytest.raises(actions.CodelistDiffers, match="Version 1 of dm_cod was loaded on 30 April 2026"):
        load("dm_cod", TYPE_1, TYPE_2)
    with pytest.raises(actions.CodelistDiffers, match="another first day"):
        load("dm_cod", TYPE_1, start=date(2025, 4, 1))


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2024, 3, 31), {TYPE_1}),  # the first, which counts on every day before the next
        (date(2024, 4, 1), {TYPE_1, TYPE_2}),
        (date(2026, 3, 31), {TYPE_1, TYPE_2}),
        (date(2026, 4, 1), {DIABETES}),
    ],
)
def test_the_version_in_force_is_the_last_that_began(program, on, expected):
    # loaded in another order than they began
    load("dm_cod", TYPE_1, TYPE_2, version="2024", start=date(2024, 4, 1))
    load("dm_cod", DIABETES, version="2026", start=date(2026, 4, 1))
    load("dm_cod", TYPE_1, version="old")
    assert members(on) == {"dm_cod": expected}


def test_of_two_that_began_on_one_day_the_one_loaded_last_is_in_force(program):
    load("dm_cod", TYPE_1, version="1", at=datetime(2026, 1, 1, tzinfo=UTC))
    load("dm_cod", TYPE_2, version="2", at=datetime(2026, 2, 1, tzinfo=UTC))
    assert members() == {"dm_cod": {TYPE_2}}
    assert members(known_at=datetime(2026, 1, 15, tzinfo=UTC)) == {"dm_cod": {TYPE_1}}
    assert members(known_at=datetime(2025, 1, 15, tzinfo=UTC)) == {}


def test_a_list_of_ones_own_goes_before_the_starter_list_whenever_either_was_loaded(program):
    load("dm_cod", TYPE_2, version="own")
    load("dm_cod", TYPE_1, version="starter", source=STARTER, at=datetime(2026, 5, 1, tzinfo=UTC))
    assert members() == {"dm_cod": {TYPE_2}}
    load("hyp_cod", HYPERTENSION, version="starter", source=STARTER)
    load("hyp_cod", DIABETES, version="own", start=date(2027, 1, 1))
    assert members()["hyp_cod"] == {HYPERTENSION}, "one's own does not count yet"
    assert members(date(2027, 1, 1))["hyp_cod"] == {DIABETES}


def test_which_versions_are_in_force_is_told_with_their_sizes(program):
    load("dm_cod", TYPE_1, TYPE_2, version="2024", start=date(2024, 4, 1))
    found = queries.in_force(on=date(2026, 1, 1))
    assert list(found) == ["dm_cod"]
    each = found["dm_cod"]
    assert (each.version, each.members, each.effective_from) == ("2024", 2, date(2024, 4, 1))


def test_the_starter_list_loads_whole_and_once(program):
    rows = rulebook_files.rows("records/starter_concepts.csv")
    loaded = actions.load_starter(actor=PROGRAM, at=NOON)
    assert sum(each.members for each in loaded) == len(rows)
    assert all(not each.unchanged for each in loaded)
    assert members() == {
        each.cluster: {row["code"] for row in rows if row["cluster"] == each.cluster} for each in loaded
    }
    numbers = sorted(models.Concept.objects.values_list("id", flat=True))
    assert numbers[-1] - numbers[0] + 1 == len(numbers), (
        "without a gap, so that they lie together in the files"
    )
    assert all(each.unchanged for each in actions.load_starter(actor=PROGRAM, at=NOON))
    assert Entry.objects.filter(deed="records.load_codelist").count() == 1


# Files


def file(tmp_path, text: str, name: str = "list.csv"):
    path = tmp_path / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


@pytest.mark.parametrize(
    ("name", "cluster"),
    [
        ("nhsd-primary-care-domain-refsets-chd_cod.csv", "chd_cod"),
        ("disparities__nhsd-primary-care-domain-refsets-illsubassdec_cod.csv", "illsubassdec_cod"),
        ("nhsd-primary-care-domain-refsets-dm_cod-20200812.csv", "dm_cod"),
        ("nhsd-primary-care-domain-refsets-dm_cod-3f5b1a2c.csv", "dm_cod"),
        ("someone-statins-7a7b7c7d.csv", None),
    ],
)
def test_the_name_of_an_nhs_file_says_its_cluster(tmp_path, name, cluster):
    assert codelists.read(file(tmp_path, f"code,term\n{TYPE_2},T2\n", name)).cluster == cluster


@pytest.mark.parametrize(
    "text",
    [
        "code,term\n44054006,Type 2\n46635009,Type 1\n",
        "\ufeffcode,term\r\n44054006,Type 2\r\n46635009, Type 1 \r\n\r\n",
        "id,name\n44054006,Type 2\n46635009,Type 1\n",
        "snomedcode,CTV3ID,description\n44054006,X40J5,Type 2\n46635009,X40J4,Type 1\n",
        "dmd_type,dmd_id,dmd_name,bnf_code\nVMP,44054006,Type 2,\nVMP,46635009,Type 1,\n",
        'Code,Category,Term\n44054006,1,"Type 2"\n46635009,1,"Type 1"\n',
        "conceptId,FSN\n44054006,Type 2\n46635009,Type 1\n",
    ],
)
def test_the_columns_of_codelists_are_called_many_things(tmp_path, text):
    assert codelists.read(file(tmp_path, text)).terms == {TYPE_2: "Type 2", TYPE_1: "Type 1"}


def test_a_list_without_terms_is_a_list(tmp_path):
    assert codelists.read(file(tmp_path, "code\n44054006\n")).terms == {TYPE_2: ""}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "line 1: no column of codes is among its headings (nothing)"),
        ("bnf,name\n0601,x\n", "line 1: no column of codes is among its headings (bnf, name)"),
        ("code,term\n", "has no codes in it"),
        ("code,term\n44054007,x\n", "line 2: 44054007 is no SNOMED CT or dm+d concept"),
        ("code,term\n44054006,x\nE11,x\n", "line 3: E11 is no SNOMED CT"),
        ("code,term\n44054006,x\n\n,x\n", "line 4: it has no code"),
        ("code,term\n44054006,x\n46635009,x\n44054006,x\n", "line 4: 44054006 is on line 2 already"),
        ("code,term\n1.02504E+15,x\n", "line 2: 1.02504E+15 is what a spreadsheet made of a long code"),
        ("code,term\n44054006\n", "line 2: it has 1 values under 2 headings"),
        ('code,term\n44054006,"a\nb"\n1,x\n', "line 4: 1 is no SNOMED CT"),
        ('code,term\n44054006,"never closed\n', "it is no CSV"),
        (b"code,term\n44054006,caf\xe9\n", "line 2: it is not UTF-8"),
    ],
)
def test_a_list_with_a_fault_is_refused_with_its_line(tmp_path, text, sentence):
    with pytest.raises(codelists.CodelistRefused) as refusal:
        codelists.read(file(tmp_path, text))
    assert str(refusal.value).startswith("list.csv")
    assert sentence in str(refusal.value)


def test_of_many_faults_the_first_are_named_and_the_rest_counted(tmp_path):
    text = "code,term\n" + "12345678,x\n" * 30
    with pytest.raises(codelists.CodelistRefused, match=r"line 2: .*line 21: .*; and 10 more\.$"):
        codelists.read(file(tmp_path, text))


def test_a_list_that_is_not_there_is_told(tmp_path):
    with pytest.raises(codelists.CodelistRefused, match="There is no file"):
        codelists.read(tmp_path / "none.csv")


def test_every_published_list_is_read_and_loaded(published_data, program):
    paths = sorted((published_data / "codelists_snomed").glob("*.csv"))
    read = [codelists.read(path) for path in paths]
    assert len(read) == 33
    assert all(each.cluster for each in read)
    for each in read:
        loaded = actions.load_codelist(
            cluster=each.cluster, version=each.sha256[:8], source=each.name, sha256=each.sha256,
            terms=each.terms, actor=PROGRAM, at=NOON,
        )  # fmt: skip
        assert loaded.members == len(each.terms)
    # of the two of CHD, of heart failure and of COPD the later one loaded is in force
    last = {each.cluster: set(each.terms) for each in read}
    assert members() == last
    assert all(check_digits.is_snomed_concept(code) for codes in last.values() for code in codes)
