"""`commonpractice continuity file`: how far patients see one clinician, from a plain CSV."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

import click

from commonpractice.domain.continuity import parameters, rules
from commonpractice.domain.continuity.facts import Contact, OutOf
from commonpractice.interfaces.commands import row_by_row, whole_table
from commonpractice.interfaces.commands.csv_records import Row

MEASURES = ("patient", "contacts", "upc", "bice_boxerman", "herfindahl", "secon", "mmci")
LIST = ("list_clinician", "contacts", "with_own_clinician", "slicc")
CLINICIAN = ("clinician", "contacts", "with_own_patients", "own_patient_ratio")

Timed = tuple[datetime, Contact]


@click.command("file")
@click.argument("contacts", type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "--by",
    type=click.Choice(["patient", "list", "clinician"]),
    default="patient",
    show_default=True,
    help="A row a patient; or a list's own clinician (SLICC); or a clinician's own patients.",
)
@click.option(
    "--minimum",
    type=click.IntRange(min=rules.SEEN_AGAIN),
    default=parameters.minimum_contacts(),
    show_default=True,
    help="Contacts below which a patient's measures of being seen again are blank.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    default="-",
    help="A file to write; standard output where none is given.",
)
def file(contacts: Path, by: str, minimum: int, output: Path) -> None:
    """Measure the continuity of each patient in CONTACTS, a CSV file; - reads standard input.

    \b
    Columns: patient, date, clinician; where it is there, list_clinician: whose list the patient was on.
    Output:  patient, contacts, upc, bice_boxerman, herfindahl, secon, mmci: a row a patient, in the order in
             which the file first names them.

    \b
    upc            the part of contacts with the clinician seen most
    bice_boxerman  the part of pairs of contacts that were with one clinician
    herfindahl     the sum of squares of each clinician's part of the contacts
    secon          the part of contacts, from the second on, with the clinician of the one before
    mmci           the modified, modified continuity index

    Each is from 0 to 1, and blank where it is not defined. Contacts of one day stay in the order of the file.
    A date is a day (2025-04-30, 30/04/2025, the day first), or a day with its time.

    With --by list a row has list_clinician, contacts, with_own_clinician and slicc: contacts of a list's
    patients that were with its own clinician. With --by clinician it has clinician, contacts,
    with_own_patients and own_patient_ratio, of clinicians who have a list.

    Where a row cannot be right nothing comes out: standard error has the lines and reasons, and the command
    ends with 1. No database is needed.

    \b
      commonpractice continuity contacts.csv > patients.csv
      commonpractice continuity --by list contacts.csv
    """
    lists_needed = ("list_clinician",) if by != "patient" else ()
    table = whole_table.whole(
        contacts,
        needs=("patient", "date", "clinician", *lists_needed),
        may_have=() if lists_needed else ("list_clinician",),
        reading=_contact,
    )
    if by == "patient":
        whole_table.write(output, MEASURES, _patients(table.read, minimum))
        return
    there = [contact for _, contact in table.read]
    if by == "list":
        _write_parts(output, LIST, rules.by_list(there), "lists")
    else:
        _write_parts(output, CLINICIAN, rules.by_clinician(there), "clinicians")


def _contact(line: int, row: Row) -> Timed:
    at = whole_table.moment(row, "date")
    return at, Contact(
        row_by_row.given(row, "patient"),
        row_by_row.given(row, "clinician"),
        row.get("list_clinician") or None,
    )


def _patients(contacts: Sequence[Timed], minimum: int) -> Iterator[list[str]]:
    """Rows of patients in the order of the file; what is of one moment stays in its order too."""
    seen: dict[str, list[tuple[datetime, str]]] = {}
    for at, contact in contacts:
        seen.setdefault(contact.patient, []).append((at, contact.clinician))
    for patient, those in seen.items():
        those.sort(key=lambda one: one[0])
        found = rules.measured([clinician for _, clinician in those], minimum=minimum)
        measures = (found.upc, found.bice_boxerman, found.herfindahl, found.secon, found.mmci)
        yield [patient, str(found.contacts), *map(whole_table.plain, measures)]


def _write_parts(output: Path, headings: Sequence[str], parts: Mapping[str, OutOf], words: str) -> None:
    whole_table.write(output, headings, _rows(parts.items()))
    whole = rules.together(parts.values())
    if whole.part is not None:
        click.echo(f"All {words}: {whole.count:,} of {whole.of:,} contacts, {whole.part:.1%}.", err=True)


def _rows(parts: Iterable[tuple[str, OutOf]]) -> Iterator[list[str]]:
    for name, one in parts:
        yield [name, str(one.of), str(one.count), whole_table.plain(one.part)]
