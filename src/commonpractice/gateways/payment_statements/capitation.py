"""The capitation block: counts, the commissioner's sums, six indices, and the age and sex table."""

import re
from collections.abc import Sequence
from decimal import Decimal

from commonpractice.gateways.payment_statements.facts import AgeBand, Capitation

FIGURE = re.compile(r"^(?P<words>.*\D)\s(?P<figure>\d[\d,]*(?:\.\d+)?)$")
BAND = re.compile(
    r"^Age Group (?P<words>.+?) (?P<men>\d[\d,]*) (?P<men_weight>\d+\.\d+) "
    r"(?P<women>\d[\d,]*) (?P<women_weight>\d+\.\d+)$",
    re.I,
)
WANTED = {
    "raw_list": "raw practice list size",
    "commissioner_raw": "pco raw population current quarter",
    "commissioner_weighted": "pco weighted population current quarter",
    "normalised_list": "practice normalised list size",
    "weighted_list": "practice weighted list size",
    "commissioner_sum_of_weighted": "pco weighted list size",
    "normalised_weighted_list": "practice normalised weighted list size",
}
BY_WORDS = {words: key for key, words in WANTED.items()}


def read(lines: Sequence[str], faults: list[str]) -> Capitation | None:
    """The block, or None where there is none; what is missing or said twice is added to the faults."""
    if not lines:
        return None
    found: dict[str, Decimal] = {}
    indices: list[tuple[str, Decimal]] = []
    ages: list[AgeBand] = []
    others: list[tuple[str, str]] = []
    for line in lines:
        if band := BAND.match(line):
            ages.append(
                AgeBand(
                    band["words"],
                    int(band["men"].replace(",", "")),
                    Decimal(band["men_weight"]),
                    int(band["women"].replace(",", "")),
                    Decimal(band["women_weight"]),
                )
            )
        elif figure := FIGURE.match(line):
            words, number = figure["words"], Decimal(figure["figure"].replace(",", ""))
            key = BY_WORDS.get(words.lower())
            if key and found.setdefault(key, number) != number:
                faults.append(f"“{words}” is printed as {found[key]} and as {number}.")
            elif not key and "index" in words.lower():
                indices.append((words, number))
            elif not key:
                others.append((words, figure["figure"]))
        elif line.startswith(("Main Surgery Postcode", "Host PCO Code")):
            words, _, value = line.rpartition(" ")
            others.append((words, value))
    missing = [WANTED[key] for key in WANTED if key not in found]
    if missing:
        faults.append(f"Its capitation data do not print the {', the '.join(missing)}.")
        return None
    if ages and (patients := sum(band.men + band.women for band in ages)) != found["raw_list"]:
        faults.append(
            f"Its age and sex table has {patients:,} patients, and its list size is {found['raw_list']:,}."
        )
    return Capitation(indices=tuple(indices), ages=tuple(ages), others=tuple(others), **found)
