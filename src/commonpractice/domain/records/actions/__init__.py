"""Change what is known of patients' records: load codelists, take extracts in, look at a person."""

from commonpractice.domain.records.actions.codelists import (
    ALWAYS,
    CodelistDiffers,
    LoadedCodelist,
    load_codelist,
    load_starter,
)
from commonpractice.domain.records.actions.identity import Told, number_clinicians, number_patients
from commonpractice.domain.records.actions.importing import Asked, import_extract
from commonpractice.domain.records.actions.keeping import CannotImport, put_in_use
from commonpractice.domain.records.actions.looking import look_at

__all__ = [
    "ALWAYS",
    "Asked",
    "CannotImport",
    "CodelistDiffers",
    "LoadedCodelist",
    "Told",
    "import_extract",
    "load_codelist",
    "load_starter",
    "look_at",
    "number_clinicians",
    "number_patients",
    "put_in_use",
]
