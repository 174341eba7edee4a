"""The addresses of the published lines behind figures, and of pages of practices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from django.urls import reverse

from commonpractice.domain.published.facts import Beside, IncomeYear, Measure, MeasureYear, Source

NET, TOTAL = "net", "total"  # net: the total less the deductions
REGISTERED, WEIGHTED = "registered", "weighted"
PATIENTS = {REGISTERED: "Patients registered, average", WEIGHTED: "Patients weighted, average"}


def of_practices(codes: Sequence[str]) -> str:
    """The page of one practice, or of several together."""
    if len(codes) == 1:
        return reverse("practice", args=codes)
    return f"{reverse('look_up')}?codes={'+'.join(map(quote, codes))}"


def of_line(source: Source, code: str, figure: str, *, per: str = "") -> str:
    """A practice's line of a file, with a figure marked, and what it is shared over."""
    marks = {"figure": figure, **_per(per), "line": source.line}
    return _practice(source.publication_id, code, marks)


@dataclass(frozen=True)
class BesideLines:
    """Where England's figure and the peers' quartiles are from: every practice's own."""

    england: str | None = None
    peers: str | None = None


class Lines:
    """Where figures of some practices were published: one practice's line, or the lines of them all."""

    def __init__(self, codes: Sequence[str]) -> None:
        self._codes = tuple(codes)

    def paid(self, year: IncomeYear, figure: str, *, per: str = "") -> str:
        """The lines of a year's payments, with one figure marked, and the patients that it is shared over."""
        return self._address(year.sources[0].publication_id, {"figure": figure, **_per(per)})

    def measured(self, measure: Measure, one: MeasureYear) -> str | None:
        """The line of a measure, or the lines that it is made of: of several practices, or of two files."""
        if not one.parts:
            return None
        source = one.parts[0].source
        if len(one.parts) == len(self._codes) == 1:
            return of_line(source, self._codes[0], measure.key)
        return self._several(source.publication_id, {"figure": measure.key, "year": one.year})

    def beside_paid(self, year: IncomeYear, figure: str, per: str, beside: Beside) -> BesideLines:
        marks = {"figure": figure, **_per(per)}
        return self._beside(year.sources[0].publication_id, marks, beside)

    def beside_measured(self, measure: Measure, one: MeasureYear) -> BesideLines:
        if not one.parts or one.words:
            return BesideLines()
        marks = {"figure": measure.key, "begins": one.begins}
        return self._beside(one.parts[0].source.publication_id, marks, one.beside)

    def _beside(self, number: int, marks: Mapping[str, object], beside: Beside) -> BesideLines:
        codes = urlencode({"codes": "+".join(self._codes)}, safe="+")
        address = f"{reverse('published_everybody', args=[number])}?{urlencode(marks)}"
        group = "-".join(map(str, beside.group)) if beside.group else ""
        return BesideLines(
            f"{address}&{codes}#this" if beside.national is not None else None,
            f"{address}&group={group}&{codes}#this" if group else None,
        )

    def _address(self, number: int, marks: Mapping[str, object]) -> str:
        if len(self._codes) == 1:
            return _practice(number, self._codes[0], marks)
        return self._several(number, marks)

    def _several(self, number: int, marks: Mapping[str, object]) -> str:
        several = "+".join(map(quote, self._codes))
        return f"{reverse('published_lines', args=[number])}?{urlencode(marks)}&codes={several}#this"


def _practice(number: int, code: str, marks: Mapping[str, object]) -> str:
    return f"{reverse('published_line', args=[number, code])}?{urlencode(marks)}#this"


def _per(per: str) -> dict[str, str]:
    return {"per": per} if per else {}
