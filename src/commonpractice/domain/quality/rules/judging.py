"""Judge one patient: the plain way, which the set-wise measures must equal."""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from commonpractice.domain.quality.facts.definitions import Edge, How, Indicator, Look, Reason, Register, Task
from commonpractice.domain.quality.facts.expressions import (
    AgeOn,
    AllOf,
    AnyOf,
    Compare,
    Constant,
    Expression,
    Found,
    Named,
    Not,
    OnRegister,
    Shifted,
)
from commonpractice.domain.quality.facts.people import Asked, Event, PatientRecord, Registered
from commonpractice.domain.quality.facts.verdicts import Status, Verdict
from commonpractice.domain.quality.rules.about import register_codes
from commonpractice.domain.quality.rules.days import age_on, shifted, year_start
from commonpractice.foundations.dated import day as day_in_words

BEYOND = 500_000  # a value so large is no measurement
Worth = bool | date | float | str | None
COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}


@dataclass(frozen=True)
class Finding:
    """What a look found."""

    day: date | None = None
    value: float | None = None
    count: int = 0


@dataclass
class Judge:
    """Everything that can be said of one patient on one day; what was found is found once."""

    patient: PatientRecord
    asked: Asked
    registers: Mapping[str, Register]
    _findings: dict[tuple[str, str], Finding] = field(default_factory=dict[tuple[str, str], Finding])

    def verdict(self, indicator: Indicator) -> Verdict:
        """Where the patient stands with an indicator, with the sentence that says why."""
        if self.registered is None:
            return Verdict(Status.NOT_REGISTERED, sentence="not on the list")
        say = _Saying(self, indicator)
        if not say.holds(indicator.who):
            return Verdict(Status.NOT_CONCERNED, sentence="not in the group that this is about")
        for reason in indicator.leave_out:
            if say.holds(reason.when):
                return Verdict(Status.LEFT_OUT, reason.key, say.sentence("left out", reason))
        if say.holds(indicator.met.when):
            return Verdict(Status.MET, sentence=say.sentence("met", indicator.met))
        for reason in indicator.adjustments:
            if say.holds(reason.when):
                return Verdict(Status.ADJUSTED, reason.key, say.sentence("excluded", reason))
        task = next((task for task in indicator.tasks if say.holds(task.when)), None)
        return Verdict(Status.NOT_MET, sentence=say.sentence("not met", task))

    def task(self, indicator: Indicator) -> Task | None:
        """What would put right a patient who has not met an indicator."""
        say = _Saying(self, indicator)
        return next((task for task in indicator.tasks if say.holds(task.when)), None)

    @property
    def registered(self) -> Registered | None:
        """The time on the list that the day falls in; none for whoever has died by then."""
        if self.patient.died_on is not None and self.patient.died_on <= self.asked.on:
            return None
        current = [
            time
            for time in self.patient.registrations
            if time.start <= self.asked.on and (time.ended is None or self.asked.on < time.ended)
        ]
        return max(current, key=lambda time: time.start, default=None)

    def on_register(self, code: str) -> bool:
        register = self.registers[code]
        return _Saying(self, register).holds(register.when)

    def since(self, code: str) -> date | None:
        """Since when on a register; none where not on it."""
        register = self.registers[code]
        if not self.on_register(code):
            return None
        return _Saying(self, register).a_day(register.since)

    def finding(self, of: Indicator | Register, name: str) -> Finding:
        """What a look of a definition finds."""
        key = (of.code, name)
        if key not in self._findings:
            self._findings[key] = self._look(_Saying(self, of), of.looks[name])
        return self._findings[key]

    def _look(self, say: "_Saying", look: Look) -> Finding:
        seen = [event for name in look.codelists for event in self.patient.events.get(name, ())]
        counted = [event for event in seen if event.day <= self.asked.on and say.between(look, event.day)]
        if look.how is How.READING:
            counted = [event for event in counted if event.value is not None and abs(event.value) < BEYOND]
        if not counted:
            return Finding()
        count = len({event.day for event in counted})
        if look.how is How.FIRST:
            return Finding(min(event.day for event in counted), count=count)
        latest = max(event.day for event in counted)
        value = _lowest(counted, latest) if look.how is How.READING else None
        return Finding(latest, value, count)


def written(worth: Worth) -> str:
    """A day, a number or a word as a sentence has it; what is not there is "not recorded"."""
    if worth is None:
        return "not recorded"
    if isinstance(worth, date):
        return day_in_words(worth)
    return f"{worth:g}" if isinstance(worth, float) else str(worth)


def _compared(left: Worth, by: str, right: Worth) -> bool:
    """False where either is missing."""
    if left is None or right is None:
        return False
    return bool(COMPARISONS[by](left, right))


def _lowest(events: list[Event], on: date) -> float:
    return min(event.value for event in events if event.day == on and event.value is not None)


@dataclass(frozen=True)
class _Saying:
    """What a definition's expressions are worth for the patient before the judge."""

    judge: Judge
    of: Indicator | Register

    def holds(self, expression: Expression) -> bool:
        return bool(self.worth(expression))

    def a_day(self, expression: Expression) -> date | None:
        worth = self.worth(expression)
        return worth if isinstance(worth, date) else None

    def between(self, look: Look, day: date) -> bool:
        return self._within(look.lower, day, 1) and self._within(look.upper, day, -1)

    def _within(self, edge: Edge | None, day: date, sign: int) -> bool:
        at = None if edge is None else self.a_day(edge.day)
        if edge is None or at is None:
            return True
        apart = (day - at).days * sign
        return apart >= 0 if edge.included else apart > 0

    def sentence(self, status: str, reason: Reason | Task | None) -> str:
        """ "in the register since 3 May 2019; excluded: invited twice with no reply"."""
        since = self._since()
        parts = [] if since is None else [f"in the register since {written(since)}"]
        if reason is None:
            return "; ".join([*parts, status])
        words = reason.says.words
        for gap, expression in reason.says.gaps:
            words = words.replace(f"{{{gap}}}", written(self.worth(expression)))
        return "; ".join([*parts, f"{status}: {words}"])

    def worth(self, expression: Expression) -> Worth:
        match expression:
            case Constant(value=value):
                return value
            case Named(name=name):
                return self._known(name)
            case Found(look=look, part=part):
                finding = self.judge.finding(self.of, look)
                if part == "count":
                    return finding.count
                return finding.day is not None if part == "" else getattr(finding, part)
            case OnRegister(register=register, since=True):
                return self.judge.since(register)
            case OnRegister(register=register):
                return self.judge.on_register(register)
            case Shifted(day=day, months=months, days=days):
                at = self.a_day(day)
                return None if at is None else shifted(at, months) + timedelta(days=days)
            case AgeOn(day=day):
                at = self.a_day(day)
                return None if at is None else age_on(self.judge.patient.born, at)
            case Compare(left=left, by=by, right=right):
                return _compared(self.worth(left), by, self.worth(right))
            case AllOf(parts=parts):
                return all(self.holds(part) for part in parts)
            case AnyOf(parts=parts):
                return any(self.holds(part) for part in parts)
            case Not(part=part):
                return not self.holds(part)

    def _known(self, name: str) -> Worth:
        patient, asked = self.judge.patient, self.judge.asked
        match name:
            case "on":
                return asked.on
            case "year_end":
                return asked.year_end
            case "year_start":
                return year_start(asked.year_end)
            case "born":
                return patient.born
            case "age":
                return age_on(patient.born, asked.year_end)
            case "sex":
                return patient.sex
            case "care_home":
                return patient.care_home
            case "registered":
                time = self.judge.registered
                return None if time is None else time.start
            case "since":
                return self._since()
            case _:
                raise KeyError(name)

    def _since(self) -> date | None:
        if isinstance(self.of, Register):
            return None
        days = [self.judge.since(code) for code in register_codes(self.of.who)]
        return min((day for day in days if day is not None), default=None)
