"""Which tests go to one worker together, where several share out the work (pytest -n 2)."""

from xdist.scheduler import LoadScopeScheduling

TOGETHER = [
    "tests/demonstration/test_whole_books.py",
    "tests/domain/published/",
    "tests/interfaces/commands/test_a_real_year.py",
    "tests/interfaces/published/test_real_practices.py",
    "tests/interfaces/published/",
]
"""The tests of each begin with something that takes seconds to make, is made once and left as it was."""


class SharedOut(LoadScopeScheduling):
    """Every test by itself to whoever is free, except for those that are better off together.

    In a quick run those of a file are: what a file makes once then counts for more than an even end.
    """

    def _split_scope(self, nodeid: str) -> str:
        quick = "not slow" in self.config.option.markexpr
        alone = nodeid.partition("::")[0] if quick else nodeid
        return next((place for place in TOGETHER if nodeid.startswith(place)), alone)
