"""Signing in and out, forgotten passwords, two-step sign-in, and what of it the audit log keeps."""

import re

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.test import Client

from commonpractice.interfaces.web.sign_in.adapter import StaffSecondStep
from tests.interfaces.house import PASSWORD, build, welcome
from tests.mail_server import mail_server

pytestmark = pytest.mark.slow  # together: a house is built for each

SIGN_IN = "/account/sign-in/"


def sign_in_by_form(email="manager@example.nhs.uk", password=PASSWORD, client=None, **more):
    client = client or Client()
    return client, client.post(SIGN_IN, {"login": email, "password": password, **more})


def deeds(owner) -> list[tuple[str, str]]:
    with owner.cursor() as cursor:
        cursor.execute(
            "SELECT deed, subject FROM audit_entry WHERE room IN ('sign_in', 'refusal') ORDER BY id"
        )
        return cursor.fetchall()


def test_somebody_signs_in_is_written_down_and_signs_out(house, owner):
    client, answer = sign_in_by_form()
    assert answer.url == "/"
    assert client.get("/account/").status_code == 200
    assert client.post("/account/sign-out/").url == "/"
    assert client.get("/account/").status_code == 302
    assert deeds(owner) == [
        ("sign_in.signed_in", "Maya O'Neill signed in"),
        ("sign_in.signed_out", "Maya O'Neill signed out"),
    ]


def test_one_goes_on_to_the_page_that_was_asked_for_but_never_elsewhere(house):
    _, answer = sign_in_by_form(next="/look-up/")
    assert answer.url == "/look-up/"
    _, answer = sign_in_by_form(next="https://elsewhere.example/steal")
    assert answer.url == "/"


@pytest.mark.parametrize(
    ("email", "password", "told"),
    [
        ("manager@example.nhs.uk", "wrong", ["The email address or the password is not right."]),
        ("stranger@example.nhs.uk", PASSWORD, ["The email address or the password is not right."]),
        ("", "", ["Enter your email address", "Enter your password"]),
        ("manager", PASSWORD, ["Enter your email address, like name@example.nhs.uk"]),
    ],
)
def test_a_sign_in_that_fails_says_what_to_mend(house, email, password, told):
    _, answer = sign_in_by_form(email, password)
    page = answer.content.decode()
    summary = page.split('<div class="nhsuk-error-summary"')[1].split("<h1>")[0]
    for sentence in told:
        assert sentence in summary
    assert "<title>Error: Sign in" in page
    assert password == "" or password not in page


def test_a_refused_sign_in_is_written_down_without_its_password(house, owner):
    sign_in_by_form(password="my secret")
    assert deeds(owner) == [("refusal.sign_in_refused", "a sign-in as manager@example.nhs.uk was refused")]
    with owner.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_entry WHERE audit_entry::text LIKE '%my secret%'")
        assert cursor.fetchone() == (0,)


def test_guessing_is_stopped_after_a_few_attempts(house):
    for _ in range(5):
        _, answer = sign_in_by_form(password="guess")
        assert "not right" in answer.content.decode()
    _, answer = sign_in_by_form()
    assert "Too many attempts failed. Wait five minutes" in answer.content.decode()


def test_nobody_signs_up(house):
    assert Client().get("/account/signup/").status_code == 404
    assert "sign up" not in Client().get(SIGN_IN).content.decode().lower()


def test_who_has_left_cannot_sign_in(house, owner):
    owner.execute("UPDATE partnership_user SET is_active = false")
    client, answer = sign_in_by_form()
    told = answer.content.decode() if answer.status_code == 200 else client.get(answer.url).content.decode()
    assert "closed" in told or "not right" in told
    assert client.get("/account/").status_code == 302


def test_a_forgotten_password_is_set_anew_by_email_once(house, owner, mailoutbox):
    client = Client()
    answer = client.post("/account/forgotten-password/", {"email": "Manager@example.nhs.uk"}, follow=True)
    assert "Look at your email" in answer.content.decode()
    (message,) = mailoutbox
    assert message.subject == "Set a new password for Common Practice"
    assert message.to == ["manager@example.nhs.uk"]
    link = re.search(r"http://testserver(\S+)", message.body)[1]
    form = client.get(link, follow=True)
    assert "Set a new password" in form.content.decode()
    address = form.redirect_chain[-1][0]
    new = {"password1": "another granite waltz", "password2": "another granite waltz"}
    assert "Your password is set" in client.post(address, new, follow=True).content.decode()
    assert sign_in_by_form(password="another granite waltz")[1].url == "/"
    assert "does not work any more" in Client().get(link, follow=True).content.decode()
    assert ("sign_in.password_reset", "Maya O'Neill set a new password by email") in deeds(owner)


def reset_link(mailoutbox, who: str) -> str:
    """The link that somebody is sent who has forgotten their password."""
    mailoutbox.clear()
    Client().post("/account/forgotten-password/", {"email": f"{who}@example.nhs.uk"})
    (message,) = mailoutbox
    return re.search(r"http://testserver(\S+)", message.body)[1]


@pytest.mark.parametrize("at_once", [True, False])
def test_who_is_signed_in_and_opens_anothers_link_is_signed_out_and_told(
    house, owner, mailoutbox, sign_in, at_once
):
    """Two people share a machine, or a manager opens the link for a colleague."""
    link = reset_link(mailoutbox, "gp")
    client = sign_in("finance")
    page = client.get(link, follow=True)
    told = page.content.decode()
    assert "Set a new password" in told
    assert "Farah Finance has been signed out" in told
    assert "cp-who__name" not in told, "the header still shows somebody"
    assert client.get("/account/").status_code == 302
    address = page.redirect_chain[-1][0]
    if not at_once:  # signed in again in another window, and the form of this one sent after all
        client.post(SIGN_IN, {"login": "finance@example.nhs.uk", "password": PASSWORD})
        address = client.get(link, follow=True).redirect_chain[-1][0]
    new = {"password1": "another granite waltz", "password2": "another granite waltz"}
    assert "Your password is set" in client.post(address, new, follow=True).content.decode()
    assert sign_in_by_form("gp@example.nhs.uk", "another granite waltz")[1].url == "/"
    assert sign_in_by_form("finance@example.nhs.uk")[1].url == "/", "one's own password stays"
    assert ("sign_in.signed_out", "Farah Finance signed out") in deeds(owner)


def test_a_form_sent_while_somebody_else_is_signed_in_sets_nothing_of_theirs(house, mailoutbox, sign_in):
    """The form was opened, then somebody signed in in another window of the same browser."""
    client = Client()
    address = client.get(reset_link(mailoutbox, "gp"), follow=True).redirect_chain[-1][0]
    client.post(SIGN_IN, {"login": "finance@example.nhs.uk", "password": PASSWORD})
    new = {"password1": "another granite waltz", "password2": "another granite waltz"}
    answer = client.post(address, new, follow=True)
    assert answer.status_code == 200
    assert sign_in_by_form("finance@example.nhs.uk")[1].url == "/"


def test_who_is_signed_in_and_opens_their_own_link_sets_a_new_password(house, mailoutbox, sign_in):
    client = sign_in("gp")
    address = client.get(reset_link(mailoutbox, "gp"), follow=True).redirect_chain[-1][0]
    new = {"password1": "another granite waltz", "password2": "another granite waltz"}
    assert "Your password is set" in client.post(address, new, follow=True).content.decode()
    assert sign_in_by_form("gp@example.nhs.uk", "another granite waltz")[1].url == "/"


def test_a_sign_in_is_noted_in_ones_own_row(house, owner):
    sign_in_by_form()
    noted = owner.execute("SELECT email FROM partnership_user WHERE last_login IS NOT NULL").fetchall()
    assert noted == [("manager@example.nhs.uk",)]


@pytest.mark.slow
def test_a_password_hashed_by_an_older_rule_is_hashed_anew_when_it_is_used(house, owner, settings):
    def hashed() -> str:
        query = "SELECT password FROM partnership_user WHERE email = 'manager@example.nhs.uk'"
        return owner.execute(query).fetchone()[0].split("$")[0]

    assert hashed() == "md5"
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
        "django.contrib.auth.hashers.MD5PasswordHasher",
    ]
    sign_in_by_form(password="wrong")
    assert hashed() == "md5"
    assert sign_in_by_form()[1].url == "/"
    assert hashed() == "pbkdf2_sha256"
    assert sign_in_by_form()[1].url == "/"


def through(settings, post) -> None:
    """Send mail for once, through a server of the test's own."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", post.port
    settings.DEFAULT_FROM_EMAIL = "Common Practice <no-reply@partnership.example>"


def test_the_link_comes_from_the_address_that_was_set(house, settings):
    with mail_server() as post:
        through(settings, post)
        Client().post("/account/forgotten-password/", {"email": "manager@example.nhs.uk"})
    (message,) = post.messages
    assert "From: Common Practice <no-reply@partnership.example>" in message
    assert "To: manager@example.nhs.uk" in message
    assert "/account/forgotten-password/" in message


def test_a_mail_server_that_fails_tells_a_stranger_nothing_and_us_everything(house, settings, caplog):
    with mail_server(RCPT="451 not now") as post:
        through(settings, post)
        known = Client().post(
            "/account/forgotten-password/", {"email": "manager@example.nhs.uk"}, follow=True
        )
    assert known.status_code == 200
    assert "Look at your email" in known.content.decode()
    assert "could not be sent" in caplog.text
    assert "451" in caplog.text


def test_a_stranger_learns_nothing_from_forgetting_a_password(house):
    known = Client().post("/account/forgotten-password/", {"email": "manager@example.nhs.uk"}, follow=True)
    mail.outbox.clear()
    unknown = Client().post("/account/forgotten-password/", {"email": "who@example.nhs.uk"}, follow=True)
    strip = lambda answer: re.sub(r'nonce="[^"]*"|value="[^"]*"', "", answer.content.decode())  # noqa: E731
    assert strip(known) == strip(unknown)
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("new", "told"),
    [
        ({"password1": "short", "password2": "short"}, "too short"),
        ({"password1": "password1234", "password2": "password1234"}, "too common"),
        ({"password1": "umbrella granite tango", "password2": "umbrella"}, "same password"),
        ({}, "Enter a new password"),
    ],
)
def test_a_password_that_will_not_do_is_refused(sign_in, new, told):
    answer = sign_in("manager").post("/account/password/", {"oldpassword": PASSWORD, **new})
    assert told in answer.content.decode()


def test_a_password_is_changed(sign_in, owner):
    client = sign_in("manager")
    new = {"password1": "umbrella granite tango", "password2": "umbrella granite tango"}
    wrong = client.post("/account/password/", {"oldpassword": "wrong", **new})
    assert "Your current password is not right." in wrong.content.decode()
    answer = client.post("/account/password/", {"oldpassword": PASSWORD, **new}, follow=True)
    assert "Your password is changed." in answer.content.decode()
    assert sign_in_by_form(password="umbrella granite tango")[1].url == "/"
    assert ("sign_in.password_changed", "Maya O'Neill changed their password") in deeds(owner)


def code_for(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


@pytest.mark.slow
def test_two_steps_from_turning_on_to_a_recovery_code(house, owner):
    client, _ = sign_in_by_form()
    assert "It is off." in client.get("/account/second-step/").content.decode()
    confirm = client.get("/account/second-step/set-up/").url
    page = client.post(confirm, {"password": PASSWORD}, follow=True).content.decode()
    secret = re.search(r'<p class="cp-code">(\w+)</p>', page)[1]
    assert 'src="data:image/svg+xml;base64,' in page
    wrong = client.post("/account/second-step/set-up/", {"code": "000000"}).content.decode()
    assert "That code is not right" in wrong
    assert re.search(r'<p class="cp-code">(\w+)</p>', wrong)[1] == secret
    codes = client.post(
        "/account/second-step/set-up/", {"code": code_for(secret)}, follow=True
    ).content.decode()
    recovery = re.findall(r"<li>(\w+)</li>", codes)
    assert len(recovery) == 10
    assert "It is on" in client.get("/account/second-step/").content.decode()
    with owner.cursor() as cursor:
        cursor.execute("SELECT string_agg(data::text, '') FROM mfa_authenticator")
        assert secret not in cursor.fetchone()[0], "secrets are sealed in the database"

    newcomer, answer = sign_in_by_form()
    assert answer.url == "/account/second-step/code/"
    assert newcomer.get("/account/").status_code == 302, "the password alone is not enough"
    assert "Enter a code from your app" in newcomer.get(answer.url).content.decode()
    assert "That code is not right" in newcomer.post(answer.url, {"code": "123456"}).content.decode()
    assert newcomer.post(answer.url, {"code": recovery[0]}).url == "/"
    assert newcomer.get("/account/").status_code == 200

    another, answer = sign_in_by_form()
    assert "That code is not right" in another.post(answer.url, {"code": recovery[0]}).content.decode()

    assert client.get("/account/second-step/recovery-codes/").status_code == 200
    assert recovery[1] in client.get("/account/second-step/recovery-codes/file/").content.decode()
    assert "will stop working" in client.get("/account/second-step/recovery-codes/new/").content.decode()
    new = client.post("/account/second-step/recovery-codes/new/", follow=True).content.decode()
    assert recovery[1] not in new
    assert "Turn off" in client.get("/account/second-step/take-away/").content.decode()
    assert "It is off." in client.post("/account/second-step/take-away/", follow=True).content.decode()
    log = [deed for deed, _ in deeds(owner)]
    assert log.count("refusal.code_refused") == 2
    assert "sign_in.second_step_added" in log
    assert "sign_in.second_step_removed" in log


def test_a_change_to_how_one_signs_in_asks_for_the_password_again(sign_in):
    client = sign_in("manager")  # signed in by other means than a password just now
    answer = client.get("/account/second-step/set-up/")
    assert answer.url.startswith("/account/confirm/")
    assert "Enter your password again" in client.get(answer.url).content.decode()
    assert "The password is not right." in client.post(answer.url, {"password": "wrong"}).content.decode()
    assert client.post(answer.url, {"password": PASSWORD}).url == "/account/second-step/set-up/"


def test_secrets_are_sealed_with_the_installations_own_key(settings):
    sealed = StaffSecondStep().encrypt("a secret")
    assert "a secret" not in sealed
    assert StaffSecondStep().decrypt(sealed) == "a secret"


def test_demonstration_sign_ins_are_shown_only_in_a_demonstration(house, settings):
    settings.DEMONSTRATION_PASSWORD = None
    assert "demonstration" not in Client().get(SIGN_IN).content.decode()
    settings.DEMONSTRATION_PASSWORD = PASSWORD
    page = Client().get(SIGN_IN).content.decode()
    assert "This is a demonstration" in page
    assert "finance@example.nhs.uk" in page
    assert PASSWORD in page
    build(code="real", name="A Real Partnership", demonstration=False)
    assert PASSWORD not in Client().get(SIGN_IN).content.decode()


def test_with_roles_in_two_partnerships_one_sees_one_at_a_time(house, sign_in):
    from commonpractice.domain.partnership.facts import Role

    other = build(code="pines", name="Two Pines Partnership")
    welcome(other, {"manager": ("Maya O'Neill", Role.BOARD_MEMBER, "CENTRE")})
    client = sign_in("manager")
    page = client.get("/account/").content.decode()
    assert "Surgery manager, Seven Oaks Partnership" in page
    assert client.get("/").url == "/surgery/"
    assert client.post("/account/partnership/", {"partnership": other.partnership.id}).url == "/"
    assert "Board member, Two Pines Partnership" in client.get("/account/").content.decode()
    assert client.get("/").url == "/partnership/"
    for wrong in ("99999", "", "x"):
        answer = client.post("/account/partnership/", {"partnership": wrong}, follow=True)
        assert "Choose one of the partnerships" in answer.content.decode()
    assert client.get("/account/partnership/").status_code == 405


def test_who_has_one_partnership_is_not_asked_which(sign_in):
    assert "Which do you want to see?" not in sign_in("manager").get("/account/").content.decode()
