"""Practices and branches: their names, places and networks, and how to find them."""

from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import Value

from commonpractice.domain.published.facts import (
    Found,
    Named,
    NetworkPlace,
    OrganisationFact,
    Surroundings,
)
from commonpractice.domain.published.models import (
    Geography,
    NetworkMember,
    Organisation,
    PracticePayments,
    Publication,
)
from commonpractice.domain.published.queries.own_lines import source
from commonpractice.domain.published.queries.publications import Files, check_codes
from commonpractice.domain.published.rules import finding
from commonpractice.gateways.nhs_publications.ods import SETTINGS, STATUSES

MOST_FOUND = 50
NAMED_BY: tuple[tuple[Any, str, str], ...] = (
    (PracticePayments, "icb_code", "icb"),
    (PracticePayments, "region_code", "region"),
    (Geography, "sub_icb_code", "sub_icb"),
    (Geography, "icb_code", "icb"),
    (Geography, "region_code", "region"),
    (Organisation, "code", "name"),
)
"""Where the name of a body stands beside its code; later ones know better."""


def organisation(code: str) -> OrganisationFact | None:
    """A practice or branch by its code; None where no imported file has it."""
    return organisations([code]).get(code.strip().upper())


def organisations(codes: Iterable[str], files: Files | None = None) -> dict[str, OrganisationFact]:
    """Practices and branches by code, from ODS's files or, failing those, from the latest payments.

    Networks are those of ODS's ePCN, past ones too; without it, that of the latest QOF or payments file.
    Codes that no file has are not in the answer. Raises UnknownPractice for what is no code.
    """
    wanted = check_codes(codes)
    known = (files or Files()).by_id
    found: dict[str, OrganisationFact] = {}
    networks = _networks(wanted, known)
    for row in Organisation.objects.filter(code__in=wanted, publication_id__in=known).order_by("id"):
        found[row.code] = _listed(row, known[row.publication_id], networks.get(row.code, ()))
    missing = [code for code in wanted if code not in found]
    paid = PracticePayments.objects.filter(code__in=missing, publication_id__in=known).defer("amounts")
    for row in sorted(paid, key=lambda row: known[row.publication_id].year or 0):
        file = known[row.publication_id]
        found[row.code] = OrganisationFact(
            code=row.code,
            name=row.name,
            kind="practice",
            address=row.address,
            postcode=row.postcode,
            status="",
            opened=row.opened,
            closed=row.closed,
            parent=row.icb_code,
            networks=networks.get(row.code, ()),
            source=source(file, row.line, "organisation"),
            region=row.region_code,
        )
    return {code: found[code] for code in wanted if code in found}


def _listed(row: Organisation, file: Publication, networks: tuple[NetworkPlace, ...]) -> OrganisationFact:
    return OrganisationFact(
        code=row.code,
        name=row.name,
        kind=row.kind,
        address=row.address,
        postcode=row.postcode,
        status=row.status,
        opened=row.opened,
        closed=row.closed,
        parent=row.parent,
        networks=networks,
        source=source(file, row.line, "organisation"),
        status_words=STATUSES.get(row.status, row.status),
        kind_words="Branch surgery" if row.kind == "branch" else SETTINGS.get(row.setting, ""),
        telephone=row.telephone,
        icb=row.icb_code,
        region=row.region_code,
    )


def surroundings(place: OrganisationFact) -> Surroundings:
    """Where an organisation belongs, and the branches that ODS lists of it, open ones first.

    A parent is named from whichever file here knows it: a practice from ODS's list, a commissioner, an ICB or
    a region from those that say where practices belong.
    """
    files = Files().by_id
    branches = Organisation.objects.filter(
        parent=place.code, kind="branch", publication_id__in=files
    ).order_by("closed", "name")
    names = _names(files, place)

    def named(code: str) -> Named | None:
        return Named(code, names.get(code, "")) if code else None

    return Surroundings(
        parent=named(place.parent),
        icb=named(place.icb),
        region=named(place.region),
        branches=tuple(
            _listed(row, files[row.publication_id], ())
            for row in sorted(branches, key=lambda row: row.closed is not None)
        ),
    )


def _names(files: dict[int, Publication], place: OrganisationFact) -> dict[str, str]:
    """What its parent, ICB and region are called, as the latest of the files that know them best has it: from
    its own lines where they say so, which is quick, else from anybody's."""
    wanted = {code for code in (place.parent, place.icb, place.region) if code}
    names = _named_by(wanted, files, code=place.code)
    if missing := wanted - names.keys():
        names |= _named_by(missing, files)
    return names


def _named_by(codes: set[str], files: dict[int, Publication], **whose: str) -> dict[str, str]:
    first, *rest = [
        model.objects.filter(**{f"{code}__in": codes}, **whose, publication_id__in=files)
        .values_list(Value(rank), "publication_id", code, name)
        .distinct()
        for rank, (model, code, name) in enumerate(NAMED_BY)
    ]
    return {code: name for _, _, code, name in sorted(first.union(*rest)) if name}


def _networks(codes: tuple[str, ...], files: dict[int, Publication]) -> dict[str, tuple[NetworkPlace, ...]]:
    places: dict[str, tuple[NetworkPlace, ...]] = {}
    members = NetworkMember.objects.filter(code__in=codes, publication_id__in=files)
    for row in members.order_by("code", "joined"):
        place = NetworkPlace(row.pcn_code, row.pcn, row.joined, row.left)
        places[row.code] = (*places.get(row.code, ()), place)
    latest: dict[str, tuple[int, NetworkPlace]] = {}
    for model in (PracticePayments, Geography):  # of one year, QOF's file knows better
        missing = [code for code in codes if code not in places]
        rows = model.objects.filter(code__in=missing, publication_id__in=files).exclude(pcn_code="")
        for code, number, *named in rows.values_list("code", "publication_id", "pcn_code", "pcn"):
            year = files[number].year or 0
            if year >= latest.get(code, (0,))[0]:
                latest[code] = (year, NetworkPlace(*named))
    return places | {code: (place,) for code, (_, place) in latest.items()}


def known_codes() -> frozenset[str] | None:
    """Every code of ODS's register of practices and branches; None where it has not been imported."""
    files = [file for file in Files().of("ods") if file.layout != "networks"]
    if not any(file.layout == "practices" for file in files):
        return None
    codes = Organisation.objects.filter(publication_id__in=[file.id for file in files])
    return frozenset(codes.values_list("code", flat=True))


def search(typed: str, *, limit: int = MOST_FOUND) -> tuple[Found, ...]:
    """Practices and branches whose name, code or postcode begins as typed; all the words must be there.

    "wood lane B24", "M8506", "B24 0SY". Active practices come first, then by name. Nothing typed finds
    nothing.
    """
    terms = finding.terms(typed)[:8]
    if not terms:
        return ()
    # terms are bound, and hold letters and digits alone: none of them is a wildcard
    every = " INTERSECT ".join(
        "SELECT w.code FROM published_search_word w JOIN published_publication p ON p.id = w.publication_id "
        "WHERE w.word LIKE %s AND NOT p.superseded"
        for _ in terms
    )
    sql = f"""
        SELECT DISTINCT ON (code) code, name, postcode, kind, status FROM (
            SELECT o.code, o.name, o.postcode, o.kind, o.status, 1 AS worth, 0 AS year
            FROM published_organisation o JOIN published_publication p ON p.id = o.publication_id
            WHERE NOT p.superseded AND o.code IN ({every})
            UNION ALL
            SELECT q.code, q.name, q.postcode, 'practice',
                   CASE WHEN q.closed IS NULL THEN 'A' ELSE 'C' END, 0, p.year
            FROM published_practice_payments q JOIN published_publication p ON p.id = q.publication_id
            WHERE NOT p.superseded AND q.code IN ({every})
        ) named ORDER BY code, worth DESC, year DESC
    """  # noqa: S608
    ordered = (
        f"SELECT * FROM ({sql}) found ORDER BY (status = 'A') DESC, (kind = 'practice') DESC, name, code"  # noqa: S608
    )
    values = [f"{term}%" for term in terms]
    with connection.cursor() as cursor:
        cursor.execute(f"{ordered} LIMIT %s", [*values, *values, limit])
        return tuple(Found(*row, STATUSES.get(row[-1], row[-1])) for row in cursor.fetchall())
