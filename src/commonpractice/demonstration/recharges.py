"""What surgeries recharge one another in the demonstration: when, for what, and how it was answered. Pure."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from commonpractice.demonstration.books import Entry, Plan, accounts, made_up
from commonpractice.demonstration.sampling import chance
from commonpractice.demonstration.surgeries import settings
from commonpractice.domain.ledger import parameters
from commonpractice.domain.ledger.facts import Document, Journal, Line
from commonpractice.foundations import rulebook_files
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import Month

PAID_ON = 15
NOT_OURS = "This clinic was for our own staff's cover, which we have paid for already. Please look again."


@dataclass(frozen=True)
class Planned:
    """A recharge: raised by the host, asked of the home; `answered` None where it still waits."""

    host: str
    home: str
    amount: Pence
    reason: str
    month: Month
    raised: date
    answered: date | None = None
    agreed: bool = True
    words: str = ""


def recharges(plan: Plan, *, shown: Sequence[str]) -> list[Planned]:
    """About forty a year, agreed within the fortnight; one declined; a few of this month waiting.

    `shown` are the surgeries that somebody signs in to: some of those that wait are theirs to answer, or
    theirs to hear about.
    """
    rng = chance(plan.seed, "recharges")
    told = settings(plan.fact.model)["recharges"]
    codes = [place.code for place in plan.members(plan.months[-1]) if place.belongs(plan.months[0])]
    found: list[Planned] = []
    for month in plan.months:
        for _ in range(_some(told["a_year"], rng)):
            host, home = rng.sample(codes, 2)
            raised = month.first.replace(day=rng.randint(3, 16))
            answered = raised + timedelta(days=rng.randint(1, 11))
            found.append(_planned(host, home, month, raised, rng, answered))
    for _ in range(told["declined"]):
        at = rng.randrange(len(found) // 2, len(found))
        found[at] = Planned(**{**vars(found[at]), "agreed": False, "words": NOT_OURS})
    return found + _waiting(plan, shown, codes, rng)


def payments(plan: Plan, planned: Sequence[Planned]) -> Iterator[Entry]:
    """What was agreed is paid on the fifteenth of the month after, from one surgery's bank to the other's."""
    pair = parameters.recharge_accounts()
    for number, each in enumerate(planned, start=1):
        month = each.month + 1
        if each.answered is None or not each.agreed or month > plan.months[-1]:
            continue
        home, host = plan.ids.surgeries[each.home], plan.ids.surgeries[each.host]
        journal = Journal(
            dated=month.first.replace(day=PAID_ON),
            narrative=f"Recharge paid: {each.reason}",
            home_id=home,
            host_id=host,
            lines=(
                Line(home, pair.settlement, each.amount),
                Line(home, accounts.BANK, -each.amount),
                Line(host, accounts.BANK, each.amount),
                Line(host, pair.settlement, -each.amount),
            ),
        )
        document = Document(
            kind="recharge_payment",
            key=f"{plan.prefix}/recharge/{number}",
            title=f"Recharge paid, {month.words}",
            home_id=home,
            host_id=host,
            details={**made_up("recharge_payment"), "month": str(month)},
        )
        yield document, [journal]


def _waiting(plan: Plan, shown: Sequence[str], codes: list[str], rng: random.Random) -> list[Planned]:
    """The last ones, raised lately: to and from the surgeries that are shown, and between two others."""
    number = settings(plan.fact.model)["recharges"]["waiting"]
    others = [code for code in codes if code not in shown]
    here = [code for code in shown if code in codes]
    found = []
    for place in range(number):
        one, other = rng.sample(others, 2)
        if here and place < number - 1:
            one = here[place % len(here)]
        home, host = (one, other) if place % 3 < 2 else (other, one)
        raised = plan.today - timedelta(days=rng.randint(1, 12))
        found.append(_planned(host, home, plan.months[-1], raised, rng, None))
    return found


def _planned(
    host: str, home: str, month: Month, raised: date, rng: random.Random, answered: date | None
) -> Planned:
    row = rng.choice(rulebook_files.rows("demonstration/recharges.csv"))
    pounds = rng.randint(int(row["from_pounds"]), int(row["to_pounds"]))
    return Planned(host, home, pounds * 100, row["reason"], month, raised, answered)


def _some(a_year: int, rng: random.Random) -> int:
    """A month's number of what there are so many of in a year."""
    whole, part = divmod(a_year, 12)
    return whole + (rng.randrange(12) < part)
