"""What other partners are called on a statement that does not name them."""

from collections.abc import Iterable
from hashlib import blake2b
from string import ascii_uppercase


def lettered(partners: Iterable[int], *, key: bytes) -> dict[int, str]:
    """A letter for each partner: A, B … Z, AA, in an order that only who has the key could work out.

    The same partners and the same key give the same letters. `key` is of 64 bytes at the most.
    """
    ordered = sorted(set(partners), key=lambda partner: blake2b(str(partner).encode(), key=key).digest())
    return {partner: _letter(place) for place, partner in enumerate(ordered)}


def _letter(place: int) -> str:
    letters = ""
    place += 1
    while place:
        place, last = divmod(place - 1, len(ascii_uppercase))
        letters = ascii_uppercase[last] + letters
    return letters
