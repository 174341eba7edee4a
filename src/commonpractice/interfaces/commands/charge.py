"""`commonpractice charge`: what the centre charges by use, or directly."""

from collections import defaultdict
from pathlib import Path

import click

from commonpractice.domain.partnership.facts import PartnershipSummary
from commonpractice.domain.profits.facts import UseTold
from commonpractice.domain.profits.rules.telling import CannotTell
from commonpractice.foundations.money import NotMoney, pence
from commonpractice.foundations.months import Month, NotAMonth
from commonpractice.interfaces.commands.row_by_row import Row, RowRefused, count, each, given
from commonpractice.interfaces.commands.runtime import now, with_database

A_FILE = click.Path(dir_okay=False, allow_dash=True, path_type=Path)
NEEDS, MAY_HAVE = ("charge", "surgery", "month"), ("count", "pounds")
MOST_TOLD = 50  # faults: whoever has more mends these first


@click.group()
def charge() -> None:
    """The centre's charges that go by use, or by what was spent for a surgery."""


@charge.command()
@click.argument("file", type=A_FILE)
@click.option("--partnership", "code", help="The partnership's code, where there are several.")
@with_database
def use(file: Path, code: str | None) -> None:
    """Tell how often charges were used, from a CSV file with a row for each charge, surgery and month.

    Columns: charge (its code in the partnership's file), surgery (its code), month (like 2025-04) and count;
    for a direct charge pounds, what was spent. A month of which nothing is told is not closed: tell 0 for one
    surgery where nobody used it. Surgeries left out used it not at all. A later file that says otherwise is a
    correction: the difference is charged with the next month. All of the file is written down, or nothing.
    """
    from commonpractice.domain.profits import actions
    from commonpractice.interfaces.commands.scopes import acting_for, the_only_partnership

    with acting_for(the_only_partnership(code)) as (where, scope):
        told, faults = _read(file, where, scope)
        if not faults and not told:
            faults = [f"{file.name} has no rows below its headings."]
        if faults:
            more = f"\nAnd {len(faults) - MOST_TOLD:,} more." if len(faults) > MOST_TOLD else ""
            said = "\n".join(faults[:MOST_TOLD])
            raise click.ClickException(f"Nothing was written down.\n{said}{more}")
        new = actions.tell_use(told, source=file.name, scope=scope, at=now())
    known = sum(map(len, told.values())) - new
    already = f"; {known:,} known already" if known else ""
    click.echo(f"{new:,} row{'' if new == 1 else 's'} written down{already}.")


def _read(file: Path, where: PartnershipSummary, scope) -> tuple[dict[int, list[UseTold]], list[str]]:
    """What a file tells, by surgery, and a sentence for each row that is wrong, with its line."""
    from commonpractice.domain.partnership import queries
    from commonpractice.domain.profits.rules.telling import check_use

    surgeries = {one.code: one.id for one in where.surgeries if not one.is_centre}
    agreed = queries.charges(scope=scope)
    found: dict[int, list[UseTold]] = defaultdict(list)
    seen: dict[tuple[int, str, Month], int] = {}
    faults: list[str] = []
    for line, row in each(file, needs=NEEDS, may_have=MAY_HAVE):
        try:
            if isinstance(row, RowRefused):
                raise row
            surgery = given(row, "surgery").upper()
            if surgery not in surgeries:
                raise RowRefused(f"{where.name} has no surgery {surgery}.")
            place = surgeries[surgery]
            told = _told(row)
            check_use(told, [one for one in agreed if not one.surgeries or place in one.surgeries])
            before = seen.setdefault((place, told.charge, told.month), line)
            if before != line:
                raise RowRefused(f"Line {before:,} tells the same charge, surgery and month.")
        except (RowRefused, CannotTell, NotAMonth, NotMoney) as refusal:
            faults.append(f"{file.name}, line {line:,}: {refusal}")
        else:
            found[place].append(told)
    return dict(found), faults


def _told(row: Row) -> UseTold:
    charge, month = given(row, "charge"), Month.parse(given(row, "month"))
    filled = [column for column in MAY_HAVE if row.get(column)]
    if len(filled) != 1:
        raise RowRefused("Fill either count or pounds: how often it was used, or what was spent.")
    if filled == ["pounds"]:
        return UseTold(charge, month, pence=pence(row["pounds"]))
    return UseTold(charge, month, uses=count(row, "count"))
