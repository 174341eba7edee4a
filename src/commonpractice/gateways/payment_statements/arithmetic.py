"""Whether a statement adds up: each sum that it prints is made again from its parts."""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from commonpractice.foundations.money import Pence, pounds
from commonpractice.gateways.payment_statements.facts import ContractValue, Source, Statement


def faults(statement: Statement) -> list[str]:
    """What does not add up, a sentence each; none where all does.

    Each figure of money stands in some sum, so that none can be changed by itself without being noticed.
    """
    return [*_totals(statement), *_sources(statement), *_contract(statement)]


def _totals(statement: Statement) -> Iterator[str]:
    lines = sum(line.amount for line in statement.lines)
    if statement.net != statement.paid:
        yield (
            f"It says {pounds(statement.net)} at its head and {pounds(statement.paid)} at its end: they "
            "should be the same."
        )
    if lines != statement.paid:
        yield (
            f"Its {len(statement.lines)} lines come to {pounds(lines)}, and the total that it prints is "
            f"{pounds(statement.paid)}: it does not add up by {pounds(abs(lines - statement.paid))}."
        )


def _sources(statement: Statement) -> Iterator[str]:
    """What is invoiced is the sum of a source's lines that pay, what is credited of those that take off."""
    for words, printed, sign in (("Invoice", statement.invoiced, 1), ("Credit", statement.credited, -1)):
        for source in Source:
            if source not in printed:
                continue
            amounts = [line.amount for line in statement.lines if line.source is source]
            lines = sum(amount for amount in amounts if amount * sign > 0)
            if lines != printed[source]:
                yield (
                    f"{words} {source.value} is printed as {pounds(printed[source])}, and its lines come to "
                    f"{pounds(lines)}."
                )


def _contract(statement: Statement) -> Iterator[str]:
    value = statement.contract
    if value is None:
        return
    yearly = sum(part.amount for part in value.yearly)
    if yearly != value.year:
        yield (
            f"The parts of the contract value come to {pounds(yearly)} a year, and {pounds(value.year)} is "
            "printed."
        )
    if twelfth(value.year) != value.twelfth:
        yield (
            f"A twelfth of {pounds(value.year)} is {pounds(twelfth(value.year))}, and "
            f"{pounds(value.twelfth)} is printed as the monthly payment."
        )
    payment = value.twelfth + sum(part.amount for part in value.monthly)
    if payment != value.payment:
        yield (
            f"The monthly payment less opt-outs comes to {pounds(payment)}, and {pounds(value.payment)} is "
            "printed."
        )
    yield from _opt_outs(value)


def _opt_outs(value: ContractValue) -> Iterator[str]:
    single = sum(part.amount for part in value.details)
    if value.details and single != value.details_total:
        yield (
            f"The single opt-outs come to {pounds(single)}, and their total is printed as "
            f"{pounds(value.details_total)}."
        )
    taken_off = -sum(part.amount for part in value.monthly if part.amount < 0)
    if value.details_total != taken_off:
        yield (
            f"The opt-outs' details come to {pounds(value.details_total)}, and {pounds(taken_off)} is taken "
            "off the payment."
        )


def twelfth(year: Pence) -> Pence:
    """A month's part of a year's sum as statements print it: the nearest penny, half a penny up."""
    return int((Decimal(year) / 12).quantize(Decimal(1), rounding=ROUND_HALF_UP))
