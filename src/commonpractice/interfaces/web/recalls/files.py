"""Take a recall list away: as a table, as codes for the clinical system, or as what letters need.

Each is written down with the patients who are in it, by their numbers. A value that a spreadsheet would take
for a formula gets an apostrophe before it.
"""

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from commonpractice.domain.partnership.facts import Power
from commonpractice.domain.quality.actions import recalling
from commonpractice.domain.quality.facts.recalls import ListFact
from commonpractice.domain.quality.queries import recalls
from commonpractice.foundations.dated import day
from commonpractice.interfaces.web.powers import needs, surgery_within
from commonpractice.interfaces.web.recalls import tables, views

FORMULA = ("=", "+", "-", "@", "\t", "\r")
WHAT = {
    "list": ("Recall list", tables.of_list),
    "codes": ("Codes to enter", tables.of_codes),
    "letters": ("Letters of a recall list", tables.of_letters),
}


@needs(Power.RECALL)
@require_POST
def take_out(request: HttpRequest, code: str, what: str) -> HttpResponse:
    """The part of the list that is asked for, as a file."""
    surgery = surgery_within(request, code, Power.RECALL)
    of = recalls.the_list(scope=request.scope, surgery_id=surgery.id)
    if what not in WHAT or of is None:
        raise Http404(f"There is no file of a recall list called {what}.")
    called, table = WHAT[what]
    at, today = timezone.now(), timezone.localdate()
    found = table(of, views.filters(request, of).wanted, scope=request.scope, at=at, today=today)
    recalling.note_taken_out(called, found.patients, of=of, scope=request.scope, at=at)
    name = f"{surgery.code}-recall-{what}-{of.asked.on}.csv".lower()
    return HttpResponse(
        written(_with_day(found.rows, of)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def written(rows: Iterable[Sequence[str]]) -> str:
    """Rows as a CSV file that no spreadsheet takes for anything but text."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([guarded(value) for value in row] for row in rows)
    return "\ufeff" + out.getvalue()  # so that spreadsheets read it as UTF-8


def guarded(value: str) -> str:
    return f"'{value}" if value.startswith(FORMULA) else value


def _with_day(rows: Sequence[Sequence[str]], of: ListFact) -> Iterable[Sequence[str]]:
    """The last column of each row says as at which day it is."""
    for place, row in enumerate(rows):
        yield [*row, day(of.asked.on) if place else "As at"]
