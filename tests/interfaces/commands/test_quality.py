"""`commonpractice quality check` and `new`: definitions read, and begun from the template."""

import pytest
from click.testing import CliRunner

from commonpractice.domain.quality.parameters.definitions import definitions
from commonpractice.interfaces.commands.main import main


def ask(*words: str):
    return CliRunner().invoke(main, ["quality", *words])


def test_check_counts_what_the_nhs_pays_for():
    said = ask("check")
    assert said.exit_code == 0, said.output
    assert "2025/26: 44 indicators, 564 points." in said.output
    assert "2026/27: 43 indicators, 582 points." in said.output


def test_a_new_definition_holds_together_as_it_is_written(tmp_path):
    said = ask("new", "TST001", "--folder", str(tmp_path))
    assert said.exit_code == 0, said.output
    from commonpractice.domain.quality.parameters.definitions import read

    texts = {
        "adjustments.toml": '[new_patient]\nwhen = "registered > year_end - months({0})"\nsays = "new"\n',
        "own/tst001.toml": (tmp_path / "tst001.toml").read_text(encoding="utf-8"),
    }
    told = read(texts, frozenset({"bp_cod"}))
    assert told.indicators["TST001"].family == "TST"


def test_nothing_is_written_over(tmp_path):
    (tmp_path / "tst001.toml").write_text("mine")
    said = ask("new", "TST001", "--folder", str(tmp_path))
    assert said.exit_code == 1
    assert "is there already; nothing was written" in said.output
    assert (tmp_path / "tst001.toml").read_text() == "mine"


@pytest.mark.parametrize("code", ["dm020", "../DM020", "DM20", "DM0200"])
def test_a_code_that_is_none_is_refused(code, tmp_path):
    said = ask("new", code, "--folder", str(tmp_path))
    assert said.exit_code == 1
    assert "is no code" in said.output
    assert not list(tmp_path.iterdir())


def test_at_least_ten_are_the_partnerships_own():
    assert sum(told.programme == "own" for told in definitions().indicators.values()) >= 10
