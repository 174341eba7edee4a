"""The demonstration's partnership file, made up from a seed: read and loaded like any other partnership's."""

import random
from dataclasses import replace
from decimal import Decimal
from typing import Any

from commonpractice.demonstration import agreed, partners
from commonpractice.demonstration.models import DECENTRALISED
from commonpractice.demonstration.sampling import chance
from commonpractice.demonstration.surgeries import SOURCE, Invented, Quarter, invented, settings, sizes
from commonpractice.domain.partnership.facts import Model

STREETS = (
    "Mill Lane",
    "Station Road",
    "High Street",
    "Chapel Row",
    "Orchard Way",
    "Bridge Street",
    "The Green",
)


def partnership(seed: int, model: Model = DECENTRALISED) -> dict[str, Any]:
    """A partnership file as rules.partnership_file.read takes it, with nobody and no place real in it."""
    rng = chance(seed, "partnership")
    told = settings(model)
    counts = sizes(seed, model)
    lists = {code: rows[-1].registered for code, rows in counts.items()}
    people = partners.partners(seed, lists, model)
    if model is Model.CENTRALISED:
        counts = on_one_list(counts, model)
    return {
        "code": told["code"],
        "name": told["name"],
        "model": model.value,
        "founded": told["founded"],
        "year_starts": told["year_starts"],
        "demonstration": True,
        "centre": {
            **told["centre"],
            "size": [{"staff": told["centre_staff"], "source": SOURCE, "from": told["dates"]["first"]}],
        },
        "surgery": [
            _surgery(surgery, counts[surgery.code], people, rng, told) for surgery in invented(model)
        ],
        "partner": people,
        "deed": agreed.deeds(model),
        "charge": agreed.charges(told["year_starts"], model),
    }


def on_one_list(counts: dict[str, list[Quarter]], model: Model) -> dict[str, list[Quarter]]:
    """The counts where there is one list: all patients are the contract holder's, whichever site they see."""
    holder = next(surgery.code for surgery in invented(model) if surgery.contract)
    found = {
        code: [replace(row, registered=0, weighted=Decimal(0)) for row in rows]
        for code, rows in counts.items()
    }
    for place, row in enumerate(counts[holder]):
        of_all = [rows[place] for rows in counts.values()]
        found[holder][place] = replace(
            row,
            registered=sum(each.registered for each in of_all),
            weighted=sum((each.weighted for each in of_all), Decimal(0)),
        )
    return found


def _surgery(
    surgery: Invented,
    counts: list[Quarter],
    people: list[dict[str, Any]],
    rng: random.Random,
    told: dict[str, Any],
) -> dict[str, Any]:
    """A [[surgery]] table: every dated row of it within the days it belongs to the partnership.

    Without a contract it is a site of the surgery that has one: of that one's CQC location and network.
    """
    dates = told["dates"]
    joins = dates["joins"] if surgery.character == "joins" else told["founded"]
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
                "name": f"{told['name']}: {surgery.name}",
                "location_id": f"{told['codes']}-L{surgery.code[4:]}",
                "provider_name": told["provider"],
                "provider_id": f"{told['codes']}-P1",
                **stay,
            }
        ]
        if surgery.contract
        else [],
        "network": [
            {"code": f"{told['codes']}PCN{number}", "name": told["networks"][number], **stay}
            for number in surgery.networks
        ],
        "contract": [{"kind": surgery.contract, "commissioner": told["commissioner"], **stay}]
        if surgery.contract
        else [],
        "size": _sizes(counts, stay),
        "property_share": agreed.property_shares(surgery.code, people, stay)
        if surgery.owned and surgery.contract
        else [],
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
