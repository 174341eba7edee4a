"""Continuity set-wise."""

from commonpractice.domain.continuity.measures.contacts import (
    by_clinician,
    by_list,
    contacts,
    of_patients,
    together,
    windows,
)
from commonpractice.domain.continuity.measures.groups import (
    conditions,
    groups,
    means,
    needs,
    since,
    slicc,
)

__all__ = [
    "by_clinician",
    "by_list",
    "conditions",
    "contacts",
    "groups",
    "means",
    "needs",
    "of_patients",
    "since",
    "slicc",
    "together",
    "windows",
]
