"""England's figure for a register or an indicator, how practices lie around it, and a practice's own."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import connection

from commonpractice.domain.published import parameters
from commonpractice.domain.published.facts import National, OwnPublished, PartOfPatients, Source
from commonpractice.domain.published.models import Publication, QofAchievement, QofRegister
from commonpractice.domain.published.queries.own_lines import source
from commonpractice.domain.published.queries.publications import check_codes
from commonpractice.foundations.months import FinancialYear
from commonpractice.foundations.remembered import Remembered

REGISTERS, INDICATORS = "qof_prevalence", "qof_achievement"
NUMERATOR, DENOMINATOR = "NUMERATOR", "DENOMINATOR"
# Lists of one practice differ by register (from age 17 for diabetes); the longest is everybody.
OF_REGISTERS = """
SELECT "group" AS key, list_type, register AS patients, list_size AS "of",
       max(list_size) OVER (PARTITION BY code) AS size
FROM published_qof_register WHERE publication_id = ANY (%(files)s)
"""
# A year may be here whole and in parts; of what several files say, the last imported speaks.
OF_INDICATORS = """
SELECT indicator AS key, '' AS list_type, met.patients, asked.patients AS "of", asked.patients AS size
FROM (SELECT DISTINCT ON (code, indicator) code, indicator, patients FROM published_qof_achievement
      WHERE publication_id = ANY (%(files)s) AND measure = 'NUMERATOR'
      ORDER BY code, indicator, publication_id DESC) met
JOIN (SELECT DISTINCT ON (code, indicator) code, indicator, patients FROM published_qof_achievement
      WHERE publication_id = ANY (%(files)s) AND measure = 'DENOMINATOR'
      ORDER BY code, indicator, publication_id DESC) asked USING (code, indicator)
"""
SPREAD = """
WITH practices AS ({practices}), known AS (
    SELECT *, 100.0::float8 * patients / nullif("of", 0) AS percent
    FROM practices WHERE patients IS NOT NULL AND "of" IS NOT NULL
)
SELECT key, min(list_type), sum(patients), sum("of"), count(percent) FILTER (WHERE size >= %(smallest)s),
       percentile_cont('{{.1,.2,.3,.4,.5,.6,.7,.8,.9}}'::float8[]) WITHIN GROUP (ORDER BY percent)
           FILTER (WHERE size >= %(smallest)s)
FROM known GROUP BY key ORDER BY key
"""
FOUR_PLACES = Decimal("0.0001")

_remembered = Remembered[dict[str, National]](8)
"""By the contents of the files, which never change."""


def national_registers(*, year: FinancialYear | None = None) -> Mapping[str, National]:
    """Every register of QOF in England, by its code (HYP is hypertension): in a year, or in the latest here.

    Empty where no such file has been imported. It is worked out once for each file: the first asker waits
    for a fraction of a second, others do not.
    """
    return _known(_latest(REGISTERS, year), OF_REGISTERS, parameters.smallest_list())


def national_indicators(*, year: FinancialYear | None = None) -> Mapping[str, National]:
    """Every indicator of QOF in England, by its code (DM020): in a year, or in the latest here. As above."""
    return _known(_latest(INDICATORS, year), OF_INDICATORS, parameters.smallest_concerned())


def own_registers(*, codes: Iterable[str], year: FinancialYear | None = None) -> dict[str, OwnPublished]:
    """What was published of some practices' registers, by the practice: in a year, or in the latest here.

    A practice of which nothing was published is not there. Raises UnknownPractice for what is no code.
    """
    wanted, files = check_codes(codes), _latest(REGISTERS, year)
    rows = QofRegister.objects.filter(publication__in=files, code__in=wanted).order_by("code", "group")
    found: dict[str, OwnPublished] = {}
    for row in rows.filter(register__isnull=False, list_size__isnull=False):
        part = PartOfPatients(row.register, row.list_size)
        _add(found, row.code, row.group, part, source(_file(files, row), row.line, "register"))
    return found


def own_indicators(*, codes: Iterable[str], year: FinancialYear | None = None) -> dict[str, OwnPublished]:
    """What was published of some practices' indicators, by the practice. As above."""
    wanted, files = check_codes(codes), _latest(INDICATORS, year)
    rows = QofAchievement.objects.filter(publication__in=files, code__in=wanted)
    told: dict[tuple[str, str], dict[str, QofAchievement]] = {}
    for row in rows.order_by("code", "indicator", "publication_id"):
        told.setdefault((row.code, row.indicator), {})[row.measure] = row
    found: dict[str, OwnPublished] = {}
    for (code, indicator), of in told.items():
        if NUMERATOR in of and DENOMINATOR in of:
            part = PartOfPatients(of[NUMERATOR].patients, of[DENOMINATOR].patients)
            met = of[NUMERATOR]
            _add(found, code, indicator, part, source(_file(files, met), met.line, "achievement"))
    return found


def _latest(dataset: str, year: FinancialYear | None) -> Sequence[Publication]:
    """The files in use of the year, or of the latest year that there is."""
    files = Publication.objects.filter(dataset=dataset, superseded=False, year__isnull=False)
    if year is not None:
        files = files.filter(year=year.begins)
    there = list(files.defer("notes").order_by("year", "id"))
    return [file for file in there if file.year == there[-1].year]


def _file(files: Sequence[Publication], row: Any) -> Publication:
    return next(file for file in files if file.id == row.publication_id)


def _add(found: dict[str, OwnPublished], practice: str, code: str, part: PartOfPatients, at: Source) -> None:
    before = found.get(practice) or OwnPublished(practice, {}, {})
    found[practice] = OwnPublished(practice, {**before.parts, code: part}, {**before.sources, code: at})


def _known(files: Sequence[Publication], practices: str, smallest: int) -> Mapping[str, National]:
    if not files:
        return {}
    last = files[-1]
    state = (tuple((file.sha256, file.id) for file in files), last.year, smallest)
    known = _remembered.each({last.id: state}, lambda _: {last.id: _worked_out(files, practices, smallest)})
    return known[last.id]


def _worked_out(files: Sequence[Publication], practices: str, smallest: int) -> dict[str, National]:
    with connection.cursor() as cursor:
        cursor.execute(
            SPREAD.format(practices=practices), {"files": [file.id for file in files], "smallest": smallest}
        )
        rows = cursor.fetchall()
    last = files[-1]
    return {
        code: National(
            code=code,
            year=FinancialYear(last.year or 0),
            list_type=list_type,
            everybody=PartOfPatients(int(patients), int(of)),
            practices=practices,
            deciles=tuple(Decimal(cut).quantize(FOUR_PLACES) for cut in cuts or ()),
            smallest=smallest,
            publication_id=last.id,
            file_name=last.file_name,
        )
        for code, list_type, patients, of, practices, cuts in rows
    }
