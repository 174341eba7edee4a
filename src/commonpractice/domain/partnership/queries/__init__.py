"""Ask who we are: people's scopes, partnerships, surgeries, partners, sizes; and what they have agreed."""

from commonpractice.domain.partnership.queries.access import (
    demonstration_sign_ins,
    most_places_of_one,
    partners_of_user,
    partnerships_of,
    people,
    scope_of,
    seen_at,
    user_id_of,
    whole,
)
from commonpractice.domain.partnership.queries.agreed import NoDeed, charges, deed, deeds
from commonpractice.domain.partnership.queries.colleagues import colleagues
from commonpractice.domain.partnership.queries.over_time import (
    core_contracts,
    owners_over_time,
    partners_over_time,
    sizes_over_time,
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
    "NoDeed",
    "NoSuchPartnership",
    "charges",
    "colleagues",
    "core_contracts",
    "deed",
    "deeds",
    "demonstration_sign_ins",
    "has_books",
    "memberships",
    "most_places_of_one",
    "owners",
    "owners_over_time",
    "partner_ids",
    "partner_names",
    "partners",
    "partners_of_user",
    "partners_over_time",
    "partnership",
    "partnerships",
    "partnerships_of",
    "people",
    "scope_of",
    "seen_at",
    "sites",
    "sizes",
    "sizes_over_time",
    "user_id_of",
    "whole",
]
