"""Why a file was refused, in words fit for the screen, with the rows that have to be mended."""

from dataclasses import dataclass


def printable(text: str) -> str:
    """A file's name as a screen and a database can take it: what has no shape becomes �."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)


@dataclass(frozen=True)
class RefusedRow:
    """One row that cannot be read: where it is, what stands there, and what is wrong with it."""

    line: int
    column: str
    value: str
    reason: str
    cells: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        return f"line {self.line}, column “{self.column}”: {self.reason}"


class FileRefused(ValueError):
    """A file of which nothing was stored.

    `sentence` says what is wrong and what to mend. `rows` are the rows at fault, as many as were kept, and
    `row_count` how many there are; `headings` are the file's own.
    """

    def __init__(
        self,
        file_name: str,
        sentence: str,
        *,
        rows: tuple[RefusedRow, ...] = (),
        row_count: int = 0,
        headings: tuple[str, ...] = (),
    ) -> None:
        self.file_name = printable(file_name)
        self.sentence = printable(sentence)
        super().__init__(f"{self.file_name}: {self.sentence}")
        self.rows = rows
        self.row_count = row_count or len(rows)
        self.headings = headings
