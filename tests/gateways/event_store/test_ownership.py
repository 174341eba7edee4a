"""Whose a folder of snapshots is: the first database's that uses it, until somebody says otherwise."""

import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from commonpractice.gateways.event_store import ownership


def test_the_first_that_claims_a_folder_has_it(tmp_path):
    root = tmp_path / "data" / "records"
    assert ownership.claim(root, "one")
    assert ownership.claim(root, "one")
    assert not ownership.claim(root, "another")
    assert [path.name for path in root.iterdir()] == [ownership.FILE]
    assert stat.S_IMODE(root.stat().st_mode) == 0o700
    assert stat.S_IMODE(root.parent.stat().st_mode) == 0o700
    (root / ownership.FILE).unlink()
    assert ownership.claim(root, "another")
    assert not ownership.claim(root, "one")


def test_of_many_at_once_one_has_it(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(lambda number: ownership.claim(tmp_path, f"database {number}"), range(8)))
    assert told.count(True) == 1
    assert [path.name for path in tmp_path.iterdir()] == [ownership.FILE]


@pytest.mark.parametrize("text", ["", "[]", "{}", "database 1", "\0"])
def test_a_marker_that_cannot_be_read_is_named(tmp_path, text):
    (tmp_path / ownership.FILE).write_text(text)
    with pytest.raises(ownership.UnreadableMarker, match=r"\.database, which says which database uses"):
        ownership.claim(tmp_path, "one")
