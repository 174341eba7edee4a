"""An import killed half-way, at many moments: the last snapshot stays in use, and the next one goes well."""

import os
import signal
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import transaction

from commonpractice.domain.audit.facts import PROGRAM
from commonpractice.domain.records import actions, queries
from commonpractice.gateways.event_store import reading, writing
from commonpractice.gateways.scoped_postgres import tickets
from tests.domain.partnerships import two_rivers
from tests.domain.records.extracts import NOON, take_in

pytestmark = pytest.mark.slow

KILLED = """
import sys
from datetime import date
from pathlib import Path
import django
django.setup()
from django.conf import settings
from django.db import connections
for place in connections.databases.values():
    place["NAME"] = sys.argv[1]
settings.DATA = Path(sys.argv[2])
settings.PSEUDONYM_KEY = "22" * 32
from commonpractice.domain.records import actions
from commonpractice.domain.records.facts import System
from commonpractice.domain.audit.facts import PROGRAM
from commonpractice.domain.partnership import queries as partnership
from commonpractice.gateways.scoped_postgres import tickets
from django.utils import timezone
scope = partnership.whole(partnership.partnership(code="two"), actor=PROGRAM)
surgery = int(sys.argv[4])
print("begins", flush=True)
with tickets.acting(actor_id=0, surgeries=scope.surgeries, patients=[surgery]):
    asked = actions.Asked(surgery, System.PLAIN, date.fromisoformat(sys.argv[5]))
    actions.import_extract([Path(sys.argv[3])], asked=asked, scope=scope, at=timezone.now())
print("done", flush=True)
"""


def extract(folder: Path, events: int) -> Path:
    folder.mkdir()
    patients = "".join(f"p{number},1960-05-17,female\n" for number in range(500))
    (folder / "patients.csv").write_text("patient,born,sex\n" + patients)
    day = date(2020, 1, 1)
    lines = (f"p{n % 500},44054006,{day + timedelta(n % 1000)},{n}\n" for n in range(events))
    (folder / "events.csv").write_text("patient,code,day,value\n" + "".join(lines))
    return folder


@pytest.fixture
def rivers(fresh_database, tmp_path, settings):
    settings.DATA = tmp_path / "data"
    settings.PSEUDONYM_KEY = "22" * 32
    with tickets.acting(actor_id=0, surgeries=()):
        actions.load_starter(actor=PROGRAM, at=NOON)
    return two_rivers(None)


def in_use(rivers):
    with tickets.acting(actor_id=0, surgeries=rivers.everything.surgeries), transaction.atomic():
        return queries.in_use(scope=rivers.everything)[rivers.a]


def start(database: str, rivers, folder: Path, as_at: date) -> subprocess.Popen:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    words = [database, str(django_settings.DATA), str(folder), str(rivers.a), as_at.isoformat()]
    return subprocess.Popen(
        [sys.executable, "-c", KILLED, *words], env=environment, stdout=subprocess.PIPE, text=True
    )


def test_an_import_killed_at_any_moment_leaves_the_last_snapshot_in_use(fresh_database, rivers, tmp_path):
    small, big = extract(tmp_path / "small", 1000), extract(tmp_path / "big", 120_000)
    take_in(rivers, [small])
    first = in_use(rivers)
    root = queries.records_root()
    took = time.monotonic()
    # how long a whole one takes, so that the moments are spread over all of it
    process = start(fresh_database, rivers, small, date(2026, 4, 1))
    assert process.stdout.readline() == "begins\n"
    began = time.monotonic()
    assert process.communicate()[0] == "done\n"
    took = (time.monotonic() - began) * 2
    second = in_use(rivers)
    assert second.uuid != first.uuid
    seen = set()
    moments = 16
    for number in range(moments):
        process = start(fresh_database, rivers, big, date(2026, 4, 2))
        assert process.stdout.readline() == "begins\n"
        time.sleep(took * number / moments)
        process.send_signal(signal.SIGKILL)
        said = process.communicate()[0]
        halves = [path.name for path in root.iterdir() if path.name.startswith(writing.INCOMING)]
        now = in_use(rivers)
        if said == "done\n" or now.uuid != second.uuid:
            seen.add("whole")
            assert now.rows["events"] == 120_000
        else:
            seen.add("half" if halves else "none yet")
            assert now.uuid == second.uuid
        reading.prove(queries.stored(now))
        for half in halves:  # a killed process holds no lock: only its youth protects what it left
            os.utime(root / half, (0, 0))
        if "whole" in seen:
            break
    assert "half" in seen
    take_in(rivers, [big], as_at=date(2026, 4, 3))
    last = in_use(rivers)
    assert last.rows["events"] == 120_000
    reading.prove(queries.stored(last))
    assert not [path for path in root.iterdir() if path.name.startswith(writing.INCOMING)]
