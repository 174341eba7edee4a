"""Guessing is stopped however many workers there are: two real processes count together."""

import itertools
import json
import os
import re
import subprocess
import sys
from urllib.parse import quote

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from tests.interfaces.house import PASSWORD

pytestmark = pytest.mark.slow

TRY = """
import json, sys
import django
django.setup()
from django.test import Client, override_settings
hashers = ["django.contrib.auth.hashers.MD5PasswordHasher"]
with override_settings(PASSWORD_HASHERS=hashers, ALLOWED_HOSTS=["testserver"]):
    told = []
    print("ready", flush=True)
    sys.stdin.readline()
    for password in json.loads(sys.argv[2]):
        answer = Client(REMOTE_ADDR=sys.argv[3]).post(
            "/account/sign-in/", {"login": sys.argv[1], "password": password}
        )
        page = answer.content.decode()
        told.append("in" if answer.status_code == 302 else "wrong" if "not right" in page
                    else "stopped" if "Too many" in page else page)
print(json.dumps(told))
"""


def elsewhere(script: str, *arguments: str) -> subprocess.Popen:
    """Run Python in a process of its own over this test's database, as another worker would."""
    place = connection.settings_dict
    url = (
        f"postgresql://{quote(place['USER'])}:{quote(place['PASSWORD'] or '')}@:{place['PORT'] or 5432}"
        f"/{place['NAME']}?host={quote(place['HOST'], safe='')}"
    )
    return subprocess.Popen(
        [sys.executable, "-c", script, *arguments],
        env={**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.settings"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def worker(email: str, passwords: list[str], address: str = "10.0.0.1") -> subprocess.Popen:
    """A process that tries some passwords, once it is told to go."""
    started = elsewhere(TRY, email, json.dumps(passwords), address)
    assert started.stdout.readline() == "ready\n"
    return started


def go(*workers: subprocess.Popen) -> list[list[str]]:
    """Let them all try at the same time; what each was told."""
    for each in workers:
        each.stdin.write("go\n")
        each.stdin.flush()
    return [json.loads(each.communicate(timeout=60)[0]) for each in workers]


def test_two_workers_count_together(house):
    """Five guesses of one person's password: the sixth is not even looked at."""
    first = worker(house.email("manager"), ["x"] * 3)
    second = worker(house.email("manager"), ["x", "x", PASSWORD])
    assert go(first) == [["wrong"] * 3]
    assert go(second) == [["wrong", "wrong", "stopped"]]


def test_two_workers_that_guess_at_once_get_five_guesses_between_them(house):
    told = go(*(worker(house.email("manager"), ["x"] * 5, f"10.0.0.{number}") for number in (1, 2)))
    assert sorted(itertools.chain(*told)) == ["stopped"] * 5 + ["wrong"] * 5


def test_one_address_tries_ten_people_a_minute(house):
    told = go(*(worker(f"{start}@example.nhs.uk", ["x"] * 4) for start in ("a", "b", "c")))
    assert sorted(itertools.chain(*told)) == ["stopped"] * 2 + ["wrong"] * 10


def test_a_code_is_used_once_whichever_worker_is_asked(house):
    """A second step's code is good for half a minute, and kept as used for as long."""
    add = (
        "import django; django.setup(); from django.core.cache import cache; print(cache.add('used', 1, 30))"
    )
    assert cache.add("used", 1, 30)
    assert elsewhere(add).communicate(timeout=60)[0] == "False\n"
    cache.delete("used")
    assert elsewhere(add).communicate(timeout=60)[0] == "True\n"


def test_who_has_set_a_new_password_by_email_may_sign_in_at_once(house, mailoutbox):
    client, email = Client(REMOTE_ADDR="10.0.0.9"), house.email("manager")
    for _ in range(5):
        Client().post("/account/sign-in/", {"login": email, "password": "x"})
    client.post("/account/forgotten-password/", {"email": email})
    link = re.search(r"http://testserver(\S+)", mailoutbox[0].body)[1]
    address = client.get(link, follow=True).redirect_chain[-1][0]
    client.post(address, {"password1": "another granite waltz", "password2": "another granite waltz"})
    answer = client.post("/account/sign-in/", {"login": email, "password": "another granite waltz"})
    assert answer.status_code == 302
