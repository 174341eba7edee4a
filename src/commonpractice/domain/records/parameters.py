"""Typed view of the rulebook's word on records: units, codes that go together, limits of imports."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from commonpractice.foundations import rulebook_files


@dataclass(frozen=True)
class Unit:
    """One way in which a unit is written: ours = theirs x factor + offset, rounded to `decimals` if any."""

    spelling: str
    factor: float
    offset: float
    decimals: int | None = None


@dataclass(frozen=True)
class ValueRule:
    """What a number recorded with a code of a cluster means, and which are believed.

    `assumed` says whether a value that came without a unit is taken to be in ours.
    """

    cluster: str
    words: str
    unit: str
    lowest: float
    highest: float
    assumed: bool
    units: tuple[Unit, ...]


def value_rules() -> tuple[ValueRule, ...]:
    """The rule of each cluster that carries a number (rulebook/records/values.toml)."""
    return tuple(
        ValueRule(
            cluster=cluster,
            words=rule["words"],
            unit=rule["unit"],
            lowest=float(rule["lowest"]),
            highest=float(rule["highest"]),
            assumed=rule["missing"] == "assume",
            units=tuple(_units(rule)),
        )
        for cluster, rule in rulebook_files.toml("records/values.toml").items()
    )


def _units(rule: dict) -> Iterator[Unit]:
    """Every spelling once, as it is compared: in small letters and without spaces."""
    found: dict[str, Unit] = {}
    ways = [{**rule, "factor": 1.0, "offset": 0.0}, *rule.get("from", [])]
    for way in ways:
        for spelling in (way["unit"], *way.get("spellings", [])):
            compared = spelling.lower().replace(" ", "")
            found.setdefault(
                compared, Unit(compared, float(way["factor"]), float(way["offset"]), way.get("decimals"))
            )
    yield from found.values()


def far_fewer(table: str, *, in_use: int, arriving: int) -> bool:
    """Whether so few rows arrive in place of those in use that somebody should say so.

    (rulebook/records/imports.toml)
    """
    rule = rulebook_files.toml("records/imports.toml")
    return in_use >= rule["from_rows"] and arriving < in_use * rule["least"].get(table, 0)


def refused_kept(*, on: date) -> int:
    """For how many days refused rows are kept on a day, to be mended (rulebook/records/imports.toml)."""
    rules = rulebook_files.toml("records/imports.toml")["refused_kept"]
    return max((rule for rule in rules if rule["from"] <= on), key=lambda rule: rule["from"])["days"]


@dataclass(frozen=True)
class Resolution:
    """The concept that says of any condition of a cluster that it is over, and the cluster it is in."""

    cluster: str
    resolved: str
    concept: str


def resolutions() -> tuple[Resolution, ...]:
    """What says that a condition is over, the first that fits first (rulebook/records/resolutions.csv)."""
    return tuple(
        Resolution(row["cluster"], row["resolved"], row["concept"])
        for row in rulebook_files.rows("records/resolutions.csv")
    )


def translations() -> dict[str, str]:
    """The SNOMED CT concept that another terminology's code is read as, by how we write it: loinc:8480-6."""
    systems = rulebook_files.toml("records/layouts/fhir.toml")["systems"]
    return {
        f"{systems[row['system']]}:{row['code']}": row["concept"]
        for row in rulebook_files.rows("records/translations.csv")
    }


def foreign() -> dict[str, str]:
    """How the codes of the terminologies are written that are kept beside SNOMED CT, as regular expressions.

    By what is written before the colon.
    """
    return dict(rulebook_files.toml("records/layouts/fhir.toml")["kept"])
