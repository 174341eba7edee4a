"""What stands for a person in the files of events: the same wherever they are known by the same NHS number.

HMAC-SHA256 under a key that is in no file of events and not in the database: without the key nobody can
reckon a pseudonym from an NHS number, and with the key lost nobody can again. The first 16 of its bytes are
kept.
"""

import hashlib
import hmac

LENGTH = 16  # bytes


def of_nhs_number(number: str, *, key: bytes) -> bytes:
    """The pseudonym of whoever has an NHS number (ten digits); at every surgery the same."""
    return _keyed(f"nhs number {number}", key)


def of_local_id(local_id: str, *, surgery_id: int, key: bytes) -> bytes:
    """The pseudonym of whoever has no NHS number: of one surgery, by the number that its system gave them."""
    return _keyed(f"surgery {surgery_id} patient {local_id}", key)


def key_check(key: bytes) -> str:
    """16 hexadecimal digits that differ for every key and tell nothing of it."""
    return _keyed("which key this is", key).hex()[:16]


def _keyed(message: str, key: bytes) -> bytes:
    return hmac.new(key, message.encode(), hashlib.sha256).digest()[:LENGTH]
