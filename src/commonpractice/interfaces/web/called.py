"""What each of a partnership's profit centres is called on its pages: a surgery, a site or a practice.

In the decentralised model each is a surgery of its own; in the centralised one, one contract and list are
kept at many sites, or by one practice. Pages are written with “surgery”, and the word of whoever is asking is
put in its place: in templates by the global `place`, in Python by `said`. Whose words they are is set for
each request, as Django does with its languages.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.utils.functional import lazystr

from commonpractice.domain.partnership.facts import Model, PartnershipSummary


@dataclass(frozen=True)
class Words:
    """One and many; `has_contract_each` where each has a contract and list of its own."""

    one: str
    many: str

    @property
    def has_contract_each(self) -> bool:
        return self is not SITE

    @property
    def One(self) -> str:
        return self.one.capitalize()

    @property
    def Many(self) -> str:
        return self.many.capitalize()


SURGERY, SITE, PRACTICE = (
    Words("surgery", "surgeries"),
    Words("site", "sites"),
    Words("practice", "practices"),
)

_now: ContextVar[Words] = ContextVar("called", default=SURGERY)
_SURGERY = re.compile(r"\b([Ss])urger(y|ies)\b")


def words_of(partnership: PartnershipSummary | None) -> Words:
    """What a partnership's profit centres are called."""
    if partnership is None or partnership.model is Model.DECENTRALISED:
        return SURGERY
    several = sum(not surgery.is_centre for surgery in partnership.surgeries) > 1
    return SITE if several else PRACTICE


@contextmanager
def calling(words: Words) -> Iterator[None]:
    """Write pages with these words within."""
    before = _now.set(words)
    try:
        yield
    finally:
        _now.reset(before)


def said(text: str) -> str:
    """A sentence of ours, written with “surgery”, in the words of whoever is asking.

    “Each surgery signs” becomes “Each site signs”. Not for sentences with names in them.
    """

    def put(found: re.Match[str]) -> str:
        words = _now.get()
        word = words.one if found[2] == "y" else words.many
        return word.capitalize() if found[1] == "S" else word

    return _SURGERY.sub(put, text)


class _Later:
    def __init__(self, text: str) -> None:
        self._text = text

    def __str__(self) -> str:
        return said(self._text)


def later(text: str) -> str:
    """As `said`, once it is shown: for the labels of forms, which are written before anybody asks."""
    return lazystr(_Later(text))


class _Place:
    """The words of whoever is asking, in templates: {{ place.one }}, {{ place.Many }}."""

    def __getattr__(self, name: str) -> str | bool:
        return getattr(_now.get(), name)


place = _Place()
