"""What is shown of differences (rulebook/contracts/differences.toml)."""

from commonpractice.foundations import rulebook_files
from commonpractice.foundations.money import Pence


def tolerance() -> Pence:
    """A difference up to this is passed over, unless every penny is asked for."""
    return rulebook_files.toml("contracts/differences.toml")["shown"]["above_pounds"] * 100
