"""The rulebook on recall lists: every task is some kind of work, what is proposed to be coded counts."""

import pytest

from commonpractice.domain.quality.facts.recalls import InvitedBy, What
from commonpractice.domain.quality.parameters import recalls
from commonpractice.domain.quality.parameters.definitions import definitions
from commonpractice.domain.quality.rules import recalling
from commonpractice.foundations import rulebook_files

TOLD = definitions().indicators
TASKS = [(told.code, place) for told in TOLD.values() for place in range(len(told.tasks))]


@pytest.mark.parametrize(("code", "place"), TASKS, ids=lambda each: str(each))
def test_every_task_is_some_kind_of_work(code, place):
    task = TOLD[code].tasks[place]
    found = recalls.kinds_of(task)
    assert found
    if task.enter:
        assert all(each.key != "record" for each in found) or code == "DDR001", "nobody would find it"


def test_kinds_name_codelists_that_there_are_each_once():
    named = [
        name for kind in rulebook_files.toml(recalls.FILE)["kinds"].values() for name in kind["codelists"]
    ]
    assert len(named) == len(set(named))
    assert set(named) <= recalls.coding().kinds.keys()
    assert recalls.coding().say_more <= recalls.coding().kinds.keys()


def test_every_rank_of_benefit_has_words():
    assert recalls.benefits().keys() == {1, 2, 3, 4, 5}
    assert {told.benefit for told in TOLD.values()} <= recalls.benefits().keys()


# code     what        is coded by any of, the narrowest first
CODED = """
    DM012    declined    fedec_cod dmpcadec_cod
    DM012    unsuitable  fepu_cod dmpcapu_cod
    DM012    invited     dminvite_cod
    DM020    unsuitable  dmpcapu_cod
    HYP008   declined    bpdec_cod hyppcadec_cod
    HYP008   unsuitable  hyppcapu_cod
    AF008    declined    afpcadec_cod
    CD001    invited     chdinvite_cod stiainvite_cod
    CS005    invited
    CS005    declined    csdec_cod
    SAF001   declined
    VI001    invited
"""


@pytest.mark.parametrize("line", CODED.strip().splitlines(), ids=lambda line: " ".join(line.split()[:2]))
def test_what_has_to_be_coded(line):
    code, what, *names = line.split()
    assert list(recalling.coded_by(TOLD[code], What(what), recalls.coding())) == names


def test_the_fewest_codes_that_count_for_all_and_the_whole_condition_is_not_declined_for_a_test():
    about = [TOLD[code] for code in ("DM020", "DM012", "DM036", "HYP008", "AF008", "SAF001")]
    assert recalling.fewest_codelists(about, What.DECLINED, recalls.coding()) == [
        ("bpdec_cod", ("DM036", "HYP008")),
        ("bldtestdec_cod", ("DM020",)),
        ("fedec_cod", ("DM012",)),
        ("afpcadec_cod", ("AF008",)),
    ]


@pytest.mark.parametrize("what", list(recalling.TO_CODE))
def test_what_is_proposed_is_an_adjustment_of_every_indicator_it_is_for(what):
    """A second way: each codelist named for an indicator alone makes one of its adjustments hold."""
    kind = recalling.TO_CODE[what]
    for told in TOLD.values():
        for codelist, codes in recalling.fewest_codelists([told], what, recalls.coding()):
            assert codes == (told.code,)
            assert recalls.coding().kinds[codelist] == kind
            looks = {name for name, look in told.looks.items() if codelist in look.codelists}
            assert any(looks & _named(reason.when) for reason in told.adjustments)


def _named(expression) -> set[str]:
    from commonpractice.domain.quality.facts.expressions import Found, within

    return {part.look for part in within(expression) if isinstance(part, Found)}


def test_invitations_that_count_are_seven_days_apart():
    apart = {recalling.days_apart(told, recalls.coding()) for told in TOLD.values()}
    assert apart == {0, 7}


@pytest.mark.parametrize(
    ("by", "number", "first_word"),
    [
        (InvitedBy.LETTER, 1, "first letter"),
        (InvitedBy.LETTER, 2, "second letter"),
        (InvitedBy.TEXT, 1, "monitoring"),
    ],
)
def test_the_term_that_fits_an_invitation(by, number, first_word):
    assert recalls.invitation_terms(by, number)[0].startswith(first_word)
