"""One published file into the database, in one transaction with its summaries and its entry in the log."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.db import connection, transaction

from commonpractice.domain.audit import actions as audit
from commonpractice.domain.audit.facts import Actor
from commonpractice.domain.published import models, parameters
from commonpractice.domain.published.actions import comparing, finding, measuring, paying, replacing
from commonpractice.domain.published.actions.storing import Store
from commonpractice.domain.published.facts import ImportReport
from commonpractice.domain.published.models import Publication
from commonpractice.foundations.months import FinancialYear
from commonpractice.gateways import nhs_publications
from commonpractice.gateways.nhs_publications import facts


def import_file(
    path: Path,
    *,
    year: FinancialYear | None,
    actor: Actor,
    at: datetime,
    accept_differences: bool = False,
    use_again: bool = False,
    watch: Callable[[int], None] | None = None,
) -> ImportReport:
    """Import a published file of any year.

    `year` is needed only where neither the file nor its name says it; it must agree with both. Rows whose
    lines do not add up to the published total are refused where the others do; `accept_differences` keeps
    them, the difference as a line of its own. `watch` is told how many rows have been read.

    A file that is here already changes nothing. A revised file (same dataset, layout, year and day) takes
    the place of the older one, which is kept; `use_again` puts an older one back, or a file that was imported
    as of a wrong year into its own. One with less than half of the practices, which may be a part of a file,
    takes a place only with `accept_differences`. Raises FileRefused, and then nothing was stored.
    """
    reading = nhs_publications.read(
        path, year=year, today=at.date(), accept_differences=accept_differences, watch=watch
    )
    with reading as published, transaction.atomic():
        # one import at a time: two of the same file would both find it new
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('published_publication'))")
        if known := replacing.same_file(published, use_again=use_again):
            return _already_here(known, published.file_name, use_again=use_again, actor=actor, at=at)
        store = Store()
        if published.dataset == "payments":
            paying.store(store, published)
        else:
            measures = measuring.Measures(published)
            words = finding.Words()
            store.records(measures.noting(words.noting(published.records())))
            published.finish()
            store.summaries(measures.summaries())
            words.store(store)
        store.rows(models.OwnLines, facts.OwnLines._fields, published.own_lines)
        replacing.check_figures_are_new(published)
        superseded = replacing.supersede(published, accept_differences)
        _write(store.publication_id, published, actor, at)
        store.sample()
        comparing.compare(times=parameters.peers().patients)
        audit.record(
            actor=actor,
            deed="published.import_file",
            subject=f"{published.file_name}: {published.recognised.layout.title}",
            at=at,
            details={
                "publication": store.publication_id,
                "dataset": published.dataset,
                "year": str(published.year or ""),
                "rows": published.rows,
                "sha256": published.sha256,
                "superseded": list(superseded),
            },
        )
    return ImportReport(
        file_name=published.file_name,
        dataset=published.dataset,
        layout=published.layout,
        year=published.year,
        rows=published.rows,
        practices=published.practices,
        registered=published.registered,
        total=published.total_pence,
        publication_id=store.publication_id,
        superseded=superseded,
        notes=tuple(published.notes),
    )


def _write(publication_id: int, published: nhs_publications.Publication, actor: Actor, at: datetime) -> None:
    Publication.objects.bulk_create(
        [
            Publication(
                id=publication_id,
                dataset=published.dataset,
                layout=published.layout,
                year=published.year.begins if published.year else None,
                as_at=published.as_at,
                file_name=published.file_name,
                sha256=published.sha256,
                headings=published.headings,
                fields=published.recognised.places,
                rows=published.rows,
                practices=published.practices,
                registered=published.registered,
                total_pence=published.total_pence,
                notes=published.notes,
                imported_at=at,
                imported_by=actor.name,
            )
        ]
    )


def _already_here(
    known: Publication, file_name: str, *, use_again: bool, actor: Actor, at: datetime
) -> ImportReport:
    """The report of a file that was imported before; put back into use where that is asked."""
    year = None if known.year is None else FinancialYear(known.year)
    back = known.superseded and use_again
    superseded = replacing.use_again(known, actor, at) if back else ()
    when = f"it was imported on {known.imported_at:%-d %B %Y} already" + (f", as {year}" if year else "")
    if known.superseded and not back:
        when += ", and another took its place: --use-again puts it back"
    return ImportReport(
        file_name=file_name,
        dataset=known.dataset,
        layout=known.layout,
        year=year,
        rows=known.rows,
        practices=known.practices,
        registered=known.registered,
        total=known.total_pence,
        publication_id=known.id,
        unchanged=not back,
        superseded=superseded,
        notes=(f"{when}; it is in use again." if back else f"{when}; nothing changed.",),
    )
