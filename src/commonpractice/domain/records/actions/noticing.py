"""What else was noticed while an extract was taken in, in sentences for the import's page."""

from commonpractice.domain.records.facts import SnapshotFact
from commonpractice.foundations.dated import day
from commonpractice.gateways.clinical_extracts import fhir
from commonpractice.gateways.clinical_extracts.staging import Staging


def notes(staged: Staging, follows: SnapshotFact | None) -> list[str]:
    """Rows that were left out and values set aside, with their reasons; and what the rows were added to."""
    run = staged.connection.execute
    found = [
        f"{words[:1].upper()}{words[1:]}: {rows:,}, left out." for words, rows in staged.left_out.items()
    ]
    found += [f"{words}: {rows:,}." for words, rows in staged.noted.items()]
    aside = run(
        "SELECT measured, aside, count(*) FROM judged_events WHERE fault IS NULL AND NOT repeated "
        "AND aside IS NOT NULL GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2"
    ).fetchall()
    found += [
        f"{measured}: {rows:,} values {why}, set aside; the event is kept." for measured, why, rows in aside
    ]
    without = run(
        "SELECT count(*) FROM judged_patients WHERE fault IS NULL AND NOT repeated AND nhs_number IS NULL"
    ).fetchall()[0][0]
    if without:
        found.append(
            f"{without:,} patients have no NHS number: they are known by the surgery's own, and at no other "
            "surgery."
        )
    not_read = {kind: count for kind, count in staged.kinds.items() if kind not in fhir.READERS}
    if not_read:
        told = ", ".join(f"{count:,} {kind}" for kind, count in sorted(not_read.items()))
        found.append(f"Resources of kinds that are not read: {told}.")
    if follows is not None:
        found.append(f"The rows were added to the snapshot of {day(follows.as_at)} that was in use.")
    return found
