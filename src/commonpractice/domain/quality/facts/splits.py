"""By what a result can be split, so that an average never hides a group."""

from enum import StrEnum


class Split(StrEnum):
    """A way of grouping patients; deprivation in fifths by where they live, 1 the most deprived."""

    AGE = "age"
    SEX = "sex"
    DEPRIVATION = "deprivation"
    ETHNICITY = "ethnicity"
    LANGUAGE = "language"


# Each band with the age at which the next begins; the last has no end.
AGE_BANDS = (("0-17", 18), ("18-39", 40), ("40-64", 65), ("65-79", 80), ("80+", 200))
