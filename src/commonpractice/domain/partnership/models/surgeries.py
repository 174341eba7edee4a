"""Partnerships and their surgeries, and what each surgery has: dated twice, never overwritten."""

from django.db import models

from commonpractice.domain.partnership.facts import ContractKind, Model, SurgeryKind
from commonpractice.gateways.scoped_postgres.dated_rows import DatedRow


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
