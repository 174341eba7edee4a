"""Values in another unit than their concept has now are not compared; beside a plain way of saying so."""

import ibis
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonpractice.domain.records.measures.values import comparable
from commonpractice.domain.records.parameters import ValueRule
from commonpractice.domain.records.rules.values import counts
from commonpractice.gateways.event_store.layout import EVENTS

UNITS = pa.table(
    {
        "concept": pa.array([1, 2], pa.int32()),
        "unit": ["mmol/mol", "cm"],
        "lowest": [15.0, 30.0],
        "highest": [200.0, 250.0],
        "assumed": [True, False],
    }
)
CASES = [
    (1, 58.0, "mmol/mol", 58.0),
    (1, 999.0, "mmol/mol", 999.0),  # set aside when it was taken in, if it was to be
    (1, 7.5, "%", None),  # taken in before it was known what is measured
    (1, 58.0, None, 58.0),
    (1, 7.5, None, None),  # per cent, to be sure
    (1, 200.001, None, 200.001),  # more than 200
    (2, 172.0, "cm", 172.0),
    (2, 172.0, None, None),
    (2, 1.72, "m", None),
    (3, 4.0, "apples", 4.0),
    (3, 4.0, None, 4.0),
    (1, None, None, None),
]
"""A concept, its value and unit, and what is compared."""


def compared(rows: list[tuple]) -> list[tuple]:
    days = list(range(len(rows)))
    table = pa.table(
        {
            "concept": [row[0] for row in rows],
            "patient": days,
            "day": pa.array(days, pa.int32()).cast(pa.date32()),
            "value": pa.array([row[1] for row in rows], pa.float64()),
            "unit": pa.array([row[2] for row in rows], pa.string()),
        }
    ).cast(EVENTS.schema)
    found = comparable(ibis.memtable(table), UNITS)
    assert found.columns == tuple(EVENTS.schema.names)
    return [(row["concept"], row["value"]) for row in found.order_by("patient").to_pyarrow().to_pylist()]


def test_only_values_in_the_unit_of_now_are_compared():
    assert compared([case[:3] for case in CASES]) == [(concept, kept) for concept, _, _, kept in CASES]


RULES = {
    row["concept"]: ValueRule("X", "", row["unit"], row["lowest"], row["highest"], row["assumed"], ())
    for row in UNITS.to_pylist()
}


@pytest.mark.parametrize(("concept", "value", "unit", "kept"), CASES)
def test_one_by_one_the_same_values_are_compared(concept, value, unit, kept):
    assert counts(value, unit, RULES.get(concept)) == kept


def plainly(concept: int, value: float | None, unit: str | None) -> float | None:
    rule = {row["concept"]: row for row in UNITS.to_pylist()}.get(concept)
    if rule is None or value is None or unit == rule["unit"]:
        return value
    if unit is None and rule["assumed"] and rule["lowest"] <= value <= rule["highest"]:
        return value
    return None


@pytest.mark.slow
@given(
    st.lists(
        st.tuples(
            st.sampled_from([1, 2, 3]),
            st.none() | st.sampled_from([1.0, 15.0, 58.0, 200.0, 250.0, 251.0]),
            st.sampled_from([None, "mmol/mol", "cm", "%"]),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_each_as_one_by_one(rows):
    assert compared(rows) == [(row[0], plainly(*row)) for row in rows]
