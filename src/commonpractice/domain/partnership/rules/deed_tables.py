"""The [[deed]] and [[charge]] tables of a partnership file, as facts."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from commonpractice.domain.partnership.facts import (
    CentreResult,
    ChargeBasis,
    ChargeFact,
    ChargeTerms,
    Decider,
    DecisionFact,
    DeedFact,
    Electorate,
    Losses,
    NotACharge,
    Peers,
    ProfitSharing,
    SmallNumbersTo,
    Statements,
)
from commonpractice.domain.partnership.rules.file_table import Table
from commonpractice.foundations.dated import Period
from commonpractice.foundations.money import Pence

# What the tables keep: models/deed.py.
POUNDS = 10**9
POUNDS_A_UNIT = 10**6
RATE_PLACES = 4
CODE = 20


def deeds(file: Table) -> list[DeedFact]:
    """Every deed of the file that can be read, each until the day before the next."""
    found = sorted(file.each("deed", _deed), key=lambda deed: deed.effective.start)
    return [_until_the_next(deed, found) for deed in found]


def _until_the_next(deed: DeedFact, deeds: Sequence[DeedFact]) -> DeedFact:
    start = deed.effective.start
    following = [other.effective.start for other in deeds if other.effective.start > start]
    effective = Period(start, min(following, default=None))
    decisions = tuple(replace(decision, effective=effective) for decision in deed.decisions)
    return replace(deed, effective=effective, decisions=decisions)


def _deed(row: Table) -> DeedFact:
    start = row.day("from")
    if "cash_floor" in row.data and "cash_floor_days" in row.data:
        row.wrong("cash_floor", "give “cash_floor”, in pounds, or “cash_floor_days”, not both.")
    effective: Any = None if "from" in row.bad else Period(start)
    return DeedFact(
        profit_sharing=row.one_of("profit_sharing", ProfitSharing),
        losses=row.one_of("losses", Losses, Losses.AS_PROFITS),
        centre_result=row.one_of("centre_result", CentreResult),
        statements=row.one_of("statements", Statements),
        peers=row.one_of("peers", Peers),
        estimate_unsigned=row.whole("estimate_unsigned", default=0, most=1000),
        small_numbers=row.whole("small_numbers", default=5, least=1, most=100),
        small_numbers_to=row.one_of("small_numbers_to", SmallNumbersTo, SmallNumbersTo.NOBODY),
        cash_floor=_pounds(row, "cash_floor"),
        cash_floor_days=_days(row),
        one_profit_at=row.code("one_profit_at") if "one_profit_at" in row.data else "",
        decisions=tuple(row.each("decision", lambda each: _decision(each, effective))),
        effective=effective,
    )


def _days(row: Table) -> int | None:
    key = "cash_floor_days"
    row.taken.add(key)
    return row.whole(key, least=1, most=366) if key in row.data else None


def _decision(row: Table, effective: Period) -> DecisionFact:
    given = [key for key in ("at_least", "more_than") if key in row.data]
    row.taken |= {"at_least", "more_than"}
    percent = Decimal(0)
    if len(given) == 1:
        percent = _percent(row, given[0])
    else:
        row.wrong("at_least", "give the percentage that carries it as “at_least” or “more_than”, not both.")
    return DecisionFact(
        name=row.text("name", most=200),
        decider=row.one_of("who", Decider),
        percent=percent,
        strictly=given == ["more_than"],
        electorate=row.one_of("of", Electorate),
        effective=effective,
    )


def charges(file: Table) -> list[ChargeFact]:
    """Every charge of the file that can be read."""
    return file.each("charge", _charge)


def _charge(row: Table) -> ChargeFact | None:
    code = row.text("code", most=CODE)
    if "code" not in row.bad and not (code.isascii() and code.replace("_", "a").isalnum()):
        row.wrong("code", f"“{code}” is not a code: letters, digits and “_”, {CODE} at the most.")
    row.called(row.name if "code" in row.bad else f"charge {code}")
    name, effective = row.text("name", most=200), row.period()
    basis = row.one_of("basis", ChargeBasis)
    given = [key for key in ("rate", "percent", "pool") if key in row.data]
    if "basis" not in row.bad:
        told = {key: row.data.get(key) for key in ("rate", "percent", "pool")}
        if fault := ChargeTerms.fault(basis, **told):
            row.wrong("rate", fault)
    row.taken |= {"rate", "percent", "pool"}
    terms: dict[str, Any] = {
        "rate": _rate(row) if "rate" in given else None,
        "percent": _percent(row, "percent") if "percent" in given else None,
        "pool": _pounds(row, "pool"),
        "cap": _pounds(row, "cap"),
        "floor": _pounds(row, "floor"),
    }
    surgeries = _surgeries(row)
    if row.bad:
        return None
    try:
        return ChargeFact(code, name, basis, effective, **terms, surgeries=surgeries)
    except NotACharge as refusal:
        return row.wrong("cap", str(refusal))


def _rate(row: Table) -> Decimal:
    return row.number("rate", below=POUNDS_A_UNIT, above_nil=True, places=RATE_PLACES)


def _percent(row: Table, key: str) -> Decimal:
    percent = row.number(key, below=POUNDS, above_nil=True)
    if key not in row.bad and percent > 100:
        return row.wrong(key, f"“{key}” should be 100 at the most.")
    return percent


def _pounds(row: Table, key: str) -> Pence | None:
    row.taken.add(key)
    return row.pence(key, below=POUNDS) if key in row.data else None


def _surgeries(row: Table) -> tuple[str, ...]:
    """The codes under “surgeries”; none, and so all of them, where it is left out."""
    codes = row.take("surgeries", None)
    if codes is None:
        return ()
    if not isinstance(codes, list) or not codes or not all(isinstance(code, str) for code in codes):
        return row.wrong("surgeries", 'write “surgeries” as a list of codes, as ["M85001", "M85002"].')
    found = tuple(str(code).strip().upper() for code in codes)
    if len(set(found)) < len(found):
        return row.wrong("surgeries", "a surgery stands twice under “surgeries”.")
    return found
