"""What the database keeps of care."""

from commonpractice.domain.quality.models.disclosed import Disclosed, DisclosedTotal
from commonpractice.domain.quality.models.improving import Baseline, Improvement, ImprovementEvent
from commonpractice.domain.quality.models.recalls import Missed, RecallEvent
from commonpractice.domain.quality.models.runs import GroupCount, RegisterCount, Run, VerdictCount

__all__ = [
    "Baseline",
    "Disclosed",
    "DisclosedTotal",
    "GroupCount",
    "Improvement",
    "ImprovementEvent",
    "Missed",
    "RecallEvent",
    "RegisterCount",
    "Run",
    "VerdictCount",
]
