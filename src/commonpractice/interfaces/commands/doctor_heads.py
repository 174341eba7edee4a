"""The ends of the hash chains, written to a file to be kept elsewhere: part of `commonpractice doctor`.

Whoever owns the database can cut the end off a chain, or write a whole chain anew, and it follows from
itself. It does not lead to the heads that somebody else has kept.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from commonpractice.domain.audit.facts import Finding, Head

WHAT = "Heads that were kept"
MOST = 3


def _rooms() -> dict[str, Any]:
    """Which room looks after which chain."""
    from commonpractice.domain.audit import queries as audit
    from commonpractice.domain.ledger.queries import chains

    return {audit.CHAIN: audit, **dict.fromkeys(chains.CHAINS, chains)}


def write(file: Path, connection: Any, *, at: datetime) -> int:
    """Write the head of each chain, with the time, and return how many. A file that is there is left alone.

    Raises ClickException where the file is there or cannot be written, and where there is no chain yet.
    """
    heads = [head for room in dict.fromkeys(_rooms().values()) for head in room.heads(connection)]
    if not heads:
        raise click.ClickException(
            f"{file} was not written: nothing has been logged or posted yet, so there is no chain."
        )
    lines = ",\n".join(f"  {json.dumps(asdict(head), ensure_ascii=False)}" for head in heads)
    text = f'{{\n "written": "{at.isoformat(timespec="seconds")}",\n "heads": [\n{lines}\n ]\n}}\n'
    try:
        with file.open("x", encoding="utf-8") as there:
            there.write(text)
    except FileExistsError:
        raise click.ClickException(
            f"{file} is there already, and heads are kept, not written over. Give another name."
        ) from None
    except OSError as error:
        raise click.ClickException(f"{file} cannot be written: {error.strerror}.") from None
    return len(heads)


def read(file: Path) -> tuple[str, list[Head]]:
    """When a file was written, and its heads. Raises ClickException for anything else, and for none."""
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        written, heads = found["written"], [Head(**head) for head in found["heads"]]
        datetime.fromisoformat(written)
        if not all(map(_is_head, heads)):
            raise ValueError
    except OSError as error:
        raise click.ClickException(f"{file} cannot be read: {error.strerror}.") from None
    except (ValueError, TypeError, KeyError, RecursionError):
        raise click.ClickException(
            f"{file} is not a file of heads. `commonpractice doctor --write-heads FILE` writes one."
        ) from None
    if not heads:
        raise click.ClickException(f"{file} holds no head of any chain, so it proves nothing.")
    return written, heads


def _is_head(head: Head) -> bool:
    """Whether each part of it is of its kind: a file may say anything."""
    return (
        isinstance(head.chain, str)
        and head.chain in _rooms()
        and isinstance(head.of, str)
        and isinstance(head.hash, str)
        and re.fullmatch("[0-9a-f]{64}", head.hash) is not None
        and all(type(each) is int and 0 <= each < 2**31 for each in (head.surgery_id, head.number))
    )


def finding(connection: Any, written: str, heads: list[Head]) -> Finding:
    """Whether each head is still in its chain."""
    wrong = list(_wrong(connection, heads))
    if wrong:
        more = f"; and {len(wrong) - MOST:,} more" if len(wrong) > MOST else ""
        return Finding(
            WHAT,
            False,
            f"Since {written}: {'; '.join(wrong[:MOST])}{more}. Either the file is of another database, or "
            "somebody has taken away or rewritten what was there. Keep this database as it is and restore a "
            "backup of that time beside it (docs/guides/backup.md); the difference between the two shows "
            "what.",
        )
    return Finding(WHAT, True, f"All {len(heads):,} of {written} are in their chains.")


def _wrong(connection: Any, heads: list[Head]) -> Iterator[str]:
    rooms = _rooms()
    for head in heads:
        now = rooms[head.chain].hash_at(connection, head)
        if now is None:
            yield f"the chain of {head.of} had {head.number:,} links and has been cut"
        elif now != head.hash:
            yield f"the chain of {head.of} has been changed at or before its link {head.number:,}"
