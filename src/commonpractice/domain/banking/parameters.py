"""The rulebook's word on banking: what paycodes are for, and which bank accounts there are."""

from functools import cache

from commonpractice.domain.banking.facts import PaycodeRule
from commonpractice.foundations import rulebook_files


@cache
def paycode_rules() -> tuple[PaycodeRule, ...]:
    """What lines are for, in the order in which they are tried (rulebook/banking/paycodes.csv)."""
    return tuple(
        PaycodeRule(
            place=place,
            paycode=row["paycode"],
            section=row["section"],
            words=row["words"],
            item=row["item"],
            staff_item=row["staff_item"],
            months_before=int(row["months_before"]),
            source=row["source"],
            trust=row["trust"],
        )
        for place, row in enumerate(rulebook_files.rows("banking/paycodes.csv"), start=1)
    )


def bank_account(*, of_centre: bool) -> int:
    """The account of the bank that a surgery or the centre is paid into (rulebook/banking/accounts.toml)."""
    return rulebook_files.toml("banking/accounts.toml")["bank"]["central" if of_centre else "practice"]


def most_statements() -> int:
    """How many statements a receipt may settle without being told (rulebook/banking/accounts.toml)."""
    return rulebook_files.toml("banking/accounts.toml")["matching"]["most_statements"]
