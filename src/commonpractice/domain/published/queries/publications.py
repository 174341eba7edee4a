"""Which files are here, and which of them speak."""

import re
from collections.abc import Iterable, Sequence

from commonpractice.domain.published.models import Publication
from commonpractice.foundations.months import FinancialYear

_CODE = re.compile(r"[A-Z]\d{5}(\d{3})?")
NAMES = {
    "payments": "NHS payments",
    "qof_points": "QOF points",
    "qof_prevalence": "QOF registers",
    "qof_achievement": "QOF achievement by indicator",
    "ods": "ODS organisations",
}


class NothingPublished(LookupError):
    """A file that a question needs has not been imported; the sentence says which."""


class UnknownPractice(LookupError):
    """Codes that are no practice's, or of which no imported file knows anything. `codes` are those."""

    def __init__(self, sentence: str, codes: Sequence[str]) -> None:
        super().__init__(sentence)
        self.codes = tuple(codes)


class Files:
    """The current files, asked for once and used by every part of a question."""

    def __init__(self) -> None:
        found = Publication.objects.filter(superseded=False).defer("notes").order_by("year", "as_at", "id")
        self.by_id = {file.id: file for file in found}

    def of(self, dataset: str, year: FinancialYear | None = None) -> list[Publication]:
        """A dataset's files: those of one year and those that hold many, or all."""
        return [
            file
            for file in self.by_id.values()
            if file.dataset == dataset and (year is None or file.year is None or file.year == year.begins)
        ]


def publications(dataset: str | None = None, *, current: bool = True) -> list[Publication]:
    """The files imported, the oldest year first; without those whose place a later one took."""
    found = Publication.objects.order_by("dataset", "year", "as_at", "id")
    if dataset is not None:
        found = found.filter(dataset=dataset)
    if current:
        found = found.filter(superseded=False)
    return list(found)


def years(dataset: str = "payments") -> tuple[FinancialYear, ...]:
    """The financial years of a dataset that are here, oldest first."""
    found = Publication.objects.filter(dataset=dataset, superseded=False, year__isnull=False)
    return tuple(FinancialYear(begins) for begins in sorted(set(found.values_list("year", flat=True))))


def publication_of(dataset: str, year: FinancialYear) -> Publication:
    """The file of a dataset and year that is current. Raises NothingPublished."""
    found = Publication.objects.filter(dataset=dataset, year=year.begins, superseded=False).last()
    if found is None:
        name = NAMES.get(dataset, dataset)
        have = ", ".join(str(one) for one in years(dataset)) or "none"
        raise NothingPublished(
            f"No file of {name} for {year} has been imported (years here: {have}). Import it with "
            "“commonpractice import published FILE”."
        )
    return found


def check_codes(codes: Iterable[str]) -> tuple[str, ...]:
    """Tidy typed ODS codes: upper case, each once, in the order given. Raises UnknownPractice."""
    tidy = tuple(dict.fromkeys(code.strip().upper() for code in codes if code.strip()))
    if not tidy:
        raise UnknownPractice("Give the ODS code of a practice, for example M85063.", ())
    wrong = [code for code in tidy if not _CODE.fullmatch(code)]
    if wrong:
        raise UnknownPractice(
            f"{_said(wrong)} not the ODS code of a practice, which is a letter and five digits, as M85063.",
            wrong,
        )
    return tidy


def _said(codes: Sequence[str]) -> str:
    shown = ", ".join(codes[:5]) + (" and others" if len(codes) > 5 else "")
    return f"{shown} {'is' if len(codes) == 1 else 'are'}"
