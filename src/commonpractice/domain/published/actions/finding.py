"""The words by which practices are found, written when a file that names them is imported."""

from collections.abc import Iterable, Iterator
from typing import Any

from commonpractice.domain.published import models
from commonpractice.domain.published.actions.storing import Store
from commonpractice.domain.published.rules import finding
from commonpractice.gateways.nhs_publications import facts


def write(store: Store, records: Iterable[Any]) -> None:
    """Write the words of practices and branches."""
    rows = (
        (record.code, word)
        for record in records
        for word in finding.words(code=record.code, name=record.name, postcode=record.postcode)
    )
    store.rows(models.SearchWord, ("code", "word"), rows)


class Words:
    """Notes the practices and branches of an ODS file as they stream by."""

    def __init__(self) -> None:
        self._named: list[facts.Organisation] = []

    def noting(self, records: Iterable[Any]) -> Iterator[Any]:
        for record in records:
            if isinstance(record, facts.Organisation) and record.kind != "other":
                self._named.append(record)
            yield record

    def store(self, store: Store) -> None:
        if self._named:
            write(store, self._named)
