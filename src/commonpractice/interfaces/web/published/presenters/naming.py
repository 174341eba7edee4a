"""Published names as people write them: the registers hold capitals alone."""

import re

# Capitals that stand for words, and shortened words that have no vowel either but are none
_CAPITALS = re.compile("NHS|GPS?|ICB|PCN|CCG|CIC|GMS|PMS|APMS|PCC|HC|UK|LLP|II|III|IV|NE|NW|SE|SW")
_SHORTENED = re.compile("RD|ST|DRS?|MRS?|MS|LTD|CTR|GT|FLR|NR|LN|BLDG|SQ|PK|[JS]NR|CWM|HSP|TWR|GRN")
_SMALL = re.compile("and|at|by|de|for|in|le|near|next|off?|on|the|to|under|upon|with")
_WORD = re.compile(r"[^\s\-(/,]+")


def named(text: str) -> str:
    """Such as "Eaton Wood Medical Centre, 1128 Tyburn Rd" for the same in capitals.

    What has a small letter in it already is left as it was published.
    """
    if text != text.upper():
        return text
    return _WORD.sub(lambda word: _written(word[0], first=not word.start()), " ".join(text.split()))


def _written(word: str, *, first: bool) -> str:
    plain = word.strip(".,)'&")
    if _SMALL.fullmatch(plain.lower()) and not first:
        return word.lower()
    if re.fullmatch(r"\d+(ST|ND|RD|TH)", plain):
        return word.lower()
    vowels = re.search("[AEIOUY]", plain)
    spelled_out = not vowels and len(plain) <= 3 and not _SHORTENED.fullmatch(plain)
    if _CAPITALS.fullmatch(plain) or spelled_out or any(letter.isdigit() for letter in plain):
        return word
    if re.match(r"[A-Z]['’][A-Z]{2}", word):  # O'NEILL
        return word[:3] + word[3:].lower()
    if word.startswith("MC") and len(plain) > 3:
        return f"Mc{word[2]}{word[3:].lower()}"
    return word[0] + word[1:].lower()
