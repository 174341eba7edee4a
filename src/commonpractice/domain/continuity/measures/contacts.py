"""Continuity of whole surgeries at once, as Ibis expressions: rules.py's other self, on DuckDB and on Spark.

Contacts are those of the consultations' table (gateways/event_store/layout.py). Of several on one day the
order is by clinician's number, since the store knows no time of day.
"""

from collections.abc import Sequence
from datetime import date

import ibis
import ibis.expr.types as ir

from commonpractice.domain.continuity.measures.groups import means, slicc

GP = ("gp",)


def windows(days: Sequence[tuple[date, date]]) -> ir.Table:
    """The times to be measured, first and last day included, as a table: at, first_day, last_day."""
    return ibis.memtable(
        [{"at": at, "first_day": first, "last_day": last} for at, (first, last) in enumerate(days)],
        schema={"at": "int16", "first_day": "date", "last_day": "date"},
    )


def contacts(
    consultations: ir.Table, patients: ir.Table, between: ir.Table, roles: Sequence[str] = GP
) -> ir.Table:
    """Contacts with clinicians of some roles in each time: at, surgery, patient, day, clinician,
    list_clinician, again.

    `list_clinician` is the patient's own, blank where they are on nobody's list. `again` is true where the
    contact before it was in the time too, and with the same clinician: what was before is found once, and
    not once a time, for the times overlap.
    """
    seen = consultations.filter(consultations.role.isin(list(roles))).select("patient", "day", "clinician")
    before = ibis.window(group_by="patient", order_by=["day", "clinician"])
    followed = seen.mutate(
        day_before=seen.day.lag().over(before), clinician_before=seen.clinician.lag().over(before)
    )
    inside = followed.join(between, [followed.day >= between.first_day, followed.day <= between.last_day])
    own = patients.select("patient", "surgery", list_clinician="clinician")
    there = inside.join(own, "patient")
    again = (there.clinician_before == there.clinician) & (there.day_before >= there.first_day)
    return there.select(
        "at", "surgery", "patient", "day", "clinician", "list_clinician", again=again.fill_null(False)
    )


def of_patients(contacts: ir.Table, minimum: int) -> ir.Table:
    """A row a patient and time: contacts, upc, bice_boxerman, herfindahl, secon, mmci; blank as in
    rules.measured.

    Also at, surgery, patient and list_clinician.
    """
    each = contacts.group_by("at", "patient", "clinician").agg(
        count=contacts.count(),
        again=contacts.again.cast("int32").sum(),
        surgery=contacts.surgery.max(),  # of one patient all the same, and dearer to group by
        list_clinician=contacts.list_clinician.max(),
    )
    table = each.group_by("at", "patient").agg(
        surgery=each.surgery.max(),
        list_clinician=each.list_clinician.max(),
        contacts=each["count"].sum(),
        most=each["count"].max(),
        squares=(each["count"] * each["count"]).sum(),
        clinicians=each.count(),
        again=each.again.sum(),
    )
    number = table.contacts.cast("float64")
    enough = table.contacts >= minimum
    nothing = ibis.null("float64")

    def where_enough(value: ir.Value) -> ir.Value:
        return enough.ifelse(value, nothing)

    pairs = (number * (number - 1)).nullif(0)
    return table.select(
        "at",
        "surgery",
        "patient",
        "list_clinician",
        "contacts",
        upc=where_enough(table.most / number),
        bice_boxerman=where_enough((table.squares - number) / pairs),
        herfindahl=table.squares / (number * number),
        secon=where_enough(table.again / (number - 1).nullif(0)),
        mmci=where_enough((10 * number + 1 - 10 * table.clinicians) / (10 * number + 1 - 10)),
    )


def by_list(contacts: ir.Table) -> ir.Table:
    """SLICC: contacts of each list's patients with its own clinician, of all of theirs.

    Columns: at, surgery, list_clinician, own, contacts. Summed over lists it is the surgery's.
    """
    return slicc(contacts, ("at", "surgery", "list_clinician"))


def by_clinician(contacts: ir.Table) -> ir.Table:
    """Own-patient ratio: contacts of each clinician who has a list with patients of it, of all of theirs.

    Columns: at, surgery, clinician, own, contacts. Who has a list and saw nobody has no row.
    """
    lists = contacts.filter(contacts.list_clinician.notnull())
    lists = lists.select("at", "surgery", clinician="list_clinician").distinct()
    seen = contacts.join(lists, ["at", "surgery", "clinician"], how="semi")
    own = (seen.clinician == seen.list_clinician).fill_null(False)
    return seen.group_by("at", "surgery", "clinician").agg(own=own.sum(), contacts=seen.count())


def together(patients: ir.Table) -> ir.Table:
    """Means of the patients' measures, surgery by surgery: at, surgery, patients, and each measure's mean.

    `patients` counts those with enough contacts to be measured.
    """
    return means(patients, ("at", "surgery"))
