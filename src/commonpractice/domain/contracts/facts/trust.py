"""How far a value of the rulebook is to be trusted. What is not found in a source says so on the page."""

from commonpractice.foundations.worded import Worded


class Trust(Worded):
    FOUND = "found", "found in the source named"
    DERIVED = "derived", "worked out from figures that were found"
    MEMORY = "memory", "from memory: look it up before you rely on it"
    UNVERIFIED = "unverified", "not verified: second hand, or sources differ"

    @property
    def is_doubtful(self) -> bool:
        """Whether a page must say so beside the figure."""
        return self in (Trust.MEMORY, Trust.UNVERIFIED)


ORDER = tuple(Trust)


def least(*trusts: Trust) -> Trust:
    """The least of several, as a figure is no surer than the least sure in it; found where none is given."""
    return max(trusts, key=ORDER.index, default=Trust.FOUND)
