"""Values that are stored as a short word and shown in plain words."""

from enum import StrEnum


class Worded(StrEnum):
    """An enumeration whose members have `.words` for the screen: GMS = "GMS", "General Medical Services"."""

    words: str

    def __new__(cls, value: str, words: str):
        member = str.__new__(cls, value)
        member._value_ = value
        member.words = words
        return member

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """(value, words) pairs, as a form or a model's field wants them."""
        return [(member.value, member.words) for member in cls]
