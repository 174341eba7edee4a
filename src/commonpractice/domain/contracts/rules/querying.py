"""What a query to the payer must be, and what may become of it. Pure."""

from commonpractice.domain.contracts.facts.querying import TRANSITIONS, QueryState, QueryView
from commonpractice.domain.ledger.rules.words import unkept_in
from commonpractice.foundations.money import Pence, pounds
from commonpractice.foundations.months import Month

MOST_MONTHS = 24
WORDED = (QueryState.REFUSED, QueryState.WITHDRAWN)
"""What needs words: whoever reads it later asks why."""


class CannotQuery(ValueError):
    """A query that cannot be raised or answered; the message says why."""


class AlreadyQueried(CannotQuery):
    """A query on the same item and month is open; `number` is its number."""

    def __init__(self, number: int, words: str, month: Month) -> None:
        self.number = number
        super().__init__(
            f"Query {number} on {words} of {month.words} is open already. Add to that one, or close it first."
        )


def check_can_raise(*, words: str, first: Month, last: Month, difference: Pence, text: str) -> None:
    """Raise CannotQuery unless something of an item is different in the months, and the text can be kept."""
    if last < first:
        raise CannotQuery(f"The months end before they begin: {first.words} to {last.words}.")
    if last.months_after(first) >= MOST_MONTHS:
        raise CannotQuery(f"A query is of {MOST_MONTHS} months at most. Raise one for each year.")
    if not difference:
        of = first.words if first == last else f"{first.words} to {last.words}"
        raise CannotQuery(f"Nothing of {words} is different for {of}: what is payable was paid.")
    check_words(text)


def check_can_answer(query: QueryView, state: QueryState, words: str) -> None:
    """Raise CannotQuery where a query may not become that, or the words that it needs are missing."""
    if state not in TRANSITIONS[query.state]:
        raise CannotQuery(f"Query {query.id} is {query.state.words}, so it cannot be {state.value} now.")
    if state in WORDED and not words.strip():
        said = "Write down why the payer refused it" if state is QueryState.REFUSED else "Say why"
        raise CannotQuery(f"{said}: whoever looks at it later will ask.")
    check_words(words)


def check_words(text: str) -> None:
    """Raise CannotQuery for a text with a character that cannot be kept."""
    if bad := unkept_in(text):
        raise CannotQuery(
            f"What you wrote has a character that cannot be kept ({bad}): take it out, or type it again."
        )


def reason(*, payable: Pence, paid: Pence, settled: Pence, difference: Pence) -> str:
    """Why a query is raised, in words to send: “£253.00 of it is missing.”

    `settled` is what other lines or months of the same money paid of it; below nil, what it paid of theirs.
    """
    due, came = f"{pounds(payable)} was payable", f"{pounds(paid)} was paid"
    if settled > 0:
        came += f", and {pounds(settled)} as another line or month of it"
    elif settled < 0:
        came += f", of which {pounds(-settled)} is another line’s or month’s"
    if difference > 0:
        return (
            f"{due} and {came if paid or settled else 'nothing was paid'}: {pounds(difference)} is missing."
        )
    return f"{due if payable else 'Nothing was payable'} and {came}: {pounds(-difference)} too much."
