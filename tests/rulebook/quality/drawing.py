"""Draw patients in a few words, and say what is expected of each.

    Table("DM020", always="dm 2019-05-03", drawn='''
        exactly 58             | ifcchbam 2026-06-01=58                  | met
                               > in the register since 3 May 2019; met: HbA1c 58 on 1 June 2026
        an old refusal         | dmpcadec 2026-03-31                     | not met
        refused, met all the same | dmpcadec 2026-04-01; ifcchbam 2026-06-01=50 | met
    ''')

A line is one patient: what is drawn, the record, what is expected; a long one goes on in the next line. Lines
that begin with ">" are the whole sentence for the patient above. What stands in `always` belongs to every
patient of the table, unless the line says the same thing otherwise; "no dm" takes it away.

A record is things with a semicolon between them:
    dm 2019-05-03                      an event of the codelist dm_cod (or dm_own), on one day or on several
    ifcchbam 2026-06-01=58             with a value; without one it is "no unit": the value was set aside
    clinic 2026-06-01=140/90, home ... a blood pressure of the surgery, or from home: both figures, on one day
    born 1946-06, male, female, care_home, died 2027-03-31
    joined 2010-01-01..2020-01-01 2026-11-01   registered, left, and registered again
    on 2026-09-30                      asked as at another day than the 31 March with which the year ends

Expected is: met | not met | left out KEY | adjusted KEY | not concerned | not registered; for a register
"on 2019-05-03" (since when) | off | not registered.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from commonpractice.domain.quality.facts.definitions import Indicator
from commonpractice.domain.quality.facts.people import Asked, Event, PatientRecord, Registered
from commonpractice.domain.quality.facts.verdicts import Status
from commonpractice.domain.quality.parameters.definitions import definitions
from commonpractice.domain.quality.rules.judging import Judge
from commonpractice.foundations import rulebook_files

YEAR_END = date(2027, 3, 31)
EVERYBODY = "born 1960-06; female; joined 2010-01-01"
WHO = ("born", "male", "female", "care_home", "died", "joined", "on")
PRESSURES = {
    "clinic": ("clinsysbp_own", "clindiasbp_own", ("clinbp_cod", "bp_cod")),
    "home": ("homesysbp_own", "homediasbp_own", ("homeambbp_cod", "bp_cod")),
}


@dataclass(frozen=True)
class Drawn:
    """A patient with what an indicator or a register is expected to say of them."""

    code: str
    what: str
    record: PatientRecord
    asked: Asked
    expected: str
    sentence: str = ""

    def __str__(self) -> str:
        return f"{self.code}: {self.what}"

    def found(self) -> str:
        """What the judge says, in the words in which it is expected."""
        told = definitions()
        judge = Judge(self.record, self.asked, told.registers)
        if self.code not in told.registers:
            verdict = judge.verdict(told.indicators[self.code])
            return f"{verdict.status.value.replace('_', ' ')} {verdict.reason}".strip()
        if judge.registered is None:
            return Status.NOT_REGISTERED.value.replace("_", " ")
        return f"on {judge.since(self.code)}" if judge.on_register(self.code) else "off"

    def check(self) -> None:
        """Hold the judge to what is drawn: status, reason and, where one is drawn, the sentence."""
        assert self.found() == self.expected, f"{self}: {self.said()}"
        if self.sentence:
            assert self.said() == self.sentence

    def said(self) -> str:
        told = definitions()
        if self.code in told.registers:
            return self.found()
        return Judge(self.record, self.asked, told.registers).verdict(told.indicators[self.code]).sentence


@dataclass(frozen=True)
class Table:
    """Patients drawn for one indicator or register, as at the end of a year unless a line says otherwise."""

    code: str
    drawn: str
    always: str = ""
    year_end: date = YEAR_END
    patients: tuple[Drawn, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "patients", tuple(self._read()))

    def _read(self) -> Iterable[Drawn]:
        told = definitions().indicators.get(self.code)
        rows: list[tuple[str, list[str]]] = []
        begun = ""
        for line in filter(None, (line.strip() for line in self.drawn.splitlines())):
            if line.startswith(">"):
                rows[-1][1].append(line[1:].strip())
                continue
            begun = f"{begun} {line}".strip()
            if begun.count("|") > 2:
                raise ValueError(f"{self.code}: more than three cells in “{begun}”.")
            if begun.count("|") == 2:
                rows.append((begun, []))
                begun = ""
        if begun:
            raise ValueError(f"{self.code}: the row “{begun}” is not finished.")
        for line, sentence in rows:
            what, record, expected = (cell.strip() for cell in line.split("|"))
            things = _without(_things(EVERYBODY) | _things(self.always), _things(record))
            yield Drawn(
                self.code,
                what,
                patient(things),
                _asked(things, self.year_end, told),
                expected,
                " ".join(sentence),
            )


def everyone(tables: Iterable[Table]) -> list[Drawn]:
    return [drawn for table in tables for drawn in table.patients]


def patient(things: dict[str, list[str]]) -> PatientRecord:
    """The record that was drawn."""
    events: dict[str, list[Event]] = {}
    for name, days in things.items():
        if name in PRESSURES:
            _pressure(events, PRESSURES[name], days)
        elif name not in WHO:
            events.setdefault(codelist(name), []).extend(_event(day) for day in days)
    return PatientRecord(
        born=date.fromisoformat(f"{things['born'][0]}-01"),
        sex="male" if "male" in things else "female",
        registrations=tuple(_registered(time) for time in things["joined"]),
        events={name: tuple(found) for name, found in events.items()},
        died_on=date.fromisoformat(things["died"][0]) if "died" in things else None,
        care_home="care_home" in things,
    )


@cache
def codelists() -> frozenset[str]:
    return frozenset(row["cluster"] for row in rulebook_files.rows("records/clusters.csv"))


def codelist(name: str) -> str:
    """The whole name of a codelist that is drawn by its stem."""
    known = [full for full in (name, f"{name}_cod", f"{name}_own") if full in codelists()]
    if len(known) != 1:
        raise ValueError(f"“{name}” is not one codelist of clusters.csv: {known}")
    return known[0]


def _things(text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for thing in filter(None, (part.strip() for part in text.split(";"))):
        name, *days = thing.split()
        found.setdefault(name, []).extend(days)
    return found


def _without(always: dict[str, list[str]], mine: dict[str, list[str]]) -> dict[str, list[str]]:
    """What a line says in place of, or beside, what is said of everybody."""
    gone = {*mine.pop("no", []), *({"male", "female"} if {"male", "female"} & mine.keys() else set())}
    return {name: days for name, days in always.items() if name not in gone} | mine


def _event(text: str) -> Event:
    day, _, value = text.partition("=")
    return Event(date.fromisoformat(day), float(value) if value else None)


def _pressure(
    events: dict[str, list[Event]], lists: tuple[str, str, tuple[str, ...]], days: list[str]
) -> None:
    """Both figures under their own codelists, and that a pressure was taken under the others."""
    upper, lower, taken = lists
    for text in days:
        day, _, figures = text.partition("=")
        at = date.fromisoformat(day)
        for name, figure in zip((upper, lower), figures.split("/") if figures else ("", ""), strict=True):
            events.setdefault(name, []).append(Event(at, float(figure) if figure else None))
        for name in taken:
            events.setdefault(name, []).append(Event(at))


def _registered(text: str) -> Registered:
    start, _, ended = text.partition("..")
    return Registered(date.fromisoformat(start), date.fromisoformat(ended) if ended else None)


def _asked(things: dict[str, list[str]], year_end: date, told: Indicator | None) -> Asked:
    on = date.fromisoformat(things["on"][0]) if "on" in things else year_end
    return Asked(on, on if told is not None and told.rolling else year_end)
