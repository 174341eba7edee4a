"""QOF disease registers."""

from collections.abc import Iterable

from django.db.models import Sum

from commonpractice.domain.published.models import QofRegister
from commonpractice.domain.published.queries.publications import check_codes, publication_of
from commonpractice.foundations.months import FinancialYear


def registers(*, year: FinancialYear, codes: Iterable[str] | None = None) -> dict[str, int]:
    """Patients on each register in a year, by its group (HYP is hypertension): of some practices, or of all
    England where no codes are given. Raises NothingPublished."""
    rows = QofRegister.objects.filter(publication_id=publication_of("qof_prevalence", year).id)
    if codes is not None:
        rows = rows.filter(code__in=check_codes(codes))
    return dict(rows.values_list("group").annotate(patients=Sum("register")).order_by("group"))
