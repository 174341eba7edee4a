"""The chains of months and recharges verified a second way: every digest put together here, in Python."""

from collections import defaultdict
from datetime import UTC, datetime
from typing import Any

import psycopg
from psycopg.rows import dict_row

from tests.domain.ledger.chains import barred, quoted, sha256


def moment(at: datetime | None) -> str:
    """As PostgreSQL writes a time in UTC."""
    if at is None:
        return ""
    at = at.astimezone(UTC)
    fraction = f".{at.microsecond:06d}".rstrip("0") if at.microsecond else ""
    return f"{at:%Y-%m-%d %H:%M:%S}{fraction}+00"


def month_digest(event: dict[str, Any]) -> bytes:
    return sha256(
        barred(
            "month",
            event["id"],
            event["surgery_id"],
            event["month"],
            event["deed"],
            moment(event["at"]),
            event["actor_id"],
            quoted(event["actor_name"]),
            quoted(event["reason"]),
            event["seal"].hex() if event["seal"] else "",
        ).encode()
    )


def recharge_digest(recharge: dict[str, Any], state: str) -> bytes:
    said = [
        "recharge",
        recharge["id"],
        recharge["home_id"],
        recharge["host_id"],
        recharge["month"],
        recharge["amount"],
        quoted(recharge["reason"]),
        moment(recharge["raised_at"]),
        quoted(recharge["raised_by"]),
        state,
    ]
    if state != "raised":
        said += [
            moment(recharge["answered_at"]),
            quoted(recharge["answered_by"]),
            quoted(recharge["answer"]),
        ]
    return sha256(barred(*said).encode())


def broken(owner: psycopg.Connection, after: int = 0) -> list[tuple]:
    """Links that do not follow from the one before and what they seal; events and recharges without one.

    `after` leaves out the links up to a number, which are taken on trust.
    """
    cursor = owner.cursor(row_factory=dict_row)
    events = {row["id"]: row for row in cursor.execute("SELECT * FROM ledger_month_event")}
    recharges = {row["id"]: row for row in cursor.execute("SELECT * FROM ledger_recharge")}
    unsealed: set[tuple] = {(event["surgery_id"], "month", number) for number, event in events.items()}
    for number, recharge in recharges.items():
        for side in ("home_id", "host_id"):
            unsealed |= {(recharge[side], state, number) for state in ("raised", recharge["state"])}
    found: list[tuple] = []
    head: dict[int, tuple[int, bytes]] = defaultdict(lambda: (0, b""))
    cursor.execute("SELECT * FROM ledger_event_link ORDER BY surgery_id, number")
    for link in cursor.fetchall():
        place, number = link["surgery_id"], link["number"]
        if link["month_event_id"]:
            sealed = (place, "month", link["month_event_id"])
        else:
            sealed = (place, link["state"], link["recharge_id"])
        if number > after:
            digest = b""
            if sealed in unsealed:
                digest = (
                    month_digest(events[sealed[2]])
                    if sealed[1] == "month"
                    else recharge_digest(recharges[sealed[2]], sealed[1])
                )
            before, hashed = head[place]
            if number != before + 1 or bytes(link["hash"]) != sha256(hashed, digest):
                found.append((place, number))
        unsealed.discard(sealed)
        head[place] = number, bytes(link["hash"])
    return found + sorted(unsealed)
