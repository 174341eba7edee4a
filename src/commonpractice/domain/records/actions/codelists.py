"""Load what codes make up a cluster: a version of a codelist, whole, and never changed afterwards."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from commonpractice.domain.audit import actions as audit
from commonpractice.domain.audit.facts import Actor
from commonpractice.domain.records import models
from commonpractice.domain.records.actions import numbering
from commonpractice.domain.records.queries.codelists import STARTER
from commonpractice.foundations import rulebook_files

ALWAYS = date(1900, 1, 1)
"""In force on every day that is asked about, where no day is told from which a list counts."""
STARTER_FILE = "records/starter_concepts.csv"


class CodelistDiffers(ValueError):
    """A version is loaded already, with other codes; the message says what to do."""


@dataclass(frozen=True)
class LoadedCodelist:
    """What loading a codelist did: how many codes it has. `unchanged` where it was here already."""

    cluster: str
    version: str
    members: int
    unchanged: bool


def load_codelist(
    *,
    cluster: str,
    version: str,
    source: str,
    sha256: str,
    terms: Mapping[str, str],
    actor: Actor,
    at: datetime,
    effective_from: date = ALWAYS,
) -> LoadedCodelist:
    """Load one version of a cluster's codes, with their terms by code. Needs the program's own ticket.

    The same again changes nothing. Raises CodelistDiffers.
    """
    with transaction.atomic():
        there = models.Codelist.objects.filter(cluster=cluster, version=version).first()
        if there is not None:
            if (there.sha256, there.effective_from) != (sha256, effective_from):
                raise CodelistDiffers(
                    f"Version {version} of {cluster} was loaded on {there.at:%d %B %Y} from "
                    f"{there.source}, with other codes or another first day. A version is never changed: "
                    "give this one a name of its own."
                )
            return LoadedCodelist(cluster, version, there.members.count(), unchanged=True)
        numbers = numbering.concepts(terms)
        (codelist,) = models.Codelist.objects.bulk_create(
            [
                models.Codelist(
                    cluster=cluster,
                    version=version,
                    source=source,
                    sha256=sha256,
                    effective_from=effective_from,
                    at=at,
                    actor_id=actor.id,
                    actor_name=actor.name,
                )
            ]
        )
        members = [
            models.CodelistMember(codelist_id=codelist.id, concept_id=number)
            for number in sorted(numbers.values())
        ]
        models.CodelistMember.objects.bulk_create(members, batch_size=5000)
        _record(actor, f"{cluster}, version {version}: {len(members):,} codes from {source}", at)
    return LoadedCodelist(cluster, version, len(members), unchanged=False)


def load_starter(*, actor: Actor, at: datetime) -> list[LoadedCodelist]:
    """Load the starter list of this version of the program, where it is not here yet. As `load_codelist`.

    Its codes draw their numbers first on a new installation, which keeps them together in every file.
    """
    clusters: dict[str, dict[str, str]] = defaultdict(dict)
    for row in rulebook_files.rows(STARTER_FILE):
        clusters[row["cluster"]][row["code"]] = row["term"]
    versions = {cluster: _hash(terms) for cluster, terms in sorted(clusters.items())}
    with transaction.atomic():
        there = set(models.Codelist.objects.filter(source=STARTER).values_list("cluster", "sha256"))
        new = {cluster: sha256 for cluster, sha256 in versions.items() if (cluster, sha256) not in there}
        if new:
            _add_starter(new, clusters, actor, at)
    return [
        LoadedCodelist(cluster, _starter(sha256), len(clusters[cluster]), unchanged=cluster not in new)
        for cluster, sha256 in versions.items()
    ]


def _hash(terms: Mapping[str, str]) -> str:
    return hashlib.sha256("\n".join(sorted(terms)).encode()).hexdigest()


def _starter(sha256: str) -> str:
    return f"starter {sha256[:8]}"


def _add_starter(
    new: Mapping[str, str], clusters: Mapping[str, Mapping[str, str]], actor: Actor, at: datetime
) -> None:
    """Add versions of the starter list, by cluster and hash, all at once."""
    numbers = numbering.concepts({code: term for terms in clusters.values() for code, term in terms.items()})
    added = models.Codelist.objects.bulk_create(
        [
            models.Codelist(
                cluster=cluster,
                version=_starter(sha256),
                source=STARTER,
                sha256=sha256,
                effective_from=ALWAYS,
                at=at,
                actor_id=actor.id,
                actor_name=actor.name,
            )
            for cluster, sha256 in new.items()
        ]
    )
    models.CodelistMember.objects.bulk_create(
        [
            models.CodelistMember(codelist_id=codelist.id, concept_id=numbers[code])
            for codelist in added
            for code in clusters[codelist.cluster]
        ],
        batch_size=5000,
    )
    _record(actor, f"{STARTER}: {len(new):,} clusters", at)


def _record(actor: Actor, subject: str, at: datetime) -> None:
    audit.record(actor=actor, deed="records.load_codelist", subject=subject, at=at)
