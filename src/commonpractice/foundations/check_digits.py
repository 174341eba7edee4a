"""Numbers with a check digit, by which a slip of the hand is found: NHS numbers, SNOMED CT identifiers."""

LENGTH = 10  # digits of an NHS number
_WEIGHTS = range(10, 1, -1)

# Verhoeff's scheme: how the dihedral group of ten multiplies, and a permutation, once more at each place.
_TIMES = (
    "0123456789",
    "1234067895",
    "2340178956",
    "3401289567",
    "4012395678",
    "5987604321",
    "6598710432",
    "7659821043",
    "8765932104",
    "9876543210",
)
_PERMUTED = ("0123456789", "1576283094", "5803796142", "8916043527", "9453126870", "4286573901", "2793806415",
             "7046913258")  # fmt: skip
TIMES = tuple(tuple(map(int, row)) for row in _TIMES)
PERMUTED = tuple(tuple(map(int, row)) for row in _PERMUTED)

CONCEPT = "0"
"""The last digit but one of a SNOMED CT identifier says what it names: 0 a concept, 1 a description."""


def is_nhs_number(text: str) -> bool:
    """Whether ten digits are an NHS number by their last one, modulus 11 (NHS Data Dictionary, NHS NUMBER).

    Without spaces. A number of ten equal digits passes the sum and names nobody.
    """
    if len(text) != LENGTH or not (text.isascii() and text.isdecimal()) or len(set(text)) == 1:
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, text, strict=False))
    check = 11 - total % 11
    return check != 10 and check % 11 == int(text[-1])


def verhoeff_holds(text: str) -> bool:
    """Whether digits end with the right check digit by Verhoeff's dihedral scheme."""
    check = 0
    for place, digit in enumerate(reversed(text)):
        check = TIMES[check][PERMUTED[place % 8][int(digit)]]
    return check == 0


def is_snomed_concept(text: str) -> bool:
    """Whether a text is a SNOMED CT identifier of a concept, medicines of dm+d among them.

    6 to 18 digits; the two before the last say which part of SNOMED CT it is of and that it is a concept, the
    last is by Verhoeff (SNOMED CT Release File Specification, 6. SCTID).
    """
    return (
        6 <= len(text) <= 18
        and text.isascii()
        and text.isdecimal()
        and text[0] != "0"
        and text[-3] in "01"
        and text[-2] == CONCEPT
        and verhoeff_holds(text)
    )
