"""What the database keeps of continuity; no table says who a patient is."""

from commonpractice.domain.continuity.models.disclosed import Disclosed, DisclosedTotal
from commonpractice.domain.continuity.models.runs import GroupMonth, ListMonth, Run

__all__ = ["Disclosed", "DisclosedTotal", "GroupMonth", "ListMonth", "Run"]
