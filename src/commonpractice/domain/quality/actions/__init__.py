"""Deeds of quality."""

from commonpractice.domain.quality.actions.baselines import CannotRebase, rebase, take_back
from commonpractice.domain.quality.actions.improving import (
    AlreadyOpen,
    CannotImprove,
    change_improvement,
    check_improvement,
    may_work_on,
    open_improvement,
    write_down,
)
from commonpractice.domain.quality.actions.running import CannotRun, run_indicators

__all__ = [
    "AlreadyOpen",
    "CannotImprove",
    "CannotRebase",
    "CannotRun",
    "change_improvement",
    "check_improvement",
    "may_work_on",
    "open_improvement",
    "rebase",
    "run_indicators",
    "take_back",
    "write_down",
]
