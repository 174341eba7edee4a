"""What is published about practices beside money: list, QOF, GPs, deprivation and CQC ratings."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from commonpractice.domain.published import parameters
from commonpractice.domain.published.facts import Beside, Joined, Measure, MeasureYear, Part, Source
from commonpractice.domain.published.models import (
    Deprivation,
    ListSize,
    Publication,
    QofPoints,
    Rating,
    Summary,
    Workforce,
)
from commonpractice.domain.published.queries.own_lines import source
from commonpractice.domain.published.queries.publications import Files
from commonpractice.domain.published.queries.series import Series, Value
from commonpractice.domain.published.rules import rates
from commonpractice.foundations.dated import day
from commonpractice.foundations.months import FinancialYear

GOOD = ("good", "outstanding")
HUNDRED = Decimal(100)


def list_sizes(codes: Sequence[str], files: Files, year: FinancialYear | None) -> Series:
    """Patients registered on the day of each extract, oldest first. Where the men and the women of a day are
    in files of their own, both together."""
    series = Series(*("list_size", "Patients registered", "patients", Joined.SUM))
    known = _by_id(files.of("list_size", year))
    rows = ListSize.objects.filter(code__in=codes, publication_id__in=known, patients__isnull=False)
    men: dict[tuple[str, str, str], Value] = {}
    for row in rows.order_by("-sex", "publication_id"):  # men before women, whose files need theirs
        file = known[row.publication_id]
        label = day(file.as_at) if file.as_at else str(FinancialYear(file.year or 0))
        layout, _, one_sex = file.layout.rpartition("_")
        value = Value(Decimal(row.patients), source(file, row.line, series.key))
        if row.sex == "ALL":
            series.add(file, file.year or 0, label, row.code, value)
        elif row.sex == "MALE" and one_sex == "male":
            men[layout, label, row.code] = value
        elif row.sex == "FEMALE" and one_sex == "female" and (his := men.get((layout, label, row.code))):
            series.add(file, file.year or 0, label, row.code, replace(his, rest=value))
    return _one_a_day(series)


def _one_a_day(series: Series) -> Series:
    """Where several files are of one day, keep that with most of the practices, then the latest imported."""
    kept: dict[str, tuple[int, int]] = {}
    for place in series.values:
        label = series.labels[place]
        if label not in kept or (len(series.values[place]), place[0]) > (
            len(series.values[kept[label]]),
            kept[label][0],
        ):
            kept[label] = place
    series.values = {place: series.values[place] for place in kept.values()}
    return series


def qof(codes: Sequence[str], files: Files, year: FinancialYear | None) -> list[Series]:
    """QOF points, and the share of those that could be had."""
    points = Series("qof_points", "QOF points", "points", Joined.MEAN)
    share = Series("qof_percentage", "QOF points of those available", "%", Joined.MEAN)
    known = _by_id(files.of("qof_points", year))
    for row in QofPoints.objects.filter(code__in=codes, publication_id__in=known):
        file = known[row.publication_id]
        begins = file.year or 0
        label = str(FinancialYear(begins))
        for series, amount in ((points, row.points), (share, row.percentage)):
            if amount is not None:
                value = Value(amount, source(file, row.line, series.key))
                series.add(file, begins, label, row.code, value)
    return [points, share]


def gps(codes: Sequence[str], files: Files, year: FinancialYear | None) -> Series:
    """Fully qualified GPs, full-time equivalent, for every so many patients; trainees and locums not counted.

    A year's average of returns where there is one, else the latest return of the year.
    """
    times = parameters.peers().patients
    series = Series(
        *("gps_per_10000", f"GPs per {times:,} patients", "full-time equivalents", Joined.SHARED),
        times=times,
    )
    known = _by_id(files.of("workforce", year))
    rows = Workforce.objects.filter(code__in=codes, publication_id__in=known, gp_fte__isnull=False)
    if year is not None:
        rows = rows.filter(year=year.begins)
    for row in rows:
        file = known[row.publication_id]
        if row.patients:
            value = Value(row.gp_fte, source(file, row.line, series.key), row.patients)
            series.add(file, row.year, str(FinancialYear(row.year)), row.code, value)
    best: dict[int, tuple[int, int]] = {}
    for place in series.values:
        if place[1] not in best or _worth(known[place[0]]) > _worth(known[best[place[1]][0]]):
            best[place[1]] = place
    series.values = {place: series.values[place] for place in best.values()}
    return series


def _worth(file: Publication) -> tuple[bool, str, int]:
    return (file.year is None, str(file.as_at or ""), file.id)


def deprivation(codes: Sequence[str], files: Files) -> Series:
    """IMD scores of the practices' patients, by edition of the index."""
    series = Series(
        *("deprivation", "Deprivation (IMD score, higher is more deprived)", "score", Joined.MEAN)
    )
    known = _by_id(files.of("imd"))
    for row in Deprivation.objects.filter(code__in=codes, publication_id__in=known):
        file = known[row.publication_id]
        value = Value(row.score, source(file, row.line, series.key))
        series.add(file, row.year, f"IMD {row.year}", row.code, value)
    return series


def latest_ratings(codes: Sequence[str], files: Files) -> dict[str, Rating]:
    """The latest CQC rating of each practice."""
    rows = Rating.objects.filter(code__in=codes, publication_id__in=_by_id(files.of("cqc")))
    return {row.code: row for row in rows.order_by("year", "publication_id", "line")}


def rating_source(row: Rating, files: Files) -> Source:
    """Where a rating stands."""
    return source(files.by_id[row.publication_id], row.line, "cqc")


def ratings(codes: Sequence[str], files: Files, latest: dict[str, Rating]) -> Measure:
    """CQC's rating; of several practices the share that is good or outstanding, beside England's."""
    known = _by_id(files.of("cqc"))
    england = Summary.objects.filter(publication_id__in=known, key="rated_good").order_by("id").last()
    beside = Beside(national=england.value if england else None)
    years: list[MeasureYear] = []
    here = [latest[code] for code in codes if code in latest]
    parts = tuple(Part(row.code, None, row.rating, None, rating_source(row, files)) for row in here)
    if len(codes) == 1 and here:
        years.append(MeasureYear(str(here[0].year), None, here[0].rating, beside=beside, parts=parts))
    elif here:
        good = sum(row.rating.lower() in GOOD for row in here)
        share = rates.per(HUNDRED * good, Decimal(len(here)))
        counts = Counter(row.rating for row in here)
        words = ", ".join(f"{number} {rating}" for rating, number in counts.most_common())
        first, last = min(row.year for row in here), max(row.year for row in here)
        span = str(last) if first == last else f"{first} to {last}"
        years.append(MeasureYear(span, share, words, beside=beside, parts=parts))
    return Measure("cqc", "CQC rating", "% good or outstanding", Joined.COUNTED, years=tuple(years))


def _by_id(found: list[Publication]) -> dict[int, Publication]:
    return {file.id: file for file in found}
