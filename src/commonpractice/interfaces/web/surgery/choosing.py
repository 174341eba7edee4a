"""Choosing one surgery among many: by its code, by part of its name, or from the list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from commonpractice.domain.partnership.facts import SurgerySummary
from commonpractice.foundations.dated import Period
from commonpractice.interfaces.web.places import Stay, stay


@dataclass(frozen=True)
class Choice:
    """Those to choose among: the centre, those that belong on the day by initial, and the others."""

    centre: tuple[SurgerySummary, ...]
    by_initial: tuple[tuple[str, tuple[SurgerySummary, ...]], ...]
    others: tuple[tuple[SurgerySummary, Stay], ...]


def find(surgeries: Sequence[SurgerySummary], wanted: str) -> list[SurgerySummary]:
    """The one of a code, else those with the words in their name; all where nothing is wanted."""
    text = wanted.strip().casefold()
    exact = [surgery for surgery in surgeries if surgery.code.casefold() == text]
    return exact or [surgery for surgery in surgeries if text in surgery.name.casefold()]


def choice(
    surgeries: Sequence[SurgerySummary], memberships: Mapping[int, tuple[Period, ...]], *, on: date
) -> Choice:
    """Some surgeries laid out to choose among, as they stand on a day."""
    stays = {surgery.id: stay(memberships.get(surgery.id, ()), first=on, last=on) for surgery in surgeries}
    here = [surgery for surgery in surgeries if stays[surgery.id].here and not surgery.is_centre]
    return Choice(
        centre=tuple(surgery for surgery in surgeries if surgery.is_centre),
        by_initial=tuple(
            (initial, tuple(group))
            for initial, group in groupby(here, key=lambda each: each.name[:1].upper())
        ),
        others=tuple((each, stays[each.id]) for each in surgeries if not stays[each.id].here),
    )
