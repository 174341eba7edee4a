"""What a statement posts: what is paid off what is due, deductions to their bearer, the sum to the control.

£40,000.00 of global sum and £150.00 of levies taken off:
    8160 NHS income due            -£40,000.00   (global_sum)
    7020 Statutory levies             £150.00   (statutory_levy)
    8150 NHS payments control      £39,850.00
"""

from collections.abc import Mapping, Sequence

from commonpractice.domain.banking.facts import Entered, Recognised
from commonpractice.domain.ledger.facts import Line, NhsItem, NhsMoney
from commonpractice.foundations.money import Pence

Known = tuple[Entered, Recognised]
"""A line and what it is for."""


def lines_posted(
    known: Sequence[Known], *, surgery_id: int, items: Mapping[str, NhsItem], due: int, control: int
) -> tuple[Line, ...]:
    """The postings of some recognised lines, one each, and their sum on the control account."""
    posted = [of_line(line, what, surgery_id=surgery_id, items=items, due=due) for line, what in known]
    total = sum(line.amount for line, _ in known)
    return tuple(line for line in [*posted, Line(surgery_id, control, total)] if line.amount)


def lines_moved(
    line: Entered,
    before: Recognised,
    after: Recognised,
    *,
    surgery_id: int,
    items: Mapping[str, NhsItem],
    due: int,
) -> tuple[Line, ...]:
    """The postings that move a line from what it was said to be for to what it is."""
    off = of_line(line, before, surgery_id=surgery_id, items=items, due=due, sign=-1)
    return off, of_line(line, after, surgery_id=surgery_id, items=items, due=due)


def of_line(
    line: Entered, what: Recognised, *, surgery_id: int, items: Mapping[str, NhsItem], due: int, sign: int = 1
) -> Line:
    """The posting of a line: credit what is paid, debit what is taken off."""
    item = items[what.item]
    account = due if item.kind is NhsMoney.INCOME else item.account
    amount: Pence = -sign * line.amount
    return Line(surgery_id, account, amount, what.partner_id, item.key, what.concerns)
