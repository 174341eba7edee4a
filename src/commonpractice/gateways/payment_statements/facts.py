"""What a payment statement says. Frozen; amounts are whole pence, counts and indices as they are printed."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import Month
from commonpractice.foundations.worded import Worded


class Layout(Worded):
    """The form in which a statement came."""

    EXPANDED = "expanded", "expanded statement, as text"
    CSV = "csv", "CSV"


class Source(Worded):
    """Who pays a line. A line that prints no source is the commissioner's: so the printed totals add up."""

    NHSE = "NHSE", "NHS England"
    COM = "COM", "the commissioner"


class Section(Worded):
    """The sections that we know by their titles; any other is kept by the title it has."""

    CONTRACT = "contract_value", "GMS/PMS/APMS Contract Value"
    CLAIMS = "claims", "Claims"
    QOF = "qof", "Quality Outcomes Framework"
    ENHANCED = "enhanced_services", "Enhanced Services"
    PENSION = "pension", "Pension Contributions"
    PENSION_EMPLOYEE = "pension_employee", "Employee's Superannuation Contributions"
    PENSION_EMPLOYER = "pension_employer", "Employer's Superannuation Contributions"


@dataclass(frozen=True)
class Person:
    """Whose pension a line is of, as printed: `rate` in per cent; what is not printed is empty."""

    name: str
    code: str = ""
    tier: str = ""
    rate: str = ""


@dataclass(frozen=True)
class Line:
    """One amount paid or, negative, taken off.

    `number` counts the statement's lines from 1, `at` is the line of the file on which it stands. `mark` is A
    (automatic), M (manual) or empty. `first` and `last` are the months that the words name; None where they
    name none. `item` and `partner` are what a CSV says it is for and whose; empty in the expanded statement.
    """

    number: int
    at: int
    section: str
    paycode: str
    words: str
    source: Source
    amount: Pence
    mark: str = ""
    adjustment: bool = False
    first: Month | None = None
    last: Month | None = None
    person: Person | None = None
    item: str = ""
    partner: str = ""


@dataclass(frozen=True)
class Part:
    """A part of the contract value as printed; negative where it is taken off. A year's, or a month's."""

    words: str
    amount: Pence


@dataclass(frozen=True)
class ContractValue:
    """The contract value as it is printed: a year's parts and their sum, a twelfth, what comes off or on by
    the month, and the month's payment. `details` are the single opt-outs."""

    yearly: tuple[Part, ...]
    year: Pence
    twelfth: Pence
    monthly: tuple[Part, ...]
    payment: Pence
    details: tuple[Part, ...]
    details_total: Pence
    words: str
    """The title of the payment, with the months whose list it goes by."""


@dataclass(frozen=True)
class AgeBand:
    """A row of the age and sex table: patients and the weight of each, men and women."""

    words: str
    men: int
    weight_men: Decimal
    women: int
    weight_women: Decimal


@dataclass(frozen=True)
class Capitation:
    """The printed way from the practice's raw list to its normalised weighted list, part by part.

    `indices` are the six by name, in the order printed. None is reckoned here: contracts explain them.
    """

    raw_list: Decimal
    commissioner_raw: Decimal
    commissioner_weighted: Decimal
    normalised_list: Decimal
    indices: tuple[tuple[str, Decimal], ...]
    weighted_list: Decimal
    commissioner_sum_of_weighted: Decimal
    normalised_weighted_list: Decimal
    ages: tuple[AgeBand, ...]
    others: tuple[tuple[str, str], ...]
    """What else is printed, by its words: the postcode, the average distance, the density."""


@dataclass(frozen=True)
class Statement:
    """One payment statement of one practice: of a `month`, `dated` when it was made, `net` what is paid.

    `invoiced` and `credited` are the printed totals by source: of what is paid, and (negative) of what is
    taken off. `file_name` and `sha256` say which file it was read from.
    """

    code: str
    name: str
    dated: date
    month: Month
    reference: str
    net: Pence
    lines: tuple[Line, ...]
    layout: Layout
    file_name: str
    sha256: str
    paid: Pence
    """The total at the end, which repeats the net at the beginning."""
    invoiced: dict[Source, Pence] = field(default_factory=dict[Source, Pence], hash=False)
    credited: dict[Source, Pence] = field(default_factory=dict[Source, Pence], hash=False)
    contract: ContractValue | None = None
    capitation: Capitation | None = None

    @property
    def pensions(self) -> tuple[Line, ...]:
        """The lines that name a person."""
        return tuple(line for line in self.lines if line.person)
