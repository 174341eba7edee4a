"""By which words a practice is found, and what somebody who types means."""

import re

_WORD = re.compile(r"[a-z0-9]+")
_POSTCODE = re.compile(r"[a-z]{1,2}[0-9][a-z0-9]?\s+[0-9][a-z]{2}")


def words(*, code: str, name: str, postcode: str) -> set[str]:
    """What a practice is found by, in lower case: its code, the words of its name, its postcode whole and in
    halves."""
    postal = postcode.lower().split()
    return {code.lower(), *_words(name), *postal, "".join(postal)} - {""}


def terms(typed: str) -> list[str]:
    """The beginnings of words that are looked for; a practice must have all of them.

    "B24 0sy" is one term, because a postcode is one thing however it is spaced.
    """
    plain = typed.lower()
    found: list[str] = []
    while match := _POSTCODE.search(plain):
        found.append("".join(match[0].split()))
        plain = plain[: match.start()] + " " + plain[match.end() :]
    return [*found, *_words(plain)]


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower().replace("'", "").replace("’", ""))
