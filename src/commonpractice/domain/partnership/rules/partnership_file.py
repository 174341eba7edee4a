"""Read a partnership file (TOML, already parsed) into facts, or say everything that is wrong with it.

docs/guides/partnership-file.md describes the file. Periods are written `from` and, where they have ended,
`until`: the last day, included.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from commonpractice.domain.partnership.facts import (
    ContractFact,
    ContractKind,
    KnownCodes,
    LocationFact,
    Model,
    PartnerFact,
    PartnerKind,
    PartnerMembershipFact,
    PartnershipFact,
    PcnFact,
    PriorShareFact,
    ProfitShareFact,
    PropertyShareFact,
    SiteFact,
    SizeFact,
    Standing,
    SurgeryFact,
    SurgeryKind,
)
from commonpractice.domain.partnership.rules import agreement, deed_tables
from commonpractice.domain.partnership.rules.file_table import CENTRE, Table
from commonpractice.domain.partnership.rules.unread import whose_partner, whose_surgery
from commonpractice.foundations.dated import Period

# What the tables keep: models.py.
PATIENTS = 10**8
SESSIONS = 10**3
PARTS = 10**5
POUNDS_A_YEAR = 10**8

NOTHING_KNOWN = KnownCodes()


class FileRefused(ValueError):
    """A partnership file that cannot be loaded; `problems` are sentences, each saying what to mend."""

    def __init__(self, problems: list[str]):
        self.problems = problems
        super().__init__("\n".join(problems))


def read(data: dict[str, Any], *, known: KnownCodes = NOTHING_KNOWN) -> PartnershipFact:
    """The partnership that a file describes.

    Raises FileRefused with every problem of form found, and then also with every disagreement among the facts
    that could be read (rules.agreement, to which `known` goes), so that a file is mended in one go. Whether
    the facts of a file without a problem of form agree is asked when it is loaded.
    """
    problems: list[str] = []
    unread: set[str] = set()
    table = Table(data, "the file", problems, unread)
    surgeries = [*_surgeries(table), *_centre(table)]
    partners = _partners(table)
    fact = PartnershipFact(
        code=table.slug("code"),
        name=table.text("name"),
        model=table.one_of("model", Model),
        founded=table.day("founded"),
        year_starts=table.whole("year_starts", default=4, least=1, most=12),
        demonstration=table.yes("demonstration"),
        surgeries=tuple(surgeries),
        partners=tuple(partners),
        deeds=tuple(deed_tables.deeds(table)),
        charges=tuple(deed_tables.charges(table)),
    )
    table.refuse_unknown_keys()
    for key in table.bad:
        table.not_read(key)
    if table.data.keys() - table.taken:
        unread |= {"surgery", "partner"}  # or what was meant as one of them
    if problems:
        raise FileRefused([*problems, *agreement.problems(fact, known=known, unread=frozenset(unread))])
    return fact


def _surgeries(file: Table) -> list[SurgeryFact]:
    """Every surgery whose code can be read, whatever else is wrong with it."""
    found: list[SurgeryFact] = []
    for table in file.rows("surgery"):
        surgery = _surgery(table)
        table.refuse_unknown_keys()
        if "ods_code" in table.bad:
            file.not_read("surgery")
            continue
        if table.bad - {"name", "colour", "strapline"}:
            table.not_read("membership")  # or what was meant as its days
        found.append(surgery)
    return found


def _surgery(table: Table) -> SurgeryFact:
    told = _in_a_line(table.data.get("ods_code", "without a code"))
    table.called(f"surgery {told}")
    code = table.code("ods_code")
    table.called(table.name, whose_surgery(code))
    spells = table.each("membership", lambda row: row.period())
    only = None if table.data.get("membership") else table.period()
    return SurgeryFact(
        code=code,
        name=table.text("name") or told,
        kind=SurgeryKind.SURGERY,
        strapline=table.text("strapline", default=""),
        colour=table.colour("colour"),
        memberships=(only,) if only else tuple(spells),
        sites=tuple(table.each("site", _site)),
        locations=tuple(table.each("location", _location)),
        networks=tuple(table.each("network", _network)),
        contracts=tuple(table.each("contract", _contract)),
        sizes=tuple(table.each("size", _size)),
        property_shares=tuple(table.each("property_share", _property_share)),
    )


def _centre(table: Table) -> list[SurgeryFact]:
    """The centre: always there, from the day the partnership was founded."""
    row = table.one("centre", "the centre")
    if row is None:
        return []
    row.called(row.name, whose_surgery(CENTRE))
    founded = table.data.get("founded")
    if not isinstance(founded, date) or isinstance(founded, datetime):
        founded = None
        row.not_read("membership")
    centre = SurgeryFact(
        code=CENTRE,
        name=row.text("name", default=f"{_in_a_line(table.data.get('name', 'Partnership'))} centre"),
        kind=SurgeryKind.CENTRE,
        strapline=row.text("strapline", default=""),
        colour=row.colour("colour"),
        memberships=(Period(founded),) if founded else (),
        sizes=tuple(row.each("size", _size)),
    )
    row.refuse_unknown_keys()
    return [centre]


def _site(row: Table) -> SiteFact:
    return SiteFact(
        code=(row.text("code", default="", most=12) or "").upper(),
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


def _property_share(row: Table) -> PropertyShareFact:
    partner = owner = ""
    if ("partner" in row.data) == ("owner" in row.data):
        row.taken |= {"partner", "owner"}
        row.wrong("owner", "give either “partner”, the owner's code in this file, or “owner”, a name.")
    elif "partner" in row.data:
        partner = row.code("partner")
    else:
        owner = row.text("owner")
    return PropertyShareFact(partner=partner, owner=owner, part=row.part(), effective=row.period())


def _partners(file: Table) -> list[PartnerFact]:
    """Every partner whose code can be read, whatever else is wrong."""
    found: list[PartnerFact] = []
    for table in file.rows("partner"):
        partner = _partner(table)
        table.refuse_unknown_keys()
        if "code" in table.bad:
            file.not_read("partner")
            continue
        for key in ("membership", "share", "prior_share"):
            if key in table.bad or table.data.keys() - table.taken:
                table.not_read(key)  # or what was meant as it
        found.append(partner)
    return found


def _partner(table: Table) -> PartnerFact:
    told = _in_a_line(table.data.get("name", table.data.get("code", "without a name")))
    table.called(f"partner {told}")
    code = table.code("code")
    table.called(table.name, whose_partner(code))
    return PartnerFact(
        code=code,
        name=table.text("name") or told,
        kind=table.one_of("kind", PartnerKind),
        memberships=tuple(
            table.each(
                "membership",
                lambda row: PartnerMembershipFact(
                    row.code("surgery"), row.one_of("standing", Standing, "equity"), row.period()
                ),
            )
        ),
        shares=tuple(table.each("share", _share)),
        prior_shares=tuple(
            table.each(
                "prior_share",
                lambda row: PriorShareFact(
                    row.code("surgery"),
                    row.text("name", most=200),
                    row.pence("pounds_a_year", below=POUNDS_A_YEAR),
                    row.period(),
                ),
            )
        ),
    )


def _share(row: Table) -> ProfitShareFact | None:
    """A share by sessions, by a ratio or of a sum a year; sessions may stand beside either of these."""
    surgery, effective = row.code("surgery"), row.period()
    given = {key for key in ("sessions", "ratio", "pounds_a_year") if key in row.data}
    row.taken |= {"sessions", "ratio", "pounds_a_year"}
    if not given or {"ratio", "pounds_a_year"} <= given:
        return row.wrong("sessions", "give “sessions”, “ratio” or “pounds_a_year”; not the last two at once.")
    sessions = row.number("sessions", below=SESSIONS, above_nil=True) if "sessions" in given else None
    ratio = row.number("ratio", below=PARTS, above_nil=True) if "ratio" in given else None
    a_year = row.pence("pounds_a_year", below=POUNDS_A_YEAR) if "pounds_a_year" in given else None
    return None if row.bad else ProfitShareFact(surgery, sessions, effective, ratio, a_year)


def _in_a_line(value: Any) -> str:
    """What stands in the file for a name, fit for a sentence whatever it is."""
    return " ".join(str(value).split())
