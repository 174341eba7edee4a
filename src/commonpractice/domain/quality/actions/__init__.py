"""Deeds of quality."""

from commonpractice.domain.quality.actions.running import CannotRun, run_indicators

__all__ = ["CannotRun", "run_indicators"]
