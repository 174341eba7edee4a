"""Ask what codes mean on a day beyond their clusters: in which unit a value is, and what says that a
condition is over.

Concepts are those of the codelists in force on the day.
"""

from collections import defaultdict
from datetime import date, datetime

import pyarrow as pa

from commonpractice.domain.records import models, parameters
from commonpractice.domain.records.parameters import ValueRule
from commonpractice.domain.records.queries.codelists import membership
from commonpractice.domain.records.rules.values import one_rule


def values(*, on: date, known_at: datetime | None = None) -> dict[int, ValueRule]:
    """What a number recorded with a concept means, by the concept's number."""
    rules = {rule.cluster: rule for rule in parameters.value_rules()}
    found: dict[int, list[ValueRule]] = defaultdict(list)
    for row in membership(on=on, known_at=known_at).to_pylist():
        if row["cluster"] in rules:
            found[row["concept"]].append(rules[row["cluster"]])
    return {concept: one_rule(some) for concept, some in sorted(found.items())}


def units(*, on: date, known_at: datetime | None = None) -> pa.Table:
    """In which unit the values of concepts are kept: concept, unit, lowest, highest, assumed.

    What was taken in before a concept was in such a list may lie in another unit, or be beyond belief:
    whoever reads values counts those alone whose unit is this one, or blank with the value between lowest
    and highest where `assumed`.
    """
    rules = values(on=on, known_at=known_at)
    return pa.table(
        {
            "concept": pa.array(list(rules), pa.int32()),
            "unit": pa.array([rule.unit for rule in rules.values()], pa.string()),
            "lowest": pa.array([rule.lowest for rule in rules.values()], pa.float64()),
            "highest": pa.array([rule.highest for rule in rules.values()], pa.float64()),
            "assumed": pa.array([rule.assumed for rule in rules.values()], pa.bool_()),
        }
    )


def resolutions(*, on: date) -> dict[str, str]:
    """The concept that says that a condition is over, by the condition's own (both as codes)."""
    pairs = parameters.resolutions()
    wanted = {name for pair in pairs for name in (pair.cluster, pair.resolved)}
    members: dict[str, set[int]] = defaultdict(set)
    for row in membership(on=on).to_pylist():
        if row["cluster"] in wanted:
            members[row["cluster"]].add(row["concept"])
    numbers = set().union(*members.values())
    codes = dict(models.Concept.objects.filter(id__in=numbers).values_list("id", "code"))
    found: dict[str, str] = {}
    for pair in pairs:
        if pair.concept in {codes[number] for number in members[pair.resolved]}:
            for number in members[pair.cluster]:
                found.setdefault(codes[number], pair.concept)
    return found
