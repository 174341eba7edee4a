"""Keys of an installation: made once for our eyes alone, and never a weak one."""

import stat

import pytest
from django.core.exceptions import ImproperlyConfigured

from commonpractice.config import secret_files

KEY = "COMMONPRACTICE_PSEUDONYM_KEY"


@pytest.fixture(autouse=True)
def without(monkeypatch):
    monkeypatch.delenv(KEY, raising=False)


def test_a_key_is_made_once_in_folders_that_nobody_else_may_read(tmp_path):
    path = tmp_path / "deep" / "data" / "pseudonym.key"
    key = secret_files.secret(KEY, path)
    assert secret_files.secret(KEY, path) == key == path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    for folder in (path.parent, path.parent.parent):
        assert not folder.stat().st_mode & 0o066, f"{folder} can be read or written by others"


@pytest.mark.parametrize("weak", ["1", "secret", "22" * 31, "22" * 33, "zz" * 32, " " + "22" * 32])
def test_a_weak_key_is_refused_wherever_it_is_from(tmp_path, monkeypatch, weak):
    path = tmp_path / "pseudonym.key"
    path.write_text(weak.strip())
    if weak.strip() == weak:
        with pytest.raises(ImproperlyConfigured, match=f"The key in {path} is not 64 hexadecimal digits"):
            secret_files.secret(KEY, path)
    monkeypatch.setenv(KEY, weak)
    with pytest.raises(
        ImproperlyConfigured, match=f"The key in {KEY} is not 64 hexadecimal digits. Put back"
    ):
        secret_files.secret(KEY, path)


def test_a_whole_key_and_a_secret_of_another_kind_are_taken(tmp_path, monkeypatch):
    monkeypatch.setenv(KEY, "aF" * 32)
    assert secret_files.secret(KEY, tmp_path / "pseudonym.key") == "aF" * 32
    monkeypatch.setenv("COMMONPRACTICE_SECRET_KEY", "whatever Django takes")
    assert secret_files.secret("COMMONPRACTICE_SECRET_KEY", tmp_path / "s.key") == "whatever Django takes"
    assert list(tmp_path.iterdir()) == []
