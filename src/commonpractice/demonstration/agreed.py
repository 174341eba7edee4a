"""The demonstration's deeds, charges and owners of premises, as tables of its partnership file."""

from datetime import date
from typing import Any

from commonpractice.demonstration.models import rows, toml
from commonpractice.demonstration.surgeries import invented
from commonpractice.domain.partnership.facts import Model
from commonpractice.foundations.months import FinancialYear

YEARS = (2024, 2025, 2026)


def deeds(model: Model) -> list[dict[str, Any]]:
    """The [[deed]] tables: both with the same decisions."""
    told = toml("deed.toml", model)
    return [{**deed, "decision": told["decision"]} for deed in told["deed"]]


def charges(year_starts: int, model: Model) -> list[dict[str, Any]]:
    """The [[charge]] tables: pools are agreed for each year, the last until further notice."""
    found: list[dict[str, Any]] = []
    for row in rows("charges.csv", model):
        told: dict[str, Any] = {key: row[key] for key in ("code", "name", "basis")}
        if row["but_for"]:
            told["surgeries"] = [each.code for each in invented(model) if each.name != row["but_for"]]
        if row["rate"]:
            found.append({**told, "rate": int(row["rate"]), "from": _first(YEARS[0], year_starts)})
            continue
        for year in YEARS:
            ends = {} if year == YEARS[-1] else {"until": FinancialYear(year, year_starts).last.last}
            pool = int(row[f"pool_{year}"])
            found.append({**told, "pool": pool, "from": _first(year, year_starts), **ends})
    return found


def _first(year: int, year_starts: int) -> date:
    return FinancialYear(year, year_starts).first.first


def property_shares(surgery: str, people: list[dict[str, Any]], stay: dict[str, Any]) -> list[dict[str, Any]]:
    """Who owns a surgery's premises, in equal parts: those who shared its profit from the first day on. Some
    have left since, and own their part still."""
    founders = [
        person["code"]
        for person in people
        for place in person["membership"]
        if (place["surgery"], place["from"], place["standing"]) == (surgery, stay["from"], "equity")
    ]
    return [{"partner": code, "part": f"1/{len(founders)}", **stay} for code in founders]
