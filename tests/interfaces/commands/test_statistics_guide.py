"""The examples of docs/guides/statistics.md are what the commands say."""

import re
import shlex
from pathlib import Path

import pytest

from tests.interfaces.commands.typing_commands import run_command

GUIDE = (Path(__file__).resolve().parents[3] / "docs/guides/statistics.md").read_text(encoding="utf-8")
FILES = re.findall(r"^```csv (\S+)\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
TYPED = re.findall(
    r"^\$ commonpractice ([^|\n]+?)(?: \| tail -(\d+))?\n(.*?)(?=^\$ |^```)", GUIDE, re.MULTILINE | re.DOTALL
)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    for name, content in FILES:
        (tmp_path / name).write_text(content, encoding="utf-8")
    monkeypatch.chdir(tmp_path)


def test_the_guide_has_its_examples():
    assert [name for name, _ in FILES] == ["series.csv", "units.csv", "contacts.csv"]
    assert len(TYPED) == 4


@pytest.mark.parametrize(("words", "last", "shown"), TYPED, ids=[words for words, *_ in TYPED])
def test_an_example_is_what_its_command_says(folder, words, last, shown):
    """To the last digit of a number but one: the last may be another on another machine."""
    found = run_command(*shlex.split(words))
    assert found.exit_code == 0
    lines = found.stdout.splitlines()[-int(last) if last else 0 :]
    assert [read(line) for line in lines] == [
        [pytest.approx(cell, rel=1e-12) if isinstance(cell, float) else cell for cell in read(line)]
        for line in shown.splitlines()
    ]


def read(line: str) -> list:
    return [float(cell) if re.fullmatch(r"-?[\d.]+", cell) else cell for cell in line.split(",")]
