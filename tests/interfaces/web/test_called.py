"""What profit centres are called on pages: surgeries, the sites of a practice, or a practice alone."""

import pytest

from commonpractice.domain.partnership.facts import Model, PartnershipSummary, SurgeryKind, SurgerySummary
from commonpractice.interfaces.web.called import (
    PRACTICE,
    SITE,
    SURGERY,
    calling,
    later,
    place,
    said,
    words_of,
)


def of(model: Model, surgeries: int) -> PartnershipSummary:
    there = [
        SurgerySummary(number, f"M8100{number}", "A Surgery", SurgeryKind.SURGERY)
        for number in range(surgeries)
    ]
    centre = SurgerySummary(99, "CENTRE", "The hub", SurgeryKind.CENTRE)
    return PartnershipSummary(1, "oaks", "Oaks", model, False, 4, (*there, centre))


@pytest.mark.parametrize(
    ("partnership", "words"),
    [
        (None, SURGERY),
        (of(Model.DECENTRALISED, 38), SURGERY),
        (of(Model.DECENTRALISED, 1), SURGERY),
        (of(Model.CENTRALISED, 11), SITE),
        (of(Model.CENTRALISED, 1), PRACTICE),  # its sites are premises alone, without books
    ],
)
def test_the_word_goes_by_the_model(partnership, words):
    assert words_of(partnership) is words


SENTENCES = """
Each surgery signs off its own month        | Each site signs off its own month
Surgeries and the centre                    | Sites and the centre
Yes, post it to both surgeries' books       | Yes, post it to both sites' books
Nobody’s: the surgery’s                     | Nobody’s: the site’s
Surgery manager                             | Site manager
The surgeon and the surgical list           | The surgeon and the surgical list
"""


@pytest.mark.parametrize(
    ("ours", "theirs"), [tuple(map(str.strip, line.split("|"))) for line in SENTENCES.strip().splitlines()]
)
def test_a_sentence_is_said_in_the_words_of_whoever_asks(ours, theirs):
    assert said(ours) == ours
    with calling(SITE):
        assert said(ours) == theirs
    assert said(ours) == ours


def test_a_label_is_said_when_it_is_shown_and_not_when_it_was_written():
    label = later("Which surgery should bear it?")
    assert f"{label}" == "Which surgery should bear it?"
    with calling(SITE):
        assert f"{label}" == "Which site should bear it?"


def test_templates_have_one_and_many_and_at_the_beginning_of_a_sentence():
    assert (place.one, place.many, place.One, place.Many) == ("surgery", "surgeries", "Surgery", "Surgeries")
    assert place.has_contract_each
    with calling(SITE):
        assert (place.one, place.many, place.One, place.Many) == ("site", "sites", "Site", "Sites")
        assert not place.has_contract_each
    with calling(PRACTICE):
        assert (place.one, place.Many, place.has_contract_each) == ("practice", "Practices", True)
