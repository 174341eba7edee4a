"""What the readers hand over: one tuple a row to store. Field names are those of the tables they go to."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple


class PublishedColumn(NamedTuple):
    """A money column of a payments file: `position` counts from nil, as in `amounts`; `place` is its place in
    the file, from 1, and nil for a difference that the file leaves unexplained."""

    position: int
    place: int
    heading: str
    key: str
    role: str


class OwnLines(NamedTuple):
    """Some lines of a file as they stood (own_lines.py): from which to which, about whom, and packed."""

    first: int
    last: int
    codes: list[str]
    packed: bytes


class Payments(NamedTuple):
    code: str
    line: int
    name: str
    address: str
    postcode: str
    region_code: str
    region: str
    icb_code: str
    icb: str
    pcn_code: str
    pcn: str
    opened: date | None
    closed: date | None
    contract: str
    dispensing: str
    kind: str
    rurality: str
    atypical: str
    registered: Decimal | None
    weighted: Decimal | None
    amounts: list[int | None]


class QofPoints(NamedTuple):
    code: str
    line: int
    name: str
    list_size: int | None
    points: Decimal
    maximum: Decimal | None
    percentage: Decimal | None


class QofRegister(NamedTuple):
    code: str
    line: int
    group: str
    register: int | None
    list_type: str
    list_size: int | None


class QofAchievement(NamedTuple):
    """One of an indicator's counts at a practice: `measure` is NUMERATOR or DENOMINATOR."""

    code: str
    line: int
    indicator: str
    measure: str
    patients: int


class Geography(NamedTuple):
    code: str
    line: int
    name: str
    pcn_code: str
    pcn: str
    sub_icb_code: str
    sub_icb: str
    icb_code: str
    icb: str
    region_code: str
    region: str


class Rating(NamedTuple):
    code: str
    line: int
    year: int
    location: str
    rating: str
    inherited: bool


class Workforce(NamedTuple):
    code: str
    line: int
    year: int
    patients: Decimal | None
    gp_headcount: Decimal | None
    gp_fte: Decimal | None
    nurse_fte: Decimal | None
    direct_care_fte: Decimal | None
    admin_fte: Decimal | None


class ListSize(NamedTuple):
    code: str
    line: int
    sex: str
    patients: int | None


class ListBand(NamedTuple):
    code: str
    sex: str
    age: str
    patients: int


class Organisation(NamedTuple):
    code: str
    line: int
    kind: str
    name: str
    address: str
    postcode: str
    status: str
    opened: date | None
    closed: date | None
    parent: str
    setting: str
    telephone: str
    region_code: str
    icb_code: str


class NetworkMember(NamedTuple):
    code: str
    line: int
    name: str
    pcn_code: str
    pcn: str
    joined: date
    left: date | None


class Deprivation(NamedTuple):
    code: str
    line: int
    year: int
    score: Decimal
