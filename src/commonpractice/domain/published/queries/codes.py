"""Which codes are somebody's: what a partnership's own file is checked against."""

from commonpractice.domain.published.models import Geography, NetworkMember, Organisation, PracticePayments
from commonpractice.domain.published.queries.publications import Files


def known_sites() -> frozenset[str] | None:
    """Every code of ODS's registers of practices and of branches; None where either was not imported."""
    files = [file for file in Files().of("ods") if file.layout in ("practices", "branches")]
    if {file.layout for file in files} != {"practices", "branches"}:
        return None
    codes = Organisation.objects.filter(publication_id__in=[file.id for file in files])
    return frozenset(codes.values_list("code", flat=True))


def known_networks() -> frozenset[str] | None:
    """Every code of a primary care network in ODS's ePCN; None where it has not been imported.

    Networks are made and merged more often than ePCN comes out: those that another imported file puts a
    practice in, a later mapping or payments, are known too.
    """
    files = Files()
    registers = [file.id for file in files.of("ods") if file.layout == "networks"]
    if not registers:
        return None
    members = NetworkMember.objects.filter(publication_id__in=registers)
    known = set(members.values_list("pcn_code", flat=True).distinct())
    for table in (Geography, PracticePayments):
        rows = table.objects.filter(publication_id__in=files.by_id)
        known |= set(rows.values_list("pcn_code", flat=True).distinct())
    return frozenset(known - {""})
