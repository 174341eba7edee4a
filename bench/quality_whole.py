"""`python -m bench.quality_whole FOLDER`: all indicators × 12 month-ends, in a process apart, as JSON."""

import json
import os
import resource
import sys
import time
from pathlib import Path

from bench.populations import there


def main() -> None:
    """Says how many indicators, seconds, and gigabytes at most; the day decides which are in force."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
    import django

    django.setup()
    from commonpractice.domain.quality.measures import tallies
    from commonpractice.domain.quality.parameters.definitions import definitions
    from commonpractice.domain.quality.queries.judged import judge_all
    from commonpractice.domain.quality.rules.asking import plan
    from commonpractice.domain.quality.rules.years import year_of
    from commonpractice.gateways.event_engine import open_engine

    population = there(Path(sys.argv[1]))
    told = definitions()
    planned = plan(population.asked, [told.of_year(year_of(day.year_end)) for day in population.asked])
    wanted = [told.indicators[code] for code in planned.in_force]
    began = time.perf_counter()
    with open_engine() as engine:
        judged = judge_all(
            engine,
            population.records(engine),
            population.members,
            wanted,
            told.registers,
            planned.asked,
            in_force=planned.in_force,
        )
        counts = sum(len(engine.rows(tallies.by_verdict(table))) for table in judged.verdicts)
    took = time.perf_counter() - began
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(json.dumps({"indicators": len(wanted), "seconds": took, "gigabytes": most, "counts": counts}))


if __name__ == "__main__":
    main()
