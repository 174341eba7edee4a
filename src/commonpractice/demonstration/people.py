"""Who signs in to the demonstration (users.csv of its model)."""

from dataclasses import dataclass

from commonpractice.demonstration import models
from commonpractice.domain.partnership.facts import PartnerFact, PartnershipFact, Role
from commonpractice.domain.partnership.rules.partnership_file import CENTRE


@dataclass(frozen=True)
class SignIn:
    """One person, with the roles held: (role, code of the surgery); and the code of the partner they are, or
    nothing."""

    email: str
    name: str
    roles: tuple[tuple[Role, str], ...]
    partner: str = ""


def sign_ins(fact: PartnershipFact) -> list[SignIn]:
    """Everybody who signs in, in the rulebook's order."""
    codes = {surgery.name: surgery.code for surgery in fact.surgeries}
    rows = models.rows("users.csv", fact.model)
    found: dict[str, SignIn] = {}
    for row in rows:
        code = CENTRE if row["surgery"] == "centre" else codes[row["surgery"]]
        before = found.get(row["email"])
        partner = None if row["name"] else _first_partner(fact, code)
        found[row["email"]] = SignIn(
            row["email"],
            partner.name if partner else row["name"],
            (*(before.roles if before else ()), (Role(row["role"]), code)),
            partner.code if partner else "",
        )
    return list(found.values())


def _first_partner(fact: PartnershipFact, surgery: str) -> PartnerFact:
    """The partner of a surgery who was there first and stays."""
    return next(
        partner
        for partner in fact.partners
        for row in partner.memberships
        if row.surgery == surgery and row.effective.end is None
    )
