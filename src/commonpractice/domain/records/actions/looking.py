"""Look at who patients are: each look is written down, naming the patients by their numbers."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from commonpractice.domain.audit import actions as audit
from commonpractice.domain.partnership.facts import Power, Scope
from commonpractice.domain.partnership.rules import reach
from commonpractice.domain.records import queries
from commonpractice.domain.records.facts import Person


def look_at(*, patients: Sequence[int], why: str, scope: Scope, at: datetime) -> dict[int, Person]:
    """Who patients are, by their numbers; `why` says on which page or for what, in words.

    Each surgery's log gets one entry, whose details name every patient that was seen. Raises NoSuchPatient,
    and NotAllowed where no role gives the power at their surgery.
    """
    found = queries.people(patients=patients)
    seen: dict[int, list[int]] = defaultdict(list)
    for person in found.values():
        seen[person.surgery_id].append(person.id)
    reach.check_covers(scope, seen, Power.SEE_PATIENTS)
    for surgery, numbers in seen.items():
        audit.record(
            actor=scope.actor,
            deed="records.see_patients",
            subject=why,  # not how many: others read the log's subjects, and there may be one
            surgery_id=surgery,
            details={"patients": sorted(numbers)},
            at=at,
        )
    return found
