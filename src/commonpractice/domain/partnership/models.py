"""How the partnership is stored. Memberships, shares and roles are dated twice, never overwritten."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models, transaction
from django.utils.crypto import salted_hmac

from commonpractice.domain.audit.facts import STRANGER
from commonpractice.domain.partnership.facts import (
    ContractKind,
    Model,
    PartnerKind,
    Role,
    Standing,
    SurgeryKind,
)
from commonpractice.gateways.scoped_postgres import tickets
from commonpractice.gateways.scoped_postgres.dated_rows import DatedRow


class Users(BaseUserManager):
    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)

    def create_user(self, email, password=None, **fields):
        user = self.model(email=email.lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """Somebody who signs in. What they may see comes from the roles they hold, and from nowhere else."""

    email = models.EmailField(unique=True)
    name = models.TextField()
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(
        auto_now_add=True, help_text="when the account was opened, or opened again"
    )

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    is_staff = is_superuser = False  # there is no back door

    objects = Users()

    class Meta:
        db_table = "partnership_user"

    def __str__(self):
        return self.name

    def get_full_name(self):
        return self.name

    def _get_session_auth_hash(self, secret=None):
        """What a session must bring to go on: another after a new password, and after a new opening.

        A session cannot be looked up by whose it is. So one of an account that was closed goes on no further,
        and not after the account has been opened again either.
        """
        opening = f"{self.password}|{self.date_joined.timestamp()}"
        return salted_hmac("commonpractice.session", opening, secret=secret, algorithm="sha256").hexdigest()

    def check_password(self, raw_password):
        """Whether it is theirs. One that is, and is hashed by an older rule, is hashed anew: as its owner."""
        with tickets.acting(actor_id=self.pk or STRANGER.id, surgeries=()), transaction.atomic():
            return super().check_password(raw_password)


class Partnership(models.Model):
    """One legal partnership. Its model, decentralised or centralised, is configuration."""

    code = models.SlugField(unique=True)
    name = models.TextField()
    model = models.TextField(choices=Model.choices())
    founded = models.DateField()
    year_starts = models.PositiveSmallIntegerField(default=4, help_text="the first month of its year")
    demonstration = models.BooleanField(default=False, help_text="invented, and labelled so on every page")

    class Meta:
        db_table = "partnership_partnership"


class Surgery(models.Model):
    """A profit centre: a surgery with its own list and contract, or the centre itself.

    The centre keeps books like a surgery and belongs to the same wall; it has no patients.
    """

    id = models.AutoField(primary_key=True)
    partnership = models.ForeignKey(Partnership, models.PROTECT)
    kind = models.TextField(choices=SurgeryKind.choices())
    code = models.CharField(max_length=12, help_text="ODS code; CENTRE for the centre")
    name = models.TextField()
    strapline = models.TextField(blank=True)
    colour = models.CharField(max_length=7, default="#005eb8")

    class Meta:
        db_table = "partnership_surgery"
        constraints = [
            models.UniqueConstraint(fields=["partnership", "code"], name="surgery_code_once"),
            models.UniqueConstraint(
                fields=["partnership"], condition=models.Q(kind="centre"), name="one_centre"
            ),
        ]


class Membership(DatedRow):
    """The days on which a surgery belongs to the partnership."""

    surgery = models.ForeignKey(Surgery, models.PROTECT)

    class Meta:
        db_table = "partnership_membership"


class Site(DatedRow):
    """Premises of a surgery. In a centralised partnership the site is a filter, not a wall."""

    surgery = models.ForeignKey(Surgery, models.PROTECT)
    code = models.CharField(max_length=12, blank=True, help_text="ODS code, where it has one")
    name = models.TextField()
    address = models.TextField(blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    main = models.BooleanField(default=False)

    class Meta:
        db_table = "partnership_site"


class CqcLocation(DatedRow):
    """A place that the Care Quality Commission registers, under its provider."""

    surgery = models.ForeignKey(Surgery, models.PROTECT)
    location_id = models.CharField(max_length=20, blank=True)
    name = models.TextField()
    provider_id = models.CharField(max_length=20, blank=True)
    provider_name = models.TextField()

    class Meta:
        db_table = "partnership_cqc_location"


class PcnMembership(DatedRow):
    """A surgery's place in a primary care network; a surgery may be in several at once."""

    surgery = models.ForeignKey(Surgery, models.PROTECT)
    pcn_code = models.CharField(max_length=12)
    pcn_name = models.TextField()

    class Meta:
        db_table = "partnership_pcn_membership"


class Contract(DatedRow):
    """A core contract that a surgery holds."""

    surgery = models.ForeignKey(Surgery, models.PROTECT)
    kind = models.TextField(choices=ContractKind.choices())
    commissioner = models.TextField(blank=True)

    class Meta:
        db_table = "partnership_contract"


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


class RoleHeld(DatedRow):
    """A role that somebody holds, at one surgery or (at the centre) for the whole partnership."""

    surgery = models.ForeignKey(Surgery, models.PROTECT)
    user = models.ForeignKey(User, models.PROTECT)
    role = models.TextField(choices=Role.choices())

    class Meta:
        db_table = "partnership_role_held"


class Size(DatedRow):
    """A surgery's counts for a while: patients registered and weighted, staff."""

    surgery = models.ForeignKey(Surgery, models.PROTECT)
    registered = models.DecimalField(
        max_digits=10, decimal_places=2, help_text="a published average may have quarters"
    )
    weighted = models.DecimalField(max_digits=10, decimal_places=2)
    staff = models.IntegerField(default=0, help_text="heads, partners not among them")
    source = models.TextField()

    class Meta:
        db_table = "partnership_size"
