"""Which of the files of one kind and year is in use: the latest, or that which somebody put back."""

from datetime import datetime

from django.db.models import Q, QuerySet

from commonpractice.domain.audit import actions as audit
from commonpractice.domain.audit.facts import Actor
from commonpractice.domain.published import parameters
from commonpractice.domain.published.actions import comparing
from commonpractice.domain.published.models import Publication
from commonpractice.foundations.dated import day
from commonpractice.foundations.months import FinancialYear
from commonpractice.gateways import nhs_publications


def same_file(published: nhs_publications.Publication, *, use_again: bool) -> Publication | None:
    """The same file of the same year, imported before. One of another year is refused while it is in use;
    with `use_again` it was of a wrong year, and is taken out of it."""
    begins = published.year.begins if published.year else None
    before = Publication.objects.filter(sha256=published.sha256)
    if known := before.filter(year=begins).first():
        return known
    if elsewhere := before.filter(superseded=False).first():
        if not use_again:
            raise nhs_publications.FileRefused(
                published.file_name,
                f"this very file was imported as {_when(elsewhere)} ({elsewhere.file_name}). It cannot be of "
                f"{published.year} too. If {_when(elsewhere)} was wrong, --use-again takes it out of there "
                f"and imports it as {published.year}.",
            )
        _taken_out_of_use(before)
    return None


def check_figures_are_new(published: nhs_publications.Publication) -> None:
    """Refuse the figures of one year under the name of another: no two years' are the same to the last."""
    if not published.registered:
        return
    same = Publication.objects.filter(
        dataset=published.dataset,
        layout=published.layout,
        rows=published.rows,
        practices=published.practices,
        registered=published.registered,
        total_pence=published.total_pence,
        superseded=False,
    ).exclude(year=published.year.begins if published.year else None, as_at=published.as_at)
    if twin := same.first():
        raise nhs_publications.FileRefused(
            published.file_name,
            f"its figures are those of {twin.file_name}, of {_when(twin)}, to the last: it cannot be of "
            f"{published.year} too. Look which of the two has the wrong year.",
        )


def supersede(published: nhs_publications.Publication, accept_differences: bool) -> tuple[str, ...]:
    """Mark what this file takes the place of; the names of those files. Raises FileRefused where it is so
    much smaller that it may be a part."""
    older = Publication.objects.filter(
        dataset=published.dataset,
        layout=published.layout,
        year=published.year.begins if published.year else None,
        as_at=published.as_at,
        superseded=False,
    )
    for one in older:
        if 2 * published.practices < one.practices and not accept_differences:
            raise nhs_publications.FileRefused(
                published.file_name,
                f"it has {published.practices:,} practices, but {one.file_name}, whose place it would take, "
                f"has {one.practices:,}: it may be a part of a file. Download it again; if it is whole, "
                "import it with --accept-differences.",
            )
    return _taken_out_of_use(older)


def _taken_out_of_use(older: QuerySet[Publication]) -> tuple[str, ...]:
    names = tuple(older.values_list("file_name", flat=True))
    older.update(superseded=True)
    return names


def use_again(known: Publication, actor: Actor, at: datetime) -> tuple[str, ...]:
    """Put an older file in the place of the one that took its own, or out of a wrong year into this one."""
    kind = {"dataset": known.dataset, "layout": known.layout, "year": known.year, "as_at": known.as_at}
    in_its_place = Publication.objects.filter(Q(**kind) | Q(sha256=known.sha256), superseded=False)
    superseded = _taken_out_of_use(in_its_place)
    Publication.objects.filter(id=known.id).update(superseded=False)
    comparing.compare(times=parameters.peers().patients)
    audit.record(
        actor=actor,
        deed="published.use_again",
        subject=known.file_name,
        at=at,
        details={"publication": known.id, "superseded": list(superseded)},
    )
    return superseded


def _when(file: Publication) -> str:
    return day(file.as_at) if file.as_at else str(FinancialYear(file.year or 0))
