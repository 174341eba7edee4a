"""What is written as somebody who has just proved who they are, before any request has a scope of theirs.

The database lets nobody write another's row (partnership migration 0002). Signing in, setting a forgotten
password and entering a second step's code come before the request that has a ticket of the person's own; here
they get one, which names them and no surgery, for just that.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth import signals
from django.contrib.auth.models import update_last_login
from django.db import transaction

from commonpractice.gateways.scoped_postgres import tickets


@contextmanager
def acting_as(user) -> Iterator[None]:
    """Act as a person for a while, in the request's transaction.

    Not in a part of it: a code that is refused has been counted and written down, and that stays.
    """
    with tickets.acting(actor_id=user.pk, surgeries=()):
        yield


def listen() -> None:
    """Note a sign-in as its person, in place of Django's own listener. Called once, at the start."""
    signals.user_logged_in.disconnect(dispatch_uid="update_last_login")
    signals.user_logged_in.connect(_note_sign_in, dispatch_uid="update_last_login")


def _note_sign_in(sender, user, **more) -> None:
    with acting_as(user), transaction.atomic():  # a test or a command signs in outside of any request
        update_last_login(sender, user, **more)
