"""Indicators and registers, as the rulebook defines them."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from commonpractice.domain.quality.facts.expressions import Expression


class How(StrEnum):
    """What a look asks of the events that it may count."""

    LATEST = "latest"  # the last day
    FIRST = "first"  # the first day
    READING = "reading"  # the last day with a value, and the value: of several on that day the lowest
    COUNT = "count"  # on how many days, and the last of them


@dataclass(frozen=True)
class Edge:
    """A day that bounds a look, and whether that day itself still counts.

    An edge whose day is not there does not bind: "after the last resolution" is "ever" for whoever has none.
    """

    day: Expression
    included: bool


@dataclass(frozen=True)
class Look:
    """What is looked for in a patient's record: events of some codelists, between two days.

    Nothing after the day of the run is ever counted.
    """

    how: How
    codelists: tuple[str, ...]
    lower: Edge | None = None
    upper: Edge | None = None


@dataclass(frozen=True)
class Sentence:
    """Words with gaps, "HbA1c {hba1c.value} on {hba1c.day}", and what is worked out to fill each gap."""

    words: str
    gaps: tuple[tuple[str, Expression], ...] = ()


@dataclass(frozen=True)
class Reason:
    """A condition with the sentence that says why; `key` names it in counts."""

    key: str
    when: Expression
    says: Sentence


@dataclass(frozen=True)
class Task:
    """What would put right a patient who has not met it: when this is it, why, what to do, what to code."""

    when: Expression
    says: Sentence
    do: str
    enter: tuple[str, ...] = ()


@dataclass(frozen=True)
class Register:
    """Who has a condition, and since when.

    `listed` says whom the published list size counts ("17OV"), `when` who is on it, `since` from which day.
    """

    code: str
    name: str
    wording: str
    looks: dict[str, Look] = field(hash=False)
    listed: Expression
    when: Expression
    since: Expression
    source: str
    trust: str


@dataclass(frozen=True)
class Terms:
    """What an indicator is worth in a year ("2026/27"): points, and between which thresholds they rise, in %.

    `improvement` is true where points may also be earned by improving on one's own past. `known_on` is the
    day from which a change within the year was known; None: from its first day.
    """

    year: str
    points: float
    lower: float
    upper: float
    source: str
    points_trust: str
    thresholds_trust: str
    improvement: bool = False
    note: str = ""
    known_on: date | None = None


@dataclass(frozen=True)
class Indicator:
    """One measure of care, by its definition.

    `who` says whom it is about (registers by their codes, ages); `leave_out` who is left out by definition;
    `met` what good care is; `adjustments` the personalised care adjustments, in the order in which they are
    asked; `tasks` what is said and done of those who have not met it. Whoever meets it counts as met,
    adjusted or not.
    """

    code: str
    family: str
    title: str
    wording: str
    programme: str  # qof | own
    better: str  # higher | lower
    adjustment: str  # prevalence | target_population | none
    adjustment_trust: str
    looks: dict[str, Look] = field(hash=False)
    who: Expression
    leave_out: tuple[Reason, ...]
    met: Reason
    adjustments: tuple[Reason, ...]
    tasks: tuple[Task, ...]
    terms: tuple[Terms, ...]
    benefit: int  # 1: acting soon prevents death or harm ... 5: good housekeeping
    benefit_because: str
    source: str
    trust: str
    rolling: bool = False  # judged over the time up to the day asked about, not up to the NHS's year end
