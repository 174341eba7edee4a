"""The same months a year before: compared with only where every one of them has postings."""

from commonpractice.domain.ledger.queries import MonthlyResult
from commonpractice.foundations.months import Month, months
from commonpractice.interfaces.web import comparing

APRIL, MAY, JUNE = months(Month(2024, 4), Month(2024, 6))


def results(surgery: int, surpluses: dict) -> dict[Month, MonthlyResult]:
    return {month: MonthlyResult(surgery, month, 1_000 + each, 1_000, 0) for month, each in surpluses.items()}


OLD = results(1, {APRIL: 10, MAY: 20, JUNE: -5})
NEW = results(2, {JUNE: 7})


def test_a_surgery_that_joined_midway_has_nothing_to_compare_with():
    assert comparing.surplus_then(OLD, [APRIL, MAY, JUNE]) == 25
    assert comparing.surplus_then(NEW, [JUNE]) == 7
    assert comparing.surplus_then(NEW, [MAY, JUNE]) is None


def test_all_together_compare_with_whoever_was_there():
    assert comparing.surplus_of_all([OLD, NEW], [APRIL, MAY, JUNE]) == 32  # 10 + 20 − 5 + 7
    assert comparing.surplus_of_all([NEW], [MAY, JUNE]) is None
    assert comparing.surplus_of_all([], [MAY]) is None


def test_a_course_has_a_gap_where_there_were_no_postings():
    course = comparing.course(NEW, [MAY, JUNE], "income")
    assert course.values == (None, 1_007)
    assert course.labels == ("May 2024", "June 2024")
