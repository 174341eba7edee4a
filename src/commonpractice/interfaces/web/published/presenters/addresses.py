"""The addresses of the published lines behind figures, and of pages of practices."""

from collections.abc import Mapping, Sequence
from urllib.parse import quote, quote_plus

from django.urls import reverse

from commonpractice.domain.published import queries
from commonpractice.domain.published.facts import IncomeYear, Source

NET = "net"  # the total less the deductions
REGISTERED, WEIGHTED = "registered", "weighted"
PATIENTS = {REGISTERED: "Patients registered, average", WEIGHTED: "Patients weighted, average"}


def of_practices(codes: Sequence[str]) -> str:
    """The page of one practice, or of several together."""
    if len(codes) == 1:
        return reverse("practice", args=codes)
    return f"{reverse('look_up')}?codes={'+'.join(map(quote, codes))}"


class Lines:
    """Where figures of some practices were published: one practice's line, or the lines of them all."""

    def __init__(self, codes: Sequence[str]) -> None:
        self._codes = tuple(codes)
        self._payments = _payments_files()

    def paid(self, year: IncomeYear, figure: str) -> str | None:
        """The lines of a year's payments, with one figure marked."""
        number = self._payments.get((year.year.begins, year.file_name))
        return None if number is None else self._address(number, f"figure={quote_plus(figure)}")

    def measured(self, source: Source | None, figure: str) -> str | None:
        """The line of one practice's measure; several together have none of their own."""
        if source is None:
            return None
        return self._address(source.publication_id, f"figure={quote_plus(figure)}&line={source.line}")

    def _address(self, number: int, marked: str) -> str:
        if len(self._codes) == 1:
            return f"{reverse('published_line', args=[number, self._codes[0]])}?{marked}#this"
        several = "+".join(map(quote, self._codes))
        return f"{reverse('published_lines', args=[number])}?{marked}&codes={several}#this"


def _payments_files() -> Mapping[tuple[int, str], int]:
    """Numbers of the payments files in use, by the year in which theirs begins and their name."""
    return {(file.year or 0, file.file_name): file.id for file in queries.publications("payments")}
