"""The lines of a file as they stood, and which of their columns a figure is read from."""

from collections.abc import Iterable

from django.db.models import Q

from commonpractice.domain.published.facts import GROUP, LineRole, OwnCell, OwnLine, Source
from commonpractice.domain.published.models import OwnLines, PaymentColumn, Publication
from commonpractice.domain.published.parameters import group_of
from commonpractice.domain.published.queries.publications import check_codes
from commonpractice.gateways.nhs_publications.own_lines import unpacked

READ_FROM = {
    "list_size": ("patients",),
    "qof_points": ("points",),
    "qof_percentage": ("percentage",),
    "gps_per_10000": ("gp_fte", "patients"),
    "cqc": ("rating",),
    "deprivation": ("score",),
    "register": ("register",),
    "achievement": ("patients",),
    "organisation": (),
    "registered": ("registered",),
    "weighted": ("weighted",),
}
"""The fields of a line that a figure is read from, or worked out from."""
INSTEAD = {"percentage": "points"}  # worked out from these where a file does not have it
NET, TOTAL = "net", "total"  # net: the total less the deductions


def published_lines(*, publication_id: int, codes: Iterable[str]) -> tuple[OwnLine, ...]:
    """Every line that a file has about some practices, as it stood, in the order of the file.

    Cells stand under the file's own headings. A file that was superseded still has its lines. Empty where
    the file has nothing about them. Raises UnknownPractice for what is no code.
    """
    wanted = frozenset(check_codes(codes))
    file = Publication.objects.filter(id=publication_id).first()
    if file is None:
        return ()
    fields = {place: name for name, place in file.fields.items()}
    blocks = OwnLines.objects.filter(publication_id=publication_id, codes__overlap=list(wanted))
    return tuple(
        OwnLine(
            publication_id,
            line,
            code,
            tuple(
                OwnCell(place + 1, heading, fields.get(place, ""), value)
                for place, (heading, value) in enumerate(zip(file.headings, cells, strict=True))
            ),
        )
        for block in blocks.order_by("first")
        for line, code, cells in unpacked(bytes(block.packed))
        if code in wanted
    )


def files_naming(code: str) -> tuple[Publication, ...]:
    """The files in use that have a line about a practice or branch: by dataset, then the oldest first."""
    (wanted,) = check_codes([code])
    numbers = OwnLines.objects.filter(codes__contains=[wanted]).values("publication_id")
    found = Publication.objects.filter(id__in=numbers, superseded=False)
    return tuple(found.order_by("dataset", "year", "as_at", "id"))


def columns_of(publication_id: int, figure: str) -> frozenset[int]:
    """Where in a line (counted from 1) a figure stands: one column, or those that it is worked out from.

    Of payments a figure is a line's key, a group of lines ("group:core"), a total's key, or "net".
    """
    file = Publication.objects.get(id=publication_id)
    if figure in READ_FROM:
        return frozenset(place + 1 for place in _places(file, figure))
    if file.dataset != "payments":
        return frozenset()
    columns = PaymentColumn.objects.filter(publication_id=publication_id).filter(~Q(place=0))
    return frozenset(column.place for column in columns if makes_up(column, figure))


def headings_of(file: Publication, figure: str) -> tuple[str, ...]:
    """What a file calls the columns that a figure is read from, other than a payment's; "" without one."""
    return tuple(file.headings[place] for place in _places(file, figure))


def source(file: Publication, line: int, figure: str) -> Source:
    """The place of a figure, under the heading (or headings) that its file gives it."""
    headings = filter(None, headings_of(file, figure))
    return Source(file.id, file.file_name, file.sha256, line, " and ".join(headings))


def _places(file: Publication, figure: str) -> list[int]:
    fields = [name if name in file.fields else INSTEAD.get(name, name) for name in READ_FROM[figure]]
    return [file.fields[name] for name in fields if name in file.fields]


def makes_up(column: PaymentColumn, figure: str) -> bool:
    """Whether a column of payments is a figure, or a part of it."""
    if column.role == LineRole.TOTAL:
        return column.key == (TOTAL if figure == NET else figure)
    of_net = figure == NET and column.role == LineRole.DEDUCTION
    return of_net or figure in (column.key, GROUP + group_of(column.key))
