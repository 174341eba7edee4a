"""One published file into the database, in one transaction with its summaries and its entry in the log."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.db import connection, transaction

from commonpractice.domain.audit import actions as audit
from commonpractice.domain.audit.facts import Actor
from commonpractice.domain.published import parameters
from commonpractice.domain.published.actions import comparing, finding, measuring, paying
from commonpractice.domain.published.actions.storing import Store
from commonpractice.domain.published.facts import ImportReport
from commonpractice.domain.published.models import Publication
from commonpractice.foundations.months import FinancialYear
from commonpractice.gateways import nhs_publications


def import_file(
    path: Path,
    *,
    year: FinancialYear | None,
    actor: Actor,
    at: datetime,
    accept_differences: bool = False,
    watch: Callable[[int], None] | None = None,
) -> ImportReport:
    """Import a published file of any year.

    `year` is needed only where neither the file nor its name says it; it must agree with both. Rows whose
    lines do not add up to the published total are refused where the others do; `accept_differences` keeps
    them, the difference as a line of its own. `watch` is told how many rows have been read.

    A file that is here already changes nothing. A revised file (same dataset, layout, year and day) takes
    the place of the older one, which is kept. Raises FileRefused, and then nothing was stored.
    """
    reading = nhs_publications.read(
        path, year=year, today=at.date(), accept_differences=accept_differences, watch=watch
    )
    with reading as published, transaction.atomic():
        # one import at a time: two of the same file would both find it new
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('published_publication'))")
        if known := Publication.objects.filter(sha256=published.sha256).first():
            return _already_here(known, published.file_name, year)
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
        superseded = _supersede(published)
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


def _supersede(published: nhs_publications.Publication) -> tuple[str, ...]:
    """Mark what this file takes the place of; the names of those files."""
    older = Publication.objects.filter(
        dataset=published.dataset,
        layout=published.layout,
        year=published.year.begins if published.year else None,
        as_at=published.as_at,
        superseded=False,
    )
    names = tuple(older.values_list("file_name", flat=True))
    older.update(superseded=True)
    return names


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


def _already_here(known: Publication, file_name: str, asked: FinancialYear | None) -> ImportReport:
    year = None if known.year is None else FinancialYear(known.year)
    if asked is not None and year is not None and asked != year:
        raise nhs_publications.FileRefused(
            file_name,
            f"this very file was imported as {year} ({known.file_name}). It cannot be of {asked} too.",
        )
    registered = known.registered
    return ImportReport(
        file_name=file_name,
        dataset=known.dataset,
        layout=known.layout,
        year=year,
        rows=known.rows,
        practices=known.practices,
        registered=registered,
        total=known.total_pence,
        publication_id=known.id,
        unchanged=True,
        notes=(f"it was imported on {known.imported_at:%-d %B %Y} already; nothing changed.",),
    )
