"""Whether files have been taken in already: the same ones, read in the same way, as they are in use."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date

from commonpractice.domain.records import models
from commonpractice.domain.records.actions.judging import Meanings
from commonpractice.domain.records.facts import SnapshotFact, System
from commonpractice.foundations import rulebook_files
from commonpractice.gateways.clinical_extracts.staging import Staging
from commonpractice.gateways.event_store.layout import VERSION


def way_of_reading(system: System, meanings: Meanings) -> str:
    """What tells one way of reading extracts from another: the column maps, the units and which codes are
    in them.
    """
    told: list = [VERSION, rulebook_files.toml("records/values.toml")]
    told.append(rulebook_files.rows("records/translations.csv"))
    told.append([[concept, rule.cluster] for concept, rule in sorted(meanings.values.items())])
    told.append(sorted(meanings.resolutions.items()))
    if system is not System.PLAIN:
        told.append(rulebook_files.toml(f"records/layouts/{system.value}.toml"))
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def taken_in_already(
    staged: Staging, before: SnapshotFact | None, *, system: System, as_at: date, rules: str | None
) -> models.Import | None:
    """The import that the snapshot in use holds already, where one was of the same files and day.

    And read in the same way, where `rules` says which. It holds what it came of, and where mended rows were
    added to others, those too.
    """
    files = _hashes(source.told for source in staged.files)
    number = before.id if before else None
    while number is not None:
        row = models.Import.objects.select_related("snapshot").get(snapshot_id=number)
        same_day = (row.snapshot.system, row.snapshot.as_at) == (system.value, as_at)
        if same_day and rules in (None, row.rules) and _hashes(row.files) == files:
            return row
        number = row.follows_id
    return None


def _hashes(files: Iterable[Mapping]) -> list[str]:
    return sorted(file["sha256"] for file in files)
