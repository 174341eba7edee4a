"""What somebody types to find practices: words to search by, or codes to go straight to."""

import re

MOST = 200  # practices on one page

_BETWEEN = re.compile(r"[\s,;+&/]+")
_CODE = re.compile(r"[A-Z]\d{5}(?:\d{3}(?!\d))?")
_CODES = re.compile(rf"(?:{_CODE.pattern})+")


def codes(*texts: str) -> tuple[str, ...]:
    """Every code in some texts, in capitals, each once, in the order typed; what is no code comes too.

    "m85063, M82010" is M85063 and M82010. A column of codes pasted into one line arrives with nothing between
    them, and is told apart by the shape of a code.
    """
    found: dict[str, None] = {}
    for word in filter(None, _BETWEEN.split(" ".join(texts).upper())):
        found |= dict.fromkeys(_CODE.findall(word) if _CODES.fullmatch(word) else [word])
    return tuple(found)


def is_codes(text: str) -> bool:
    """Whether codes were meant: nothing but codes, or several among words that all have a figure in them,
    as a mistyped code has."""
    words = codes(text)
    good = sum(bool(_CODE.fullmatch(word)) for word in words)
    if not good:
        return False
    return good == len(words) or (good > 1 and all(re.search(r"\d", word) for word in words))
