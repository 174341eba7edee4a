"""The mail server's address, as it is written and as it is refused."""

import os
import re
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from commonpractice.config import mail

FROM = "Common Practice <no-reply@partnership.example>"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.example", ("mail.example", 587, "", "", True, False)),
        ("smtp://us:p%40ss%2Fword@mail.example:25", ("mail.example", 25, "us", "p@ss/word", True, False)),
        ("smtps://us%40here:x@mail.example/", ("mail.example", 465, "us@here", "x", False, True)),
        ("smtp://localhost:25?tls=no", ("localhost", 25, "", "", False, False)),
        ("smtp://[::1]:2525?tls=no", ("::1", 2525, "", "", False, False)),
    ],
)
def test_a_server_is_read(url, expected):
    read = mail.read(url, FROM)
    assert (read.host, read.port, read.user, read.password, read.starttls, read.tls) == expected
    assert read.backend == mail.SENT
    assert read.sender == FROM


def test_without_one_mail_is_printed():
    assert mail.read(None, None) == mail.MailServer()
    assert mail.read("", "").backend == mail.PRINTED
    assert mail.read(None, FROM).sender == FROM


@pytest.mark.parametrize(
    "url",
    [
        "mail.example",
        "http://mail.example",
        "smtp://",
        "smtp://mail.example:port",
        "smtp://mail.example:99999999",
        "smtp://mail.example/folder",
        "smtp://mail.example?tls=maybe",
        "smtp://mail.example?ssl=1",
        "smtp://[::1",
    ],
)
def test_what_is_no_servers_address_is_refused(url):
    with pytest.raises(ImproperlyConfigured, match="must look like smtp://user:password"):
        mail.read(url, FROM)


def test_a_server_needs_a_sender_and_a_sender_an_address():
    with pytest.raises(ImproperlyConfigured, match="must say which address it sends from"):
        mail.read("smtp://mail.example", None)
    for url in (None, "smtp://mail.example"):
        with pytest.raises(ImproperlyConfigured, match="must be an address"):
            mail.read(url, "Common Practice")


def test_the_environment_reaches_what_sends_mail():
    show = (
        "from django.conf import settings as s; print(s.EMAIL_HOST, s.EMAIL_PORT, s.EMAIL_HOST_USER, "
        "s.EMAIL_HOST_PASSWORD, s.EMAIL_USE_TLS, s.EMAIL_USE_SSL, s.DEFAULT_FROM_EMAIL, s.EMAIL_BACKEND)"
    )
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "COMMONPRACTICE_EMAIL_URL": "smtps://us:pass@mail.example",
        "COMMONPRACTICE_EMAIL_FROM": FROM,
    }
    said = subprocess.run([sys.executable, "-c", show], env=env, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == f"mail.example 465 us pass False True {FROM} {mail.SENT}"


def test_what_the_guide_says_to_set_is_read(pytestconfig):
    guide = (pytestconfig.rootpath / "docs/guides/your-own-server.md").read_text()
    config = "".join(path.read_text() for path in (pytestconfig.rootpath / "src").rglob("config/*.py"))
    named = set(re.findall(r"\b(?:COMMONPRACTICE|DATABASE)_\w+", guide))
    assert len(named) >= 9
    assert {name for name in named if f'"{name}"' not in config} == set()
