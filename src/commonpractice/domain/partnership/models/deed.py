"""What the partners agreed: deeds, decisions and the centre's charges. Dated twice, never overwritten."""

from django.db import models

from commonpractice.domain.partnership.facts import (
    CentreResult,
    ChargeBasis,
    Decider,
    Electorate,
    Losses,
    Peers,
    ProfitSharing,
    SmallNumbersTo,
    Statements,
)
from commonpractice.domain.partnership.models.surgeries import Partnership, Surgery
from commonpractice.gateways.scoped_postgres.dated_rows import DatedRow


class Deed(DatedRow):
    """What a partnership's deed says for a while: how profit is shared, who sees what."""

    partnership = models.ForeignKey(Partnership, models.PROTECT)
    profit_sharing = models.TextField(choices=ProfitSharing.choices())
    losses = models.TextField(choices=Losses.choices())
    centre_result = models.TextField(choices=CentreResult.choices())
    statements = models.TextField(choices=Statements.choices())
    peers = models.TextField(choices=Peers.choices())
    estimate_unsigned = models.PositiveSmallIntegerField(help_text="surgeries that may be closed unsigned")
    small_numbers = models.PositiveSmallIntegerField(help_text="counts below this stay in their surgery")
    small_numbers_to = models.TextField(
        choices=SmallNumbersTo.choices(), db_default="nobody", help_text="who else sees such counts"
    )
    cash_floor = models.BigIntegerField(null=True, help_text="whole pence, for each surgery")
    cash_floor_days = models.PositiveSmallIntegerField(null=True, help_text="days of its spending")
    one_profit_at = models.CharField(
        max_length=12, blank=True, db_default="", help_text="the surgery, by code, that shares all profit"
    )

    class Meta:
        db_table = "partnership_deed"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(cash_floor__isnull=True) | models.Q(cash_floor_days__isnull=True),
                name="deed_has_one_cash_floor",
            ),
        ]


class Decision(DatedRow):
    """A class of decisions: who takes it, and the part of the votes that carries it."""

    partnership = models.ForeignKey(Partnership, models.PROTECT)
    name = models.TextField()
    decider = models.TextField(choices=Decider.choices())
    percent = models.DecimalField(max_digits=5, decimal_places=2)
    strictly = models.BooleanField(help_text="more than that; at least that where not")
    electorate = models.TextField(choices=Electorate.choices())

    class Meta:
        db_table = "partnership_decision"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(percent__gt=0, percent__lte=100), name="decision_is_carried_by_a_part"
            ),
        ]


def constraints_of(charge: str) -> list[models.CheckConstraint]:
    """A charge says once what it comes to, and a pool is charged whole."""
    pool, rate, percent = (models.Q(**{f"{name}__isnull": True}) for name in ("pool", "rate", "percent"))
    direct = models.Q(basis="direct")
    return [
        models.CheckConstraint(
            condition=(direct & pool & rate & percent)
            | (~direct & ((pool & rate & ~percent) | (pool & ~rate & percent) | (~pool & rate & percent))),
            name=f"{charge}_goes_by_one_thing",
        ),
        models.CheckConstraint(
            condition=pool | models.Q(cap__isnull=True, floor__isnull=True), name=f"{charge}_pool_is_whole"
        ),
        models.CheckConstraint(
            condition=models.Q(floor__lte=models.F("cap")),
            name=f"{charge}_floor_below_cap",  # what is not given is not asked
        ),
    ]


class ChargeTerms(models.Model):
    """What a charge comes to: whole pence, and pounds for each unit."""

    code = models.CharField(max_length=20)
    name = models.TextField()
    basis = models.TextField(choices=ChargeBasis.choices())
    rate = models.DecimalField(max_digits=10, decimal_places=4, null=True, help_text="pounds for each unit")
    percent = models.DecimalField(max_digits=5, decimal_places=2, null=True, help_text="of income")
    pool = models.BigIntegerField(null=True, help_text="whole pence a year, of all together")
    cap = models.BigIntegerField(null=True, help_text="whole pence a surgery a year, at the most")
    floor = models.BigIntegerField(null=True, help_text="whole pence a surgery a year, at least")

    class Meta:
        abstract = True


class Charge(ChargeTerms, DatedRow):
    """A charge of the centre to all surgeries of a partnership."""

    partnership = models.ForeignKey(Partnership, models.PROTECT)

    class Meta:
        db_table = "partnership_charge"
        constraints = constraints_of("charge")


class ChargeToSome(ChargeTerms, DatedRow):
    """A charge of the centre to some surgeries only: a row for each of them, which it alone sees."""

    surgery = models.ForeignKey(Surgery, models.PROTECT)

    class Meta:
        db_table = "partnership_charge_to_some"
        constraints = constraints_of("charge_to_some")
