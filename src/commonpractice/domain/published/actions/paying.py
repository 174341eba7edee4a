"""Store a file of payments: columns, practices with their peers, what England and the peers were paid."""

from collections import defaultdict
from decimal import Decimal

from commonpractice.domain.published import models, parameters
from commonpractice.domain.published.actions import finding
from commonpractice.domain.published.actions.storing import Store
from commonpractice.domain.published.facts import LineRole, PeerGroupFact
from commonpractice.domain.published.rules import peers, summaries
from commonpractice.domain.published.rules.peers import Subject
from commonpractice.gateways import nhs_publications
from commonpractice.gateways.nhs_publications import facts as published_facts

NIL = Decimal(0)


def store(store: Store, published: nhs_publications.Publication) -> None:
    """Write everything of a payments file. Raises FileRefused where rows of it cannot be read."""
    practices: list[published_facts.Payments] = list(published.records())
    published.finish()
    subjects = [_subject(practice) for practice in practices]
    book = parameters.peers()
    groups = peers.form(subjects, bands=book.bands, at_least=book.at_least, unknown=book.unknown)
    placed = [peers.groups_of(subject, groups, unknown=book.unknown) for subject in subjects]
    store.rows(
        models.PaymentColumn,
        published_facts.PublishedColumn._fields,
        published.columns,
    )
    store.rows(
        models.PracticePayments,
        (*published_facts.Payments._fields, "peer_group"),
        (
            (*practice, own[0].number if own else None)
            for practice, own in zip(practices, placed, strict=True)
        ),
    )
    _store_groups(store, groups)
    store.rows(
        models.PeerMember,
        ("number", "code"),
        (
            (group.number, practice.code)
            for practice, subject, own in zip(practices, subjects, placed, strict=True)
            for group in own
            if subject.counted
        ),
    )
    _store_summaries(store, published, practices, subjects, placed)
    finding.write(store, practices)


def _subject(practice: published_facts.Payments) -> Subject:
    counted = peers.is_counted(
        kind=practice.kind,
        atypical=practice.atypical,
        registered=practice.registered,
        weighted=practice.weighted,
        kinds_kept=parameters.peers().kinds_kept,
    )
    return Subject(practice.contract, practice.dispensing, practice.registered or NIL, counted)


def _store_groups(store: Store, groups: tuple[PeerGroupFact, ...]) -> None:
    columns = ("number", "contract", "dispensing", "smallest", "largest", "practices")
    store.rows(
        models.PeerGroup,
        columns,
        (tuple(getattr(group, column) for column in columns) for group in groups),
    )


def _store_summaries(
    store: Store,
    published: nhs_publications.Publication,
    practices: list[published_facts.Payments],
    subjects: list[Subject],
    placed: list[list[PeerGroupFact]],
) -> None:
    paid = [
        summaries.Paid(
            practice.registered,
            practice.weighted,
            practice.amounts,
            tuple(group.number for group in own),
            subject.counted,
        )
        for practice, subject, own in zip(practices, subjects, placed, strict=True)
    ]
    lines = {column.key: column.position for column in published.columns}
    grouped: dict[str, list[str]] = defaultdict(list)
    for column in published.columns:
        if column.role != LineRole.TOTAL:
            grouped[parameters.group_of(column.key)].append(column.key)
    year = published.year.begins if published.year else 0
    figures = summaries.of_payments(paid, lines=lines, groups=grouped)
    store.summaries((year, figure) for figure in figures)
