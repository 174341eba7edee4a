"""From a statement as it was printed to the lines that banking keeps, and the blocks it keeps beside them."""

from dataclasses import asdict
from typing import Any

from commonpractice.domain.banking.facts import Entered
from commonpractice.domain.banking.rules.contract_value import parts_of_month
from commonpractice.gateways.payment_statements import Line, Section, Statement


def lines_of(statement: Statement) -> list[Entered]:
    """The lines to keep, numbered from 1. The contract payment is kept part by part, the parts its sum."""
    found: list[Entered] = []
    contract = statement.contract
    for line in statement.lines:
        if contract and line.section == Section.CONTRACT.value and line.words == contract.words:
            parts = parts_of_month(
                twelfth=contract.twelfth,
                yearly=[(part.words, part.amount) for part in contract.yearly],
                monthly=_opt_outs_apart(statement),
            )
            found += [_entered(line, len(found) + place, *part) for place, part in enumerate(parts, start=1)]
        else:
            found.append(_entered(line, len(found) + 1, line.words, line.amount))
    return found


def _opt_outs_apart(statement: Statement) -> list[tuple[str, int]]:
    """What comes on or off by the month; the single opt-outs in place of their sum where they are printed."""
    contract = statement.contract
    if contract is None:
        return []
    monthly = [(part.words, part.amount) for part in contract.monthly]
    if contract.details:
        added = [part for part in monthly if part[1] > 0]
        return [*added, *((f"{part.words} (opt out)", -part.amount) for part in contract.details)]
    return monthly


def _entered(line: Line, number: int, words: str, amount: int) -> Entered:
    person = line.person
    return Entered(
        number=number,
        at=line.at,
        section=line.section,
        adjustment=line.adjustment,
        paycode=line.paycode,
        words=words,
        mark=line.mark,
        source=line.source.value,
        amount=amount,
        first=line.first,
        last=line.last,
        person_name=person.name if person else "",
        person_code=person.code if person else "",
        person_tier=person.tier if person else "",
        person_rate=person.rate if person else "",
        item=line.item,
        partner=line.partner,
    )


def blocks_of(statement: Statement) -> dict[str, Any]:
    """The contract value (pence) and the capitation data (numbers as text) as they were printed."""
    found: dict[str, Any] = {}
    if statement.contract:
        found["contract"] = asdict(statement.contract)
    if statement.capitation:
        printed = asdict(statement.capitation)
        ages = [{name: str(value) for name, value in band.items()} for band in printed.pop("ages")]
        indices = [[words, str(value)] for words, value in printed.pop("indices")]
        others = [list(pair) for pair in printed.pop("others")]
        numbers = {name: str(value) for name, value in printed.items()}
        found["capitation"] = {**numbers, "indices": indices, "ages": ages, "others": others}
    return found
