"""DEM004 as a measure of ehrQL, which runs a copy of this file beside one with its concepts."""

import json
from datetime import date
from pathlib import Path

from ehrql import INTERVAL, create_measures, days, minimum_of, months
from ehrql.tables import EventFrame, PatientFrame, Series, table

TOLD = json.loads(Path(__file__).with_name("told.json").read_text(encoding="utf-8"))


@table
class patients(PatientFrame):
    died_on = Series(date)


@table
class registrations(EventFrame):
    registered_on = Series(date)
    ended_on = Series(date)


@table
class events(EventFrame):
    concept = Series(int)
    day = Series(date)


on = INTERVAL.end_date
until_now = events.where(events.day <= on)


def ever(*codelists):
    concepts = [concept for name in codelists for concept in TOLD[name]]
    return until_now.where(until_now.concept.is_in(concepts))


def of_the_year(*codelists):
    found = ever(*codelists)
    return found.where(found.day >= INTERVAL.start_date - months(11))


# three months before, as the NHS counts: 28 February before 31 May, where ehrQL's own rolls on into March
three_months_ago = minimum_of(on - months(3), INTERVAL.start_date - months(2) - days(1))
current = registrations.where(registrations.registered_on <= on)
current = current.where(current.ended_on.is_null() | (current.ended_on > on))
registered = current.registered_on.maximum_for_patient()
here = current.exists_for_patient() & (patients.died_on.is_null() | (patients.died_on > on))
since = ever("dem_cod").day.minimum_for_patient()
met = of_the_year("demcprvw_cod", "demcp_cod").day.maximum_for_patient() >= since
invited = of_the_year("deminvite_cod").day
adjusted = (
    of_the_year("dempcapu_cod", "dempcadec_cod", "demcprvwdec_cod").exists_for_patient()
    | (invited.maximum_for_patient() >= invited.minimum_for_patient() + days(7))
    | (since > three_months_ago)
    | (registered > three_months_ago)
)
met = met.when_null_then(False)
concerned = here & since.is_not_null() & (met | ~adjusted.when_null_then(False))

measures = create_measures()
measures.configure_disclosure_control(enabled=False)  # else rounded to fives
measures.define_measure(
    "dem004", numerator=met, denominator=concerned, intervals=months(12).starting_on(TOLD["first"])
)
