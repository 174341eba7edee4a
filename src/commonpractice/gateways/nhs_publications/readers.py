"""From a checked row to the record that is stored, for each layout but payments.

A reader yields records as it meets them and keeps in mind only what its checks need.
"""

from collections.abc import Callable, Iterator
from typing import Any

from commonpractice.gateways.nhs_publications import facts
from commonpractice.gateways.nhs_publications.ods import GP_PRACTICE
from commonpractice.gateways.nhs_publications.rows import Row

Made = Any


def qof_points(row: Row, context: "Context") -> Made:
    code, points = row.must("code"), row.figure("points")
    maximum = row["maximum"]
    if points is not None and context.greatest and points > context.greatest:
        row.fault("points", f"{points} points are more than the {context.greatest} that could be had")
    percentage = row["percentage"]
    if percentage is None and points is not None and context.greatest:
        percentage = points * 100 / context.greatest  # some years leave it to the reader
    return facts.QofPoints(code, row.line, row["name"], row["list_size"], points, maximum, percentage)


def qof_register(row: Row, context: "Context") -> Made:
    return facts.QofRegister(
        row.must("code"),
        row.line,
        row.must("group"),
        row["register"],
        row["list_type"],
        row["list_size"],
    )


def qof_achievement(row: Row, context: "Context") -> Made:
    return facts.QofAchievement(
        row.must("code"),
        row.line,
        row.must("indicator"),
        row["measure"],
        row.figure("patients"),
    )


def geography(row: Row, context: "Context") -> Made:
    code = row.must("code")
    pcn_code, pcn = _network(row["pcn_code"], row["pcn"])
    return facts.Geography(
        code,
        row.line,
        row["name"],
        pcn_code,
        pcn,
        row["sub_icb_code"],
        row["sub_icb"],
        row["icb_code"],
        row["icb"],
        row["region_code"],
        row["region"],
    )


def rating(row: Row, context: "Context") -> Made:
    if "year" in context.fields:
        year = row.must("year")
    else:
        published = row.must("published")
        year = published.year if published else None
    inherited = row["inherited"].strip().upper() in ("Y", "YES", "TRUE")
    return facts.Rating(
        row["code"] or "", row.line, year, row.must("location"), row.must("rating"), inherited
    )


def workforce(row: Row, context: "Context") -> Made:
    """`year` is that in which the financial year begins."""
    if "year" in context.fields:
        year = row.must("year")
        if year is not None and context.row_year == "ends":
            year -= 1
    else:
        year = context.begins
    return facts.Workforce(
        row.must("code"),
        row.line,
        year,
        row["patients"],
        row["gp_headcount"],
        row["gp_fte"],
        row["nurse_fte"],
        row["direct_care_fte"],
        row["admin_fte"],
    )


def list_size(row: Row, context: "Context") -> Made:
    patients = row.figure("patients")
    if "male" in context.fields:
        male, female = row["male"], row["female"]
        if None not in (male, female, patients) and male + female != patients:
            row.fault("patients", f"{male:,} males and {female:,} females are not {patients:,} patients")
    return facts.ListSize(row.must("code"), row.line, "ALL", patients)


def organisation(row: Row, context: "Context") -> Made:
    code = row.must("code")
    setting = row["setting"]
    branch = "status" not in context.fields
    kind = "branch" if branch else "practice" if setting == GP_PRACTICE else "other"
    closed = row["closed"]
    status = row["status"] or ("C" if closed else "A")
    lines = [row[f"address_{number}"] for number in range(1, 6)]
    return facts.Organisation(
        code,
        row.line,
        kind,
        row.must("name"),
        ", ".join(line for line in lines if line),
        row["postcode"],
        status,
        row["opened"],
        closed,
        row["parent"],
        setting,
        row["telephone"],
        row["region_code"],
        row["icb_code"],
    )


def network_member(row: Row, context: "Context") -> Made:
    return facts.NetworkMember(
        row.must("code"),
        row.line,
        row["name"],
        row.must("pcn_code"),
        row.must("pcn"),
        row.must("joined"),
        row["left"],
    )


def deprivation(row: Row, context: "Context") -> Made:
    return facts.Deprivation(row.must("code"), row.line, row.must("year"), row.figure("score"))


READERS: dict[tuple[str, str], Callable[[Row, "Context"], Made]] = {
    ("qof_points", "practice_totals"): qof_points,
    ("qof_prevalence", "registers"): qof_register,
    ("qof_achievement", "by_indicator"): qof_achievement,
    ("qof_geography", "practice_to_region"): geography,
    ("cqc", "by_year"): rating,
    ("cqc", "latest_ratings"): rating,
    ("workforce", "by_year"): workforce,
    ("workforce", "one_return"): workforce,
    ("list_size", "all_ages"): list_size,
    ("list_size", "wide"): list_size,
    ("list_size", "broad_ages"): list_size,
    ("list_size", "demographics"): list_size,
    ("ods", "practices"): organisation,
    ("ods", "branches"): organisation,
    ("ods", "networks"): network_member,
    ("imd", "fingertips"): deprivation,
}


class Context:
    """What a reader has to know of the file as a whole."""

    def __init__(
        self, fields: frozenset[str], *, begins: int | None, row_year: str, greatest: int | None
    ) -> None:
        self.fields = fields
        self.begins = begins
        self.row_year = row_year
        self.greatest = greatest


def once(
    rows: Iterator[Row], keys: tuple[str, ...], read: Callable[[Row], Made]
) -> Iterator[tuple[Row, Made]]:
    """Each row's record; a second row for what may appear once is a fault of that row."""
    seen: dict[tuple[Any, ...], int] = {}
    for row in rows:
        made = read(row)
        if not row.faults:
            key = tuple(getattr(made, name, None) or row[name] for name in keys)
            first = seen.setdefault(key, row.line)
            if first != row.line:
                shown = ", ".join(str(part) for part in key if part)
                row.fault(keys[0], f"{shown} is already on line {first}")
        yield row, made


def _network(code: str, name: str) -> tuple[str, str]:
    """No network is published as U, Unallocated, or "Unknown or no PCN"."""
    if not code or code.upper() == "U" or code.lower().startswith("unknown"):
        return "", ""
    return code.upper(), name
