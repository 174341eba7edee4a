"""The menu: the rooms that a person's powers let them into, and which one they are in."""

import re
from dataclasses import dataclass

from django.http import HttpRequest

from commonpractice.domain.partnership.facts import Power, Role, Scope
from commonpractice.interfaces.web.called import said


@dataclass(frozen=True)
class Room:
    """A room of the product, and the power that opens it; None opens it to anybody signed in.

    A `role` opens it too, where what is behind it is somebody's own.
    """

    name: str
    address: str
    power: Power | None
    role: Role | None = None
    also: str = "\0"
    """Where else one is in it: pages that are reached from its own."""
    within: re.Pattern[str] | None = None
    """Addresses of its pages that lie within another room's."""

    def is_open_to(self, scope: Scope) -> bool:
        return self.power is None or scope.may(self.power) or self.role in scope.roles


SURGERIES = "/surgery/"
CARE = re.compile(
    r"/(surgery/[^/]+|partnership)/(quality|worth|records|improvement|continuity)/|/improvement/"
)

ROOMS = (
    Room("My surgery", SURGERIES, Power.SEE_MONTH),
    Room("Recall lists", "/recalls/", Power.RECALL),
    Room("Partnership", "/partnership/", Power.SEE_PARTNERSHIP),
    Room("Quality", "/quality/", Power.SEE_QUALITY, within=CARE),
    Room("Accounts", "/accounts/", Power.SEE_ACCOUNTS),
    Room("NHS income", "/income/", Power.SEE_ACCOUNTS, also="/payments/"),
    Room("Recharges", "/recharges/", Power.SEE_ACCOUNTS),
    Room("Month end", "/month-end/", Power.SEE_MONTH),
    Room("Partners", "/partners/", Power.SEE_STATEMENTS, Role.GP_PARTNER),
    Room("Practice look-up", "/look-up/", None),
    Room("Who saw what", "/audit/", Power.SEE_AUDIT),
)


@dataclass(frozen=True)
class Place:
    """One entry of the menu."""

    name: str
    address: str
    current: bool


def menu(request: HttpRequest) -> list[Place]:
    """The rooms open to whoever asks; none before signing in. Published figures are open without a role."""
    scope = getattr(request, "scope", None)
    if scope is None or not request.user.is_authenticated:
        return []
    here = room_of(request.path)
    return [Place(_name(room, scope), room.address, room is here) for room in ROOMS if room.is_open_to(scope)]


def room_of(path: str) -> Room | None:
    """The room of a page: one within whose pages it lies goes before one beneath whose address it lies."""
    inner = (room for room in ROOMS if room.within and room.within.match(path))
    outer = (room for room in ROOMS if path.startswith((room.address, room.also)))
    return next(inner, None) or next(outer, None)


def surgeries_name(scope: Scope) -> str:
    """What the room of surgeries is called: by whoever sees the whole partnership, none of them is theirs."""
    if scope.may(Power.SEE_PARTNERSHIP):
        return said("Surgeries")
    return said("My surgery" if len(scope.surgeries) == 1 else "My surgeries")


def _name(room: Room, scope: Scope) -> str:
    return surgeries_name(scope) if room.address == SURGERIES else room.name
