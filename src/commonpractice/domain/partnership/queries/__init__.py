"""Ask who we are: people's scopes, partnerships, surgeries, partners, sizes."""

from commonpractice.domain.partnership.queries.access import (
    demonstration_sign_ins,
    partnerships_of,
    people,
    scope_of,
    seen_at,
    user_id_of,
    whole,
)
from commonpractice.domain.partnership.queries.partnerships import (
    NoSuchPartnership,
    has_books,
    memberships,
    partnership,
    partnerships,
)
from commonpractice.domain.partnership.queries.surgeries import (
    owners,
    partner_ids,
    partner_names,
    partners,
    sites,
    sizes,
)

__all__ = [
    "NoSuchPartnership",
    "demonstration_sign_ins",
    "has_books",
    "memberships",
    "owners",
    "partner_ids",
    "partner_names",
    "partners",
    "partnership",
    "partnerships",
    "partnerships_of",
    "people",
    "scope_of",
    "seen_at",
    "sites",
    "sizes",
    "user_id_of",
    "whole",
]
