"""Who may see and do what: from the roles somebody holds to a scope."""

from collections.abc import Iterable, Mapping

from commonpractice.domain.audit.facts import Actor
from commonpractice.domain.partnership.facts import Power, Role, Scope, SmallNumbersTo, SurgerySummary
from commonpractice.domain.partnership.parameters import RoleRule


class NotAllowed(PermissionError):
    """Somebody asked for what their roles do not allow; the message says so."""


class OutOfScope(PermissionError):
    """A surgery was asked for that is outside the asker's scope."""


def scope_from(
    *,
    actor: Actor,
    partnership_id: int,
    held: Iterable[tuple[Role, int]],
    surgeries: Iterable[SurgerySummary],
    rules: Mapping[Role, RoleRule],
    small_numbers_to: SmallNumbersTo = SmallNumbersTo.NOBODY,
) -> Scope:
    """The scope that roles give: `held` is each role with the id of the surgery at which it is held.

    A role that reaches the whole partnership does so only where it is held at the centre; held at a
    surgery by mistake, it reaches no further than that surgery. Its powers hold where it reaches, and
    those of a role held in another partnership nowhere. Who the patients are, no role with the reach of the
    whole partnership shows, whatever its rule says: that is for those who work at the surgery. Counts of very
    few patients are shown to a role only where the deed names it (`small_numbers_to`).
    """
    held = list(held)
    everything = {surgery.id for surgery in surgeries}
    centre = {surgery.id for surgery in surgeries if surgery.is_centre}
    powers_at: dict[int, frozenset[Power]] = {}
    for role, surgery_id in held:
        rule = rules[role]
        whole = rule.whole_partnership and surgery_id in centre
        powers = rule.powers - ({Power.SEE_PATIENTS} if rule.whole_partnership else set())
        if small_numbers_to.value != role.value:
            powers -= {Power.SEE_SMALL_NUMBERS}
        for reached in everything if whole else {surgery_id} & everything:
            powers_at[reached] = powers_at.get(reached, frozenset()) | powers
    powers = frozenset[Power]().union(*powers_at.values())
    if not all(Power.SEE_PARTNERSHIP in powers_at.get(surgery, ()) for surgery in everything):
        powers -= {Power.SEE_PARTNERSHIP}
    return Scope(
        actor=actor,
        partnership_id=partnership_id,
        surgeries=tuple(sorted(powers_at)),
        powers=powers,
        powers_at=powers_at,
        roles=tuple(dict.fromkeys(role for role, _ in held)),
    )


def check_may(scope: Scope, power: Power) -> None:
    """Raise NotAllowed, in a sentence for the screen, where no role of theirs gives the power."""
    if not scope.may(power):
        roles = " and ".join(role.words for role in scope.roles) or "none yet"
        raise NotAllowed(
            f"You cannot {power.words} with the role you have ({roles}). "
            "Ask your partnership's finance team if you need to."
        )


def check_covers(scope: Scope, surgeries: Iterable[int], power: Power | None = None) -> None:
    """Raise OutOfScope where one of the surgeries is not theirs to see.

    Where a power is named, raise NotAllowed too where no role of theirs gives it at one of them.
    """
    surgeries = set(surgeries)
    if not surgeries <= set(scope.surgeries):
        raise OutOfScope("That surgery is not one of yours.")
    if power and not all(scope.may(power, surgery) for surgery in surgeries):
        raise NotAllowed(
            f"You cannot {power.words} at every surgery you asked for: the role you have there does not "
            "allow it. Ask your partnership's finance team if you need to."
        )
