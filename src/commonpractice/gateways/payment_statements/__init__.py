"""NHS payment statements of practices, read from the files in which they come.

Two forms: the expanded statement's own text, as copied or printed from the payments website
(`expanded_statement`), and a documented CSV (`csv_form`, docs/guides/payment-statement.md). Both become the
same `Statement`, whose every figure has been added up again (`arithmetic`) before anybody sees it.
"""

import hashlib
from pathlib import Path

from commonpractice.gateways.payment_statements import arithmetic, csv_form, expanded_statement
from commonpractice.gateways.payment_statements.facts import (
    AgeBand,
    Capitation,
    ContractValue,
    Layout,
    Line,
    Part,
    Person,
    Section,
    Source,
    Statement,
)
from commonpractice.gateways.payment_statements.refusals import StatementRefused
from commonpractice.gateways.text_files import NotText, text_of

__all__ = [
    "AgeBand",
    "Capitation",
    "ContractValue",
    "Layout",
    "Line",
    "Part",
    "Person",
    "Section",
    "Source",
    "Statement",
    "StatementRefused",
    "read",
    "read_file",
]


def read_file(path: Path) -> Statement:
    """The statement in a file. Raises StatementRefused; OSError where there is no such file."""
    return read(path.read_bytes(), name=path.name)


def read(content: bytes, *, name: str) -> Statement:
    """The statement that some bytes are, in either form, every figure added up again.

    Raises StatementRefused, with every fault found, where it is neither, cannot be read, or does not add up.
    """
    try:
        text = text_of(content)
    except NotText as fault:
        raise StatementRefused(name, [str(fault)]) from None
    sha256 = hashlib.sha256(content).hexdigest()
    form = csv_form if csv_form.is_ours(text) else expanded_statement
    statement = form.read(text, name=name, sha256=sha256)
    if faults := arithmetic.faults(statement):
        raise StatementRefused(name, faults)
    return statement
