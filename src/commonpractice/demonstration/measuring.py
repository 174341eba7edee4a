"""What the demonstration's care comes to: two years of month-ends of what is measured of its records.

Each step is a transaction of its own and is left out where it was done before, so that what was cut short is
taken up where it stopped.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime

from django.db import transaction

from commonpractice.domain.continuity import actions as continuity
from commonpractice.domain.continuity import parameters, rules
from commonpractice.domain.continuity import queries as measured
from commonpractice.domain.contracts import actions as contracts
from commonpractice.domain.partnership.facts import Scope
from commonpractice.domain.quality import actions, queries
from commonpractice.domain.quality.rules import years
from commonpractice.gateways.event_engine import Engine

MONTHS = 24  # for charts: limits from a year, and a year to judge by them
Open = Callable[[], AbstractContextManager[Engine]]
Progress = Callable[[str, int, int], None]


def measure(
    *,
    on: date,
    scope: Scope,
    open_engine: Open,
    at: datetime,
    progress: Progress = lambda what, done, of: None,
) -> bool:
    """Run the indicators and continuity over the months to a month's last day, and forecast the NHS's year;
    False where all had been done.

    Needs the program's ticket for all surgeries of the scope.
    """
    months = years.month_ends(on, MONTHS)
    batches = (
        (years.towards_the_year_end(months), False),
        (years.looking_back(months), True),
    )
    done = []
    for number, (days, looking_back) in enumerate(batches, start=1):
        with transaction.atomic():
            there = queries.monthly(scope=scope, looking_back=looking_back, since=months[0])
        if not set(months) <= {run.asked.on for run in there}:
            with open_engine() as engine:
                actions.run_indicators(days=days, scope=scope, engine=engine, at=at)
            done.append(number)
        progress("Indicators", number, len(batches))
    with transaction.atomic():
        of_contacts = measured.latest(scope=scope)
    if not any(run.on >= on for run in of_contacts.values()):
        times = rules.times(on, MONTHS, window=parameters.window_months())
        with open_engine() as engine:
            continuity.run_continuity(times=times, scope=scope, engine=engine, at=at)
        done.append("continuity")
    progress("Seen by their own doctor", 1, 1)
    with transaction.atomic():
        forecast = contracts.forecast_year(scope=scope, on=on, at=at)
    progress("What care is worth", 1, 1)
    return bool(done or forecast.surgeries)
