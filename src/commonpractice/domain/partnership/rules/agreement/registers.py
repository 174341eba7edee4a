"""Whether the codes of a partnership are those of the NHS's registers, where these have been imported."""

from collections.abc import Iterator

from commonpractice.domain.partnership.facts import KnownCodes, PartnershipFact

NOT_THERE = "is not in the ODS register that was imported. Put the code right, or import a newer register."


def unknown_codes(partnership: PartnershipFact, known: KnownCodes) -> Iterator[str]:
    """Each code that its register does not have. A demonstration's are invented, and not looked up."""
    if partnership.demonstration:
        return
    networks: set[str] = set()
    for surgery in partnership.surgeries:
        if known.surgeries is not None and surgery.code not in known.surgeries | {"CENTRE"}:
            yield f"{surgery.code} ({surgery.name}) {NOT_THERE}"
        for site in surgery.sites:
            if known.sites is not None and site.code and site.code not in known.sites:
                yield (
                    f"The site {site.code} ({site.name}) of {surgery.name} {NOT_THERE} "
                    "A site without an ODS code has no “code”."
                )
        for row in surgery.networks:
            if known.networks is not None and row.code not in known.networks | networks:
                networks.add(row.code)
                yield f"The network {row.code} ({row.name}) {NOT_THERE}"
