"""Lists by sex and age, a row each: hundreds of thousands of rows, of which the sums are kept in mind."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from commonpractice.gateways.nhs_publications import facts
from commonpractice.gateways.nhs_publications.refusals import RefusedRow
from commonpractice.gateways.nhs_publications.rows import Faults, Row, Tally

EVERY = "ALL"


@dataclass
class _Sum:
    """One practice's patients of one sex."""

    seen: int = 0  # a bit for each age
    ages: int = 0
    every: int | None = None
    line: int = 0
    last: Row | None = None


@dataclass
class AgeLists:
    """Reads the ages of every practice; `sizes` then gives each list, checked against its ages."""

    faults: Faults
    tally: Tally
    _sums: dict[tuple[str, str], _Sum] = field(default_factory=dict)
    _bits: dict[str, int] = field(default_factory=dict)

    def bands(self, rows: Iterator[Row]) -> Iterator[facts.ListBand]:
        for row in rows:
            code, patients = row.must("code"), row.figure("patients")
            sex, age = row.must("sex"), row.must("age")
            if row.faults:
                self.faults.add(*row.faults)
                continue
            if row.lacking:
                self.tally.lacking[row.lacking] += 1
                continue
            sex, age = sex.upper(), age.upper()
            held = self._sums.setdefault((code, sex), _Sum(line=row.line))
            bit = 1 << self._bits.setdefault(age, len(self._bits))
            if held.seen & bit:
                row.fault("code", f"{code}, {sex.lower()}, age {age.lower()} is in the file already")
                self.faults.add(*row.faults)
                continue
            held.seen |= bit
            if age == EVERY:
                held.every, held.line, held.last = patients, row.line, row
            else:
                held.ages += patients
                yield facts.ListBand(code, sex, age, patients)

    def sizes(self) -> Iterator[facts.ListSize]:
        """A list a practice and sex, and one of both sexes where the file gives them apart."""
        both: dict[str, dict[str, int]] = {}
        for (code, sex), held in self._sums.items():
            only_every = held.every is not None and held.seen == 1 << self._bits[EVERY]
            if held.every is not None and not only_every and held.every != held.ages:
                self.faults.add(_does_not_add_up(code, sex, held))
                continue
            patients = held.ages if held.every is None else held.every
            both.setdefault(code, {})[sex] = patients
            yield facts.ListSize(code, held.line, sex, patients)
        for code, sexes in both.items():
            if EVERY not in sexes and {"MALE", "FEMALE"} <= sexes.keys():
                line = self._sums[code, "MALE"].line
                yield facts.ListSize(code, line, EVERY, sexes["MALE"] + sexes["FEMALE"])


def _does_not_add_up(code: str, sex: str, held: _Sum) -> RefusedRow:
    assert held.last is not None
    held.last.fault(
        "patients",
        f"the ages of {code} ({sex.lower()}) add up to {held.ages:,}, not to the {held.every:,} of its row "
        "of all ages",
    )
    return held.last.faults[-1]
