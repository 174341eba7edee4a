"""The numbers that funnels go by, with the rulebook's own as `published()`."""

from dataclasses import dataclass
from functools import cache

from commonpractice.foundations import rulebook_files


class CannotDraw(ValueError):
    """Counts of which no funnel can be drawn; the message says why."""


@dataclass(frozen=True, kw_only=True)
class Parameters:
    """What a funnel goes by. Each number's source is beside it in rulebook/statistics/funnel.toml.

    deviate_95, deviate_998   standard errors from the target to the limits
    tail_95, tail_998         probability outside exact Poisson limits, on each side
    trimmed                   part of the units at each end that is Winsorised or truncated
    """

    deviate_95: float
    deviate_998: float
    tail_95: float
    tail_998: float
    trimmed: float


@cache
def published() -> Parameters:
    """What FunnelPlotR goes by, as the rulebook has it."""
    return Parameters(
        **{name: told["value"] for name, told in rulebook_files.toml("statistics/funnel.toml").items()}
    )
