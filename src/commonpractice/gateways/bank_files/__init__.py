"""Bank lines, read from files. For now a plain CSV of what came in from the NHS; banks' own forms follow."""

from commonpractice.gateways.bank_files.facts import BankFile, BankLine
from commonpractice.gateways.bank_files.plain_csv import read
from commonpractice.gateways.bank_files.refusals import BankFileRefused

__all__ = ["BankFile", "BankFileRefused", "BankLine", "read"]
