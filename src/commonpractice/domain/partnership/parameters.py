"""The rulebook's word on roles: how far each reaches and what it may do."""

from dataclasses import dataclass

from commonpractice.domain.partnership.facts import Power, Role
from commonpractice.foundations import rulebook_files


@dataclass(frozen=True)
class RoleRule:
    """Whether a role reaches every surgery of its partnership, and the powers that it gives."""

    whole_partnership: bool
    powers: frozenset[Power]


def role_rules() -> dict[Role, RoleRule]:
    """Every role's rule (rulebook/partnership/roles.toml)."""
    return {
        Role(name): RoleRule(
            whole_partnership=rule["reach"] == "partnership",
            powers=frozenset(Power(power) for power in rule["powers"]),
        )
        for name, rule in rulebook_files.toml("partnership/roles.toml").items()
    }
