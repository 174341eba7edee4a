"""How the partnership is stored. What is dated is dated twice, and never overwritten."""

from commonpractice.domain.partnership.models.deed import (
    Charge,
    ChargeToSome,
    Decision,
    Deed,
)
from commonpractice.domain.partnership.models.partners import (
    Partner,
    PartnerMembership,
    PriorShare,
    ProfitShare,
    PropertyShare,
)
from commonpractice.domain.partnership.models.people import (
    RoleHeld,
    User,
)
from commonpractice.domain.partnership.models.surgeries import (
    Contract,
    CqcLocation,
    Membership,
    Partnership,
    PcnMembership,
    Site,
    Size,
    Surgery,
)

__all__ = [
    "Charge",
    "ChargeToSome",
    "Contract",
    "CqcLocation",
    "Decision",
    "Deed",
    "Membership",
    "Partner",
    "PartnerMembership",
    "Partnership",
    "PcnMembership",
    "PriorShare",
    "ProfitShare",
    "PropertyShare",
    "RoleHeld",
    "Site",
    "Size",
    "Surgery",
    "User",
]
