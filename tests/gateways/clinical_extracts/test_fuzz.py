"""Whatever is in a file: its rows are staged, or it is refused in a sentence with its name. Nothing else."""

import gzip
import itertools
import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from commonpractice.gateways.clinical_extracts import fhir, mapped, plain, staging
from commonpractice.gateways.clinical_extracts.sources import ExtractRefused
from tests.examples import thorough

SUPPRESS = (HealthCheck.function_scoped_fixture, HealthCheck.too_slow)
numbers = itertools.count()


def staged(folder: Path, name: str, content: bytes, read) -> str | None:
    """Read one file; the sentence of its refusal, or None."""
    place = folder / str(next(numbers))
    (place / "work").mkdir(parents=True)
    path = place / name
    path.write_bytes(content)
    said = None
    with staging.staged(place / "work") as into:
        try:
            read(into, [path])
        except ExtractRefused as refusal:
            said = str(refusal)
    assert said is None or name in said
    return said


def fhir_read(into, paths) -> None:
    fhir.read(into, paths, as_at=date(2026, 3, 31))


LINES = st.lists(
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12).map(lambda t: f"{t}\n"),
    max_size=5,
).map("".join)


@thorough(60, suppress=SUPPRESS)
@given(text=LINES, head=st.sampled_from(["patient,born,sex\n", ""]))
def test_any_text_as_a_plain_file(tmp_path, text, head):
    staged(tmp_path, "patients.csv", (head + text).encode(), plain.read)


@thorough(60, suppress=SUPPRESS)
@given(content=st.binary(max_size=60), ending=st.sampled_from([".csv", ".csv.gz", ".parquet"]))
def test_any_bytes_as_a_plain_file(tmp_path, content, ending):
    staged(tmp_path, f"patients{ending}", content, plain.read)


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 5)
    | st.text(max_size=4)
    | st.sampled_from(["Patient/p", "final"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["coding", "code", "system", "value", "reference", "start", "given", "url", "text"]
            ),
            inner,
        )
    ),
    max_leaves=8,
)
FIELDS = [
    "id", "status", "code", "subject", "patient", "onsetDateTime", "recordedDate", "effectiveDateTime",
    "component", "valueQuantity", "valueCodeableConcept", "medicationCodeableConcept", "medicationReference",
    "contained", "dispenseRequest", "vaccineCode", "extension", "participant", "period", "class", "start",
    "end", "name", "identifier", "address", "telecom", "communication", "birthDate", "generalPractitioner",
    "serviceCategory", "clinicalStatus", "verificationStatus", "abatementDateTime", "abatementPeriod",
    "deceasedBoolean", "deceasedDateTime",
]  # fmt: skip
RESOURCES = st.fixed_dictionaries(
    {"resourceType": st.sampled_from(sorted(fhir.READERS))},
    optional=dict.fromkeys(FIELDS, VALUES),
)


@thorough(120, suppress=SUPPRESS)
@given(resource=RESOURCES)
def test_any_json_in_the_shape_of_a_resource(tmp_path, resource):
    line = json.dumps(resource).encode()
    staged(tmp_path, "any.ndjson", line, fhir_read)


@thorough(60, suppress=SUPPRESS)
@given(content=st.binary(max_size=40), ending=st.sampled_from([".json", ".ndjson", ".xml", ".json.gz"]))
def test_any_bytes_as_fhir(tmp_path, content, ending):
    staged(tmp_path, f"any{ending}", content, fhir_read)


XML = st.recursive(
    st.sampled_from(["<id value='1'/>", "<code/>", "<name><family value='x'/></name>", "text", "<subject/>"]),
    lambda inner: st.lists(inner, max_size=3).map(lambda parts: f"<code>{''.join(parts)}</code>"),
    max_leaves=6,
)


@thorough(40, suppress=SUPPRESS)
@given(inner=XML, kind=st.sampled_from(sorted(fhir.READERS)))
def test_any_xml_in_the_shape_of_a_resource(tmp_path, inner, kind):
    document = f"<{kind} xmlns='http://hl7.org/fhir'>{inner}</{kind}>"
    staged(tmp_path, "any.xml", document.encode(), fhir_read)


@pytest.mark.parametrize("system", ["emis", "systmone"])
@thorough(20, suppress=SUPPRESS)
@given(text=LINES)
def test_any_text_as_a_systems_file(tmp_path, system, text):
    def read(into, paths):
        mapped.read(into, paths, system=system, surgery_code="A1")

    name = {"emis": "1_Admin_Patient_2026_x.csv", "systmone": "SRPatient.csv"}[system]
    place = tmp_path / str(next(numbers))
    (place / "work").mkdir(parents=True)
    (place / name).write_text(text, encoding="utf-8")
    # the other files are missing, whatever is in this one
    with staging.staged(place / "work") as into, pytest.raises(ExtractRefused):
        read(into, [place / name])


def test_a_byte_order_mark_and_windows_line_ends_are_no_fault(tmp_path):
    content = b"\xef\xbb\xbfpatient,born,sex\r\np1,1960-05-17,female\r\n"
    assert staged(tmp_path, "patients.csv", content, plain.read) is None
    assert staged(tmp_path, "patients.csv.gz", gzip.compress(content), plain.read) is None
