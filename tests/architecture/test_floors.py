"""The floors and rooms of docs/ARCHITECTURE.md, where import-linter does not look.

Foreign keys point down. A room takes from another only what that one offers: its queries, its deeds, its
facts, never its tables. Inside a room the same names mean the same things. Nobody below the interfaces
looks at a clock.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.apps import apps

import commonpractice

PACKAGE = Path(commonpractice.__file__).parent
DOMAIN = PACKAGE / "domain"
FLOORS = [
    {"audit"},
    {"published"},
    {"partnership"},
    {"ledger", "records"},
    {"quality", "continuity", "people", "referrals"},
    {"contracts", "access", "budgets", "banking"},
    {"profits", "governance", "assurance", "programmes"},
    {"reports"},
]
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
INSIDE = ["actions", "queries", "models", "measures", "messages", "rules", "parameters", "facts"]
"""What a room is made of; imports go down this list."""
PURE = {"rules", "parameters", "facts", "measures", "messages"}
AROUND = {"__init__", "apps", "migrations"}
ROOMS = sorted(path.name for path in DOMAIN.iterdir() if (path / "__init__.py").is_file())


@dataclass(frozen=True)
class Import:
    """One module imported by one file of the package, `where` it stands."""

    path: Path
    line: int
    module: str

    @property
    def where(self) -> str:
        return f"{self.path.relative_to(PACKAGE)}:{self.line} imports {self.module}"

    @property
    def part(self) -> str:
        """Which part of its room the importing file is: actions, queries, ..."""
        return self.path.relative_to(DOMAIN).parts[1].removesuffix(".py")

    @property
    def target(self) -> tuple[str, str] | None:
        """The room and the part that are imported, where it is a room."""
        steps = self.module.split(".")
        if steps[:2] != ["commonpractice", "domain"] or len(steps) < 3:
            return None
        return steps[2], steps[3] if len(steps) > 3 else ""


def files(*places: Path) -> Iterator[Path]:
    for place in places:
        yield from ([place] if place.is_file() else sorted(place.rglob("*.py")))


def imports(*places: Path) -> Iterator[Import]:
    """Every module imported, `from package import module` being an import of package.module."""
    for path in files(*places):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    yield Import(path, node.lineno, alias.name)
            elif isinstance(node, ast.ImportFrom):
                assert not node.level, f"{path}:{node.lineno} imports by a relative name"
                for alias in node.names:
                    yield Import(path, node.lineno, f"{node.module}.{alias.name}")


def parts(room: str, *names: str) -> list[Path]:
    """The files of some parts of a room, modules or packages."""
    found = [DOMAIN / room / f"{name}.py" for name in names] + [DOMAIN / room / name for name in names]
    return [path for path in found if path.exists()]


def test_every_room_has_its_floor():
    assert ROOMS
    assert not set(ROOMS) - FLOOR.keys(), "Give the new room its floor, here and in docs/ARCHITECTURE.md."


def test_foreign_keys_point_down():
    seen = 0
    for model in apps.get_models():
        if model._meta.app_label not in FLOOR:
            continue
        for field in model._meta.get_fields():
            if field.auto_created or not field.is_relation:
                continue
            seen += 1
            other = field.related_model._meta.app_label
            where = f"{model.__name__}.{field.name} points at {field.related_model.__name__}"
            assert other in FLOOR, f"{where}, which is in no room."
            if other != model._meta.app_label:
                assert FLOOR[other] < FLOOR[model._meta.app_label], f"{where}, which is not on a floor below."
    assert seen > 20


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_rooms_below_it_alone(room):
    for found in imports(DOMAIN / room):
        if found.target and found.target[0] != room:
            assert FLOOR[found.target[0]] < FLOOR[room], f"{found.where}, which is not on a floor below."


@pytest.mark.parametrize("room", ROOMS)
def test_a_rooms_tables_are_its_own(room):
    """Another room's models are named where a foreign key is drawn to them, and nowhere else."""
    for found in imports(DOMAIN / room):
        if found.target and found.target[0] != room and found.target[1] == "models":
            assert found.part in ("models", "migrations"), f"{found.where}: ask its queries instead."


@pytest.mark.parametrize("room", ROOMS)
def test_deeds_of_another_room_are_done_by_deeds(room):
    for found in imports(DOMAIN / room):
        if found.target and found.target[0] != room and found.target[1] == "actions":
            assert found.part == "actions", f"{found.where}: only a deed does another."


@pytest.mark.parametrize("room", ROOMS)
def test_inside_a_room_imports_go_down(room):
    for found in imports(DOMAIN / room):
        if not found.target or found.target[0] != room or found.part not in INSIDE:
            continue
        part = found.target[1]
        if part == found.part:
            continue
        assert part in INSIDE, f"{found.where}, which is no part of a room."
        assert INSIDE.index(part) > INSIDE.index(found.part), f"{found.where}, which is above it."


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_has_only_parts_whose_names_say_what_they_are(room):
    for path in (DOMAIN / room).iterdir():
        name = path.name.removesuffix(".py")
        assert path.name == "__pycache__" or name in {*INSIDE, *AROUND}, (
            f"domain/{room}/{path.name}: a room has {', '.join(INSIDE)}, and packages of these names."
        )


@pytest.mark.parametrize("room", ROOMS)
def test_rules_and_facts_know_no_database(room):
    """Nor the framework, nor a gateway, nor an interface; parameters may know how a file is laid out."""
    for found in imports(*parts(room, *PURE)):
        first, second, *_ = [*found.module.split("."), ""]
        assert first != "django", f"{found.where}: rules and facts are pure."
        assert not (found.target and found.target[1] in ("models", "queries", "actions")), found.where
        if first == "commonpractice" and found.part != "parameters":
            assert second in ("domain", "foundations"), f"{found.where}: rules and facts are pure."


@pytest.mark.parametrize("room", ROOMS)
def test_rules_are_given_their_numbers(room):
    for found in imports(*parts(room, "rules")):
        assert found.module != "commonpractice.foundations.rulebook_files", f"{found.where}: pass them in."


def test_foundations_stand_on_nothing_of_ours_and_no_framework():
    for found in imports(PACKAGE / "foundations"):
        first, *rest = found.module.split(".")
        assert first not in ("django", "psycopg"), found.where
        assert first != "commonpractice" or rest[0] in ("foundations", "rulebook"), found.where


def test_nobody_below_the_demonstration_imports_what_is_above():
    above = ("commonpractice.interfaces", "commonpractice.demonstration", "commonpractice.config")
    for found in imports(DOMAIN, PACKAGE / "gateways", PACKAGE / "foundations"):
        assert not found.module.startswith(above), found.where


def test_interfaces_and_the_demonstration_keep_away_from_tables():
    for found in imports(PACKAGE / "interfaces", PACKAGE / "demonstration"):
        assert not (found.target and found.target[1] == "models"), f"{found.where}: ask queries, do deeds."


def test_the_rulebook_is_data():
    for path in (PACKAGE / "rulebook").rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            assert path.suffix in (".toml", ".csv") or path == PACKAGE / "rulebook" / "__init__.py", path
    assert (PACKAGE / "rulebook" / "__init__.py").read_text(encoding="utf-8").strip() == ""


CLOCKS = {"now", "today", "utcnow", "localdate", "localtime", "localnow"}
MAY_LOOK = {"interfaces", "demonstration", "config"}


def clocks_read(path: Path) -> Iterator[str]:
    """Where a file asks what time it is: x.now(), now(), and names taken from a clock's module."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            called = node.func
            name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
            of_time = isinstance(called, ast.Attribute) and getattr(called.value, "id", "") == "time"
            if name in CLOCKS or (of_time and name in ("time", "time_ns", "gmtime", "strftime")):
                yield f"{path.relative_to(PACKAGE)}:{node.lineno} asks {name}()"
        elif isinstance(node, ast.ImportFrom) and node.module == "time":
            yield f"{path.relative_to(PACKAGE)}:{node.lineno} imports from time"


def test_time_is_passed_in():
    """Only a ticket's expiry, and waiting for a server, look at a clock below the interfaces."""
    found = [
        read
        for path in files(PACKAGE)
        if path.relative_to(PACKAGE).parts[0] not in MAY_LOOK
        for read in clocks_read(path)
    ]
    assert [read for read in found if not read.startswith("gateways/")] == []
    assert [read for read in found if "tickets.py" not in read and "embedded_postgres" not in read] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("from datetime import datetime\ndatetime.now()", 1),
        ("import datetime\ndatetime.date.today()", 1),
        ("from django.utils import timezone\ntimezone.localdate()", 1),
        ("import time\ntime.time()", 1),
        ("from time import time\n", 1),
        ("import time\ntime.monotonic()\ntime.sleep(1)", 0),
        ("def f(now): return now", 0),
    ],
)
def test_a_clock_is_recognised(tmp_path, monkeypatch, text, found):
    path = tmp_path / "some.py"
    path.write_text(text)
    monkeypatch.setattr("tests.architecture.test_floors.PACKAGE", tmp_path)
    assert len(list(clocks_read(path))) == found
