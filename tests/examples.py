"""On how many examples a property is tried: on all of them as a rule, on fewer in `make test-fast`."""

from hypothesis import HealthCheck, settings

FEWER = 20  # times fewer in a quick run
_quick: bool | None = None


def choose(*, quick: bool) -> None:
    """Before any property is read: whether this run is a quick one, which leaves slow tests out."""
    global _quick
    _quick = quick
    settings.register_profile("whole", deadline=None)
    settings.register_profile("quick", max_examples=20, deadline=None)
    settings.load_profile("quick" if quick else "whole")


def thorough(most: int = 500, *, suppress: tuple[HealthCheck, ...] = ()) -> settings:
    """The settings of a property that is tried on `most` examples, in a quick run on a few of them."""
    assert _quick is not None, "conftest.py chooses first"
    return settings(
        max_examples=max(most // FEWER, 5) if _quick else most,
        deadline=None,
        suppress_health_check=suppress,
    )
