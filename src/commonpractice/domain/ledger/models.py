"""How the ledger is stored. Journals and postings are written once; balances are kept by the database.

Amounts are whole pence, debits positive, credits negative. The invariants are held by one trigger a
statement (migrations/0002_invariants.py); nothing here can get round them.
"""

from django.db import models

from commonpractice.domain.ledger.facts import AccountKind, MonthDeed, RechargeState
from commonpractice.domain.ledger.rules.posting import LARGEST
from commonpractice.domain.partnership.models import Partner, Partnership, Surgery


class Account(models.Model):
    """A line of the chart of accounts, from the rulebook."""

    code = models.IntegerField(primary_key=True)
    name = models.TextField()
    kind = models.TextField(choices=AccountKind.choices())
    group = models.TextField()
    internal = models.BooleanField(default=False, help_text="nil across the partnership in each journal")
    purpose = models.TextField(null=True, unique=True, help_text="what a deed of our own uses it for")
    per_partner = models.BooleanField(default=False, help_text="each posting says which partner's it is")

    class Meta:
        db_table = "ledger_account"
        ordering = ["code"]


class Month(models.Model):
    """A profit centre's month: whether it takes postings. Changed only by a MonthEvent."""

    surgery = models.ForeignKey(Surgery, models.PROTECT)
    month = models.DateField(help_text="its first day")
    locked = models.BooleanField(default=False)

    class Meta:
        db_table = "ledger_month"
        constraints = [models.UniqueConstraint(fields=["surgery", "month"], name="month_once")]


class MonthEvent(models.Model):
    """A month opened, locked or reopened: when, by whom, why, and the ledger's seal at that moment."""

    surgery = models.ForeignKey(Surgery, models.PROTECT)
    month = models.DateField()
    deed = models.TextField(choices=MonthDeed.choices())
    at = models.DateTimeField()
    actor_id = models.BigIntegerField()
    actor_name = models.TextField()
    reason = models.TextField(blank=True)
    seal = models.BinaryField(null=True, help_text="the head of the profit centre's hash chain")

    class Meta:
        db_table = "ledger_month_event"


class Batch(models.Model):
    """One act of posting, of one journal or of a hundred thousand: who and when."""

    at = models.DateTimeField()
    actor_id = models.BigIntegerField()
    actor_name = models.TextField()

    class Meta:
        db_table = "ledger_batch"


class Document(models.Model):
    """What a journal was made from: a published line, an invoice batch, a payroll, a recharge.

    Two-sided where the fact is: home and host. The same key posts once to a home.
    """

    partnership = models.ForeignKey(Partnership, models.PROTECT, db_index=False)
    home = models.ForeignKey(Surgery, models.PROTECT, related_name="+", db_index=False)
    host = models.ForeignKey(Surgery, models.PROTECT, related_name="+", null=True, db_index=False)
    kind = models.TextField()
    key = models.TextField()
    title = models.TextField()
    details = models.JSONField(default=dict)

    class Meta:
        db_table = "ledger_document"
        constraints = [models.UniqueConstraint(fields=["home", "key"], name="document_posts_once")]


class Journal(models.Model):
    """Postings that belong together and balance.

    That its batch, document and sides exist is checked set by set (migrations/0002_invariants.py).
    """

    batch = models.ForeignKey(Batch, models.PROTECT, db_constraint=False)
    document = models.ForeignKey(Document, models.PROTECT, db_constraint=False)
    home = models.ForeignKey(Surgery, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    host = models.ForeignKey(
        Surgery, models.PROTECT, related_name="+", null=True, db_constraint=False, db_index=False
    )
    month = models.DateField(help_text="the first day of the month it is posted to")
    dated = models.DateField()
    narrative = models.TextField()
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")

    class Meta:
        db_table = "ledger_journal"


class Posting(models.Model):
    """One amount on one account of one profit centre, in pence; debits positive.

    Its journal is looked up, and its surgery and account are those of its balance, which has their keys.
    """

    journal = models.ForeignKey(Journal, models.PROTECT, db_constraint=False)
    surgery = models.ForeignKey(Surgery, models.PROTECT, db_constraint=False, db_index=False)
    month = models.DateField()
    account = models.ForeignKey(Account, models.PROTECT, db_constraint=False, db_index=False)
    amount = models.BigIntegerField()
    partner = models.ForeignKey(Partner, models.PROTECT, null=True, db_index=False)
    item = models.TextField(null=True, help_text="what it is for, where that is reckoned again and again")
    concerns = models.DateField(
        null=True, help_text="the first day of the month it is of, where that is said"
    )

    class Meta:
        db_table = "ledger_posting"
        constraints = [
            models.CheckConstraint(condition=~models.Q(amount=0), name="posting_not_nil"),
            models.CheckConstraint(condition=~models.Q(item=""), name="posting_item_is_said"),
            models.CheckConstraint(condition=models.Q(concerns__day=1), name="posting_concerns_a_month"),
            models.CheckConstraint(
                condition=models.Q(concerns__isnull=True) | models.Q(item__isnull=False),
                name="posting_of_a_month_is_for_something",
            ),
        ]
        indexes = [
            models.Index(fields=["surgery", "month", "account"], include=["amount"], name="posting_by_place"),
            models.Index(
                fields=["partner", "month"],
                condition=models.Q(partner__isnull=False),
                name="posting_by_partner",
            ),
            models.Index(
                fields=["surgery", "item", "concerns"],
                include=["account", "amount"],
                condition=models.Q(item__isnull=False),
                name="posting_by_item",
            ),
        ]


class Balance(models.Model):
    """The movement of an account in a month, kept by the database; always the sum of its postings."""

    pk = models.CompositePrimaryKey("surgery_id", "month", "account_id")
    surgery = models.ForeignKey(Surgery, models.PROTECT, db_index=False)
    month = models.DateField()
    account = models.ForeignKey(Account, models.PROTECT, db_index=False)
    amount = models.BigIntegerField()
    postings = models.IntegerField()

    class Meta:
        db_table = "ledger_balance"


class Link(models.Model):
    """A link of a profit centre's hash chain: what one batch posted to it, sealed."""

    surgery = models.ForeignKey(Surgery, models.PROTECT, db_index=False)
    number = models.IntegerField()
    batch = models.ForeignKey(Batch, models.PROTECT)
    hash = models.BinaryField()

    class Meta:
        db_table = "ledger_link"
        constraints = [
            models.UniqueConstraint(fields=["surgery", "number"], name="link_once"),
            models.UniqueConstraint(fields=["surgery", "batch"], name="one_link_a_batch"),
        ]


class Recharge(models.Model):
    """What one surgery (the host, who did the work) asks of another (the home, whose patients it served)."""

    home = models.ForeignKey(Surgery, models.PROTECT, related_name="+")
    host = models.ForeignKey(Surgery, models.PROTECT, related_name="+")
    month = models.DateField()
    amount = models.BigIntegerField()
    reason = models.TextField()
    state = models.TextField(choices=RechargeState.choices(), default=RechargeState.RAISED.value)
    raised_at = models.DateTimeField()
    raised_by = models.TextField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.TextField(blank=True)
    answer = models.TextField(blank=True)

    class Meta:
        db_table = "ledger_recharge"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount__gt=0, amount__lte=LARGEST), name="recharge_is_an_amount"
            ),
            models.CheckConstraint(condition=~models.Q(home=models.F("host")), name="recharge_has_two_sides"),
        ]


class EventLink(models.Model):
    """A link of a profit centre's second hash chain: what happened to its months and its recharges, sealed.

    Of a month's event; or of a recharge, as it was raised and again as it was answered, on both sides.
    """

    surgery = models.ForeignKey(Surgery, models.PROTECT, db_index=False)
    number = models.IntegerField()
    month_event = models.OneToOneField(MonthEvent, models.PROTECT, null=True)
    recharge = models.ForeignKey(Recharge, models.PROTECT, null=True)
    state = models.TextField(choices=RechargeState.choices(), null=True, help_text="the recharge's by then")
    hash = models.BinaryField()

    class Meta:
        db_table = "ledger_event_link"
        constraints = [
            models.UniqueConstraint(fields=["surgery", "number"], name="event_link_once"),
            models.UniqueConstraint(fields=["surgery", "recharge", "state"], name="one_link_a_state"),
        ]
