"""What `doctor` says of mail, and of what raw SQL may have left on the application's role."""

import pytest
from django.db import connection

from commonpractice.config import mail
from tests import databases
from tests.interfaces.house import build, welcome
from tests.mail_server import mail_server

pytestmark = pytest.mark.slow  # together they take long

FROM = "Common Practice <no-reply@partnership.example>"


@pytest.fixture
def line(typed):
    """The line of doctor's about something, and whether all was well."""

    def about(what: str) -> tuple[str, bool]:
        said = typed("doctor")
        (found,) = [line for line in said.output.splitlines() if f"  {what}: " in line]
        assert said.exit_code == int("WRONG" in said.output)
        return found, found.startswith("well")

    return about


@pytest.fixture
def served(settings):
    """Let the product send through a server at a port, as its settings would have it."""

    def at(port: int, user: str = "") -> None:
        login = f"{user}@" if user else ""
        settings.MAIL = mail.read(f"smtp://{login}127.0.0.1:{port}?tls=no", FROM)
        settings.EMAIL_HOST, settings.EMAIL_PORT = settings.MAIL.host, settings.MAIL.port
        settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = settings.MAIL.user, settings.MAIL.password
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.DEFAULT_FROM_EMAIL = settings.MAIL.sender

    return at


def test_without_a_server_all_is_well_while_everybody_is_invented(line):
    welcome(build())
    said, well = line("Mail")
    assert well
    assert "nobody needs it yet" in said


def test_without_a_server_real_people_are_sent_nothing_and_that_is_wrong(line):
    welcome(build(demonstration=False))
    said, well = line("Mail")
    assert not well
    assert "whoever forgets their password is sent no link" in said
    assert "COMMONPRACTICE_EMAIL_URL" in said


def test_a_server_that_takes_our_mail_is_well_and_is_sent_nothing(line, served):
    with mail_server() as post:
        served(post.port, "us:secret")
        said, well = line("Mail")
    assert well
    assert f"127.0.0.1:{post.port} takes mail from no-reply@partnership.example." in said
    assert any(told.startswith("AUTH PLAIN") for told in post.said)
    assert any(told.startswith("mail FROM:<no-reply@partnership.example>") for told in post.said)
    assert post.messages == []


@pytest.mark.parametrize(
    ("refuses", "sentence"),
    [
        (
            {"AUTH": "535 who are you?"},
            "does not take our mail (who are you?). Check COMMONPRACTICE_EMAIL_URL",
        ),
        ({"MAIL": "553 not from here"}, "takes none from no-reply@partnership.example (not from here)"),
    ],
)
def test_a_server_that_refuses_us_is_quoted(line, served, refuses, sentence):
    with mail_server(**refuses) as post:
        served(post.port, "us:wrong")
        said, well = line("Mail")
    assert not well
    assert sentence in said


def test_a_server_that_is_not_there_is_said_to_be(line, served):
    with mail_server() as post:
        pass
    served(post.port)
    said, well = line("Mail")
    assert not well
    assert "does not take our mail" in said
    assert "refused" in said


def test_defaults_that_the_role_has_given_itself_are_reported(line, fresh_database):
    assert line("Role's defaults")[1]
    with databases.as_application(fresh_database) as raw:
        raw.execute(f'ALTER ROLE cp_app IN DATABASE "{fresh_database}" SET search_path = pg_temp')
        raw.execute(f'ALTER ROLE cp_app IN DATABASE "{fresh_database}" SET statement_timeout = 10')
    said, well = line("Role's defaults")
    assert not well
    assert "search_path=pg_temp; statement_timeout=10" in said
    assert "change its password" in said
    connection.close()


@pytest.mark.parametrize(
    "table", ["ledger_posting", "partnership_user", "mfa_authenticator", "app.remembered"]
)
def test_a_wall_that_was_taken_down_is_reported(line, owner, table):
    assert line("Wall between surgeries")[1]
    owner.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    said, well = line("Wall between surgeries")
    assert not well
    assert table.removeprefix("app.") in said
