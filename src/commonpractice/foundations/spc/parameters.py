"""The numbers that charts and their signals go by, with the rulebook's own as `making_data_count()`."""

from dataclasses import dataclass
from functools import cache

from commonpractice.foundations import rulebook_files

SHORTEST_RUN = 2  # points: one alone is no run


class CannotChart(ValueError):
    """Figures, or a way of charting them, of which no chart can be drawn; the message says why."""


@dataclass(frozen=True, kw_only=True)
class Parameters:
    """What a chart goes by. Each number's source is beside it in rulebook/statistics/spc.toml.

    limit_factor    XmR limits: mean ± this × the average moving range
    screen_factor   a moving range of this × their average, or more, is left out where screening is asked
    limit_sigmas    limits of the other charts, in standard deviations
    near_sigmas     near limits: this many of limit_sigmas of the way from the centre to the limit
    shift, trend    points in a row that are one
    near_needed     points beyond a near limit, of near_window in a row on one side, that are a signal
    enough_points   limits from fewer points are trial limits
    d2              average moving range of a normal distribution, in standard deviations
    time_root       the root of times between events that is charted
    """

    limit_factor: float
    screen_factor: float
    limit_sigmas: float
    near_sigmas: float
    shift: int
    trend: int
    near_needed: int
    near_window: int
    enough_points: int
    d2: float
    time_root: float

    def __post_init__(self) -> None:
        for words, length in (("A trend", self.trend), ("A shift", self.shift)):
            if length < SHORTEST_RUN:
                raise CannotChart(f"{words} has to be of {SHORTEST_RUN} points or more, not of {length}.")

    @property
    def near(self) -> float:
        """How far from the centre to a limit its near limit stands: two thirds."""
        return self.near_sigmas / self.limit_sigmas


@cache
def making_data_count() -> Parameters:
    """What NHS England's Making Data Count charts go by, as the rulebook has it."""
    return Parameters(
        **{name: told["value"] for name, told in rulebook_files.toml("statistics/spc.toml").items()}
    )
