"""Attacks on who we are, with raw SQL as the application's role: names, partners, people and roles."""

import pytest
from psycopg import errors

from tests.databases import SOMEBODY, present, refused, show, undone


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
    assert len(tables) >= 10
    for table in tables:
        columns = "SELECT column_name::text FROM information_schema.columns WHERE table_name = %s"
        names = {row[0] for row in landlord.execute(columns, [table])}
        whose = "surgery_id" if "surgery_id" in names else "partnership_id"
        for statement in [
            f"UPDATE {table} SET effective = '[2000-01-01,)'",
            f"UPDATE {table} SET known_on = '2000-01-01'",
            f"UPDATE {table} SET {whose} = {whose}",
            f"DELETE FROM {table}",
        ]:
            with refused(attacker, match="permission denied"):
                attacker.execute(statement)


@pytest.mark.parametrize(
    "table", ["membership", "partner_membership", "profit_share", "property_share", "size"]
)
def test_two_facts_that_cannot_both_be_true_are_refused(house, attacker, table):
    show(attacker, house.a)
    extra = {
        "membership": "",
        "partner_membership": ", partner_id, standing",
        "profit_share": ", partner_id, sessions",
        "property_share": ", partner_id, owner, numerator, denominator",
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


def test_anothers_partner_is_not_seen_by_naming_them_as_the_owner_of_ones_premises(house, attacker, landlord):
    show(attacker, house.a)
    with refused(attacker, match="row-level security"):
        attacker.execute(
            "INSERT INTO partnership_property_share "
            "(surgery_id, partner_id, owner, numerator, denominator, effective, known_on) "
            "VALUES (%s, %s, '', 1, 1, '[2001-01-01,2002-01-01)', '2024-01-01')",
            [house.a, partner_of(landlord, house.b)],
        )


@pytest.mark.parametrize(
    ("columns", "values"),
    [
        ("profit_share (partner_id, sessions", "%(partner)s, NULL"),
        ("profit_share (partner_id, sessions", "%(partner)s, 0"),
        ("profit_share (partner_id, ratio, a_year", "%(partner)s, 25, 100"),
        ("profit_share (partner_id, a_year", "%(partner)s, -1"),
        ("property_share (partner_id, owner, numerator, denominator", "%(partner)s, 'Dr X', 1, 2"),
        ("property_share (owner, numerator, denominator", "'', 1, 2"),
        ("property_share (owner, numerator, denominator", "'Dr X', 3, 2"),
        ("property_share (owner, numerator, denominator", "'Dr X', 0, 2"),
    ],
)
def test_a_share_that_cannot_be_is_refused(house, attacker, landlord, columns, values):
    show(attacker, house.a)
    with refused(attacker, errors.CheckViolation):
        attacker.execute(
            f"INSERT INTO partnership_{columns}, surgery_id, effective, known_on) "
            f"VALUES ({values}, %(a)s, '[2001-01-01,2002-01-01)', '2024-01-01')",
            {"a": house.a, "partner": partner_of(landlord, house.a)},
        )


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


KEPT = [
    "name = 'Another'",
    "email = 'taken@example.org'",
    "is_active = false",
    "date_joined = now()",
]


@pytest.mark.parametrize("change", [*KEPT, "id = 99"])
def test_what_one_is_called_and_how_and_whether_one_signs_in_stays(house, attacker, change):
    """Not even one's own: the log says who did what by name."""
    show(attacker, house.a, actor=house.filled.users["A"])
    with refused(attacker):
        attacker.execute(f"UPDATE partnership_user SET {change} WHERE id = {house.filled.users['A']}")


@pytest.mark.parametrize("change", [*KEPT, "password = 'x'", "last_login = now()"])
@pytest.mark.parametrize("ticket", ["none", "empty", "nobody's", "the program's", "another's"])
def test_nobodys_row_is_written_but_with_a_ticket_of_their_own(house, attacker, landlord, ticket, change):
    """Before anybody has signed in, there is none: whoever can run SQL there sets nobody's password."""
    if ticket == "empty":
        present(attacker, "")
    elif ticket != "none":
        actors = {"nobody's": SOMEBODY, "the program's": 0, "another's": house.filled.users["B"]}
        show(attacker, house.a, house.b, house.centre, actor=actors[ticket])
    with undone(attacker):
        where = f"WHERE id <> {house.filled.users['B']}"
        assert attacker.execute(f"UPDATE partnership_user SET {change} {where}").rowcount == 0


def test_ones_own_password_and_sign_in_are_noted_with_a_ticket_of_ones_own(house, attacker):
    change = "UPDATE partnership_user SET password = 'x', last_login = now()"
    show(attacker, actor=house.filled.users["A"])
    with undone(attacker):
        assert attacker.execute(change).rowcount == 1


def second_step(connection, user: int, kind: str = "totp") -> None:
    connection.execute(
        "INSERT INTO mfa_authenticator (user_id, type, data, created_at) VALUES (%s, %s, '{}', now())",
        [user, kind],
    )


@pytest.fixture
def second_steps(house, landlord):
    """A has a second step and so has B; their numbers."""
    second_step(landlord, house.filled.users["A"])
    second_step(landlord, house.filled.users["B"])
    yield house.filled.users["A"], house.filled.users["B"]
    landlord.execute("DELETE FROM mfa_authenticator")


@pytest.mark.parametrize("ticket", ["none", "nobody's", "the program's", "A's"])
def test_how_somebody_proves_who_they_are_is_for_their_own_eyes(house, attacker, second_steps, ticket):
    """A second step is neither seen, nor used, nor added, nor taken away by anybody else."""
    a, b = second_steps
    if ticket != "none":
        actor = {"nobody's": SOMEBODY, "the program's": 0, "A's": a}[ticket]
        show(attacker, house.a, house.b, house.centre, actor=actor)
    own = 1 if ticket == "A's" else 0
    seen = attacker.execute("SELECT user_id FROM mfa_authenticator").fetchall()
    assert seen == [(a,)] * own
    for statement in [
        'UPDATE mfa_authenticator SET data = \'{"secret": "mine"}\'',
        "UPDATE mfa_authenticator SET last_used_at = now()",
        "DELETE FROM mfa_authenticator",
    ]:
        with undone(attacker):
            assert attacker.execute(statement).rowcount == own
    with refused(attacker, match="row-level security"):
        second_step(attacker, b, "recovery_codes")
    with refused(attacker):
        attacker.execute(f"UPDATE mfa_authenticator SET user_id = {b}")
        second_step(attacker, b, "recovery_codes")  # where there was nothing to give away


@pytest.mark.parametrize("signed_in", [True, False])
def test_a_forgotten_password_is_sent_nowhere_else(house, attacker, signed_in):
    """allauth keeps further addresses of a person, and sends the link to whichever is asked for."""
    if signed_in:
        show(attacker, house.a, house.b, house.centre, actor=house.filled.users["A"])
    with refused(attacker, match="permission denied"):
        attacker.execute(
            'INSERT INTO account_emailaddress (user_id, email, verified, "primary") '
            "VALUES (%s, 'mine@example.org', true, true)",
            [house.filled.users["A"]],
        )
    for statement in [
        "UPDATE account_emailaddress SET email = 'mine@example.org'",
        "DELETE FROM account_emailaddress",
        "SELECT * FROM account_emailconfirmation",
    ]:
        with refused(attacker, match="permission denied"):
            attacker.execute(statement)


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


# Accounts, and what stays once there are books.

CLOSE = "SELECT app.open_or_close_account(%s, false, now())"
SET_PASSWORD = "SELECT app.set_password(%s, 'x')"


@pytest.mark.parametrize("statement", [CLOSE, SET_PASSWORD])
@pytest.mark.parametrize("signed_in", [True, False])
def test_nobody_who_signs_in_closes_an_account_or_sets_anothers_password(
    house, attacker, signed_in, statement
):
    """Nor their own by this way, nor without a ticket: it is for commands, which act as the program."""
    if signed_in:
        show(attacker, house.a, house.b, house.centre, actor=house.filled.users["A"])
    for user in house.filled.users.values():
        with refused(attacker, match="by commands alone"):
            attacker.execute(statement, [user])


@pytest.mark.parametrize(
    ("statement", "column"), [(CLOSE, "is_active = false"), (SET_PASSWORD, "password = 'x'")]
)
def test_the_program_closes_one_account_and_no_other(house, attacker, statement, column):
    show(attacker, actor=0)
    with undone(attacker):
        attacker.execute(statement, [house.filled.users["A"]])
        changed = attacker.execute(f"SELECT id FROM partnership_user WHERE {column}").fetchall()
        assert changed == [(house.filled.users["A"],)]


def test_whether_there_are_books_is_for_those_who_see_them(house, attacker):
    ask = "SELECT app.has_books(%s)"
    partnership = [house.filled.rivers.partnership.id]
    assert attacker.execute(ask, partnership).fetchone() == (False,)
    show(attacker, house.a)
    assert attacker.execute(ask, partnership).fetchone() == (True,)


@pytest.mark.parametrize("change", ["year_starts = 7", "model = 'centralised'"])
def test_the_year_and_the_model_of_a_partnership_with_books_stay(house, attacker, change):
    show(attacker, house.a, house.b, house.centre)
    with refused(attacker, errors.IntegrityConstraintViolation, "has books"):
        attacker.execute(f"UPDATE partnership_partnership SET {change}")
    with undone(attacker):
        assert attacker.execute("UPDATE partnership_partnership SET name = 'Rivers'").rowcount == 1


# The deed and the charges.


def other_partnership(landlord) -> tuple[int, int]:
    """The ids of another partnership with a deed, and of its one centre."""
    (number,) = landlord.execute(
        "INSERT INTO partnership_partnership (code, name, model, founded, year_starts, demonstration) "
        "VALUES ('third', 'Third', 'decentralised', '2020-01-01', 4, false) RETURNING id"
    ).fetchone()
    (centre,) = landlord.execute(
        "INSERT INTO partnership_surgery (partnership_id, kind, code, name, strapline, colour) "
        "VALUES (%s, 'centre', 'CENTRE', 'Third centre', '', '#000000') RETURNING id",
        [number],
    ).fetchone()
    return number, centre


def test_the_deed_is_seen_in_its_own_partnership_and_in_no_other(house, attacker, landlord):
    _, elsewhere = other_partnership(landlord)
    try:
        for table in ("deed", "decision", "charge"):
            query = f"SELECT count(*) FROM partnership_{table}"
            for own in (house.a, house.b, house.centre):
                show(attacker, own)
                assert attacker.execute(query).fetchone() == (1,), table
            show(attacker, elsewhere)
            assert attacker.execute(query).fetchone() == (0,), table
            show(attacker)
            assert attacker.execute(query).fetchone() == (0,), table
    finally:
        attacker.rollback()
        landlord.execute("DELETE FROM partnership_surgery WHERE id = %s", [elsewhere])
        landlord.execute("DELETE FROM partnership_partnership WHERE code = 'third'")


def test_what_another_surgery_alone_is_charged_is_not_seen(house, attacker):
    query = "SELECT code FROM partnership_charge_to_some"
    for surgery, code in ((house.a, "only_a"), (house.b, "only_b")):
        show(attacker, surgery)
        assert attacker.execute(query).fetchall() == [(code,)]


CHARGE = (
    "INSERT INTO partnership_charge_to_some (surgery_id, code, name, basis, rate, effective, known_on) "
    "SELECT surgery_id, 'mine', 'Mine', 'fixed', 1, '[2001-01-01,2002-01-01)', '2024-01-01' "
    "FROM partnership_charge_to_some LIMIT 1"
)
DEED = (
    "INSERT INTO partnership_deed (partnership_id, profit_sharing, losses, centre_result, statements, peers, "
    "estimate_unsigned, small_numbers, effective, known_on) "
    "SELECT partnership_id, 'month_earned', losses, 'retained', 'all_partners', 'named', 38, 1, "
    "'[2001-01-01,2002-01-01)', '2024-01-01' FROM partnership_deed LIMIT 1"
)


@pytest.mark.parametrize("statement", [CHARGE, DEED])
def test_one_surgery_writes_neither_deed_nor_charge(house, attacker, statement):
    show(attacker, house.a)
    with refused(attacker, match="row-level security"):
        attacker.execute(statement)
    show(attacker, house.a, house.b, house.centre)
    with undone(attacker):
        assert attacker.execute(statement).rowcount == 1


@pytest.mark.parametrize("table", ["deed", "decision", "charge", "charge_to_some"])
def test_one_surgery_cannot_end_what_was_agreed(house, attacker, table):
    ended = f"UPDATE partnership_{table} SET superseded_on = '2025-01-01'"
    show(attacker, house.a)
    with refused(attacker, match="row-level security"):
        attacker.execute(ended)
    show(attacker, house.a, house.b, house.centre)
    with undone(attacker):
        assert attacker.execute(ended).rowcount >= 1


@pytest.mark.parametrize("table", ["deed", "decision", "charge", "charge_to_some", "prior_share"])
def test_two_agreements_on_the_same_thing_and_days_are_refused(house, attacker, landlord, table):
    show(attacker, house.a, house.b, house.centre)
    name = f"partnership_{table}"
    columns = landlord.execute(
        "SELECT string_agg(column_name::text, ', ') FROM information_schema.columns "
        "WHERE table_name = %s AND column_name <> 'id'",
        [name],
    ).fetchone()[0]
    with refused(attacker, errors.ExclusionViolation):
        attacker.execute(f"INSERT INTO {name} ({columns}) SELECT {columns} FROM {name} LIMIT 1")


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("charge", "rate = 1, pool = 100"),
        ("charge", "rate = NULL"),
        ("charge", "basis = 'direct'"),
        ("charge", "rate = NULL, pool = 100, cap = 100"),
        ("charge", "cap = 100, floor = 101"),
        ("decision", "percent = 0"),
        ("decision", "percent = 100.01"),
        ("deed", "cash_floor = 1, cash_floor_days = 1"),
        ("prior_share", "a_year = 0"),
    ],
)
def test_the_database_holds_what_a_file_may_not_say(house, landlord, table, change):
    """As the owner, who may change a row: the constraint refuses it for whoever writes one."""
    with refused(landlord, errors.CheckViolation):
        landlord.execute(f"UPDATE partnership_{table} SET {change}")
