"""What is wrong in the demonstration on purpose (planted.toml of its model)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from commonpractice.demonstration.models import DECENTRALISED, toml
from commonpractice.domain.partnership.facts import Model
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import Month

JUNE = 6


@dataclass(frozen=True)
class Planted:
    """One planted error: what it is (paid, unknown, receipt, unsigned, stale), where, when, and its terms."""

    kind: str
    surgery: str
    month: Month
    told: Mapping[str, Any]

    @property
    def item(self) -> str:
        return self.told["item"]

    def pence(self, key: str) -> Pence:
        return round(self.told[key] * 100)

    def paid(self, due: Pence) -> Pence:
        """What is paid where so much is due."""
        return self.pence("pays") if "pays" in self.told else due * self.told["part"] // 1000


@dataclass(frozen=True)
class Pilot:
    """An agreement that only a planted error is about: pounds a month from the first month of its year on."""

    surgery: str
    item: str
    words: str
    pounds: int


@cache
def planted(months: tuple[Month, ...], model: Model = DECENTRALISED) -> tuple[Planted, ...]:
    """Everything that is planted in books of some months; what would be of another month is left out."""
    return tuple(
        Planted(kind, told["surgery"], month, told)
        for kind, rows in _told(model).items()
        for told in rows
        for month in [_month(told["month"], months)]
        if month in months
    )


@cache
def pilots(model: Model = DECENTRALISED) -> tuple[Pilot, ...]:
    """The agreements of planted payments that have words of their own."""
    return tuple(
        Pilot(told["surgery"], told["item"], told["words"], told["due"])
        for told in _told(model)["paid"]
        if "words" in told
    )


def at(months: tuple[Month, ...], kind: str, surgery: str, month: Month, model: Model) -> list[Planted]:
    """What is planted of a kind at a surgery, by its name, in a month."""
    return [
        one for one in planted(months, model) if (one.kind, one.surgery, one.month) == (kind, surgery, month)
    ]


def _month(said: str | int, months: Sequence[Month]) -> Month | None:
    """The month that a word means, the last of `months` being open."""
    if said == "achievement":
        return next((month for month in reversed(months[:-1]) if month.number == JUNE), None)
    back = said if isinstance(said, int) else ("open", "closed").index(said)
    return months[-1] - back


def _told(model: Model) -> dict[str, list[dict[str, Any]]]:
    return toml("planted.toml", model)
