"""Debian's hledger and ledger, asked what they make of a journal: `apt install hledger ledger`."""

import csv
import io
import shutil
import subprocess
from decimal import Decimal

import pytest

needs_hledger = pytest.mark.skipif(not shutil.which("hledger"), reason="hledger is not installed")
needs_ledger = pytest.mark.skipif(not shutil.which("ledger"), reason="ledger is not installed")

LEDGER_FORMAT = "%(account)\t%(quantity(display_total))\n"
ENVIRONMENT = {"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"}


def run(*command: str, text: str) -> str:
    """What a program says of a journal; it must find nothing wrong with it."""
    done = subprocess.run(command, input=text.encode(), capture_output=True, env=ENVIRONMENT, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def hledger_balances(text: str) -> dict[str, int]:
    """Every account with a balance, in whole pence, as hledger reckons them. All commodities are declared."""
    said = run("hledger", "-f", "-", "balance", "--flat", "--no-total", "-O", "csv", text=text)
    rows = list(csv.reader(io.StringIO(said)))[1:]
    return {account: _pence(amount.removesuffix(" GBP")) for account, amount in rows if amount != "0"}


def ledger_balances(text: str) -> dict[str, int]:
    """Every account with a balance, in whole pence, as ledger reckons them."""
    said = run(
        "ledger", "-f", "-", "balance", "--flat", "--no-total", "--balance-format", LEDGER_FORMAT, text=text
    )
    rows = [line.split("\t") for line in said.splitlines()]
    return {account: _pence(amount) for account, amount in rows}


def _pence(amount: str) -> int:
    pence = Decimal(amount) * 100
    assert pence == int(pence)
    return int(pence)
