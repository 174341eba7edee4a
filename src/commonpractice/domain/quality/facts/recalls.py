"""Recall lists: what is missing of each patient, what was done about it, and what has to be coded."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from commonpractice.domain.quality.facts.people import Asked
from commonpractice.foundations.worded import Worded


class What(Worded):
    """What was done about something that a patient has not met."""

    INVITED = "invited", "Invited"
    BOOKED = "booked", "Booked"
    DONE = "done", "Done"
    DECLINED = "declined", "Declined"
    UNSUITABLE = "unsuitable", "Not suitable"
    TAKEN_BACK = "taken_back", "Written down by mistake"


class InvitedBy(Worded):
    """How somebody was invited."""

    LETTER = "letter", "by letter"
    TEXT = "text", "by text message"
    PHONE = "phone", "by telephone"
    IN_PERSON = "in_person", "in person"


class Showing(Worded):
    """Which patients of a list are shown: by what was done last about something they still miss."""

    EVERYBODY = "everybody", "Everybody on the list"
    NOTHING_DONE = "nothing_done", "Not invited yet"
    INVITED = "invited", "Invited"
    BOOKED = "booked", "Booked"
    DONE = "done", "Done, waiting for the code"
    DECLINED = "declined", "Declined"
    UNSUITABLE = "unsuitable", "Not suitable"


@dataclass(frozen=True)
class Kind:
    """A kind of work ("Blood test"), and what a letter calls it; blank where a letter asks for nothing."""

    key: str
    words: str
    letter: str


@dataclass(frozen=True)
class RecallEvent:
    """What somebody wrote down as done, and when it was taken back, if it was."""

    id: int
    patient: int
    what: What
    by: InvitedBy | None
    on: date
    indicators: tuple[str, ...]
    words: str
    at: datetime
    who: str
    taken_back_by: str = ""

    @property
    def stands(self) -> bool:
        return not self.taken_back_by


@dataclass(frozen=True)
class Missed:
    """What a patient has not met: by which indicator, and which of its tasks would put it right.

    `last_found` is when what good care asks for was last coded; None where it never was. `done` is what was
    done about it last, that still counts.
    """

    indicator: str
    task: int | None
    last_found: date | None
    done: RecallEvent | None = None


@dataclass(frozen=True)
class ToCall:
    """A patient of a recall list, with everything that would be put right by one visit; urgent things first.

    `benefit` is the rank of the most urgent (1 prevents death or harm soon ... 5).
    """

    patient: int
    benefit: int
    missed: tuple[Missed, ...]


@dataclass(frozen=True)
class ListFact:
    """The recall list of a surgery as the last run left it: as at which day, and of which extract.

    `newer` is the day of an extract taken in since, which the next run will read.
    """

    run: int
    surgery_id: int
    asked: Asked
    at: datetime
    extract: date
    newer: date | None
    definitions_changed: bool


@dataclass(frozen=True)
class Filter:
    """Which part of a list is asked for: `weeks` is how long ago the last invitation was, at least."""

    showing: Showing = Showing.EVERYBODY
    weeks: int = 0
    indicator: str = ""
    register: str = ""
    kind: str = ""
    this_year: bool = False
    """Only what counts until the NHS's year ends."""


@dataclass(frozen=True)
class Code:
    """A code of a codelist, with its term."""

    code: str
    term: str


@dataclass(frozen=True)
class ToCode:
    """What has to be coded for something done to count: any code of a codelist, about some indicators.

    `coded_on` is the day of such a code in the last extract, that day or later; None while it is waited for.
    """

    codelist: str
    indicators: tuple[str, ...]
    coded_on: date | None = None


@dataclass(frozen=True)
class Coding:
    """What each codelist is (`kinds`: invitation, declined ...), and which are not for a list to propose.

    `whole_care` are endings of the names of those about all of a condition's care; `say_more` are those that
    say more than that care does not suit ("on the most medicine that the patient can take").
    """

    kinds: Mapping[str, str]
    whole_care: tuple[str, ...] = ()
    say_more: frozenset[str] = frozenset()

    def is_whole_care(self, codelist: str) -> bool:
        return codelist.endswith(self.whole_care) if self.whole_care else False
