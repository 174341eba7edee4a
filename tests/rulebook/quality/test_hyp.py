"""High blood pressure."""

import pytest

from tests.rulebook.quality.drawing import everyone
from tests.rulebook.quality.pressure import FRAIL, FRAIL_ALL_THE_SAME, HYP, RESOLVED, from_80, up_to_79

TABLES = [
    up_to_79("HYP008", HYP, RESOLVED, FRAIL_ALL_THE_SAME),
    from_80("HYP009", HYP, RESOLVED, FRAIL_ALL_THE_SAME),
    up_to_79("HYP010", HYP, RESOLVED, FRAIL),
    from_80("HYP011", HYP, RESOLVED, FRAIL),
]


@pytest.mark.parametrize("drawn", everyone(TABLES), ids=str)
def test_high_blood_pressure(drawn):
    drawn.check()
