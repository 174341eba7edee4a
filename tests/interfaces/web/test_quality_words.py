"""How care is told: words, groups and gaps, what stands out, the definition of every indicator."""

from datetime import date

import pytest

from commonpractice.domain.partnership.facts import SurgerySummary
from commonpractice.domain.quality.facts.courses import Course
from commonpractice.domain.quality.facts.definitions import Sentence
from commonpractice.domain.quality.facts.results import GroupResult, Result
from commonpractice.domain.quality.facts.splits import Split
from commonpractice.domain.quality.parameters.definitions import definitions
from commonpractice.domain.quality.parameters.seeing import seeing
from commonpractice.foundations.months import Month
from commonpractice.interfaces.web.charts.compared import Standing
from commonpractice.interfaces.web.charts.words import Tone
from commonpractice.interfaces.web.navigation import room_of
from commonpractice.interfaces.web.quality import standing, words
from commonpractice.interfaces.web.quality.presenters import definition, groups

INDICATORS = definitions().indicators
HIGHER = INDICATORS["DM020"]
ON = date(2026, 10, 31)
STEADY = [(50, 100), (52, 100)] * 6


def surgery(number: int, name: str = "") -> SurgerySummary:
    return SurgerySummary(
        id=number,
        code=f"A{number}",
        name=name or f"Surgery {number}",
        strapline="",
        colour="",
        kind="surgery",
    )


def result(met: int, of: int) -> Result:
    return Result("DM020", ON, met, of - met)


def course(counts) -> Course:
    days = tuple((Month(2025, 1) + at).last for at in range(len(counts)))
    return Course("DM020", days, tuple(m for m, _ in counts), tuple(of - m for m, of in counts))


@pytest.mark.parametrize(
    ("of", "told"),
    [
        (None, "Not counted"),
        (Result("X", ON, None, None), "Stays at the surgery"),
        (Result("X", ON, 0, 0), "Nobody concerned"),
        (Result("X", ON, 0, 7), "0.0%"),
        (Result("X", ON, 2, 1), "66.7%"),
    ],
)
def test_a_result_in_a_cell(of, told):
    assert words.told(of) == told


@pytest.mark.parametrize(
    ("value", "signed", "points"),
    [
        (None, "–", ""),
        (0.04, "0.0", "no change"),
        (-0.04, "0.0", "no change"),
        (2.25, "+2.2", "2.2 points up"),
        (-12.3, "−12.3", "12.3 points down"),
    ],
)
def test_differences(value, signed, points):
    assert (words.signed(value), words.points(value)) == (signed, points)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("the patient declined, coded on {declined.day}", "the patient declined, coded"),
        ("latest result {result.value}", "latest result …"),
        ("invited twice, on {a.day} and {b.day}", "invited twice"),
        ("registered only on {registered}", "registered only on …"),
        ("{mmr.count} MMR and the booster", "MMR and the booster"),
        ("HbA1c {a.value} on {a.day}, above 58", "HbA1c … on …, above 58"),
        ("nothing to fill in", "nothing to fill in"),
    ],
)
def test_a_sentence_without_a_patient(text, told):
    assert words.sentence(Sentence(text)) == told


def test_every_definition_can_be_told():
    for code, told in INDICATORS.items():
        for terms in (None, *told.terms):
            parts = definition.parts(told, terms)
            said = " ".join(f"{part.name} {part.text} {' '.join(part.more)}" for part in parts)
            assert "{" not in said, code
            assert told.source in said
            assert all(part.text or part.more for part in parts), code


def test_what_is_not_verified_says_so_in_the_definition():
    told = INDICATORS["DM006"]
    (now,) = (terms for terms in told.terms if terms.year == "2026/27")
    doubts = {part.name: part.doubt for part in definition.parts(told, now)}
    assert doubts["Paid"].startswith("not verified")
    assert doubts["Where it is from"] == ""


def test_every_family_has_a_name():
    assert {told.family for told in INDICATORS.values()} <= set(seeing().conditions)


def of_group(split: Split, group: str, met: int | None, of: int = 100) -> GroupResult:
    return GroupResult(split.value, group, met, None if met is None else of - met)


def test_groups_stand_in_their_order_and_not_recorded_last():
    age, language = Split.AGE, Split.LANGUAGE
    given = [
        of_group(language, "", 50), of_group(language, "ur", 4, 5), of_group(language, "en", 400, 500),
        of_group(age, "80+", 40), of_group(age, "0-17", 40), of_group(age, "18-39", None),
    ]  # fmt: skip
    tables = groups.tables(given, overall=50.0)
    assert [(table.name, [row.name for row in table.rows]) for table in tables] == [
        ("Age", ["0 to 17", "18 to 39", "80 or over"]),
        ("Main language", ["English", "Urdu", "Not recorded"]),
    ]
    hidden = tables[0].rows[1]
    assert (hidden.of, hidden.told, hidden.drawn) == (None, "Not shown, so that nobody can be recognised", "")
    assert [table.hides for table in tables] == [True, False]


@pytest.mark.parametrize(
    ("given", "gap"),
    [
        (
            [("1", 40, 100), ("3", 45, 50), ("5", 60, 100)],
            "is 50.0 points: Middle fifth 90.0%, Most deprived fifth 40.0%",
        ),
        ([("1", 40, 100), ("5", 40, 100)], "No gap between groups of 20 patients or more."),
        (
            [("1", 0, 19), ("5", 60, 100)],
            "Of 20 patients or more, no two groups are shown",
        ),  # one patient there is 5 points
        ([("1", 0, 20), ("5", 100, 100)], "is 100.0 points"),
        # not recorded is no group
        ([("", 0, 100), ("5", 60, 100)], "Of 20 patients or more, no two groups are shown"),
        ([("1", None, 100), ("5", 60, 100)], "Of 20 patients or more, no two groups are shown"),
    ],
)
def test_the_gap_is_between_groups_that_are_known_and_large_enough(given, gap):
    those = [of_group(Split.DEPRIVATION, group, met, of) for group, met, of in given]
    assert gap in groups.gap(Split.DEPRIVATION, those)


def test_surgeries_in_a_funnel_are_those_whose_numbers_may_be_seen():
    those = [
        (surgery(1, "One"), result(400, 1000)),
        (surgery(2, "One"), result(800, 1000)),  # two of one name stay two
        (surgery(3), Result("DM020", ON, None, None)),
        (surgery(4), Result("DM020", ON, 0, 0)),
        (surgery(5), None),
        *((surgery(number), result(795 + number, 1000)) for number in range(6, 14)),
    ]
    among = standing.beside(HIGHER, those)
    assert set(among.standings) == {1, 2, *range(6, 14)}
    assert among.standings[1][0] is Standing.BELOW_998
    assert among.standings[1][1] < -20
    assert among.drawn.names[:2] == ("One", "One")


def ranks(result_, counts, standing_=None) -> int:
    drawn = standing.charted(course(counts), name="", of=HIGHER, told=None)
    return standing.Stands(surgery(1), result_, drawn, standing_, 0.0, standing.better(HIGHER)).rank


@pytest.mark.parametrize(
    ("counts", "where", "rank"),
    [
        ([*STEADY, (20, 100)], Standing.BELOW_998, 0),
        ([*STEADY, (20, 100)], Standing.WITHIN, 1),
        (STEADY, Standing.BELOW_998, 1),
        (STEADY, Standing.BELOW_95, 2),
        (STEADY, Standing.WITHIN, 3),
        ([*STEADY[:6], (20, 100)], Standing.WITHIN, 3),  # trial limits: nothing is decided by them
        ([*STEADY, (90, 100)], Standing.WITHIN, 4),
        (STEADY, Standing.ABOVE_998, 4),
    ],
)
def test_the_worst_stand_first(counts, where, rank):
    assert ranks(result(50, 100), counts, where) == rank


def test_the_hidden_and_the_uncounted_stand_last():
    hidden = Result("DM020", ON, None, None)
    assert ranks(hidden, STEADY) == 5
    assert ranks(hidden, []) == ranks(None, []) == 6
    shown = standing.Stands(
        surgery(1), None, standing.charted(course(STEADY), name="", of=HIGHER, told=None), None, None,
        standing.better(HIGHER),
    )  # fmt: skip
    assert shown.tone is Tone.COMMON


def test_how_far_a_surgery_is_from_the_whole_it_is_part_of():
    total = result(700, 1000)
    assert standing.from_total(result(70, 100), total) == pytest.approx(0.0, abs=1e-9)
    # (asin √0.5 − asin √0.7) × 2√100 = −4.115
    assert standing.from_total(result(50, 100), total) == pytest.approx(-4.115, abs=0.001)
    assert standing.from_total(Result("DM020", ON, None, None), total) is None
    assert standing.from_total(result(701, 800), total) is None  # it was counted anew since


@pytest.mark.parametrize(
    ("path", "room"),
    [
        ("/quality/", "Quality"),
        ("/partnership/quality/DM020/", "Quality"),
        ("/surgery/M81001/quality/", "Quality"),
        ("/surgery/M81001/records/", "Quality"),
        ("/partnership/", "Partnership"),
        ("/surgery/M81001/", "My surgery"),
        ("/payments/", "NHS income"),
    ],
)
def test_the_menu_knows_which_room_a_page_is_in(path, room):
    assert room_of(path).name == room


def test_a_page_of_no_room_is_in_none():
    assert room_of("/account/") is None
