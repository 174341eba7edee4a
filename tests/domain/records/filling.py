"""Something of each surgery in every table of records, for the proof of the wall."""

from datetime import date
from uuid import UUID

from commonpractice.domain.records import models
from commonpractice.gateways.scoped_postgres import tickets
from tests.domain.partnerships import NOON, TwoRivers


def fill(rivers: TwoRivers) -> None:
    """A patient, a clinician, a snapshot and its import at both; a codelist for all."""
    actor = rivers.everything.actor
    by = {"at": NOON, "actor_id": actor.id, "actor_name": actor.name}
    surgeries = {"A1": rivers.a, "B1": rivers.b}
    with tickets.acting(actor_id=actor.id, surgeries=surgeries.values(), patients=surgeries.values()):
        (concept,) = models.Concept.objects.bulk_create([models.Concept(code="44054006", term="Type 2")])
        (codelist,) = models.Codelist.objects.bulk_create(
            [
                models.Codelist(
                    cluster="dm_cod", version="test", source="-", sha256="0" * 64,
                    effective_from=date(1900, 1, 1), **by,
                )
            ]
        )  # fmt: skip
        models.CodelistMember.objects.bulk_create(
            [models.CodelistMember(codelist_id=codelist.id, concept_id=concept.id)]
        )
        for number, (code, surgery) in enumerate(surgeries.items()):
            models.Patient.objects.bulk_create([patient(surgery, number, code)])
            models.Clinician.objects.bulk_create(
                [models.Clinician(surgery_id=surgery, code="GP1", name=f"Doctor of {code}", role="gp")]
            )
            (snapshot,) = models.Snapshot.objects.bulk_create(
                [
                    models.Snapshot(
                        surgery_id=surgery, uuid=UUID(int=number + 1), system="plain", as_at=NOON.date(),
                        rows={"patients": 1}, manifest_sha256="0" * 64, key_check="0" * 16, **by,
                    )
                ]
            )  # fmt: skip
            models.Import.objects.bulk_create(
                [
                    models.Import(
                        surgery_id=surgery, snapshot_id=snapshot.id, files=[], kinds={}, rules="0" * 64,
                        counts={}, reasons=[], notes=[], refused="", **by,
                    )
                ]
            )  # fmt: skip


def patient(surgery: int, number: int, code: str) -> models.Patient:
    return models.Patient(
        surgery_id=surgery,
        pseudonym=bytes([number]) * 16,
        local_id=f"{code}-1",
        nhs_number="9990000018",
        given_name="Pat",
        family_name=f"Of {code}",
        born=date(1960, 5, 17),
        address="1 High Street",
        postcode="ZZ99 3AA",
        phone="01632 960001",
        email="",
        told_at=NOON,
    )
