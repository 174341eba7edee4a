"""The engines that read patients' events: DuckDB inside the program, or Apache Spark beside it.

Both take the same Ibis expressions. An engine is opened for one piece of work and closed after it:

    with open_engine() as engine:
        events = engine.read(files)
        kept = engine.keep(events.filter(...))
        rows = engine.rows(kept.group_by(...).agg(...))
"""

from commonpractice.gateways.event_engine.engines import Engine, EngineFailed, Limits, open_engine

__all__ = ["Engine", "EngineFailed", "Limits", "open_engine"]
