"""Queries to the payer, as they stand."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from commonpractice.domain.contracts import models
from commonpractice.domain.contracts.facts.due import Side
from commonpractice.domain.contracts.facts.querying import (
    QueryEventView,
    QueryState,
    QueryView,
    StandingQuery,
)
from commonpractice.domain.partnership.facts import Scope
from commonpractice.domain.partnership.rules.reach import check_covers
from commonpractice.foundations.months import Month


class NoSuchQuery(LookupError):
    """A query was asked for that is not there, or not the asker's to see."""


def raised(*, scope: Scope, surgeries: Sequence[int]) -> list[QueryView]:
    """The queries of some surgeries, the newest first: two questions, however many. Raises OutOfScope."""
    check_covers(scope, surgeries)
    return _views(models.Query.objects.filter(surgery_id__in=list(surgeries)).order_by("-id"))


def open_queries(*, scope: Scope, surgeries: Sequence[int]) -> list[QueryView]:
    """Those of which something is still to come. Raises OutOfScope."""
    return [query for query in raised(scope=scope, surgeries=surgeries) if query.state.is_open]


def query(*, scope: Scope, query_id: int) -> QueryView:
    """One query. Raises NoSuchQuery, for others' too."""
    found = _views(models.Query.objects.filter(pk=query_id, surgery_id__in=scope.surgeries))
    if not found:
        raise NoSuchQuery(f"There is no query {query_id} among those that you may see.")
    return found[0]


def standing(queries: Iterable[QueryView], sides: Iterable[Side]) -> list[StandingQuery]:
    """Queries with what is left of their differences, by the sides of their surgeries (`settled_sides`)."""
    left: dict[tuple[int, str, Month], int] = defaultdict(int)
    for side in sides:
        left[side.surgery_id, side.item, side.month] = side.left
    return [
        StandingQuery(each, sum(left[each.surgery_id, each.item, month] for month in each.months))
        for each in queries
    ]


def _views(rows: Any) -> list[QueryView]:
    found = list(rows)
    events: dict[int, list[QueryEventView]] = defaultdict(list)
    for row in models.QueryEvent.objects.filter(query_id__in=[row.pk for row in found]).order_by("id"):
        events[row.query_id].append(QueryEventView(QueryState(row.state), row.words, row.at, row.actor_name))
    return [
        QueryView(
            id=row.pk,
            surgery_id=row.surgery_id,
            item=row.item,
            first=Month.of(row.first),
            last=Month.of(row.last),
            amount=row.amount,
            reason=row.reason,
            words=row.words,
            raised_at=row.at,
            raised_by=row.actor_name,
            events=tuple(events[row.pk]),
        )
        for row in found
    ]
