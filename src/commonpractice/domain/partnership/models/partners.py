"""Partners: where they are ones, what they share in and own. Dated twice, never overwritten."""

from django.db import models

from commonpractice.domain.partnership.facts import Basis, PartnerKind, Standing
from commonpractice.domain.partnership.models.people import User
from commonpractice.domain.partnership.models.surgeries import Partnership, Surgery
from commonpractice.gateways.scoped_postgres.dated_rows import DatedRow


class Partner(models.Model):
    """A partner of the one legal partnership."""

    id = models.AutoField(primary_key=True)
    partnership = models.ForeignKey(Partnership, models.PROTECT)
    code = models.CharField(max_length=12)
    name = models.TextField()
    kind = models.TextField(choices=PartnerKind.choices())
    user = models.ForeignKey(User, models.SET_NULL, null=True)

    class Meta:
        db_table = "partnership_partner"
        constraints = [models.UniqueConstraint(fields=["partnership", "code"], name="partner_code_once")]


class PartnerMembership(DatedRow):
    """The days on which a partner shares in a surgery, and on what standing."""

    surgery = models.ForeignKey(Surgery, models.PROTECT)
    partner = models.ForeignKey(Partner, models.PROTECT)
    standing = models.TextField(choices=Standing.choices())

    class Meta:
        db_table = "partnership_partner_membership"


class ProfitShare(DatedRow):
    """What a partner's share of a surgery's profit goes by, for a while: sessions, a ratio, or a sum a year.

    With a ratio or a sum, sessions only say how much the partner works.
    """

    surgery = models.ForeignKey(Surgery, models.PROTECT)
    partner = models.ForeignKey(Partner, models.PROTECT)
    sessions = models.DecimalField(max_digits=5, decimal_places=2, null=True, help_text="a week")
    ratio = models.DecimalField(
        max_digits=7, decimal_places=2, null=True, help_text="parts of whatever all the parts come to"
    )
    a_year = models.BigIntegerField(null=True, help_text="whole pence")

    class Meta:
        db_table = "partnership_profit_share"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sessions__isnull=False)
                | models.Q(ratio__isnull=False)
                | models.Q(a_year__isnull=False),
                name="share_goes_by_something",
            ),
            models.CheckConstraint(
                condition=models.Q(ratio__isnull=True) | models.Q(a_year__isnull=True),
                name="share_goes_by_one_thing",
            ),
            models.CheckConstraint(
                condition=models.Q(sessions__gt=0) & models.Q(ratio__gt=0) & models.Q(a_year__gt=0),
                name="share_is_above_nil",  # what is not given is not asked
            ),
        ]

    @property
    def basis(self) -> Basis:
        if self.a_year is not None:
            return Basis.FIXED
        return Basis.SESSIONS if self.ratio is None else Basis.RATIO


class PriorShare(DatedRow):
    """A sum a year that a partner has of a surgery's profit before the rest is shared, and what for."""

    surgery = models.ForeignKey(Surgery, models.PROTECT)
    partner = models.ForeignKey(Partner, models.PROTECT)
    name = models.TextField()
    a_year = models.BigIntegerField(help_text="whole pence")

    class Meta:
        db_table = "partnership_prior_share"
        constraints = [
            models.CheckConstraint(condition=models.Q(a_year__gt=0), name="prior_share_is_above_nil")
        ]


class PropertyShare(DatedRow):
    """What part of a surgery's premises somebody owns: a partner, past or present, or a person named."""

    surgery = models.ForeignKey(Surgery, models.PROTECT)
    partner = models.ForeignKey(Partner, models.PROTECT, null=True)
    owner = models.TextField(blank=True, help_text="where it is no partner")
    numerator = models.IntegerField()
    denominator = models.IntegerField()

    class Meta:
        db_table = "partnership_property_share"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(partner__isnull=False, owner="")
                | (models.Q(partner__isnull=True) & ~models.Q(owner="")),
                name="property_has_one_owner",
            ),
            models.CheckConstraint(
                condition=models.Q(numerator__gt=0, denominator__gte=models.F("numerator")),
                name="property_is_a_part",
            ),
        ]
