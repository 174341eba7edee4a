"""Which recall lists there are, and of which run each is."""

from collections.abc import Iterable

from django.db.models import F, Q

from commonpractice.domain.quality import models


def list_kept() -> Q:
    """The runs that have kept a list: as the NHS counts, and not of a day that was still to come."""
    return (Q(year_end__gt=F("on")) | Q(on__month=3, on__day=31)) & Q(on__lte=F("at__date"))


def of_lists(surgeries: Iterable[int]) -> dict[int, models.Run]:
    """The run that each surgery's list is of, by surgery; whoever was never run is not there."""
    rows = models.Run.objects.filter(list_kept(), surgery__in=list(surgeries))
    return {
        row.surgery_id: row
        for row in rows.order_by("surgery", "-on", "-id").distinct("surgery").select_related("snapshot")
    }
