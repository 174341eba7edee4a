"""The block that reckons the contract value: a year's parts, a twelfth of their sum, less opt-outs."""

import re
from dataclasses import dataclass, field

from commonpractice.foundations.money import Pence, pence
from commonpractice.gateways.payment_statements.facts import ContractValue, Part
from commonpractice.gateways.payment_statements.table_lines import Unreadable

FIGURE = re.compile(r"^(?P<words>.*?)\s*(?P<figure>-?£?[\d,]+\.\d{2})(?:\s(?P<sign>Add|Minus))?$", re.I)
YEAR, TWELFTH, PAYMENT = (
    "adjusted global sum annual",
    "initial global sum monthly",
    "capitation monthly",
)
DETAILS = re.compile(r"^Addit\w* Opt Out Details$", re.I)  # printed with a letter missing
IDLE = {"equals"}


@dataclass
class ContractReader:
    """Takes the block's lines one by one; `at` is the line of the file on which the payment stands."""

    at: int = 0
    _yearly: list[Part] = field(default_factory=list)
    _monthly: list[Part] = field(default_factory=list)
    _details: list[Part] = field(default_factory=list)
    _sums: dict[str, Pence] = field(default_factory=dict)
    _words: str = ""
    _awaiting: str = ""
    _in_details: bool = False

    def take(self, at: int, line: str) -> None:
        """One line. Raises Unreadable, NotMoney."""
        line = re.sub(r"\s*-{3,}", "", line).strip()
        if DETAILS.match(line):
            self._in_details = True
            return
        if not line or line.lower() in IDLE:
            return
        found = FIGURE.match(line)
        if not found:
            if any(letter.isdigit() for letter in line) and "£" in line:
                raise Unreadable("its amount is not pounds and pence.")
            self._awaiting = line
            return
        words = found["words"] or self._awaiting
        self._awaiting = ""
        if not words:
            raise Unreadable("it is a figure that nothing stands beside.")
        self._keep(at, words, pence(found["figure"]), (found["sign"] or "").lower())

    def _keep(self, at: int, words: str, amount: Pence, sign: str) -> None:
        said = words.lower()
        for key in (YEAR, TWELFTH, PAYMENT):
            if said.startswith(key):
                if self._sums.setdefault(key, amount) != amount:
                    raise Unreadable("it prints another figure than before.")
                if key == PAYMENT:
                    self._words, self.at = words, at
                return
        if self._in_details:
            if said == "total":
                self._sums["details"] = amount
            else:
                self._details.append(Part(words, amount))
            return
        part = Part(words, -amount if sign == "minus" else amount)
        (self._monthly if TWELFTH in self._sums else self._yearly).append(part)

    def value(self, faults: list[str]) -> ContractValue | None:
        """The block, or None where the statement has none; what is missing is added to the faults."""
        if not (self._sums or self._yearly):
            return None
        missing = [words for words in (YEAR, TWELFTH, PAYMENT) if words not in self._sums]
        if missing:
            faults.append(f"Its contract value does not print the {' and the '.join(missing)} payment.")
            return None
        opt_outs = -sum(part.amount for part in self._monthly if part.amount < 0)
        return ContractValue(
            yearly=tuple(self._yearly),
            year=self._sums[YEAR],
            twelfth=self._sums[TWELFTH],
            monthly=tuple(self._monthly),
            payment=self._sums[PAYMENT],
            details=tuple(self._details),
            details_total=self._sums.get("details", opt_outs),
            words=self._words,
        )
