"""Whether what somebody tells of contracts can be true: by itself, and beside what was told before."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from commonpractice.domain.contracts import parameters, queries
from commonpractice.domain.contracts.facts.due import (
    Claim,
    Contracted,
    PatientList,
    QofCount,
    QofRegister,
    Term,
    TermBasis,
)
from commonpractice.domain.contracts.facts.indicators import Indicator
from commonpractice.domain.contracts.rules.entitled import (
    LONDON,
    OPT_OUTS,
    OUT_OF_HOURS,
    PARTICIPATION,
    RESIDENTS,
    WITH_THE_GLOBAL_SUM,
)
from commonpractice.domain.contracts.rules.telling import CannotTell, check_core, check_withdrawal
from commonpractice.domain.ledger import parameters as ledger_parameters
from commonpractice.domain.ledger.facts import NhsMoney
from commonpractice.domain.partnership import queries as partnership
from commonpractice.domain.partnership.facts import Scope
from commonpractice.foundations.dated import day
from commonpractice.foundations.months import FinancialYear

Told = PatientList | Term | Claim | QofCount | QofRegister

PAID = (TermBasis.A_YEAR, TermBasis.A_MONTH, TermBasis.ONCE)
HOLDS = (TermBasis.HOLDS,)
BASES = {
    OUT_OF_HOURS: HOLDS,
    LONDON: HOLDS,
    OPT_OUTS: HOLDS,
    RESIDENTS: (TermBasis.A_YEAR, TermBasis.A_MONTH),
    PARTICIPATION: (*PAID, *HOLDS),
}
"""How each item may be agreed: the rulebook has what some are worth; the others are paid as agreed."""


class Checker:
    """Checks what is told row by row, each beside what is known of the surgery and the rows before it.

    Asks what is known once, for all the surgeries in scope, where a row is of what can be known before.
    """

    def __init__(self, *, scope: Scope, today: date) -> None:
        self.scope, self.today = scope, today
        self._known: dict[int, Contracted] = {}
        self._names: dict[int, str] = {}

    def check(self, surgery: int, fact: Told) -> None:
        """Raise CannotTell for something that cannot be true of a surgery's contract, or is not known yet."""
        check(fact, today=self.today)
        if isinstance(fact, Term):
            known = self._of(surgery)
            check_withdrawal(fact, known.terms)
            if fact not in known.terms:
                check_core(fact, known.core, surgery=self._names[surgery])
            self._known[surgery] = replace(known, terms=(*known.terms, fact))
        elif isinstance(fact, PatientList):
            known = self._of(surgery)
            check_withdrawal(fact, known.lists)
            self._known[surgery] = replace(known, lists=(*known.lists, fact))

    def _of(self, surgery: int) -> Contracted:
        if not self._known:
            where = partnership.partnership(partnership_id=self.scope.partnership_id)
            self._names = {one.id: one.name for one in where.surgeries}
            known = queries.agreed(scope=self.scope, surgeries=list(self.scope.surgeries))
            self._known = {one.surgery_id: one for one in known}
        return self._known[surgery]


def check(fact: Told, *, today: date) -> None:
    """Raise CannotTell for something that cannot be true of a contract, or is not known yet."""
    if fact.known_on > today:
        raise CannotTell(f"What is known on {day(fact.known_on)} is not known yet: today is {day(today)}.")
    match fact:
        case Term():
            _check_term(fact)
        case Claim():
            _check_claim(fact)
        case QofCount():
            _check_count(fact)
        case QofRegister():
            _check_register(fact)
        case PatientList():
            if fact.registered < 0 or fact.weighted < 0:
                raise CannotTell("A list cannot be below nil.")


def _check_term(term: Term) -> None:
    _check_item(term.item)
    if not term.withdrawn and (term.basis is TermBasis.HOLDS) == bool(term.value):
        fault = "holds, and has an amount" if term.value else "has no amount"
        raise CannotTell(
            f"The term of “{term.item}” {fault}. Give pounds for what is paid, none for what only holds."
        )
    bases = BASES.get(term.item, PAID)
    if term.basis not in bases:
        may_be = " or ".join(one.value for one in bases)
        raise CannotTell(f"“{term.item}” cannot be agreed as {term.basis.value}, only as {may_be}.")
    if term.item == OPT_OUTS:
        known = parameters.opt_outs()
        if term.name not in known:
            raise CannotTell(
                f"The rulebook has no opt-out “{term.name}”. Give as its name one of {', '.join(known)}."
            )
    elif term.name and (term.item in WITH_THE_GLOBAL_SUM or term.basis is TermBasis.HOLDS):
        raise CannotTell(f"There is one “{term.item}”, so it has no name: leave “{term.name}” out.")


def _check_claim(claim: Claim) -> None:
    _check_item(claim.item)
    if claim.rate not in parameters.rate_keys():
        raise CannotTell(f"The rulebook has no rate “{claim.rate}”.")
    if claim.count < 0:
        raise CannotTell(f"A claim of “{claim.item}” cannot be below nil: it is {claim.count}.")


def _check_count(one: QofCount) -> None:
    count = one.count
    if count.numerator < 0 or count.denominator < count.numerator:
        raise CannotTell(
            f"{one.indicator}: {count.numerator} of {count.denominator} patients cannot be. "
            "The numerator is among the denominator."
        )
    if one.indicator not in _indicators(one.year):
        raise CannotTell(f"The QOF of {one.year} has no indicator {one.indicator}.")


def _indicators(year: FinancialYear) -> Mapping[str, Indicator]:
    try:
        return parameters.qof_indicators(year)
    except parameters.NotInRulebook as refusal:
        raise CannotTell(str(refusal)) from None


def _check_register(one: QofRegister) -> None:
    indicators = _indicators(one.year)
    if one.group not in {*indicators, *(each.group for each in indicators.values())}:
        raise CannotTell(f"The QOF of {one.year} has no group or indicator {one.group}.")
    if one.register < 0 or one.list_size <= 0 or one.national <= 0 or one.register > one.list_size:
        raise CannotTell(
            f"{one.group}: a register of {one.register:,} of {one.list_size.normalize():,f} patients, beside "
            f"{one.national}% in England, cannot be."
        )


def _check_item(key: str) -> None:
    item = ledger_parameters.nhs_items().get(key)
    if item is None or item.kind is not NhsMoney.INCOME:
        raise CannotTell(
            f"“{key}” is nothing that the NHS pays. Choose one of rulebook/ledger/nhs_items.csv."
        )
