"""Patients' records of the demonstration's surgeries: the invented population, put in use as a snapshot each.

A surgery is one transaction; one that has a snapshot of the day is left alone, so that what was cut short is
taken up where it stopped.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
import pyarrow as pa
from django.conf import settings
from django.db import transaction

from commonpractice.demonstration import SEED, population
from commonpractice.domain.audit.facts import PROGRAM
from commonpractice.domain.partnership.facts import Model, PartnershipSummary, Scope
from commonpractice.domain.records import actions, queries
from commonpractice.domain.records.actions import numbering
from commonpractice.domain.records.rules import pseudonyms

Progress = Callable[[str, int, int], None]
NOTE = "Invented: no patient in it is anybody."


@dataclass(frozen=True)
class TakenIn:
    """What was made up: of how many surgeries, how many people and events; nothing where it was all there."""

    surgeries: int
    people: int
    events: int


def take_in(
    where: PartnershipSummary,
    *,
    model: Model,
    on: date,
    scope: Scope,
    at: datetime,
    amount: str = "usual",
    seed: int = SEED,
    places: Sequence[population.Place] | None = None,
    progress: Progress = lambda what, done, of: None,
) -> TakenIn:
    """Make up the patients of each surgery as at a day, and put their records in use.

    `places` are those of the model, unless others are given, by the codes of `where`'s surgeries. Needs a
    ticket for the patients of all its surgeries. Raises records' CannotImport.
    """
    with transaction.atomic():  # a ticket is shown with a transaction, and without one nothing is seen
        actions.load_starter(actor=PROGRAM, at=at)
        numbers = numbering.concepts({concept.code: concept.term for concept in population.used()})
        there = queries.in_use(scope=scope)
    ids = {surgery.code: surgery.id for surgery in where.surgeries}
    places = population.of_model(seed, model) if places is None else places
    missing = [
        place for place in places if there.get(ids[place.code]) is None or there[ids[place.code]].as_at != on
    ]
    wanted = population.Wanted(seed, on, amount)
    people = events = 0
    for number, place in enumerate(missing, start=1):
        made = population.made_up(
            [place], wanted, numbers=numbers,
            ids={place.code: population.Ids(ids[place.code], 1, 1)}, pseudonyms=_pseudonyms,
        )  # fmt: skip
        for each in made:
            with transaction.atomic():
                _put_in_use(each, ids[place.code], on, scope, at)
            people += each.tables["patients"].num_rows
            events += each.tables["events"].num_rows + each.tables["medications"].num_rows
        progress("Patients' records", number, len(missing))
    return TakenIn(len(missing), people, events)


def _put_in_use(made: population.MadeUp, surgery_id: int, on: date, scope: Scope, at: datetime) -> None:
    patients = np.array(actions.number_patients(_told(made), surgery_id=surgery_id, at=at), dtype=np.int32)
    clinicians = {
        code: number
        for code, number, _ in actions.number_clinicians(
            [(one.code, one.name, one.role) for one in made.clinicians], (), surgery_id=surgery_id
        )
    }
    doctors = np.array([clinicians[one.code] for one in made.clinicians], dtype=np.int32)
    tables = {
        name: [_renumbered(table, {"patient": patients, "clinician": doctors})]
        for name, table in made.tables.items()
    }
    actions.put_in_use(tables, surgery_id=surgery_id, as_at=on, notes=[NOTE], scope=scope, at=at)


def _told(made: population.MadeUp) -> Sequence[actions.Told]:
    if made.identity is None:
        raise ValueError("Nobody has a name: the population was made up without pseudonyms.")
    named = made.tables["patients"]["pseudonym"].to_pylist()
    return [
        actions.Told(
            pseudonym=pseudonym, local_id=str(row["patient"]), nhs_number=row["nhs_number"],
            given_name=row["given_name"], family_name=row["family_name"], born=row["born"],
            address=row["address"], postcode=row["postcode"],
            phone=row["mobile"] or row["telephone"] or "", email=row["email"] or "",
        )
        for pseudonym, row in zip(named, made.identity.to_pylist(), strict=True)
    ]  # fmt: skip


def _renumbered(table: pa.Table, numbers: dict[str, np.ndarray]) -> pa.Table:
    """The same rows with the database's numbers for those counted from 1; they rise alike, so order stays."""
    for name, given in numbers.items():
        if name in table.column_names:
            column = table.column(name).combine_chunks()
            blank = np.asarray(column.is_null())
            places = np.asarray(column.fill_null(1)) - 1
            place = table.column_names.index(name)
            table = table.set_column(
                place, table.schema.field(name), pa.array(given[places], pa.int32(), mask=blank)
            )
    return table


def _pseudonyms(nhs_numbers: pa.Array) -> pa.Array:
    key = bytes.fromhex(settings.PSEUDONYM_KEY)
    return pa.array(
        [pseudonyms.of_nhs_number(number, key=key) for number in nhs_numbers.to_pylist()],
        pa.binary(pseudonyms.LENGTH),
    )
