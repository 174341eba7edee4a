"""The source of the running version is offered on every page, whole, and nothing else with it."""

import io
import re
import subprocess
import sys
import tarfile
from importlib.metadata import PathDistribution, version
from pathlib import Path

import pytest
from django.test import Client

from commonpractice.config import published_source
from commonpractice.interfaces.web import source

FOLDER = f"commonpractice-{version('commonpractice')}/"
CHECKOUT = Path(__file__).resolve().parents[3]


@pytest.fixture(autouse=True)
def packed_anew(settings):
    settings.SOURCE_URL = ""
    source.archive.cache_clear()
    yield
    source.archive.cache_clear()


def handed_out(answer) -> dict[str, tarfile.TarInfo]:
    """What is in the file that a browser takes away: members by name."""
    assert answer.status_code == 200
    with tarfile.open(fileobj=io.BytesIO(answer.content)) as tar:
        members = {member.name: member for member in tar.getmembers()}
    assert all(name.startswith(FOLDER) for name in members)
    return {name.removeprefix(FOLDER): member for name, member in members.items()}


@pytest.mark.parametrize("path", ["/account/sign-in/", "/account/", "/no/such/page/"])
def test_every_page_offers_it_signed_in_or_not(house, sign_in, path):
    for client in (Client(), sign_in("nobody")):
        footer = client.get(path, follow=True).content.decode().partition("<footer")[2]
        link = re.search(r'href="([^"]*)">Its source</a>', footer)[1]
        assert client.get(link).status_code == 200


def test_every_file_of_the_program_is_in_it(house):
    answer = Client().get("/source/")
    assert answer.headers["Content-Type"] == "application/gzip"
    assert answer.headers["Content-Disposition"].endswith('.tar.gz"')
    there = handed_out(answer)
    for path in (CHECKOUT / "src").rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            assert path.relative_to(CHECKOUT).as_posix() in there
    assert {"LICENSE", "Makefile", "pyproject.toml", "lock/core.txt", "package-lock.json"} <= there.keys()


def test_it_runs(house, tmp_path):
    with tarfile.open(fileobj=io.BytesIO(Client().get("/source/").content)) as tar:
        tar.extractall(tmp_path, filter="data")
    said = subprocess.run(
        [
            sys.executable,
            "-c",
            "import commonpractice.interfaces.commands.main as m; print(m.__file__); m.main()",
        ],
        env={"PYTHONPATH": str(tmp_path / FOLDER / "src"), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.stdout.startswith(str(tmp_path))
    assert "Common Practice runs a GP super-partnership" in said.stdout + said.stderr


def test_nothing_of_whoever_runs_it_is_in_it(house, settings, tmp_path):
    """A small checkout with what people leave lying about."""
    kept = {"pyproject.toml": "", "src/package/module.py": "x = 1", "LICENSE": "AGPL"}
    left = {
        ".local/secret.key": "secret",
        ".env": "secret",
        "src/package/.env": "secret",
        "src/package/__pycache__/module.pyc": "secret",
        "partnerships/ours.toml": "secret",
        "backup.sql": "secret",
        "node_modules/x.js": "secret",
    }
    for name, text in {**kept, **left}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / "src/elsewhere").symlink_to(tmp_path / ".local")
    settings.CHECKOUT = tmp_path
    there = handed_out(Client().get("/source/"))
    assert there.keys() == kept.keys()
    assert {(member.uid, member.uname) for member in there.values()} == {(0, "")}


def test_where_it_was_installed_as_a_package_that_is_handed_out(house, settings, tmp_path, monkeypatch):
    info = tmp_path / "commonpractice-0.1.0.dist-info"
    (info / "licenses").mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.4\nName: commonpractice\nVersion: 0.1.0\n")
    (info / "licenses/LICENSE").write_text("AGPL")
    (info / "RECORD").write_text(
        "commonpractice-0.1.0.dist-info/METADATA,,\ncommonpractice-0.1.0.dist-info/licenses/LICENSE,,\n"
        "../../../bin/commonpractice,,\n"
    )
    (tmp_path / "commonpractice").mkdir()
    (tmp_path / "commonpractice/module.py").write_text("x = 1")
    monkeypatch.setattr(source, "distribution", lambda _: PathDistribution(info))
    settings.CHECKOUT, settings.PACKAGE = tmp_path / "lib", tmp_path / "commonpractice"
    assert handed_out(Client().get("/source/")).keys() == {
        "commonpractice/module.py",
        "commonpractice-0.1.0.dist-info/METADATA",
        "commonpractice-0.1.0.dist-info/licenses/LICENSE",
    }


def test_where_it_is_kept_elsewhere_one_is_led_there(house, settings):
    settings.SOURCE_URL = "https://code.example/ours"
    answer = Client().get("/source/")
    assert (answer.status_code, answer.url) == (302, "https://code.example/ours")


@pytest.mark.parametrize(
    ("given", "urls", "expected"),
    [
        ("https://ours.example", ["Source, https://theirs.example"], "https://ours.example"),
        (
            None,
            ["Homepage, https://home.example", "Source, https://theirs.example"],
            "https://theirs.example",
        ),
        ("", ["repository , https://theirs.example "], "https://theirs.example"),
        (None, ["Homepage, https://home.example"], ""),
        (None, None, ""),
    ],
)
def test_the_address_given_goes_before_the_packages_own(monkeypatch, given, urls, expected):
    class Metadata:
        def get_all(self, name):
            assert name == "Project-URL"
            return urls

    monkeypatch.setattr(published_source, "metadata", lambda _: Metadata())
    assert published_source.address(given) == expected
