"""A journal as somebody types it, row by row: an account, and a debit or a credit in pounds.

What is read here is read exactly or refused: nothing is guessed, rounded or turned round.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from commonpractice.domain.ledger.facts import AccountFact, AccountKind, Journal, Line
from commonpractice.domain.ledger.rules.posting import LARGEST, CannotPost, check_can_post
from commonpractice.foundations.money import NotMoney, Pence, pence, pounds

BETWEEN_THOUSANDS = re.compile(r"(?<=\d)\s(?=\d{3}(?!\d))")
"""A space (an unbreakable one too) where a comma would stand: 1 234 567.50."""

MINUS = re.compile(r"[-−–()]")
PAST_PENCE = re.compile(r"(?<=\.[0-9]{2})[0-9]+$")


class JournalRefused(CannotPost):
    """Rows that do not make a journal; `problems` are sentences, each with what to mend."""

    def __init__(self, problems: Sequence[str]):
        self.problems = tuple(problems)
        super().__init__(" ".join(problems))


def amount(text: str) -> Pence | None:
    """A debit or a credit as typed, in whole pence; None where nothing was typed.

    Takes "1,234.56", "£1,234.56", "1234.5" and "1 234.56". Raises CannotPost for what is below nil, and for
    more than two figures after the point, even if they are noughts: "1.230" may be £1,230 to who typed it.
    """
    typed = text.strip()
    if not typed:
        return None
    figures = BETWEEN_THOUSANDS.sub(",", MINUS.sub("", typed).strip())
    try:
        read = pence(PAST_PENCE.sub("", figures))
    except NotMoney:
        raise CannotPost(f"“{typed}” is not an amount of money. Write it like 1,234.50.") from None
    if PAST_PENCE.search(figures):
        raise CannotPost(f"“{typed}” has more than two figures after the point. Write it like 1,234.50.")
    if figures != BETWEEN_THOUSANDS.sub(",", typed):
        raise CannotPost(f"“{typed}” is below nil. Type it without the sign, in the other column.")
    if read > LARGEST:
        raise CannotPost(f"“{typed}” is more than any books hold: that cannot be right.")
    return read


def signed(debit: Pence | None, credit: Pence | None) -> Pence:
    """A row's amount as the ledger keeps it, debits positive. A nil is as good as nothing typed.

    Raises CannotPost for a row with both, or with neither.
    """
    if debit and credit:
        raise CannotPost("It has both a debit and a credit: put one of them in a row of its own.")
    if not debit and not credit:
        raise CannotPost("Type its amount, as a debit or as a credit.")
    return debit or -(credit or 0)


def account(text: str, chart: Mapping[int, AccountFact]) -> int:
    """The code of the account that was typed: by its code, its code and name, or its name alone.

    Raises CannotPost where there is no such account, or where code and name are two accounts'.
    """
    typed = " ".join(text.split())
    code, _, name = typed.partition(" ")
    if re.fullmatch(r"[0-9]{1,9}", code):
        found = chart.get(int(code))
        if found is None:
            raise CannotPost(f"There is no account {code} in the chart of accounts.")
        if name.casefold() not in found.name.casefold():
            raise CannotPost(f"{code} is {found.name}, not {name}. Type the code alone.")
        return found.code
    named = [fact.code for fact in chart.values() if fact.name.casefold() == typed.casefold()]
    if len(named) != 1:
        raise CannotPost(f"“{typed}” is not an account. Type its code, as 3040, or choose one of the list.")
    return named[0]


def journal(
    lines: Sequence[Line],
    *,
    dated: date,
    narrative: str,
    names: Mapping[int, str],
    chart: Mapping[int, AccountFact],
) -> Journal:
    """The journal that rows make, the first row's profit centre being its home. `names` are by surgery id.

    Raises JournalRefused with everything that is wrong, in sentences.
    """
    sides = list(dict.fromkeys(line.surgery_id for line in lines))
    if len(lines) < 2:
        raise JournalRefused(["A journal has at least two rows: a debit and a credit."])
    if len(sides) > 2:
        named = ", ".join(names[side] for side in sides)
        raise JournalRefused(
            [f"A journal is one surgery's or between two; this one names {named}. Make one for each pair."]
        )
    if problems := _imbalances(lines, names, chart):
        raise JournalRefused(problems)
    made = Journal(
        dated=dated,
        narrative=narrative,
        lines=tuple(lines),
        home_id=sides[0],
        host_id=sides[1] if len(sides) > 1 else None,
    )
    try:
        check_can_post(made, chart)
    except CannotPost as refusal:
        raise JournalRefused([str(refusal)]) from None
    return made


def _imbalances(
    lines: Sequence[Line], names: Mapping[int, str], chart: Mapping[int, AccountFact]
) -> list[str]:
    """A sentence for each profit centre whose debits and credits differ."""
    sums: dict[int, Pence] = defaultdict(int)
    for line in lines:
        sums[line.surgery_id] += line.amount
    problems = [
        f"{names[side]} does not balance: its {'debits' if out > 0 else 'credits'} are {pounds(abs(out))} "
        f"more than its {'credits' if out > 0 else 'debits'}."
        for side, out in sums.items()
        if out
    ]
    if len(problems) > 1 and not sum(sums.values()):
        between = " or ".join(
            f"{fact.code} {fact.name}"
            for fact in chart.values()
            if fact.internal and fact.kind is AccountKind.ASSET
        )
        problems.append(
            f"Each surgery balances by itself: what one owes the other goes through {between}, in both."
        )
    return problems
