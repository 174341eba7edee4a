"""What a statement's line is for, by the rulebook's paycodes and by what people have said of names."""

import re
from collections.abc import Mapping, Sequence
from functools import cache

from commonpractice.domain.banking.facts import By, Entered, Named, PaycodeRule, Recognised
from commonpractice.domain.ledger.facts import AccountFact, NhsItem
from commonpractice.foundations.months import Month


class CannotRecognise(ValueError):
    """A line that cannot be said to be for that; the message says why."""


def recognise(
    line: Entered,
    *,
    month: Month,
    rules: Sequence[PaycodeRule],
    named: Sequence[Named],
    partners: Mapping[str, int],
    items: Mapping[str, NhsItem],
    chart: Mapping[int, AccountFact],
) -> Recognised | str:
    """What a line of a statement of a month is for; or, where it waits for a person, why, in a sentence.

    What the file itself says goes before the rules. `named` is whom names stand for, the latest word last;
    `partners` are the surgery's, ids by code. Raises CannotRecognise where the file says what cannot be.
    """
    if line.item:
        return _of_file(line, month=month, partners=partners, items=items, chart=chart)
    rule = next((rule for rule in rules if fits(rule, line)), None)
    if rule is None:
        return f"No rule knows {_called(line)}."
    item, partner_id = rule.item, None
    if line.person_name or rule.staff_item:
        if line.partner:
            partner_id = _partner(line, partners)
        elif (whom := whom_of(line, named)) is None:
            return f"Nobody has said yet whether {line.person_name or 'the person'} is a partner, and which."
        elif whom.partner_id is None:
            item = rule.staff_item or rule.item
        elif whom.partner_id not in partners.values():
            return f"{line.person_name} was said to be somebody who is not a partner here."
        else:
            partner_id = whom.partner_id
    if chart[items[item].account].per_partner and partner_id is None:
        return f"{items[item].words} is kept by partner, and the line does not say whose it is."
    concerns = concerned(line, month, months_before=rule.months_before)
    why = f"rule {rule.place} of the paycodes ({rule.source}; {rule.trust})"
    return Recognised(item, concerns, partner_id, By.RULE, why)


def _of_file(
    line: Entered,
    *,
    month: Month,
    partners: Mapping[str, int],
    items: Mapping[str, NhsItem],
    chart: Mapping[int, AccountFact],
) -> Recognised:
    partner_id = _partner(line, partners) if line.partner else None
    check_item(line.item, partner_id, items=items, chart=chart)
    return Recognised(line.item, concerned(line, month), partner_id, By.FILE, "the file says so")


def check_item(
    item: str, partner_id: int | None, *, items: Mapping[str, NhsItem], chart: Mapping[int, AccountFact]
) -> None:
    """Raise CannotRecognise unless there is such an item, and a partner is named where one must be."""
    if item not in items:
        raise CannotRecognise(f"“{item}” is not an item of NHS money: see the list of items.")
    per_partner = chart[items[item].account].per_partner
    if per_partner and partner_id is None:
        raise CannotRecognise(f"{items[item].words} is kept by partner: say whose it is.")
    if partner_id is not None and not per_partner:
        raise CannotRecognise(f"{items[item].words} is not kept by partner: name nobody.")


def concerned(line: Entered, month: Month, *, months_before: int = 0) -> Month:
    """The month that a line is of, on a statement of a month.

    What its words name; of a span of months the statement's own where it lies within, else the one nearest.
    """
    if line.first is None or line.last is None:
        return month - months_before
    return min(max(month, line.first), line.last)


def wants_a_name(line: Entered, rules: Sequence[PaycodeRule]) -> bool:
    """Whether a line that waits is known but for whom its name stands for."""
    return bool(line.person_name) and any(fits(rule, line) for rule in rules)


def whom_of(line: Entered, named: Sequence[Named]) -> Named | None:
    """Whom the person on a line is, by the latest word: by their number where it is printed, else by name."""
    if line.person_code:
        found = [whom for whom in named if whom.code == line.person_code]
    else:
        found = [whom for whom in named if whom.name.casefold() == line.person_name.casefold()]
    return found[-1] if found else None


def fits(rule: PaycodeRule, line: Entered) -> bool:
    """Whether a rule is about a line: each of its patterns that says anything fits."""
    said = ((rule.paycode, line.paycode), (rule.section, line.section), (rule.words, line.words))
    if line.paycode and not rule.paycode:
        return False  # a paycode says more than its section: one that no rule knows is not guessed at
    return all(not pattern or _pattern(pattern).fullmatch(text) for pattern, text in said)


@cache
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, text.split("*"))), re.IGNORECASE | re.DOTALL)


def _partner(line: Entered, partners: Mapping[str, int]) -> int:
    if line.partner.upper() not in partners:
        raise CannotRecognise(
            f"Line {line.at}: “{line.partner}” is not the code of a partner of this surgery."
        )
    return partners[line.partner.upper()]


def _called(line: Entered) -> str:
    if line.paycode:
        return f"the paycode {line.paycode}{' with these words' if line.words else ''}"
    return f"“{line.words}”"
