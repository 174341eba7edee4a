"""The values of events that can be compared: in the unit that their concept has now, and believable."""

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from commonpractice.domain.records.rules.values import A_LITTLE


def comparable(events: ir.Table, units: pa.Table) -> ir.Table:
    """The same events, without the values that are in another unit than their concept's.

    What was taken in before a codelist said what a concept measures lies as it came. `units` is
    queries.units of the day: a value of a concept that is not in it stays as it is. One without a unit
    counts where the rule assumes its own and the value lies within its bounds.
    """
    rules = ibis.memtable(units).rename(of="concept", own="unit")
    found = events.left_join(rules, events.concept == rules.of)
    within = found.value.between(found.lowest - A_LITTLE, found.highest + A_LITTLE)
    counted = found.of.isnull() | (found.unit == found.own) | (found.unit.isnull() & found.assumed & within)
    value = counted.ifelse(found.value, ibis.null("float64"))
    return found.select(*[name for name in events.columns if name != "value"], value=value).select(
        *events.columns
    )
