"""Statistical process control: charts that tell a signal from chance, by the rules that the NHS charts by.

    chart = spc.xmr(values, by=spc.making_data_count(), screen=True)
    spc.variation(chart, spc.Better.HIGHER), spc.assurance(chart, target, spc.Better.HIGHER)

docs/guides/statistics.md has the formulas, their sources, and where we differ from other programs.
"""

from commonpractice.foundations.spc.counted import c, g, overlapping, p, u
from commonpractice.foundations.spc.facts import (
    Assurance,
    Better,
    Chart,
    Limits,
    Period,
    Point,
    Side,
    Signal,
    Variation,
)
from commonpractice.foundations.spc.icons import assurance, variation
from commonpractice.foundations.spc.individuals import t, xmr
from commonpractice.foundations.spc.parameters import (
    SHORTEST_RUN,
    CannotChart,
    Parameters,
    making_data_count,
)

__all__ = [
    "SHORTEST_RUN",
    "Assurance",
    "Better",
    "CannotChart",
    "Chart",
    "Limits",
    "Parameters",
    "Period",
    "Point",
    "Side",
    "Signal",
    "Variation",
    "assurance",
    "c",
    "g",
    "making_data_count",
    "overlapping",
    "p",
    "t",
    "u",
    "variation",
    "xmr",
]
