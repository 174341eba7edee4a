"""The guide's own example is a file that can be loaded."""

import tomllib
from decimal import Decimal

import pytest

from commonpractice.domain.audit.facts import PROGRAM
from commonpractice.domain.partnership import actions
from commonpractice.domain.partnership.rules.partnership_file import read
from tests.conftest import CHECKOUT
from tests.domain.partnership.test_loading import MAY


@pytest.mark.django_db
def test_the_example_of_the_guide_can_be_loaded():
    guide = (CHECKOUT / "docs" / "guides" / "partnership-file.md").read_text("utf-8")
    [_, example, *_] = guide.split("```")
    fact = read(tomllib.loads(example.removeprefix("toml"), parse_float=Decimal))
    assert actions.load(fact, actor=PROGRAM, at=MAY).created
