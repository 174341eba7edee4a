"""Who may see a partner's statement, as the deed says; and what its movements are called."""

from collections.abc import Iterable, Mapping

from commonpractice.domain.partnership.facts import Statements
from commonpractice.domain.partnership.rules.reach import NotAllowed
from commonpractice.domain.profits.facts import PartnerAccount, ShareStep, Viewer
from commonpractice.foundations.money import Pence

SHARE, FINAL = "share.", "share.final."


def surgeries_seen(
    statements: Statements, viewer: Viewer, *, partner: int, at: Iterable[int]
) -> frozenset[int]:
    """At which of the surgeries where a partner shares, or once did, a viewer may see the statement.

    Those whose role says so see all of every statement, and a partner all of his or her own. Where the deed
    shows statements to the partners of the same surgery, whoever is a partner there on the day sees what is
    of that surgery; where it shows them to all, whoever is a partner anywhere sees all. A surgery's manager
    sees none: no deed can say so yet.
    """
    at = frozenset(at)
    if viewer.sees_all or partner in viewer.partners:
        return at
    if statements is Statements.OWN_SURGERY:
        return at & viewer.surgeries
    return at if statements is Statements.ALL_PARTNERS and viewer.surgeries else frozenset()


def may_see_statement(statements: Statements, viewer: Viewer, *, partner: int, at: Iterable[int]) -> bool:
    """Whether a viewer may see anything of a partner's statement."""
    return bool(surgeries_seen(statements, viewer, partner=partner, at=at))


def check_may_see(
    statements: Statements, viewer: Viewer, *, partner: int, at: Iterable[int]
) -> frozenset[int]:
    """The surgeries of which it may be seen. Raises NotAllowed where there is none."""
    seen = surgeries_seen(statements, viewer, partner=partner, at=at)
    if not seen:
        raise NotAllowed(
            f"This partner's statement is not one that you may see. The deed shows a statement to "
            f"{statements.words}, besides the centre's finance team and the auditors. If you are that "
            "partner, ask your partnership's finance team to say as whom you sign in."
        )
    return seen


def movement(
    account: PartnerAccount,
    item: str,
    amount: Pence,
    others: Iterable[int],
    accounts: Mapping[int, PartnerAccount],
) -> tuple[str, str]:
    """The kind and the words of what was put to (above nil) or taken from a partner's account.

    `others` are the partner's other accounts in the same journal: what only moves from one to another is
    called what it is there. Set aside for tax, it leaves the current account by that name.
    """
    for prefix, words in ((FINAL, "Final for the year: {}"), (SHARE, "{}")):
        if item.startswith(prefix):
            step = ShareStep(item.removeprefix(prefix)).words
            said = words.format(step)
            return item, said[0].upper() + said[1:]
    there = [accounts[other] for other in others if accounts[other].of is not account.of]
    if account.kind == "other" and len(there) == 1:
        return there[0].kind, there[0].words(-amount)
    return account.kind, account.words(amount)
