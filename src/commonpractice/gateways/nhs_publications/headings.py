"""Headings, compared by what they say rather than how a year happened to write them."""

import re
import unicodedata
from collections.abc import Iterable

_NOTE = re.compile(r"\[[^\]]*\]|\(note[^)]*\)", re.IGNORECASE)
_NOT_LETTERS_OR_DIGITS = re.compile(r"[^a-z0-9#]+")
_FOOTNOTE = re.compile(r"(?<=[a-z])\d{1,2}$")


def squeezed(heading: str) -> str:
    """A heading's letters and digits: "Other Payments1" → "otherpayments1", "65OV%" → "65ovpercent".

    A byte-order mark, line breaks, punctuation, pound signs and notes in brackets go.
    """
    plain = unicodedata.normalize("NFKC", heading).lower()
    plain = _NOTE.sub("", plain)
    plain = plain.replace("%", "percent").replace("+", "plus").replace("&", "and")
    return _NOT_LETTERS_OR_DIGITS.sub("", plain)


def without_footnote(heading: str) -> str:
    """A squeezed heading less the footnote digits at its end: "otherpayments1" → "otherpayments"."""
    return _FOOTNOTE.sub("", heading)


class Headings:
    """The headings of one table, looked up by what they say: exactly, then with footnote digits forgiven."""

    def __init__(self, headings: Iterable[str]) -> None:
        self.plain = tuple(squeezed(heading) for heading in headings)
        self.exact: dict[str, int] = {}
        self.loose: dict[str, int] = {}
        for place, plain in enumerate(self.plain):
            self.exact.setdefault(plain, place)
            self.loose.setdefault(without_footnote(plain), place)


class Wanted:
    """What one field may be called. Earlier headings are better than later ones."""

    def __init__(self, headings: Iterable[str]) -> None:
        all_ = tuple(headings)
        self.first = all_[0]
        self._plain = tuple(squeezed(heading) for heading in all_)
        self._patterns = tuple(
            re.compile(re.escape(plain).replace(r"\#", "#").replace("#", r"\d+")) if "#" in plain else None
            for plain in self._plain
        )

    def find(self, headings: Headings) -> int | None:
        """The place of the heading that answers best; None where none does."""
        for known in (headings.exact, headings.loose):
            for plain, pattern in zip(self._plain, self._patterns, strict=True):
                if pattern is None:
                    if plain in known:
                        return known[plain]
                    continue
                for heading, place in known.items():
                    if pattern.fullmatch(heading):
                        return place
        return None
