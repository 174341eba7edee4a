"""Months of an indicator as a program's runs would have kept them: whole counts, and what may leave."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from uuid import UUID, uuid4

from commonpractice.domain.partnership.facts import Scope
from commonpractice.domain.quality import models
from commonpractice.domain.records.models import Snapshot
from commonpractice.foundations.months import Month
from commonpractice.gateways.scoped_postgres import tickets

COUNTED = datetime(2026, 11, 2, 12, tzinfo=UTC)
BY = {"at": COUNTED, "actor_id": 0, "actor_name": "Program"}
Counts = Sequence[tuple[int, int] | None]
"""(met, of), a month; None is 2 of 200, so few that they stay at the surgery."""


def keep(scope: Scope, code: str, courses: Mapping[int, Counts], *, first: Month) -> None:
    """Courses of an indicator by surgery, month by month from the first, each looking back on its year."""
    everywhere = scope.surgeries
    with tickets.acting(actor_id=0, surgeries=everywhere, patients=everywhere, counts=everywhere):
        snapshots = {surgery: snapshot(surgery) for surgery in courses}
        batches = [uuid4() for _ in range(max(map(len, courses.values())))]
        places = [(surgery, at) for surgery, counts in courses.items() for at in range(len(counts))]
        runs = [
            models.Run(
                surgery_id=surgery, batch=batches[at], on=(first + at).last, year_end=(first + at).last,
                snapshot_id=snapshots[surgery], rulebook="0" * 64, codelists="0" * 64, version="test",
                engine="duckdb", listed=1000, **BY,
            )
            for surgery, at in places
        ]  # fmt: skip
        models.Run.objects.bulk_create(runs)
        counted, disclosed = [], []
        for run, (surgery, at) in zip(runs, places, strict=True):
            mine, told = {"run_id": run.id, "surgery_id": surgery}, courses[surgery][at]
            met, of = told or (2, 200)
            counted += [
                models.VerdictCount(**mine, indicator=code, status=status, reason="", patients=number)
                for status, number in (("met", met), ("not_met", of - met))
            ]
            shown = (met, of - met) if told else (None, None)
            disclosed.append(
                models.Disclosed(**mine, of="indicator", code=code, met=shown[0], not_met=shown[1])
            )
        models.VerdictCount.objects.bulk_create(counted)
        models.Disclosed.objects.bulk_create(disclosed)
        models.DisclosedTotal.objects.bulk_create(
            [
                _total(
                    scope, code, batch, first + at, [each[at] for each in courses.values() if at < len(each)]
                )
                for at, batch in enumerate(batches)
            ]
        )


def _total(scope: Scope, code: str, batch: UUID, month: Month, there: Counts) -> models.DisclosedTotal:
    told = [each for each in there if each]
    hidden = len(told) < len(there)
    return models.DisclosedTotal(
        partnership_id=scope.partnership_id, batch=batch, on=month.last, year_end=month.last, threshold=5,
        surgeries=len(there), of="indicator", code=code, met=None if hidden else sum(met for met, _ in told),
        not_met=None if hidden else sum(of - met for met, of in told),
    )  # fmt: skip


def snapshot(surgery: int) -> int:
    row = Snapshot(
        surgery_id=surgery, uuid=uuid4(), system="plain", as_at=COUNTED.date(), rows={},
        manifest_sha256="0" * 64, key_check="0" * 16, **BY,
    )  # fmt: skip
    Snapshot.objects.bulk_create([row])
    return row.pk
