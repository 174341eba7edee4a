"""Every drawn patient once more, all at once on DuckDB; and every definition has its twelve."""

import importlib
import pkgutil

import tests.rulebook.quality as package
from commonpractice.domain.quality.parameters.definitions import definitions
from commonpractice.domain.quality.queries.judged import judge_all
from commonpractice.domain.quality.rules.numbers import read
from commonpractice.gateways.event_engine import Limits, open_engine
from tests.domain.quality.populations import as_records
from tests.rulebook.quality.drawing import Drawn, Table, everyone

ENOUGH = 12


def all_tables() -> list[Table]:
    """The tables of every test module of this package."""
    names = [found.name for found in pkgutil.iter_modules(package.__path__) if found.name.startswith("test_")]
    modules = [importlib.import_module(f"{package.__name__}.{name}") for name in names]
    return [table for module in modules for table in getattr(module, "TABLES", ())]


def test_twelve_patients_are_drawn_for_every_definition():
    told, drawn = definitions(), [one.code for one in everyone(all_tables())]
    few = {code: drawn.count(code) for code in told.indicators if drawn.count(code) < ENOUGH}
    assert not few
    assert set(told.registers) <= set(drawn)


def test_the_measures_say_the_same_of_everyone_drawn():
    """DuckDB beside what is drawn: the verdicts of indicators, and since when on which register."""
    people = everyone(all_tables())
    told = definitions()
    days = sorted({one.asked for one in people}, key=lambda asked: (asked.on, asked.year_end))
    records, members = as_records([one.record for one in people])
    with open_engine("duckdb", Limits(threads=2)) as engine:
        judged = judge_all(engine, records, members, list(told.indicators.values()), told.registers, days)
        verdicts = {
            (row["patient"], row["at"], judged.indicators[row["indicator"]]): row["verdict"]
            for table in judged.verdicts
            for row in engine.rows(table)
        }
        registers = {
            (row["patient"], row["at"], list(told.registers)[row["register"]]): row["since"]
            for row in engine.rows(judged.registers)
        }
        listed = {(row["patient"], row["at"]) for row in engine.rows(judged.listed)}

    def found(number: int, one: Drawn) -> str:
        at = days.index(one.asked)
        if (number, at) not in listed:
            return "not registered"
        if one.code in told.registers:
            on = (number, at, one.code)
            return f"on {registers[on]}" if on in registers else "off"
        verdict = verdicts.get((number, at, one.code))
        if verdict is None:
            return "not concerned"
        status, reason = read(verdict, told.indicators[one.code])
        return f"{status.value.replace('_', ' ')} {reason}".strip()

    wrong = {
        str(one): (found(number, one), one.expected)
        for number, one in enumerate(people)
        if found(number, one) != one.expected
    }
    assert not wrong
