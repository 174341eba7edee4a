"""How the facts that NHS income is reckoned from are stored. All of it is written once and never changed.

A correction is a further row, known later. Each row says from which day it was known, where it is from, and
who wrote it when.
"""

from django.contrib.postgres.fields import DateRangeField
from django.db import models

from commonpractice.domain.contracts.facts.due import TermBasis
from commonpractice.domain.contracts.facts.querying import QueryState
from commonpractice.domain.partnership.models import Surgery
from commonpractice.domain.quality.models import Run


class Known(models.Model):
    """Whose it is, from which day it was known, where it is from, and who wrote it when."""

    surgery = models.ForeignKey(Surgery, models.PROTECT, db_index=False)
    known_on = models.DateField()
    source = models.TextField()
    at = models.DateTimeField()
    actor_id = models.BigIntegerField()
    actor_name = models.TextField()

    class Meta:
        abstract = True


class Term(Known):
    """What was agreed for an item of NHS money, for some days."""

    item = models.TextField(help_text="a key of rulebook/ledger/nhs_items.csv")
    name = models.TextField(blank=True, help_text="what tells several agreements of one item apart")
    basis = models.TextField(choices=TermBasis.choices())
    value = models.DecimalField(max_digits=14, decimal_places=4, help_text="pounds; 0 where it only holds")
    effective = DateRangeField()
    withdrawn = models.BooleanField(default=False, help_text="whether it was never agreed after all")

    class Meta:
        db_table = "contracts_term"
        indexes = [models.Index(fields=["surgery", "item"], name="term_by_item")]


class PatientList(Known):
    """The lists that a quarter is paid by."""

    effective = DateRangeField()
    registered = models.DecimalField(max_digits=12, decimal_places=2)
    weighted = models.DecimalField(max_digits=14, decimal_places=5)
    withdrawn = models.BooleanField(default=False, help_text="whether there never was one after all")

    class Meta:
        db_table = "contracts_list"
        indexes = [models.Index(fields=["surgery"], name="list_by_surgery")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(registered__gte=0, weighted__gte=0), name="list_not_below_nil"
            )
        ]


class Claim(Known):
    """So many things done in a month."""

    item = models.TextField()
    rate = models.TextField(help_text="the rulebook's key of the rate for each")
    month = models.DateField(help_text="its first day")
    count = models.IntegerField()

    class Meta:
        db_table = "contracts_claim"
        indexes = [models.Index(fields=["surgery", "month"], name="claim_by_month")]
        constraints = [
            models.CheckConstraint(condition=models.Q(count__gte=0), name="claim_not_below_nil"),
            models.CheckConstraint(condition=models.Q(month__day=1), name="claim_of_a_month"),
        ]


class QofCount(Known):
    """An indicator's counts of patients in a year."""

    year = models.IntegerField(help_text="the year in which it begins")
    indicator = models.TextField()
    numerator = models.IntegerField()
    denominator = models.IntegerField()
    declared = models.BooleanField(default=True, help_text="whether they pay, or are a search or a guess")

    class Meta:
        db_table = "contracts_qof_count"
        indexes = [models.Index(fields=["surgery", "year"], name="qof_count_by_year")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(numerator__gte=0, denominator__gte=models.F("numerator")),
                name="qof_count_is_possible",
            )
        ]


class QofRegister(Known):
    """How common a group's condition is in a year, in the surgery and in England."""

    year = models.IntegerField(help_text="the year in which it begins")
    group = models.TextField()
    register = models.IntegerField()
    list_size = models.DecimalField(max_digits=12, decimal_places=2)
    national = models.DecimalField(max_digits=9, decimal_places=6, help_text="in a hundred patients")

    class Meta:
        db_table = "contracts_qof_register"
        indexes = [models.Index(fields=["surgery", "year"], name="qof_register_by_year")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(register__gte=0, list_size__gt=0, national__gt=0),
                name="qof_register_is_possible",
            )
        ]


class QofForecastTotal(Known):
    """What a surgery's year of QOF is thought to come to, by a run of the indicators. Amounts in pence."""

    run = models.ForeignKey(Run, models.PROTECT, db_index=False)
    year = models.IntegerField(help_text="the year in which it begins")
    on = models.DateField(help_text="as at which day")
    points = models.DecimalField(max_digits=14, decimal_places=10)
    amount = models.BigIntegerField()
    low = models.BigIntegerField()
    high = models.BigIntegerField()
    full = models.BigIntegerField(help_text="what all points would be")
    next_patients = models.IntegerField(help_text="so many more patients as would bring most")
    next_amount = models.BigIntegerField(help_text="and what they would bring")
    unknown = models.IntegerField(help_text="indicators that cannot be forecast yet")
    early = models.BooleanField(help_text="whether some have too few months to go by")

    class Meta:
        db_table = "contracts_qof_forecast_total"
        constraints = [
            models.UniqueConstraint(fields=["surgery", "run"], name="forecast_once_a_run"),
            models.CheckConstraint(
                condition=models.Q(low__lte=models.F("amount"), high__gte=models.F("amount")),
                name="forecast_within_its_range",
            ),
        ]


class QofForecast(models.Model):
    """One indicator of a forecast: counted, expected, and what that is worth. Amounts in pence.

    `disclosed`: whether its counts may leave the surgery; what it is worth tells them, and goes with them.
    """

    surgery = models.ForeignKey(Surgery, models.PROTECT, db_index=False)
    total = models.ForeignKey(QofForecastTotal, models.PROTECT, db_index=False)
    indicator = models.TextField()
    met = models.IntegerField()
    eligible = models.IntegerField()
    expected = models.IntegerField()
    low_met = models.IntegerField()
    high_met = models.IntegerField()
    points = models.DecimalField(max_digits=13, decimal_places=10, null=True, help_text="blank: not earnable")
    amount = models.BigIntegerField()
    low = models.BigIntegerField()
    high = models.BigIntegerField()
    full = models.BigIntegerField()
    baseline = models.DecimalField(
        max_digits=13, decimal_places=10, null=True, help_text="own average of two years, in %"
    )
    early = models.BooleanField()
    why_not = models.TextField(help_text="where it cannot be forecast yet, why")
    disclosed = models.BooleanField()
    steps = models.JSONField(help_text="how its points and pounds were reckoned")

    class Meta:
        db_table = "contracts_qof_forecast"
        constraints = [
            models.UniqueConstraint(fields=["surgery", "total", "indicator"], name="indicator_forecast_once")
        ]


class QofDeclared(Known):
    """What the national system declared of an indicator in a year; `amount` is its worth by it, in pence."""

    year = models.IntegerField(help_text="the year in which it begins")
    indicator = models.TextField()
    numerator = models.IntegerField()
    denominator = models.IntegerField()
    adjusted = models.IntegerField(null=True, help_text="patients with a personalised care adjustment")
    points = models.DecimalField(max_digits=8, decimal_places=4, null=True)
    amount = models.BigIntegerField(null=True)
    declared_on = models.DateField()

    class Meta:
        db_table = "contracts_qof_declared"
        indexes = [models.Index(fields=["surgery", "year"], name="qof_declared_by_year")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(numerator__gte=0, denominator__gte=models.F("numerator")),
                name="qof_declared_is_possible",
            )
        ]


class Query(models.Model):
    """What was asked of the payer: an item of some months, and how much was different. Amounts in pence."""

    surgery = models.ForeignKey(Surgery, models.PROTECT, db_index=False)
    item = models.TextField()
    first = models.DateField(help_text="the first day of its first month")
    last = models.DateField(help_text="the first day of its last month")
    amount = models.BigIntegerField(help_text="payable and not paid; below nil, paid too much")
    reason = models.TextField()
    words = models.TextField(blank=True)
    at = models.DateTimeField()
    actor_id = models.BigIntegerField()
    actor_name = models.TextField()

    class Meta:
        db_table = "contracts_query"
        indexes = [models.Index(fields=["surgery", "item"], name="query_by_item")]
        constraints = [
            models.CheckConstraint(condition=~models.Q(amount=0), name="query_is_an_amount"),
            models.CheckConstraint(
                condition=models.Q(first__day=1, last__day=1, last__gte=models.F("first")),
                name="query_of_months",
            ),
        ]


class QueryEvent(models.Model):
    """What became of a query. The latest counts."""

    surgery = models.ForeignKey(Surgery, models.PROTECT, db_index=False)
    query = models.ForeignKey(Query, models.PROTECT)
    state = models.TextField(choices=[choice for choice in QueryState.choices() if choice[0] != "raised"])
    words = models.TextField(blank=True)
    at = models.DateTimeField()
    actor_id = models.BigIntegerField()
    actor_name = models.TextField()

    class Meta:
        db_table = "contracts_query_event"
