"""Ask for what reasons patients were left out of an indicator, or adjusted."""

from commonpractice.domain.partnership.facts import Scope
from commonpractice.domain.quality import models
from commonpractice.domain.quality.facts.runs import RunFact
from commonpractice.domain.quality.facts.verdicts import Status


def reasons(*, scope: Scope, run: RunFact, code: str) -> dict[tuple[Status, str], int]:
    """Patients by status and the key of the reason, of an indicator in a run; "" where there is no reason.

    Nothing where the asker may not see the surgery's whole counts.
    """
    if run.surgery_id not in scope.counts:
        return {}
    rows = models.VerdictCount.objects.filter(surgery=run.surgery_id, run=run.id, indicator=code)
    return {
        (Status(status), reason): patients
        for status, reason, patients in rows.order_by("id").values_list("status", "reason", "patients")
    }
