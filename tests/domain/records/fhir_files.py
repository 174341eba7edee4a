"""FHIR resources made here, and how their files are taken in."""

import json
from datetime import date
from pathlib import Path

from commonpractice.domain.records.facts import System
from tests.domain.records.extracts import take_in

AFTER = date(2021, 4, 1)  # the last observation of the sample is of March 2021


def fhir_in(rivers, paths, **how):
    return take_in(rivers, paths, system=System.FHIR, **{"as_at": AFTER, **how})


def ndjson(folder: Path, **kinds: list[dict]) -> list[Path]:
    folder.mkdir(exist_ok=True)
    for kind, resources in kinds.items():
        lines = [json.dumps({"resourceType": kind, **resource}) for resource in resources]
        (folder / f"{kind}.ndjson").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return sorted(folder.iterdir())


SNOMED = "http://snomed.info/sct"
ANN = {
    "id": "ann",
    "identifier": [{"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "943 476 5919"}],
    "name": [{"family": "Øster", "given": ["Ann", "Zoë"]}],
    "gender": "female",
    "birthDate": "1960-05-17",
    "extension": [{"url": "http://example.org/unheard-of", "valueInteger": 7}],
    "communication": [
        {"language": {"coding": [{"code": "en"}]}},
        {"language": {"coding": [{"code": "pl"}]}, "preferred": True},
    ],
}
OF_ANN = {"subject": {"reference": "Patient/ann"}}


def coded(code: str, system: str = SNOMED, **more) -> dict:
    return {"coding": [{"system": system, "code": code, **more}]}
