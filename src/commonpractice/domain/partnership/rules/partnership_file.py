"""Read a partnership file (TOML, already parsed) into facts, or say everything that is wrong with it.

docs/guides/partnership-file.md describes the file. Periods are written `from` and, where they have ended,
`until`: the last day, included.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from commonpractice.domain.partnership.facts import (
    ContractFact,
    ContractKind,
    LocationFact,
    Model,
    PartnerFact,
    PartnerKind,
    PartnerMembershipFact,
    PartnershipFact,
    PcnFact,
    ProfitShareFact,
    SiteFact,
    SizeFact,
    Standing,
    SurgeryFact,
    SurgeryKind,
)
from commonpractice.domain.partnership.rules.file_table import CENTRE, Table
from commonpractice.foundations.dated import Period

# What the tables keep: models.py.
PATIENTS = 10**8
SESSIONS = 10**3


class FileRefused(ValueError):
    """A partnership file that cannot be loaded; `problems` are sentences, each saying what to mend."""

    def __init__(self, problems: list[str]):
        self.problems = problems
        super().__init__("\n".join(problems))


def read(data: dict[str, Any]) -> PartnershipFact:
    """The partnership that a file describes. Raises FileRefused with every problem of form found.

    Whether the facts agree with one another is for rules.agreement to say.
    """
    problems: list[str] = []
    table = Table(data, "the file", problems)
    surgeries = [*table.each("surgery", _surgery), _centre(table)]
    partners = table.each("partner", _partner)
    fact = PartnershipFact(
        code=table.slug("code"),
        name=table.text("name"),
        model=table.one_of("model", Model),
        founded=table.day("founded"),
        year_starts=table.whole("year_starts", default=4, least=1, most=12),
        demonstration=table.yes("demonstration"),
        surgeries=tuple(surgery for surgery in surgeries if surgery),
        partners=tuple(partners),
    )
    table.refuse_unknown_keys()
    if problems:
        raise FileRefused(problems)
    return fact


def _surgery(table: Table) -> SurgeryFact:
    table.called("surgery " + str(table.data.get("ods_code", "without a code")))
    spells = table.each("membership", lambda row: row.period())
    memberships = spells if table.data.get("membership") else [table.period()]
    return SurgeryFact(
        code=table.code("ods_code"),
        name=table.text("name"),
        kind=SurgeryKind.SURGERY,
        strapline=table.text("strapline", default=""),
        colour=table.colour("colour"),
        memberships=tuple(memberships),
        sites=tuple(table.each("site", _site)),
        locations=tuple(table.each("location", _location)),
        networks=tuple(table.each("network", _network)),
        contracts=tuple(table.each("contract", _contract)),
        sizes=tuple(table.each("size", _size)),
    )


def _centre(table: Table) -> SurgeryFact | None:
    """The centre: always there, from the day the partnership was founded."""
    row = table.one("centre", "the centre")
    if row is None:
        return None
    founded = table.data.get("founded")
    centre = SurgeryFact(
        code=CENTRE,
        name=row.text("name", default=f"{table.data.get('name', 'Partnership')} centre"),
        kind=SurgeryKind.CENTRE,
        strapline=row.text("strapline", default=""),
        colour=row.colour("colour"),
        memberships=(Period(founded),) if isinstance(founded, date) else (),
        sizes=tuple(row.each("size", _size)),
    )
    row.refuse_unknown_keys()
    return centre


def _site(row: Table) -> SiteFact:
    return SiteFact(
        code=row.text("code", most=12),
        name=row.text("name"),
        address=row.text("address", default=""),
        postcode=row.text("postcode", default="", most=8),
        main=row.yes("main"),
        effective=row.period(),
    )


def _location(row: Table) -> LocationFact:
    return LocationFact(
        name=row.text("name"),
        location_id=row.text("location_id", default="", most=20),
        provider_name=row.text("provider_name"),
        provider_id=row.text("provider_id", default="", most=20),
        effective=row.period(),
    )


def _network(row: Table) -> PcnFact:
    return PcnFact(code=row.code("code"), name=row.text("name"), effective=row.period())


def _contract(row: Table) -> ContractFact:
    return ContractFact(
        kind=row.one_of("kind", ContractKind),
        commissioner=row.text("commissioner", default=""),
        effective=row.period(),
    )


def _size(row: Table) -> SizeFact:
    return SizeFact(
        registered=row.number("registered", default=Decimal(0), below=PATIENTS),
        weighted=row.number("weighted", default=Decimal(0), below=PATIENTS),
        staff=row.whole("staff", default=0),
        source=row.text("source"),
        effective=row.period(),
    )


def _partner(table: Table) -> PartnerFact:
    table.called("partner " + str(table.data.get("name", table.data.get("code", "without a name"))))
    return PartnerFact(
        code=table.code("code"),
        name=table.text("name"),
        kind=table.one_of("kind", PartnerKind),
        memberships=tuple(
            table.each(
                "membership",
                lambda row: PartnerMembershipFact(
                    row.code("surgery"), row.one_of("standing", Standing, "equity"), row.period()
                ),
            )
        ),
        shares=tuple(
            table.each(
                "share",
                lambda row: ProfitShareFact(
                    row.code("surgery"), row.number("sessions", below=SESSIONS, above_nil=True), row.period()
                ),
            )
        ),
    )
