"""Who patients and clinicians are in the extracts of EMIS and SystmOne: put together of several files."""

# ruff: noqa: E501 drawn tables are as wide as they are

import pytest

from commonpractice.domain.records import models
from commonpractice.domain.records.facts import System
from commonpractice.gateways.scoped_postgres import tickets
from tests.domain.records.system_files import emis, emis_in, systmone, systmone_in


def test_who_somebody_is_comes_from_several_files_of_systmone(rivers, tmp_path):
    systmone_in(rivers, systmone(tmp_path / "in"))
    with tickets.acting(actor_id=0, surgeries=[rivers.a], patients=[rivers.a]):
        zoe = models.Patient.objects.get(local_id="1")
        oak = models.Clinician.objects.get(code="51")
    assert (zoe.given_name, zoe.address, zoe.postcode) == ("Zoë", "1, High Street, Ambridge", "ZZ99 3AA")
    assert (oak.name, oak.role) == ("Dr Olive Oak", "gp")


def test_an_address_is_that_of_one_row_the_last_whatever_it_has_not(rivers, tmp_path):
    """The house has no name now and the postcode is not known yet: neither is the old one's."""
    moved = """
        RowIdentifier | IDPatient | DateEvent            | NameOfBuilding | NumberOfBuilding | NameOfRoad  | NameOfTown | FullPostCode
        1             | 1         | 01 Jan 2010 00:00:00 | Rose Cottage   |                  | Old Road    | Ambridge   | ZZ99 1AA
        2             | 1         | 01 Jan 2020 00:00:00 |                | 1                | High Street | Borchester |
        3             | 1         | 01 Jan 2015 00:00:00 | The Mill       | 7                | Mill Lane   | Felpersham | ZZ99 2AA
        4             | 2         |                      |                | 3                | No Road     | Ambridge   | ZZ99 4AA
"""
    systmone_in(rivers, systmone(tmp_path / "in", SRPatientAddressHistory=moved))
    with tickets.acting(actor_id=0, surgeries=[rivers.a], patients=[rivers.a]):
        told = models.Patient.objects.values_list("local_id", "address", "postcode")
        found = {local_id: (address, postcode) for local_id, address, postcode in told}
    assert found == {"1": ("1, High Street, Borchester", ""), "2": ("3, No Road, Ambridge", "ZZ99 4AA")}


ROLES = {
    "General Medical Practitioner": "gp",
    "Salaried General Practitioner": "gp",
    "Locum GP": "gp",
    "GP Registrar": "gp",
    "Locum": "gp",
    "Salaried": "gp",
    "Foundation Doctor": "gp",
    "Locum Nurse": "nurse",
    "Salaried Nurse Practitioner": "nurse",
    "General Practice Nurse": "nurse",
    "GP Nurse": "nurse",
    "Nursing Associate": "nurse",
    "Healthcare Assistant": "nurse",
    "Salaried Pharmacist": "pharmacist",
    "Locum Pharmacist": "pharmacist",
    "GP Pharmacist": "pharmacist",
    "Locum Paramedic": "paramedic",
    "Salaried Physiotherapist": "physiotherapist",
    "GP Link Worker": "social_prescriber",
    "Salaried Physician Associate": "other",
    "Locum Dietitian": "other",
    "GP Assistant": "other",
    "Locum Medical Secretary": "other",
    "Doctor's Receptionist": "other",
}
"""What systems call those who work there, and whom they are counted among."""


@pytest.mark.parametrize("system", [System.EMIS, System.SYSTMONE])
def test_how_somebody_is_employed_does_not_make_them_a_gp(rivers, tmp_path, system):
    if system is System.EMIS:
        people = "\n".join(f"{{{name}}} | {{org-a}} | | | | {name}" for name in ROLES)
        head = "UserInRoleGuid | OrganisationGuid | Title | GivenName | Surname | JobCategoryName"
        emis_in(rivers, emis(tmp_path / "in", Admin_UserInRole=f"{head}\n{people}"))
    else:
        staff = "\n".join(f"{number} | {name}" for number, name in enumerate(ROLES))
        held = "\n".join(f"{n} | 01 Jan 2020 00:00:00 | {name} | {n}" for n, name in enumerate(ROLES))
        systmone_in(
            rivers,
            systmone(
                tmp_path / "in",
                SRStaffMember=f"RowIdentifier | StaffName\n{staff}",
                SRStaffMemberProfile=f"RowIdentifier | DateProfileCreated | StaffRole | IDStaffMember\n{held}",
            ),
        )
    with tickets.acting(actor_id=0, surgeries=[rivers.a], patients=[rivers.a]):
        found = models.Clinician.objects.exclude(code__in=("", "{gp}", "{nurse}", "51"))
        roles = {clinician.name or clinician.code.strip("{}"): clinician.role for clinician in found}
    assert roles == ROLES
