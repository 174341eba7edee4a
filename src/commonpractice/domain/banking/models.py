"""How statements, receipts and their matches are stored. All of it is written once and never changed.

What a line is for, whom a name stands for and what a receipt pays are rows of their own: a correction is a
further row. Each table has the surgery whose it is, and a row belongs to another of the same surgery alone
(migrations/0002_wall.py). Amounts are whole pence; what is taken off, or went out, is negative.
"""

from django.db import models

from commonpractice.domain.banking.facts import By
from commonpractice.domain.ledger.models import Journal
from commonpractice.domain.partnership.models import Partner, Surgery


class Written(models.Model):
    """When a row was written, and by whom."""

    at = models.DateTimeField()
    actor_id = models.BigIntegerField()
    actor_name = models.TextField()

    class Meta:
        abstract = True


class Statement(Written):
    """An NHS payment statement, as it was taken in."""

    surgery = models.ForeignKey(Surgery, models.PROTECT, db_index=False)
    month = models.DateField(help_text="the first day of the month it is of")
    dated = models.DateField()
    code = models.CharField(max_length=12, help_text="the contractor's, as printed")
    name = models.TextField()
    reference = models.TextField()
    net = models.BigIntegerField()
    layout = models.TextField()
    file_name = models.TextField()
    sha256 = models.CharField(max_length=64)
    details = models.JSONField(
        default=dict, help_text="the contract value and the capitation data as printed"
    )

    class Meta:
        db_table = "banking_statement"
        constraints = [
            models.UniqueConstraint(fields=["surgery", "month", "reference"], name="statement_once"),
            models.UniqueConstraint(fields=["surgery", "sha256"], name="statement_file_once"),
            models.CheckConstraint(condition=models.Q(month__day=1), name="statement_of_a_month"),
        ]


class StatementLine(models.Model):
    """A line of a statement."""

    surgery = models.ForeignKey(Surgery, models.PROTECT)
    statement = models.ForeignKey(Statement, models.PROTECT, db_index=False)
    number = models.IntegerField()
    place = models.IntegerField(help_text="the line of the file")
    section = models.TextField()
    adjustment = models.BooleanField(default=False)
    paycode = models.TextField()
    words = models.TextField()
    mark = models.TextField(help_text="A automatic, M manual")
    source = models.TextField()
    amount = models.BigIntegerField()
    first = models.DateField(null=True, help_text="of which months, where its words say so")
    last = models.DateField(null=True)
    person_name = models.TextField()
    person_code = models.TextField()
    person_tier = models.TextField()
    person_rate = models.TextField()
    item = models.TextField(help_text="what the file says it is for")
    partner = models.TextField(help_text="whose the file says it is")

    class Meta:
        db_table = "banking_statement_line"
        constraints = [
            models.UniqueConstraint(fields=["statement", "number"], name="statement_line_once"),
        ]


class Recognition(Written):
    """What a line was said to be for. The latest counts; the first posted it, a later one moved it."""

    surgery = models.ForeignKey(Surgery, models.PROTECT)
    line = models.ForeignKey(StatementLine, models.PROTECT, db_index=False)
    number = models.IntegerField(help_text="1 for the first that was said of the line")
    item = models.TextField()
    concerns = models.DateField()
    partner = models.ForeignKey(Partner, models.PROTECT, null=True)
    by = models.TextField(choices=By.choices())
    why = models.TextField()
    journal = models.ForeignKey(Journal, models.PROTECT)
    posted_to = models.DateField(help_text="the first day of the month it was posted to")

    class Meta:
        db_table = "banking_recognition"
        constraints = [models.UniqueConstraint(fields=["line", "number"], name="recognition_once")]


class NamedPerson(Written):
    """Whom a name on a statement stands for, as somebody said: a partner, or salaried staff (none)."""

    surgery = models.ForeignKey(Surgery, models.PROTECT)
    name = models.TextField()
    code = models.TextField(help_text="the number printed with it")
    partner = models.ForeignKey(Partner, models.PROTECT, null=True)

    class Meta:
        db_table = "banking_named_person"


class Receipt(Written):
    """Money that came into a bank account from the NHS, or (negative) went back."""

    surgery = models.ForeignKey(Surgery, models.PROTECT, db_index=False)
    bank_account = models.IntegerField(help_text="its account in the chart")
    dated = models.DateField()
    amount = models.BigIntegerField()
    words = models.TextField()
    reference = models.TextField()
    place = models.IntegerField(help_text="the line of the file")
    file_name = models.TextField()
    sha256 = models.CharField(max_length=64)
    journal = models.ForeignKey(Journal, models.PROTECT)
    posted_to = models.DateField()

    class Meta:
        db_table = "banking_receipt"
        constraints = [
            models.UniqueConstraint(
                fields=["surgery", "bank_account", "dated", "amount", "words", "reference"],
                name="receipt_once",
            ),
            models.CheckConstraint(condition=~models.Q(amount=0), name="receipt_is_an_amount"),
        ]


class Match(Written):
    """How much of a receipt pays a statement; or takes back another receipt, or what that one had paid.

    `undoes` names the match that a row takes back, with the opposite amount.
    """

    surgery = models.ForeignKey(Surgery, models.PROTECT)
    receipt = models.ForeignKey(Receipt, models.PROTECT)
    statement = models.ForeignKey(Statement, models.PROTECT, null=True)
    against = models.ForeignKey(Receipt, models.PROTECT, null=True, related_name="taken_back_by")
    amount = models.BigIntegerField()
    by = models.TextField(choices=By.choices())
    why = models.TextField()
    undoes = models.OneToOneField("self", models.PROTECT, null=True, related_name="undone_by")

    class Meta:
        db_table = "banking_match"
        constraints = [
            models.CheckConstraint(condition=~models.Q(amount=0), name="match_is_an_amount"),
            models.CheckConstraint(
                condition=models.Q(statement__isnull=False) | models.Q(against__isnull=False),
                name="match_is_with_something",
            ),
        ]
