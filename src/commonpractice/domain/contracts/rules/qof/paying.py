"""When QOF is paid: a part ahead, month by month, and the rest once the year's achievement is known."""

from decimal import Decimal
from fractions import Fraction

from commonpractice.domain.contracts.facts import Rate, Reckoned, Step
from commonpractice.domain.contracts.rules.amounts import CannotReckon, not_below_nil, whole_pence
from commonpractice.foundations.money import Pence

MONTHS = 12


def uprated(prior_pounds_per_point: Decimal, pounds_per_point: Decimal) -> Fraction:
    """What last year's achievement is multiplied by: this year's pounds a point over last year's.

    Raises CannotReckon where last year's is nil.
    """
    if prior_pounds_per_point <= 0:
        raise CannotReckon("Last year's pounds a point must be above nil.")
    return Fraction(pounds_per_point) / Fraction(prior_pounds_per_point)


def aspiration(*, prior_unadjusted: Pence, uprating: Fraction, part: Rate) -> Reckoned:
    """A month's payment ahead: last year's unadjusted achievement × uprating × the year's percentage ÷ 12.

    `prior_unadjusted` is pence a year, `part` the percentage of the year. Raises CannotReckon.
    """
    last_year = not_below_nil(Fraction(prior_unadjusted, 100), "Last year's achievement")
    monthly = whole_pence(last_year * uprating * part.fraction / MONTHS)
    return Reckoned(
        monthly,
        (
            Step("Last year's unadjusted achievement", last_year, "£ a year"),
            Step("× uprating: this year's pounds a point over last year's", uprating, "times"),
            part.step("× the part that is paid ahead"),
            Step("A twelfth", Fraction(monthly, 100), "£ a month", trust=part.trust),
        ),
    )


def achievement(*, earned: Pence, aspiration_paid: Pence) -> Reckoned:
    """What is still due when the year is known: earned less paid ahead. Below nil, it is taken back."""
    due = earned - aspiration_paid
    return Reckoned(
        due,
        (
            Step("Earned in the year", Fraction(earned, 100), "£"),
            Step("Less: paid ahead", -Fraction(aspiration_paid, 100), "£"),
            Step("Still due" if due >= 0 else "Paid too much", Fraction(due, 100), "£"),
        ),
    )
