"""Attacks on who we are, with raw SQL as the application's role: names, partners, people and roles."""

import pytest
from psycopg import errors

from tests.databases import SOMEBODY, refused, show, undone


def give_role(connection, user: int, role: str, surgery: int) -> None:
    connection.execute(
        "INSERT INTO partnership_role_held (user_id, role, surgery_id, effective, known_on) "
        "VALUES (%s, %s, %s, '[2024-01-01,)', '2024-01-01')",
        [user, role, surgery],
    )


def join(connection, surgery: int, partner: int) -> None:
    connection.execute(
        "INSERT INTO partnership_partner_membership (surgery_id, partner_id, standing, effective, known_on) "
        "VALUES (%s, %s, 'equity', '[2001-01-01,2002-01-01)', '2024-01-01')",
        [surgery, partner],
    )


def partner_of(landlord, surgery: int) -> int:
    query = "SELECT partner_id FROM partnership_partner_membership WHERE surgery_id = %s"
    return landlord.execute(query, [surgery]).fetchone()[0]


def test_a_role_out_of_scope_cannot_be_given(house, attacker):
    show(attacker, house.a, actor=house.filled.users["A"])
    for surgery in (house.b, house.centre):
        with refused(attacker, match="row-level security"):
            give_role(attacker, house.filled.users["A"], "partnership_finance", surgery)


def test_a_role_cannot_be_changed_only_given_up(house, attacker):
    show(attacker, house.a, house.centre)
    for change in (
        "role = 'partnership_finance'",
        f"surgery_id = {house.centre}",
        "effective = '[2000-01-01,)'",
        "user_id = 1",
    ):
        with refused(attacker, match="permission denied"):
            attacker.execute(f"UPDATE partnership_role_held SET {change}")
    with undone(attacker):
        given_up = attacker.execute("UPDATE partnership_role_held SET superseded_on = '2025-01-01'")
        assert given_up.rowcount == 1


def test_dated_facts_are_closed_and_never_overwritten(house, attacker, landlord):
    show(attacker, house.a, house.b, house.centre)
    tables = [
        row[0]
        for row in landlord.execute(
            "SELECT table_name::text FROM information_schema.columns WHERE column_name = 'superseded_on'"
        )
    ]
    assert len(tables) >= 9
    for table in tables:
        for statement in [
            f"UPDATE {table} SET effective = '[2000-01-01,)'",
            f"UPDATE {table} SET known_on = '2000-01-01'",
            f"UPDATE {table} SET surgery_id = surgery_id",
            f"DELETE FROM {table}",
        ]:
            with refused(attacker, match="permission denied"):
                attacker.execute(statement)


@pytest.mark.parametrize("table", ["membership", "partner_membership", "profit_share", "size"])
def test_two_facts_that_cannot_both_be_true_are_refused(house, attacker, table):
    show(attacker, house.a)
    extra = {
        "membership": "",
        "partner_membership": ", partner_id, standing",
        "profit_share": ", partner_id, sessions",
        "size": ", registered, weighted, staff, source",
    }[table]
    with refused(attacker, errors.ExclusionViolation):
        attacker.execute(
            f"INSERT INTO partnership_{table} (surgery_id, effective, known_on{extra}) "
            f"SELECT surgery_id, effective, known_on{extra} FROM partnership_{table}"
        )


# What is not one's own to write, or to come to see.


def test_anothers_partner_is_not_seen_by_claiming_them(house, attacker, landlord):
    show(attacker, house.a)
    theirs = partner_of(landlord, house.b)
    try:
        with attacker.transaction():
            join(attacker, house.a, theirs)
    except errors.Error:
        return
    seen = attacker.execute("SELECT name FROM partnership_partner WHERE id = %s", [theirs])
    assert seen.fetchall() == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE partnership_surgery SET name = 'Other' WHERE id = %(b)s RETURNING 1",
        "UPDATE partnership_surgery SET colour = '#ffffff' WHERE id = %(b)s RETURNING 1",
        "UPDATE partnership_partnership SET year_starts = 1 RETURNING 1",
        "INSERT INTO partnership_surgery (partnership_id, kind, code, name, strapline, colour) "
        "VALUES (%(partnership)s, 'surgery', 'X1', 'X', '', '#000000') RETURNING 1",
    ],
)
def test_surgery_a_does_not_write_what_is_the_partnerships_or_bs(house, attacker, statement):
    """Refused, or nothing done."""
    show(attacker, house.a)
    values = {"b": house.b, "partnership": house.filled.rivers.partnership.id}
    with refused(attacker, (errors.InsufficientPrivilege, LookupError)):
        if not attacker.execute(statement, values).fetchall():
            raise LookupError


def test_nobody_without_a_ticket_adds_a_partner(house, attacker):
    with refused(attacker):
        attacker.execute(
            "INSERT INTO partnership_partner (partnership_id, code, name, kind) VALUES (%s, 'X', 'X', 'gp')",
            [house.filled.rivers.partnership.id],
        )


def test_a_manager_gives_no_roles(house, attacker):
    """Reaching one surgery is not enough to say who else does: with these two, one locks A's months."""
    show(attacker, house.a, actor=house.filled.users["A"])
    with refused(attacker):
        give_role(attacker, house.filled.users["A"], "partnership_finance", house.a)


def test_who_posts_for_another_surgery_is_not_seen(house, attacker, landlord):
    show(attacker, house.a)
    batches = "SELECT count(*) FROM ledger_batch"
    own = landlord.execute(
        "SELECT count(DISTINCT batch_id) FROM ledger_journal WHERE %(a)s IN (home_id, host_id)",
        {"a": house.a},
    )
    assert attacker.execute(batches).fetchone() == own.fetchone()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE partnership_user SET password = 'x' WHERE id = %(b)s RETURNING 1",
        "UPDATE partnership_user SET email = 'taken@example.org' WHERE id = %(b)s RETURNING 1",
    ],
)
def test_nobody_changes_how_another_signs_in(house, attacker, statement):
    """A password of one's own choosing for somebody who sees more is a wider scope by the front door.

    Held wherever a ticket is shown, and so in every page of somebody signed in.
    """
    show(attacker, house.a, actor=SOMEBODY)
    with refused(attacker, (errors.InsufficientPrivilege, LookupError)):
        if not attacker.execute(statement, {"b": house.filled.users["B"]}).fetchall():
            raise LookupError


@pytest.mark.parametrize(
    "change", ["email = 'taken@example.org'", "is_active = false", "date_joined = now()", "id = 99"]
)
@pytest.mark.parametrize("signed_in", [True, False])
def test_by_what_address_one_signs_in_and_whether_one_may_stays(house, attacker, signed_in, change):
    """Neither one's own nor, before anybody has signed in, anybody's."""
    if signed_in:
        show(attacker, house.a, actor=house.filled.users["A"])
    with refused(attacker):
        attacker.execute(f"UPDATE partnership_user SET {change} WHERE id = {house.filled.users['A']}")


def test_a_password_is_set_by_its_owner_or_before_anybody_has_signed_in(house, attacker):
    """What signing in needs: a forgotten password is set, and a sign-in noted, before there is a ticket.

    So the database does not hold that a password is changed by its owner alone: whoever runs SQL of their own
    without a ticket may set one. The application sets one there only against the key it has sent by email.
    """
    change = "UPDATE partnership_user SET password = 'x', last_login = now() WHERE id = %s"
    for user in (house.filled.users["A"], house.filled.users["B"]):
        with undone(attacker):
            assert attacker.execute(change, [user]).rowcount == 1
    show(attacker, house.a, actor=house.filled.users["A"])
    with undone(attacker):
        assert attacker.execute(change, [house.filled.users["A"]]).rowcount == 1


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO partnership_user (password, email, name, is_active, date_joined) "
        "VALUES ('x', 'new@example.org', 'New', true, now())",
        "INSERT INTO partnership_partnership (code, name, model, founded, year_starts, demonstration) "
        "VALUES ('new', 'New', 'decentralised', '2020-01-01', 4, false)",
    ],
)
@pytest.mark.parametrize("signed_in", [True, False])
def test_people_and_partnerships_are_added_by_commands_alone(house, attacker, signed_in, statement):
    if signed_in:
        show(attacker, house.a, house.b, house.centre)
    with refused(attacker, match="row-level security"):
        attacker.execute(statement)


def test_nobody_takes_anothers_role_away(house, attacker):
    show(attacker, house.a)
    assert attacker.execute("SELECT count(*) FROM partnership_role_held").fetchone() > (0,)
    with undone(attacker):
        ended = attacker.execute("UPDATE partnership_role_held SET superseded_on = '2025-01-01'")
        assert ended.rowcount == 0


def test_a_surgery_writes_its_own_name(house, attacker):
    show(attacker, house.a)
    with undone(attacker):
        assert attacker.execute("UPDATE partnership_surgery SET name = 'Avon'").rowcount == 1
