"""Verdicts and registers counted, surgery by surgery."""

from collections.abc import Callable, Mapping

import ibis
import ibis.expr.types as ir

from commonpractice.domain.quality.facts.definitions import Register
from commonpractice.domain.quality.facts.splits import AGE_BANDS, Split
from commonpractice.domain.quality.measures.conditions import Columns
from commonpractice.domain.quality.rules.numbers import MET, NOT_MET


def by_verdict(verdicts: ir.Table) -> ir.Table:
    """How many patients have each verdict: at, surgery, indicator, verdict, patients."""
    return verdicts.group_by("at", "surgery", "indicator", "verdict").agg(patients=verdicts.count())


def by_register(
    listed: ir.Table, on: ir.Table, registers: Mapping[str, Register]
) -> tuple[ir.Table, ir.Table]:
    """How many are on each register, and how many are on the list that it is compared with.

    Two tables: at, surgery, register (its place) and patients; at, surgery, everybody and a column for each
    register's code.
    """
    there = on.join(listed.select("at", "patient", "surgery"), ["at", "patient"])
    compared = {
        code: Columns(listed, _nothing).condition(told.listed).sum() for code, told in registers.items()
    }
    return (
        there.group_by("at", "surgery", "register").agg(patients=there.count()),
        listed.group_by("at", "surgery").agg(everybody=listed.count(), **compared),
    )


def by_group(verdicts: ir.Table, listed: ir.Table, patients: ir.Table, split: Split) -> ir.Table:
    """How many met each indicator, and how many did not, in each group of patients.

    Columns: at, surgery, indicator, group, met, not_met. A patient of whom the group is not known is in "".
    """
    judged = verdicts.filter(verdicts.verdict.isin([MET, NOT_MET]))
    who = listed.select("at", "patient", "age", "sex") if split in (Split.AGE, Split.SEX) else None
    if who is not None:
        judged = judged.join(who, ["at", "patient"])
    else:
        judged = judged.join(patients.select("patient", split.value), "patient")
    grouped = judged.mutate(group=GROUPS[split](judged))
    return grouped.group_by("at", "surgery", "indicator", "group").agg(
        met=(grouped.verdict == MET).sum(), not_met=(grouped.verdict == NOT_MET).sum()
    )


def _age_band(table: ir.Table) -> ir.StringValue:
    branches = [(table.age < after, name) for name, after in AGE_BANDS[:-1]]
    return ibis.cases(*branches, else_=AGE_BANDS[-1][0])


def _fifth(table: ir.Table) -> ir.StringValue:
    """Deprivation deciles in fifths, 1 the most deprived."""
    return ((table.deprivation + 1) // 2).cast("int16").cast("string").fill_null("")


GROUPS: dict[Split, Callable[[ir.Table], ir.StringValue]] = {
    Split.AGE: _age_band,
    Split.SEX: lambda table: table.sex,
    Split.DEPRIVATION: _fifth,
    Split.ETHNICITY: lambda table: table.ethnicity.fill_null(""),
    Split.LANGUAGE: lambda table: table.language.fill_null(""),
}


def _nothing(look: str, part: str) -> ir.Value:
    raise ValueError(f"A list is compared by what is known of everybody, not by the look {look}.")
