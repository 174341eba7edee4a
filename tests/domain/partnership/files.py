"""Partnership files for tests: a whole one, and the same with something else in one place."""

import tomllib
from copy import deepcopy
from decimal import Decimal
from typing import Any

from commonpractice.domain.partnership.rules.partnership_file import FileRefused, read

WHOLE = """
code = "two"
name = "Two Rivers Partnership"
model = "decentralised"
founded = 2015-11-01
year_starts = 4

[centre]
name = "Two Rivers centre"
strapline = "Looking after those who look after you"
colour = "#003087"

[[centre.size]]
staff = 12
source = "payroll"
from = 2024-04-01

[[surgery]]
ods_code = "a81001"
name = "Avon Surgery"
strapline = "By the bridge"
colour = "#007f3b"
from = 2015-11-01

[[surgery.site]]
code = "A81001"
name = "Avon House"
address = "1 Bridge Street"
postcode = "AV1 1AA"
main = true
from = 2015-11-01

[[surgery.site]]
code = "A81001001"
name = "Mill Lane branch"
from = 2016-01-01
until = 2022-06-30

[[surgery.location]]
name = "Avon House"
location_id = "1-123"
provider_name = "Two Rivers Partnership"
provider_id = "1-999"
from = 2015-11-01

[[surgery.network]]
code = "U00001"
name = "North network"
from = 2019-07-01

[[surgery.network]]
code = "U00002"
name = "South network"
from = 2021-07-01

[[surgery.contract]]
kind = "PMS"
commissioner = "North ICB"
from = 2015-11-01
until = 2020-03-31

[[surgery.contract]]
kind = "GMS"
from = 2020-04-01

[[surgery.size]]
registered = 8000
weighted = 8400.5
staff = 20
source = "list sizes, April 2024"
from = 2024-04-01

[[surgery.property_share]]
partner = "P1"
percent = 60
from = 2015-11-01

[[surgery.property_share]]
owner = "Dr Alder, retired"
percent = 40
from = 2015-11-01

[[surgery]]
ods_code = "B81002"
name = "Brook Surgery"

[[surgery.membership]]
from = 2015-11-01
until = 2018-03-31

[[surgery.membership]]
from = 2020-04-01

[[partner]]
code = "P1"
name = "Dr Ash"
kind = "gp"

[[partner.membership]]
surgery = "A81001"
from = 2015-11-01

[[partner.share]]
surgery = "A81001"
sessions = 8
from = 2015-11-01
until = 2021-03-31

[[partner.share]]
surgery = "A81001"
sessions = 6.5
from = 2021-04-01

[[partner]]
code = "P2"
name = "Ms Birch"
kind = "non_gp"

[[partner.membership]]
surgery = "B81002"
standing = "fixed_share"
from = 2020-04-01

[[partner.share]]
surgery = "B81002"
sessions = 4
pounds_a_year = 62_500.50
from = 2020-04-01
"""


def data() -> dict[str, Any]:
    """The whole file as TOML reads it, a fresh copy."""
    return deepcopy(_PARSED)


_PARSED = tomllib.loads(WHOLE, parse_float=Decimal)  # as the command reads it
GONE = object()


def changed(*changes: tuple[str, Any]) -> dict[str, Any]:
    """The file with other values at some places: ("surgery.0.contract.1.kind", "XYZ"); GONE takes one out."""
    whole = data()
    for place, value in changes:
        *way, last = (int(step) if step.isdigit() else step for step in place.split("."))
        table = whole
        for step in way:
            table = table[step]
        if value is GONE:
            del table[last]
        elif isinstance(table, list) and last == len(table):
            table.append(value)
        else:
            table[last] = value
    return whole


def problems(whole: dict[str, Any]) -> list[str]:
    """What reading says is wrong with a file; nothing where nothing is."""
    try:
        read(whole)
    except FileRefused as refusal:
        return refusal.problems
    return []
