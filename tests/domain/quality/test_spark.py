"""The same indicators on a Spark cluster give identical numbers."""

import random

import pytest

from commonpractice.domain.quality.parameters.definitions import Definitions, definitions
from commonpractice.domain.quality.rules.about import named_registers
from commonpractice.gateways.event_engine import Limits, open_engine
from tests import spark_cluster
from tests.domain.quality.populations import population
from tests.domain.quality.test_one_answer import DAYS, all_at_once, one_by_one

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("spark")]


# One of each shape: readings of both kinds of blood pressure, looks that lean on a diagnosis or on a birth,
# counts, medicines, one about several registers, one about nobody's register, and one of our own.
ONE_OF_EACH = (
    "DM020", "DM014", "CD001", "AST012", "AF008", "SMOK002", "VI001", "CS005", "MH002", "SAF001",
)  # fmt: skip


def needed(indicators, registers):
    """The registers that some indicators name, and those that these name."""
    ahead, found = {code for told in indicators for code in named_registers(told)}, set()
    while ahead:
        code = ahead.pop()
        found.add(code)
        ahead |= named_registers(registers[code]) - found
    return {code: told for code, told in registers.items() if code in found}


def test_a_cluster_of_two_workers_gives_identical_verdicts(tmp_path):
    spark_cluster.needed()
    everything = definitions()
    some = {code: everything.indicators[code] for code in ONE_OF_EACH}
    told = Definitions(some, needed(some.values(), everything.registers), everything.hash)
    patients = population(300, [*told.registers.values(), *some.values()], DAYS, random.Random(11))
    with open_engine("duckdb", Limits(threads=2)) as engine:
        here = all_at_once(patients, told, engine)
    with spark_cluster.cluster(tmp_path) as address, open_engine(address) as engine:
        there = all_at_once(patients, told, engine)
    assert there == here == one_by_one(patients, told)
    assert len(here) > 900
