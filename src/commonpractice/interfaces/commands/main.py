"""The one command, `commonpractice`, and what it can do."""

from importlib import import_module

import click

from commonpractice import __version__

# name: (module, object, what it does). Modules are imported only when their command is run.
COMMANDS = {
    "demo": ("demo", "demo", "Build the demonstration partnership and open it in the browser."),
    "serve": ("serve", "serve", "Run Common Practice: database, web pages, until stopped."),
    "partnership": ("partnership", "partnership", "Describe a partnership: load its file, show it."),
    "user": ("user", "user", "Add the people who sign in, give and end their roles."),
    "import": ("published", "import_group", "Bring in files: what the NHS publishes about practices."),
    "practice": ("published", "practice", "Look a practice up: its published income, list and quality."),
    "ledger": ("ledger", "ledger", "The books: post, lock, statements, exports."),
    "qof": ("qof", "qof", "Points from counts of patients, for any practice."),
    "global-sum": ("global_sum", "global_sum", "The global sum from lists of patients, for any practice."),
    "spc": ("spc", "spc", "Control charts of series of figures, from a CSV file."),
    "funnel": ("funnel", "funnel", "Funnel limits of many units' proportions, from a CSV file."),
    "continuity": (
        "continuity",
        "continuity",
        "Who is seen by their own: month by month, or a CSV of contacts.",
    ),
    "contract": ("contract", "contract", "NHS contracts: tell what is known, show what is paid of it."),
    "query": ("query", "query", "Queries to the payer: raise, answer, list."),
    "statement": ("statement", "statement", "NHS payment statements: take them in, look at them."),
    "receipts": ("receipts", "receipts", "What came into the bank from the NHS: take it in."),
    "charge": ("charge", "charge", "The centre's charges: tell how often they were used."),
    "close": ("closing", "close", "The month end: sign off, close, reopen; make a year final."),
    "partner": ("partner", "partner", "A partner's statement: capital, current account, tax reserve."),
    "records": ("records", "records", "Patients' records: take extracts in, show what is here."),
    "codelist": ("codelist", "codelist", "What codes mean: load codelists, show which are in force."),
    "quality": ("quality", "quality", "Indicators: check their definitions, run them, show them."),
    "migrate": ("migrate", "migrate", "Bring the database to this version."),
    "doctor": ("doctor", "doctor", "Check the database, the invariants and the hash chains."),
}


class Lazy(click.Group):
    """A group whose commands are imported when they are needed, so that --help is quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, name, _ = COMMANDS[cmd_name]
        return getattr(import_module(f"commonpractice.interfaces.commands.{module}"), name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, _, words) in COMMANDS.items()])


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="commonpractice")
def main() -> None:
    """Common Practice runs a GP super-partnership: one legal partnership of many surgeries.

    \b
    Begin with:
      commonpractice demo                          an invented partnership of 38 surgeries, to look around
      commonpractice import published FILE...      the figures that the NHS publishes of every practice
      commonpractice practice M85063               one practice's published figures beside its peers'
      commonpractice partnership load FILE         your own partnership, from a file that describes it

    Every command has --help. Data is kept in PostgreSQL: your own server where DATABASE_URL names one, else
    an embedded one in the folder that COMMONPRACTICE_DATA names.
    """


if __name__ == "__main__":
    main()
