"""How the facts that NHS income is reckoned from are stored. All of it is written once and never changed.

A correction is a further row, known later. Each row says from which day it was known, where it is from, and
who wrote it when.
"""

from django.contrib.postgres.fields import DateRangeField
from django.db import models

from commonpractice.domain.contracts.facts.due import TermBasis
from commonpractice.domain.contracts.facts.querying import QueryState
from commonpractice.domain.partnership.models import Surgery


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
