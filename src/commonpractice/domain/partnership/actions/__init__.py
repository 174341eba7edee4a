"""Change who we are: load a partnership's file, add people, give and end roles."""

from commonpractice.domain.partnership.actions.loading import load
from commonpractice.domain.partnership.actions.people import (
    AlreadyThere,
    NoSuchUser,
    add_user,
    end_role,
    give_role,
)

__all__ = ["AlreadyThere", "NoSuchUser", "add_user", "end_role", "give_role", "load"]
