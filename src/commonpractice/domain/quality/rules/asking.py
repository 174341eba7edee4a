"""Which indicators are judged as at which days, so that each is asked by its own year end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from commonpractice.domain.quality.facts.definitions import Indicator
from commonpractice.domain.quality.facts.people import Asked


@dataclass(frozen=True)
class Plan:
    """What is judged: every day asked about first, and after them those that look back from such a day.

    `in_force` has the places in `asked` at which each indicator is judged; `day_of` says of every place the
    place of the day asked about.
    """

    asked: tuple[Asked, ...]
    in_force: Mapping[str, tuple[int, ...]]
    day_of: tuple[int, ...]


def plan(days: Sequence[Asked], in_force: Sequence[Mapping[str, Indicator]]) -> Plan:
    """`in_force` are the indicators of each day. One that is rolling looks back from the day itself."""
    asked, day_of = list(days), list(range(len(days)))
    back: list[int] = []
    for place, day in enumerate(days):
        looking_back = Asked(day.on, day.on)
        if day != looking_back:
            asked.append(looking_back)
            day_of.append(place)
        back.append(place if day == looking_back else len(asked) - 1)
    places: dict[str, list[int]] = {}
    for place, told in enumerate(in_force):
        for code, indicator in told.items():
            places.setdefault(code, []).append(back[place] if indicator.rolling else place)
    return Plan(tuple(asked), {code: tuple(found) for code, found in places.items()}, tuple(day_of))
