"""What the partners have agreed on a day, as tables for the terminal: the deed, decisions and charges."""

from collections.abc import Mapping
from datetime import date

from commonpractice.domain.partnership import queries
from commonpractice.domain.partnership.facts import Charge, ChargeBasis, DecisionFact, DeedFact, Scope
from commonpractice.domain.partnership.rules.words import counted
from commonpractice.foundations.dated import day as words_of
from commonpractice.foundations.dated import in_force
from commonpractice.foundations.money import pounds
from commonpractice.interfaces.commands.partnership_table import Table

UNITS = {
    ChargeBasis.PER_REGISTERED: "a registered patient a year",
    ChargeBasis.PER_WEIGHTED: "a weighted patient a year",
    ChargeBasis.PER_PARTNER: "a partner a year",
    ChargeBasis.PER_HEAD: "a head of staff a year",
    ChargeBasis.FIXED: "a surgery a year",
    ChargeBasis.USAGE: "a use",
}


def of_one(*, scope: Scope, codes: Mapping[int, str], on: date, as_known_on: date | None) -> list[Table]:
    """The deed of a partnership on a day, its decisions, and the centre's charges; `codes` are surgeries' by
    id. Nothing of a deed where there is none."""
    tables: list[Table] = []
    for deed in in_force(queries.deeds(scope=scope, as_known_on=as_known_on), on):
        title = f"The deed from {words_of(deed.effective.start)}"
        tables.append(Table(title, [], terms(deed), range(2)))
        decisions = [[each.name, each.decider.words, carried(each)] for each in deed.decisions]
        tables.append(Table("Who decides", ["what", "who", "carried by"], decisions, range(3)))
    charges = in_force(queries.charges(scope=scope, as_known_on=as_known_on), on)
    rows = [
        [row.code, row.name, comes_to(row), limits(row), ", ".join(codes[each] for each in row.surgeries)]
        for row in charges
    ]
    headings = ["code", "charge", "comes to", "for each surgery in a year", "only for"]
    return [*tables, Table("What the centre charges", headings, rows, range(5))]


def terms(deed: DeedFact) -> list[list[str]]:
    """What a deed settles, in words."""
    unsigned = counted(deed.estimate_unsigned, "surgery", "surgeries")
    return [
        ["A year's profit", deed.profit_sharing.words],
        *(
            [["The profit of all surgeries", f"is shared as one, at {deed.one_profit_at}"]]
            if deed.one_profit_at
            else []
        ),
        ["A loss", deed.losses.words],
        ["The centre's surplus or deficit", deed.centre_result.words],
        ["A partner's statement is seen by", deed.statements.words],
        ["Other partners are called there", deed.peers.words],
        ["May be closed unsigned, estimated", unsigned if deed.estimate_unsigned else "no surgery"],
        ["Cash that each surgery keeps", cash_floor(deed)],
        ["Numbers of patients stay in their surgery", f"below {deed.small_numbers}"],
        ["They are seen besides by", deed.small_numbers_to.words],
    ]


def cash_floor(deed: DeedFact) -> str:
    if deed.cash_floor is not None:
        return f"{pounds(deed.cash_floor)} at least"
    if deed.cash_floor_days is not None:
        return f"what it spends in {counted(deed.cash_floor_days, 'day')}, at least"
    return "no least sum"


def carried(decision: DecisionFact) -> str:
    """at least 75% of all who may vote"""
    than = "more than" if decision.strictly else "at least"
    return f"{than} {decision.percent.normalize():f}% of {decision.electorate.words}"


def comes_to(charge: Charge) -> str:
    """£1.50 a registered patient a year; 2.5% of income; £9,000.00 a year between all, per head of staff."""
    if charge.pool is not None:
        return f"{pounds(charge.pool)} a year between all, {charge.basis.words}"
    if charge.percent is not None:
        return f"{charge.percent.normalize():f}% of income"
    if charge.rate is None:
        return charge.basis.words
    rate = f"{charge.rate:,.2f}" if charge.rate == round(charge.rate, 2) else f"{charge.rate.normalize():f}"
    return f"£{rate} {UNITS[charge.basis]}"


def limits(charge: Charge) -> str:
    """at least £500.00, at most £12,000.00"""
    told = [f"at least {pounds(charge.floor)}"] if charge.floor is not None else []
    told += [f"at most {pounds(charge.cap)}"] if charge.cap is not None else []
    return ", ".join(told)
