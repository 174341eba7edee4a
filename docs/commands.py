"""`make docs`: every command's own help, as one page."""

from collections.abc import Iterator

import click

from commonpractice.interfaces.commands.main import main

HEAD = """# Commands

Made by `make docs` from the commands' own `--help`.
"""


def pages(
    command: click.Command, words: tuple[str, ...], above: click.Context | None = None
) -> Iterator[str]:
    """The help of a command and of every command below it, as somebody who types it sees it."""
    context = command.make_context(
        words[-1], [], parent=above, resilient_parsing=True, terminal_width=100, max_content_width=100
    )
    yield f"## {' '.join(words)}\n\n```\n{command.get_help(context)}\n```\n"
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            if below is not None:
                yield from pages(below, (*words, name), context)


def page() -> str:
    """The whole page."""
    return "\n".join([HEAD, *pages(main, ("commonpractice",))])


if __name__ == "__main__":
    click.echo(page(), nl=False)
