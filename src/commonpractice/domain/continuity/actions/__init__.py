"""Deeds of continuity."""

from commonpractice.domain.continuity.actions.running import CannotRun, run_continuity

__all__ = ["CannotRun", "run_continuity"]
