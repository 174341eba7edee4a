"""Tables of text for a terminal or a pipe. Nothing is ever cut short: a figure that is not whole is wrong."""

from collections.abc import Sequence

import click

GAP = "  "


def show(rows: Sequence[Sequence[str]], *, headings: Sequence[str] = (), left: Sequence[int] = (0,)) -> None:
    """Print rows in columns as wide as they need; the columns in `left` begin together, the others end so."""
    every = [list(headings), *map(list, rows)] if headings else [list(row) for row in rows]
    if not every:
        return
    width = max(len(row) for row in every)
    for row in every:
        row += [""] * (width - len(row))
    widths = [max(len(row[column]) for row in every) for column in range(width)]
    for row in every:
        cells = [
            cell.ljust(size) if column in left else cell.rjust(size)
            for column, (cell, size) in enumerate(zip(row, widths, strict=True))
        ]
        click.echo(GAP.join(cells).rstrip())


def title(words: str) -> None:
    click.echo("")
    click.secho(words, bold=True)
