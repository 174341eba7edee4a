"""What has to be coded in the clinical system for something done to count, and whether it has come back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from commonpractice.domain.partnership.facts import Scope
from commonpractice.domain.quality.facts.recalls import Code, RecallEvent, ToCode, What
from commonpractice.domain.quality.parameters import recalls as parameters
from commonpractice.domain.quality.parameters.definitions import definitions
from commonpractice.domain.quality.queries.read_again import days_coded
from commonpractice.domain.quality.rules import recalling
from commonpractice.domain.records import queries as records
from commonpractice.domain.records.queries.codes import members


@dataclass(frozen=True)
class Coded:
    """What came of some events: by the event's id what has to be coded, and as at which day the records are.

    `extract` is None where no records have been taken in.
    """

    extract: date | None
    to_code: dict[int, list[ToCode]]
    codes: dict[str, list[tuple[int, str, str]]]

    def waiting(self, event: RecallEvent) -> list[ToCode]:
        return [each for each in self.to_code[event.id] if each.coded_on is None]

    def proposed(self, event: RecallEvent, codelist: str, *, number: int = 1) -> Code | None:
        """The code to enter of a codelist; None where we know none. `number`: the which invitation."""
        known = [Code(code, term) for _, code, term in self.codes[codelist] if code.isdigit()]
        if event.what is What.INVITED:
            for words in parameters.invitation_terms(event.by, number):
                for code in known:
                    if words in code.term.lower():
                        return code
        return known[0] if known else None


def coded(events: Sequence[RecallEvent], *, scope: Scope, surgery_id: int, today: date) -> Coded:
    """What has to be coded for some events of a surgery, and what of it is in the last extract.

    A code has come back where it is of the event's day or a later one. Each invitation needs a code of its
    own (rules.recalling.came_back); one of declined or not suitable is enough for all that came before it.
    """
    to_code = {event.id: list(_to_code(event)) for event in events}
    names = {each.codelist for some in to_code.values() for each in some}
    codes = members(clusters=names, on=today)
    snapshot = records.in_use(scope=scope, surgeries=[surgery_id]).get(surgery_id)
    if snapshot is None:
        return Coded(None, to_code, codes)
    concepts = {number for some in codes.values() for number, _, _ in some}
    days = days_coded(records.stored(snapshot), {event.patient for event in events}, concepts)
    came_back = _came_back(events, to_code, codes, days)
    for event in events:
        to_code[event.id] = [
            replace(each, coded_on=came_back[event.patient, each.codelist].get(event.on))
            for each in to_code[event.id]
        ]
    return Coded(snapshot.as_at, to_code, codes)


def _to_code(event: RecallEvent) -> Iterable[ToCode]:
    """What makes something done count as an adjustment; what was booked or done needs none of these."""
    if event.what in recalling.TO_CODE:
        told = definitions().indicators
        about = [told[code] for code in event.indicators if code in told]
        for codelist, codes in recalling.fewest_codelists(about, event.what, parameters.coding()):
            yield ToCode(codelist, codes)


def _came_back(
    events: Iterable[RecallEvent],
    to_code: Mapping[int, Sequence[ToCode]],
    codes: Mapping[str, Iterable[tuple[int, str, str]]],
    days: Mapping[tuple[int, int], Iterable[date]],
) -> dict[tuple[int, str], dict[date, date]]:
    """By patient and codelist: on which day what was done on each day was coded, where it was."""
    done: dict[tuple[int, str], set[date]] = {}
    for event in events:
        for each in to_code[event.id]:
            done.setdefault((event.patient, each.codelist), set()).add(event.on)
    found = {}
    for (patient, name), on in done.items():
        found_on = [day for number, _, _ in codes[name] for day in days.get((patient, number), ())]
        if parameters.coding().kinds[name] == recalling.TO_CODE[What.INVITED]:
            found[patient, name] = recalling.came_back(on, found_on)
        else:
            later = {day: min((one for one in found_on if one >= day), default=None) for day in on}
            found[patient, name] = {day: one for day, one in later.items() if one is not None}
    return found
