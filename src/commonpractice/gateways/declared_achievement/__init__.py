"""Files of achievement as the national system declares it: practice, indicator, patients, points, pounds."""

from commonpractice.gateways.declared_achievement.reading import (
    Declaration,
    DeclaredRow,
    FileRefused,
    Layouts,
    read,
)

__all__ = ["Declaration", "DeclaredRow", "FileRefused", "Layouts", "read"]
