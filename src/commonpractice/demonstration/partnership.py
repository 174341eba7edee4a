"""The demonstration's partnership file, made up from a seed: read and loaded like any other partnership's."""

import random
from typing import Any

from commonpractice.demonstration import agreed, partners
from commonpractice.demonstration.sampling import chance
from commonpractice.demonstration.surgeries import SOURCE, Invented, Quarter, invented, settings, sizes

STREETS = (
    "Mill Lane",
    "Station Road",
    "High Street",
    "Chapel Row",
    "Orchard Way",
    "Bridge Street",
    "The Green",
)


def partnership(seed: int) -> dict[str, Any]:
    """A partnership file as rules.partnership_file.read takes it, with nobody and no place real in it."""
    rng = chance(seed, "partnership")
    told = settings()
    counts = sizes(seed)
    lists = {code: rows[-1].registered for code, rows in counts.items()}
    people = partners.partners(seed, lists)
    return {
        "code": told["code"],
        "name": told["name"],
        "model": "decentralised",
        "founded": told["founded"],
        "year_starts": told["year_starts"],
        "demonstration": True,
        "centre": {
            **told["centre"],
            "size": [{"staff": told["centre_staff"], "source": SOURCE, "from": told["dates"]["first"]}],
        },
        "surgery": [_surgery(surgery, counts[surgery.code], people, rng) for surgery in invented()],
        "partner": people,
        "deed": agreed.deeds(),
        "charge": agreed.charges(told["year_starts"]),
    }


def _surgery(
    surgery: Invented, counts: list[Quarter], people: list[dict[str, Any]], rng: random.Random
) -> dict[str, Any]:
    """A [[surgery]] table: every dated row of it within the days it belongs to the partnership."""
    dates = settings()["dates"]
    joins = dates["joins"] if surgery.character == "joins" else settings()["founded"]
    stay: dict[str, Any] = {"from": joins}
    if surgery.character == "leaves":
        stay["until"] = dates["leaves"]
    return {
        "ods_code": surgery.code,
        "name": surgery.name,
        "strapline": surgery.strapline,
        "colour": surgery.colour,
        "membership": [stay],
        "site": [_site(surgery, number, name, stay, rng) for number, name in enumerate(_site_names(surgery))],
        "location": [
            # A location's real number is 1- and digits; these cannot be taken for one.
            {
                "name": f"{settings()['name']}: {surgery.name}",
                "location_id": f"DEMO-L{surgery.code[4:]}",
                "provider_name": settings()["provider"],
                "provider_id": "DEMO-P1",
                **stay,
            }
        ],
        "network": [
            {"code": f"DEMOPCN{number}", "name": settings()["networks"][number], **stay}
            for number in surgery.networks
        ],
        "contract": [{"kind": surgery.contract, "commissioner": settings()["commissioner"], **stay}],
        "size": _sizes(counts, stay),
        "property_share": agreed.property_shares(surgery.code, people, stay) if surgery.owned else [],
    }


def _site_names(surgery: Invented) -> list[str]:
    return [surgery.name, *surgery.further_sites]


def _site(
    surgery: Invented, number: int, name: str, stay: dict[str, Any], rng: random.Random
) -> dict[str, Any]:
    return {
        "code": f"{surgery.code}S{number + 1}",
        "name": name,
        "address": f"{rng.randint(1, 140)} {rng.choice(STREETS)}, {surgery.place}",
        "postcode": f"XX{int(surgery.code[4:])} {rng.randint(1, 9)}DM",  # there is no postcode area XX
        "main": number == 0,
        **stay,
    }


def _sizes(counts: list[Quarter], stay: dict[str, Any]) -> list[dict[str, Any]]:
    """Each quarter's counts until the day before the next's; the last run on."""
    within = [
        row for row in counts if row.start >= stay["from"] and row.start <= stay.get("until", row.start)
    ]
    rows: list[dict[str, Any]] = []
    for row, following in zip(within, [*within[1:], None], strict=True):
        ends = {"until": following.start - partners.ONE_DAY} if following else {}
        if not following and "until" in stay:
            ends = {"until": stay["until"]}
        rows.append(
            {
                "registered": row.registered,
                "weighted": row.weighted,
                "staff": row.staff,
                "source": SOURCE,
                "from": row.start,
                **ends,
            }
        )
    return rows
