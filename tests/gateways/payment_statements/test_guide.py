"""The guide's own example is read."""

import re
from pathlib import Path

from commonpractice.gateways import payment_statements
from commonpractice.gateways.payment_statements import csv_form

GUIDE = Path(__file__).resolve().parents[3] / "docs/guides/payment-statement.md"


def test_the_example_of_the_guide_is_a_statement():
    text = GUIDE.read_text(encoding="utf-8")
    rows = re.findall(r"^    (practice_code,.*|A81001,.*)$", text, re.M)
    statement = payment_statements.read("\n".join(rows).encode(), name="guide.csv")
    assert (statement.code, statement.net, len(statement.lines)) == ("A81001", 38_620_72, 3)


def test_the_guide_names_every_column():
    text = GUIDE.read_text(encoding="utf-8")
    assert re.findall(r"^\| `(\w+)` \|", text, re.M) == [*csv_form.COLUMNS, *csv_form.EXTRA]
