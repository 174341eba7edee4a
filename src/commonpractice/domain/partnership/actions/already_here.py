"""Whether a partnership's file agrees with what is here: its own past, its books, other partnerships."""

from collections.abc import Iterator
from datetime import date

from commonpractice.domain.audit.facts import Actor
from commonpractice.domain.partnership import models, queries
from commonpractice.domain.partnership.facts import Model, PartnershipFact, SurgeryFact, SurgeryKind
from commonpractice.foundations.dated import Period
from commonpractice.gateways.scoped_postgres import tickets


def problems(fact: PartnershipFact, *, actor: Actor) -> list[str]:
    """Every disagreement with what is here, in sentences. Needs a transaction; `actor` loads the file."""
    row = models.Partnership.objects.filter(code=fact.code).first()
    there = list(models.Surgery.objects.filter(partnership=row)) if row else []
    found: list[str] = []
    if row:
        with tickets.acting(actor_id=actor.id, surgeries=[surgery.id for surgery in there]):
            found += [*_demonstration(row, fact), *_books(row, fact), *_gone(row, there, fact)]
    if not fact.demonstration:
        found += _elsewhere(fact, actor)
    return found


def _demonstration(row: models.Partnership, fact: PartnershipFact) -> Iterator[str]:
    if row.demonstration != fact.demonstration:
        yield f"{row.name} is {'a demonstration' if row.demonstration else 'real'} and stays so."


def _books(row: models.Partnership, fact: PartnershipFact) -> Iterator[str]:
    """The database refuses it too: here it is told with everything else that is wrong."""
    if (row.year_starts, row.model) == (fact.year_starts, fact.model.value):
        return
    if not queries.has_books(partnership_id=row.id):
        return
    if row.year_starts != fact.year_starts:
        month = f"{date(2000, row.year_starts, 1):%B}"
        yield (
            f"{row.name} has books, and keeps them by a year that starts in {month}: "
            f"“year_starts” stays {row.year_starts}."
        )
    if row.model != fact.model.value:
        yield (
            f"{row.name} has books, and keeps them as {Model(row.model).value}: “model” stays “{row.model}”. "
            "A partnership that is organised anew is loaded as another, with a code of its own."
        )


def _gone(row: models.Partnership, there: list[models.Surgery], fact: PartnershipFact) -> Iterator[str]:
    surgeries = {surgery.code for surgery in fact.surgeries}
    if gone := sorted((each.code, each.name) for each in there if each.code not in surgeries):
        names = ", ".join(f"{name} ({code})" for code, name in gone)
        yield f"{names}: not in the file any more. A surgery that leaves keeps its place, with an “until”."
    partners = {partner.code for partner in fact.partners}
    kept = models.Partner.objects.filter(partnership=row).order_by("code")
    if names := [partner.name for partner in kept if partner.code not in partners]:
        told = ", ".join(names)
        yield f"{told}: not in the file any more. A partner who leaves keeps a place, with an “until”."


def _elsewhere(fact: PartnershipFact, actor: Actor) -> Iterator[str]:
    """A practice belongs to one partnership at a time. The codes of a demonstration are invented."""
    ours = {each.code: each for each in fact.surgeries if each.kind is SurgeryKind.SURGERY}
    theirs = list(
        models.Surgery.objects.filter(
            code__in=ours, kind=SurgeryKind.SURGERY.value, partnership__demonstration=False
        )
        .exclude(partnership__code=fact.code)
        .select_related("partnership")
        .order_by("code", "partnership__name")
    )
    with tickets.acting(actor_id=actor.id, surgeries=[surgery.id for surgery in theirs]):
        for surgery in theirs:
            spells = [row.period for row in models.Membership.objects.known().filter(surgery=surgery)]
            yield from _overlap(ours[surgery.code], surgery, sorted(spells))


def _overlap(ours: SurgeryFact, theirs: models.Surgery, spells: list[Period]) -> Iterator[str]:
    for spell in spells:
        for membership in ours.memberships:
            if spell.overlaps(membership):
                yield (
                    f"{ours.name} ({ours.code}) belongs to {theirs.partnership.name} ({spell}), so it cannot "
                    f"belong here too ({membership}): give one of the two files an “until”."
                )
                return
