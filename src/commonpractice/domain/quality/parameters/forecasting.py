"""The numbers by which a year is forecast (rulebook/quality/forecast.toml)."""

from dataclasses import dataclass
from functools import cache

from commonpractice.foundations import rulebook_files


@dataclass(frozen=True, kw_only=True)
class Forecasting:
    """What a forecast goes by; each number's meaning and source is beside it in the rulebook.

    level               how often the truth should lie within the range, a part of 1
    pace_spread         standard deviation of a year's pace over that of the year before
    drift               the same of the months to come over those gone by
    month_spread        standard deviation of a month's part in the year, over last year's
    dispersion          scatter of months over chance alone, as a ratio of variances
    dispersion_weight   for how many months of this year that ratio stands
    enough_months       months counted this year from which its own pace is known
    together            correlation of the errors of several forecasts, from 0 to 1
    """

    level: float
    pace_spread: float
    drift: float
    month_spread: float
    dispersion: float
    dispersion_weight: float
    enough_months: int
    together: float


@cache
def forecasting() -> Forecasting:
    """The rulebook's."""
    told = rulebook_files.toml("quality/forecast.toml")
    return Forecasting(**{name: one["value"] for name, one in told.items()})
