"""Measures of continuity: of a patient's contacts, of clinicians' lists, of clinicians.

Formulas as in BMC Health Services Research 22, table 2, and for lists and clinicians PMC10229170. A patient's
contacts are named by their clinicians in the order in which they happened; only SECON asks the order.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise

from commonpractice.domain.continuity.facts import Contact, Continuity, OutOf, Time
from commonpractice.foundations.months import Month

SEEN_AGAIN = 2
"""Below this many contacts nobody can have been seen again, whatever minimum is asked."""


class MinimumTooLow(ValueError):
    """A minimum of contacts with which measures of being seen again have no meaning."""


def times(last: date, count: int, *, window: int) -> list[Time]:
    """So many months that were over on a day, the oldest first, each with the `window` months to its end."""
    month = Month.of(last) if Month.of(last).last == last else Month.of(last) - 1
    ends = [month - back for back in range(count - 1, -1, -1)]
    return [Time(end.last, end.first, (end - (window - 1)).first) for end in ends]


def measured(clinicians: Sequence[str], *, minimum: int) -> Continuity:
    """All measures of one patient. Those of being seen again are None below `minimum` contacts.

    Herfindahl is defined from the first contact, as the published table has it. Raises MinimumTooLow.
    """
    if minimum < SEEN_AGAIN:
        raise MinimumTooLow(f"A minimum of {minimum} is too low: nobody is seen again before contact 2.")
    enough = len(clinicians) >= minimum
    return Continuity(
        contacts=len(clinicians),
        upc=upc(clinicians) if enough else None,
        bice_boxerman=bice_boxerman(clinicians) if enough else None,
        herfindahl=herfindahl(clinicians) if clinicians else None,
        secon=secon(clinicians) if enough else None,
        mmci=mmci(clinicians) if enough else None,
    )


def upc(clinicians: Sequence[str]) -> float:
    """Usual provider of care: max(nᵢ) / N, of one contact or more."""
    return max(Counter(clinicians).values()) / len(clinicians)


def bice_boxerman(clinicians: Sequence[str]) -> float:
    """Bice-Boxerman, COC: (Σnᵢ² − N) / (N(N − 1)), of two contacts or more."""
    number = len(clinicians)
    return (_squares(clinicians) - number) / (number * (number - 1))


def herfindahl(clinicians: Sequence[str]) -> float:
    """Herfindahl: Σ(nᵢ / N)², of one contact or more."""
    return _squares(clinicians) / len(clinicians) ** 2


def secon(clinicians: Sequence[str]) -> float:
    """Sequential continuity: contacts with the clinician of the one before / (N − 1), of two or more."""
    again = sum(before == after for before, after in pairwise(clinicians))
    return again / (len(clinicians) - 1)


def mmci(clinicians: Sequence[str]) -> float:
    """(1 − M / (N + 0.1)) / (1 − 1 / (N + 0.1)), M clinicians in N contacts; the 0.1 is its definition's.

    Multiplied out to whole numbers, so that seeing one clinician only is 1 exactly: (10N + 1 − 10M) /
    (10N + 1 − 10).
    """
    contacts, clinicians_seen = 10 * len(clinicians) + 1, 10 * len(set(clinicians))
    return (contacts - clinicians_seen) / (contacts - 10)


def by_list(contacts: Iterable[Contact]) -> Mapping[str, OutOf]:
    """SLICC of each list: contacts of its patients that were with its own clinician, of all of theirs.

    Lists stand in the order of their first contact. Contacts of patients on nobody's list do not count.
    """
    whole = Counter[str]()
    own = Counter[str]()
    for contact in contacts:
        if contact.list_clinician is not None:
            whole[contact.list_clinician] += 1
            own[contact.list_clinician] += contact.clinician == contact.list_clinician
    return {one: OutOf(own[one], count) for one, count in whole.items()}


def by_clinician(contacts: Iterable[Contact]) -> Mapping[str, OutOf]:
    """Own-patient ratio of each clinician who has a list: contacts with patients of it, of all of theirs.

    They stand in the order in which a patient of theirs first comes. Who has a list and saw nobody is 0 of 0.
    """
    there = list(contacts)
    lists = {contact.list_clinician for contact in there}
    whole = Counter({one: 0 for contact in there if (one := contact.list_clinician) is not None})
    own = Counter[str]()
    for contact in there:
        if contact.clinician in lists:
            whole[contact.clinician] += 1
            own[contact.clinician] += contact.clinician == contact.list_clinician
    return {one: OutOf(own[one], count) for one, count in whole.items()}


def together(parts: Iterable[OutOf]) -> OutOf:
    """Several lists, or several clinicians, as one: a surgery's."""
    there = list(parts)
    return OutOf(sum(one.count for one in there), sum(one.of for one in there))


def _squares(clinicians: Sequence[str]) -> int:
    return sum(count * count for count in Counter(clinicians).values())
