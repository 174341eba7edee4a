"""How many QOF points a file says could be had, which its headings carry: "Achievement score (635 max)"."""

import re

from commonpractice.gateways.nhs_publications.recognising import Recognised


def greatest_points(found: Recognised) -> int | None:
    """The number in the heading of the points, or of their percentage; None where there is none."""
    if found.layout.dataset != "qof_points":
        return None
    for name in ("points", "percentage"):
        place = found.places.get(name)
        if place is not None and (match := re.search(r"(?<!\d)(\d{3,4})(?!\d)", found.headings[place])):
            return int(match[1])
    return None
