"""How published NHS figures are stored (open data about every practice in England; no wall).

A publication is one file. Its facts are written with it, once, by COPY, and never changed: a revised file
adds its own and marks the older publication superseded. The facts name their publication by number without
a foreign-key constraint, which would look the same row up half a million times a file; both are written in
one transaction, and nothing is ever deleted.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models


def figure(*, null: bool = False) -> models.DecimalField:
    """A published number, with as many decimals as it has (averages have a dozen)."""
    return models.DecimalField(max_digits=30, decimal_places=18, null=null)


def rate(*, null: bool = False) -> models.DecimalField:
    """A statistic of our own, to four places."""
    return models.DecimalField(max_digits=40, decimal_places=4, null=null)


class Publication(models.Model):
    """A published file that was imported: what it is, what it held, who imported it."""

    dataset = models.TextField()
    layout = models.TextField()
    year = models.SmallIntegerField(
        null=True, help_text="in which its financial year begins; none where it has many"
    )
    as_at = models.DateField(
        null=True, help_text="the day of the extract, where files of one year differ by it"
    )
    file_name = models.TextField()
    sha256 = models.CharField(max_length=64, help_text="of the file's contents, unpacked")
    headings = ArrayField(models.TextField(), help_text="the file's own; empty where a column has none")
    fields = models.JSONField(help_text="which column, counted from nil, is which field of its layout")
    rows = models.IntegerField()
    practices = models.IntegerField()
    registered = figure(null=True)
    total_pence = models.BigIntegerField(null=True)
    notes = ArrayField(models.TextField(), default=list)
    imported_at = models.DateTimeField()
    imported_by = models.TextField()
    superseded = models.BooleanField(default=False, help_text="a later file of the same kind took its place")

    class Meta:
        db_table = "published_publication"
        indexes = [models.Index(fields=["dataset", "year"], name="published_by_dataset")]
        constraints = [
            models.UniqueConstraint(
                fields=["dataset", "layout", "year", "as_at"],
                condition=models.Q(superseded=False),
                nulls_distinct=False,
                name="published_one_current",
            ),
            models.UniqueConstraint(
                fields=["sha256", "year"], nulls_distinct=False, name="published_once_a_year"
            ),
            models.UniqueConstraint(
                fields=["sha256"], condition=models.Q(superseded=False), name="published_in_use_once"
            ),
        ]


class OfPublication(models.Model):
    """A fact of one publication, about one practice."""

    publication = models.ForeignKey(Publication, models.PROTECT, db_constraint=False, db_index=False)
    code = models.CharField(max_length=9, help_text="ODS code")
    line = models.IntegerField(help_text="line of the file on which it stands")

    class Meta:
        abstract = True


class OwnLines(models.Model):
    """Some lines of a file as they stood, packed (gateways/nhs_publications/own_lines.py)."""

    publication = models.ForeignKey(Publication, models.PROTECT, db_constraint=False, db_index=False)
    first = models.IntegerField(help_text="line of the file")
    last = models.IntegerField()
    codes = ArrayField(models.TextField(), help_text="whom its lines are about")
    packed = models.BinaryField()

    class Meta:
        db_table = "published_own_lines"
        indexes = [models.Index(fields=["publication", "first"], name="own_lines_by_publication")]


class PaymentColumn(models.Model):
    """A money column of a payments file. `position` is its place in PracticePayments.amounts."""

    publication = models.ForeignKey(Publication, models.PROTECT, db_constraint=False, db_index=False)
    position = models.SmallIntegerField()
    place = models.SmallIntegerField(help_text="its place in the file, from 1; nil: not in the file")
    heading = models.TextField()
    key = models.TextField(help_text="as in rulebook/published/payment_lines.toml")
    role = models.TextField()

    class Meta:
        db_table = "published_payment_column"
        constraints = [
            models.UniqueConstraint(fields=["publication", "position"], name="payment_column_once"),
            models.UniqueConstraint(fields=["publication", "key"], name="payment_column_key_once"),
        ]


class PracticePayments(OfPublication):
    """A year's payments to one practice: every money column in whole pence, null where none is published."""

    name = models.TextField()
    address = models.TextField()
    postcode = models.TextField()
    region_code = models.TextField()
    region = models.TextField()
    icb_code = models.TextField()
    icb = models.TextField()
    pcn_code = models.TextField()
    pcn = models.TextField()
    opened = models.DateField(null=True)
    closed = models.DateField(null=True)
    contract = models.TextField()
    dispensing = models.TextField()
    kind = models.TextField()
    rurality = models.TextField()
    atypical = models.TextField()
    registered = figure(null=True)
    weighted = figure(null=True)
    amounts = ArrayField(models.BigIntegerField(null=True))
    peer_group = models.SmallIntegerField(null=True)

    class Meta:
        db_table = "published_practice_payments"
        constraints = [models.UniqueConstraint(fields=["publication", "code"], name="payments_once")]
        indexes = [
            models.Index(fields=["code"], name="payments_by_code"),
        ]


class PeerGroup(models.Model):
    """Practices that are compared: of one contract type and dispensing status, in one band of list size."""

    publication = models.ForeignKey(Publication, models.PROTECT, db_constraint=False, db_index=False)
    number = models.SmallIntegerField()
    contract = models.TextField(help_text="empty: any")
    dispensing = models.TextField(help_text="empty: any")
    smallest = figure()
    largest = figure()
    practices = models.IntegerField()

    class Meta:
        db_table = "published_peer_group"
        constraints = [models.UniqueConstraint(fields=["publication", "number"], name="peer_group_once")]


class PeerMember(models.Model):
    """A practice whose figures count in a peer group."""

    publication = models.ForeignKey(Publication, models.PROTECT, db_constraint=False, db_index=False)
    number = models.SmallIntegerField(help_text="of the peer group")
    code = models.CharField(max_length=9)

    class Meta:
        db_table = "published_peer_member"
        constraints = [
            models.UniqueConstraint(fields=["publication", "number", "code"], name="peer_member_once")
        ]


class Summary(models.Model):
    """One figure over many practices, worked out when its file was imported.

    Over all England where `peer_group` is null, else over that group. `total` is the sum; `value` the sum
    shared over all patients (or the mean); the quartiles are of the practices' own values.
    """

    publication = models.ForeignKey(Publication, models.PROTECT, db_constraint=False, db_index=False)
    year = models.SmallIntegerField()
    peer_group = models.SmallIntegerField(null=True)
    key = models.TextField(help_text="a payment line or group, or a measure")
    basis = models.TextField(help_text="what it is shared over: weighted, registered, or nothing")
    practices = models.IntegerField()
    total = rate(null=True)
    value = rate(null=True)
    lower = rate(null=True)
    median = rate(null=True)
    upper = rate(null=True)

    class Meta:
        db_table = "published_summary"
        indexes = [models.Index(fields=["publication", "peer_group", "year"], name="summary_by_publication")]


class PeerMeasure(models.Model):
    """A measure's quartiles over a peer group: of one file and year, as one payments file groups peers."""

    payments = models.ForeignKey(
        Publication, models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    publication = models.ForeignKey(
        Publication, models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    year = models.SmallIntegerField()
    key = models.TextField()
    number = models.SmallIntegerField(help_text="of the peer group")
    practices = models.IntegerField()
    lower = rate()
    median = rate()
    upper = rate()

    class Meta:
        db_table = "published_peer_measure"
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "key", "number", "payments", "year"], name="peer_measure_once"
            )
        ]


class QofPoints(OfPublication):
    """QOF points that a practice achieved in a year."""

    name = models.TextField()
    list_size = models.IntegerField(null=True)
    points = figure()
    maximum = figure(null=True)
    percentage = figure(null=True)

    class Meta:
        db_table = "published_qof_points"
        indexes = [
            models.Index(fields=["publication", "code"], name="qof_points_by_publication"),
        ]


class QofRegister(OfPublication):
    """Patients on one of a practice's disease registers."""

    group = models.TextField()
    register = models.IntegerField(null=True)
    list_type = models.TextField()
    list_size = models.IntegerField(null=True)

    class Meta:
        db_table = "published_qof_register"
        indexes = [models.Index(fields=["publication", "code"], name="qof_register_by_publication")]


class QofAchievement(OfPublication):
    """One of an indicator's counts at a practice: how many it is about, or how many of them met it."""

    indicator = models.TextField()
    measure = models.TextField(help_text="NUMERATOR or DENOMINATOR, as published")
    patients = models.IntegerField()

    class Meta:
        db_table = "published_qof_achievement"
        indexes = [
            models.Index(fields=["publication", "code"], name="qof_achievement_by_file"),
        ]


class Geography(OfPublication):
    """The network, ICB and region that a practice belonged to in a QOF year."""

    name = models.TextField()
    pcn_code = models.TextField()
    pcn = models.TextField()
    sub_icb_code = models.TextField()
    sub_icb = models.TextField()
    icb_code = models.TextField()
    icb = models.TextField()
    region_code = models.TextField()
    region = models.TextField()

    class Meta:
        db_table = "published_geography"
        indexes = [models.Index(fields=["publication", "code"], name="geography_by_publication")]


class Rating(OfPublication):
    """CQC's overall rating of a location; some have no practice code."""

    year = models.SmallIntegerField(help_text="calendar year of the rating")
    location = models.TextField()
    rating = models.TextField()
    inherited = models.BooleanField()

    class Meta:
        db_table = "published_rating"
        indexes = [models.Index(fields=["code", "publication"], name="rating_by_code")]


class Workforce(OfPublication):
    """Staff of a practice, as returned: full-time equivalents, and heads of GPs."""

    year = models.SmallIntegerField(help_text="in which the financial year begins")
    patients = figure(null=True)
    gp_headcount = rate(null=True)
    gp_fte = figure(null=True)
    nurse_fte = figure(null=True)
    direct_care_fte = figure(null=True)
    admin_fte = figure(null=True)

    class Meta:
        db_table = "published_workforce"
        indexes = [
            models.Index(fields=["publication", "year", "code"], name="workforce_by_publication"),
            models.Index(fields=["code"], name="workforce_by_code"),
        ]


class ListSize(OfPublication):
    """Patients on a practice's list on a day: of both sexes (ALL) or of one."""

    sex = models.TextField()
    patients = models.IntegerField(null=True)

    class Meta:
        db_table = "published_list_size"
        indexes = [models.Index(fields=["publication", "code"], name="list_size_by_publication")]


class ListBand(models.Model):
    """Patients of one sex and age on a practice's list."""

    publication = models.ForeignKey(Publication, models.PROTECT, db_constraint=False, db_index=False)
    code = models.CharField(max_length=9)
    sex = models.TextField()
    age = models.TextField()
    patients = models.IntegerField()

    class Meta:
        db_table = "published_list_band"
        indexes = [models.Index(fields=["publication", "code"], name="list_band_by_publication")]


class Organisation(OfPublication):
    """A practice, a branch of one, or another prescriber, as the Organisation Data Service lists it."""

    kind = models.TextField()
    name = models.TextField()
    address = models.TextField()
    postcode = models.TextField()
    status = models.TextField()
    opened = models.DateField(null=True)
    closed = models.DateField(null=True)
    parent = models.TextField(help_text="of a branch its practice, of a practice its commissioner")
    setting = models.TextField()
    telephone = models.TextField()
    region_code = models.TextField()
    icb_code = models.TextField()

    class Meta:
        db_table = "published_organisation"
        indexes = [
            models.Index(fields=["code"], name="organisation_by_code"),
            models.Index(fields=["parent"], name="organisation_by_parent"),
        ]


class NetworkMember(OfPublication):
    """A practice's place in a primary care network, from one day to another."""

    name = models.TextField()
    pcn_code = models.TextField()
    pcn = models.TextField()
    joined = models.DateField()
    left = models.DateField(null=True)

    class Meta:
        db_table = "published_network_member"
        indexes = [models.Index(fields=["code"], name="network_member_by_code")]


class Deprivation(OfPublication):
    """The Index of Multiple Deprivation score of a practice's patients: higher is more deprived."""

    year = models.SmallIntegerField(help_text="edition of the index")
    score = figure()

    class Meta:
        db_table = "published_deprivation"
        indexes = [models.Index(fields=["publication", "code"], name="deprivation_by_publication")]


class SearchWord(models.Model):
    """A word by which a practice is found: of its name, its code, its postcode without the space."""

    publication = models.ForeignKey(Publication, models.PROTECT, db_constraint=False, db_index=False)
    code = models.CharField(max_length=9)
    word = models.TextField()

    class Meta:
        db_table = "published_search_word"
        indexes = [models.Index(fields=["word"], opclasses=["text_pattern_ops"], name="search_by_word")]
