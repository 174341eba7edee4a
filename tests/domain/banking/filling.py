"""Something of each surgery in every table of banking, for the proof of the wall."""

from commonpractice.domain.banking import actions as banking
from tests.domain.banking.papers import bank_file, receive, statement, take_in
from tests.domain.partnerships import NOON, TwoRivers

LINE = ("", "Global sum", 100_00, {"item": "global_sum"})


def fill(rivers: TwoRivers) -> None:
    """A statement, a name, a receipt and their match at both; in the transaction and scope that are open."""
    for surgery, code in ((rivers.a, "A1"), (rivers.b, "B1")):
        take_in(rivers, statement(LINE, code=code), at=NOON)
        receive(rivers, bank_file(("04-29", 100_00), code=code), at=NOON)
        who = {"scope": rivers.everything, "at": NOON}
        banking.name_person(surgery_id=surgery, name=f"Doctor of {code}", partner_id=None, **who)
