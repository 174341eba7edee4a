"""Roles that the administrator has made for reports and the like: named, and no cover for what is wrong."""

import pytest
from django.db import connections

from commonpractice.interfaces.commands import doctor, doctor_others
from tests import databases
from tests.interfaces.commands import tampering
from tests.interfaces.commands.tampering import findings, superuser, wrong
from tests.interfaces.commands.typing_commands import commands_find_it_running, run_command

pytestmark = pytest.mark.slow  # together they take long

RIGHTS = "Who owns and may do what"
REPORTING = "CREATE ROLE rep; GRANT SELECT ON ALL TABLES IN SCHEMA public TO rep"


@pytest.fixture(scope="module", autouse=True)
def rivers(template, django_db_setup, django_db_blocker):
    with databases.cloned(template, django_db_blocker):
        yield tampering.busy_rivers()


def others() -> str:
    (words,) = [each.words for each in findings() if each.what == doctor_others.WHAT and each.well]
    return words


def test_where_there_are_none_that_is_said():
    with superuser():
        assert others() == "Nobody but the server's own superuser."


def test_a_role_for_reports_is_named_in_one_sentence_and_is_well():
    with superuser() as cursor:
        cursor.execute(REPORTING)
        assert wrong() == {}
        said = others()
    assert said.startswith(
        "rep has SELECT on account_emailaddress, account_emailconfirmation, audit_entry and "
    )
    assert said.endswith(" more. You should know each of them.")


def test_all_that_it_may_see_is_told_where_that_is_asked_for():
    with superuser() as cursor:
        cursor.execute(REPORTING)
        (said,) = [each.words for each in doctor.findings(tell_all=True) if each.what == doctor_others.WHAT]
    assert "ledger_posting" in said
    assert " more" not in said


def test_it_does_not_hide_what_the_application_was_given():
    with superuser() as cursor:
        cursor.execute(f"{REPORTING}; GRANT UPDATE ON ledger_balance TO cp_app")
        cursor.execute("GRANT INSERT, UPDATE ON ALL TABLES IN SCHEMA public TO rep")
        words = wrong()[RIGHTS]
    assert words.startswith(
        "The right “UPDATE ON ledger_balance TO cp_app” was not given by Common Practice. "
        "The right “INSERT ON … TO rep” was not given by Common Practice on any of account_emailaddress, "
        "account_emailconfirmation, audit_entry and "
    )
    assert "The right “UPDATE ON … TO rep” was not given" in words


def test_two_roles_are_told_apart():
    with superuser() as cursor:
        cursor.execute("CREATE ROLE rep; GRANT DELETE ON ALL TABLES IN SCHEMA public TO rep")
        cursor.execute("CREATE ROLE rob; GRANT DELETE ON ALL TABLES IN SCHEMA public TO rob")
        words = wrong()[RIGHTS]
    assert words.count("was not given by Common Practice on any of account_emailaddress, ") == 2
    assert "more: commonpractice doctor --all" not in words


def test_the_statements_for_a_group_take_all_of_it_back():
    with superuser() as cursor:
        cursor.execute("CREATE ROLE rep; GRANT INSERT ON ALL TABLES IN SCHEMA public TO rep")
        cursor.execute(tampering.remedy(wrong()[RIGHTS]))
        assert wrong() == {}


@pytest.mark.parametrize(
    "given",
    ["SELECT ON app.ticket_key", "USAGE ON SCHEMA app", "EXECUTE ON FUNCTION app.keep_ledger()",
     "DELETE ON ledger_recharge"],
)  # fmt: skip
def test_what_no_report_needs_is_wrong_whoever_has_it(given):
    with superuser() as cursor:
        cursor.execute(f"CREATE ROLE rep; GRANT {given} TO rep")
        assert f"The right “{given} TO rep” was not given by Common Practice." in wrong()[RIGHTS]


@pytest.mark.parametrize(
    ("done", "sentence"),
    [
        ("CREATE ROLE boss SUPERUSER", "boss is a superuser. "),
        ("CREATE ROLE dumper BYPASSRLS", "dumper may bypass row-level security. "),
        ("CREATE PUBLICATION copy FOR ALL TABLES", "the publication copy offers tables to other servers. "),
    ],
)
def test_whoever_gets_round_the_wall_by_leave_is_named(done, sentence):
    with superuser() as cursor:
        cursor.execute(done)
        assert wrong() == {}
        assert others() == f"{sentence}You should know each of them."


def test_whoever_made_our_roles_and_is_no_superuser_is_named_and_no_more():
    """As on a server that somebody else runs, from PostgreSQL 16 on."""
    with superuser() as cursor:
        if cursor.connection.info.server_version < 160000:
            pytest.skip("before version 16 a member is a member")
        cursor.execute('CREATE ROLE "The Admin" CREATEROLE')
        cursor.execute('GRANT cp_owner TO "The Admin" WITH ADMIN TRUE, INHERIT FALSE, SET FALSE')
        assert wrong() == {}
        assert others() == (
            '"The Admin" may make itself or others a member of cp_owner. You should know each of them.'
        )


def test_heads_are_written_whatever_else_is_wrong(rivers, tmp_path):
    """A role of somebody's own must not keep the auditor from their file for ever."""
    with databases.as_owner(connections["owner"].settings_dict["NAME"]) as owner:
        owner.execute("CREATE TABLE dba_notes (id int)")
        with commands_find_it_running():
            said = run_command("doctor", "--write-heads", tmp_path / "heads.json")
        owner.execute("DROP TABLE dba_notes")
    assert said.exit_code == 1
    assert "WRONG  Who owns and may do what: There is a TABLE dba_notes" in said.output
    assert "heads are in" in said.output


def test_what_would_move_a_terminal_is_not_printed(rivers):
    with databases.as_owner(connections["owner"].settings_dict["NAME"]) as owner:
        owner.execute('CREATE TABLE "a\x1b[2Jb\nwell  All" (id int)')
        with commands_find_it_running():
            said = run_command("doctor")
        owner.execute('DROP TABLE "a\x1b[2Jb\nwell  All"')
    assert "\x1b" not in said.output
    assert 'TABLE "a\N{REPLACEMENT CHARACTER}[2Jb\N{REPLACEMENT CHARACTER}well  All"' in said.output
