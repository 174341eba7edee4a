"""Expanded statements made up for tests: written as the payments website writes them."""

from collections.abc import Sequence
from dataclasses import dataclass

from commonpractice.gateways.payment_statements.arithmetic import twelfth


@dataclass(frozen=True)
class Drawn:
    """A line to write: section's title, paycode, words, A or M, NHSE or COM, pence."""

    title: str
    paycode: str
    words: str
    mark: str
    source: str
    amount: int


def money(amount: int) -> str:
    """£1,234.50, or -£1,234.50."""
    return f"{'-' if amount < 0 else ''}£{abs(amount) // 100:,}.{abs(amount) % 100:02d}"


def bare(amount: int) -> str:
    return money(amount).replace("£", "")


def expanded(
    lines: Sequence[Drawn], *, yearly: Sequence[int], opt_outs: int = 0, month: str = "November"
) -> str:
    """The text of a statement of some lines and a contract value of some yearly parts."""
    monthly = twelfth(sum(yearly))
    payment = monthly - opt_outs
    signed = [("COM", payment), *((line.source, line.amount) for line in lines)]
    total = sum(amount for _, amount in signed)

    def of(source: str, sign: int) -> str:
        return money(sum(amount for each, amount in signed if each == source and amount * sign > 0))

    text = [
        "GPP Payments",
        "Statement Date : 20/11/2023",
        "Contractor ID : A1",
        f"Net : {money(total)}",
        f"Invoice NHSE : {of('NHSE', 1)}",
        f"Credit NHSE : {of('NHSE', -1)}",
        f"Invoice COM : {of('COM', 1)}",
        f"Credit COM : {of('COM', -1)}",
        f"Statement : {month} - The Surgery (A1)",
        "Ref. no : 000001",
        "GMS/PMS/APMS Contract Value",
    ]
    for place, amount in enumerate(yearly):
        sign = " Minus" if amount < 0 else " Add" if place else ""
        text.append(f"Part {'abcdefgh'[place]} of the year {bare(abs(amount))}{sign}")
    text += [
        "Adjusted Global Sum Annual Payment -------------",
        bare(sum(yearly)),
        "Equals",
        f"Initial Global Sum Monthly Payment {bare(monthly)}",
        f"Additional Service Opt Outs {bare(opt_outs)} Minus",
        "Capitation Monthly Payment GMS/PMS/APMS (OCT, NOV & DEC) -------------",
        bare(payment),
        "Additonal Opt Out Details",
        f"Total  {bare(opt_outs)}",
    ]
    before = ""
    for line in lines:
        if line.title != before:
            text += [line.title, line.title, "Adjustments", "Paycode Description A/M Source £"]
            before = line.title
        cells = (line.paycode, line.words, line.mark, line.source, money(line.amount))
        text.append(" ".join(cell for cell in cells if cell))
    return "\n".join([*text, f"Total Amount Paid {money(total)}"])
