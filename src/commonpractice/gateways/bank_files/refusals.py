"""Why a bank's file was refused, in sentences fit for the screen."""

from collections.abc import Iterable


class BankFileRefused(ValueError):
    """A file of which nothing was taken in. `problems` are sentences by line, with what to mend."""

    def __init__(self, name: str, problems: Iterable[str]) -> None:
        self.file_name = "".join(letter if letter.isprintable() else "\ufffd" for letter in name)
        self.problems = tuple(problems)
        super().__init__(f"{self.file_name}: {' '.join(self.problems)}")
