"""Change who we are: load a partnership's file, add people, close their accounts, give and end roles."""

from commonpractice.domain.partnership.actions.loading import load
from commonpractice.domain.partnership.actions.partner_users import (
    NoSuchPartner,
    say_is_no_partner,
    say_is_partner,
)
from commonpractice.domain.partnership.actions.people import (
    AlreadyThere,
    NoSuchUser,
    NotAPerson,
    WeakPassword,
    add_user,
    deactivate,
    reactivate,
    set_password,
)
from commonpractice.domain.partnership.actions.roles import NoSuchRole, end_role, give_role, withdraw_role

__all__ = [
    "AlreadyThere",
    "NoSuchPartner",
    "NoSuchRole",
    "NoSuchUser",
    "NotAPerson",
    "WeakPassword",
    "add_user",
    "deactivate",
    "end_role",
    "give_role",
    "load",
    "reactivate",
    "say_is_no_partner",
    "say_is_partner",
    "set_password",
    "withdraw_role",
]
