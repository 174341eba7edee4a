"""What the database keeps of patients' records: who they are, what codes mean, and which snapshots there are.

The events themselves are in files (gateways/event_store), with numbers that these tables give out. Who a
patient is stands here alone, behind a wall of its own: seen with a ticket for the patients of that surgery.
"""

from django.db import models

from commonpractice.domain.partnership.models import Surgery
from commonpractice.domain.records.facts import System


class Store(models.Model):
    """The name of this database's part of the folder of snapshots; another database's files are not ours."""

    only_one = models.BooleanField(primary_key=True, default=True)
    name = models.UUIDField()

    class Meta:
        db_table = "records_store"


class Concept(models.Model):
    """A code that some record or codelist has used. Its number stands for it in every file, for ever.

    A SNOMED CT or dm+d identifier as it is; of another system with the system before it: loinc:8302-2.
    """

    id = models.AutoField(primary_key=True)
    code = models.TextField(unique=True)
    term = models.TextField(help_text="as whoever used it first called it")

    class Meta:
        db_table = "records_concept"


class Codelist(models.Model):
    """One version of the codes that make up a cluster, in force from a day until another takes its place."""

    cluster = models.TextField()
    version = models.TextField()
    source = models.TextField(help_text="the file it was read from")
    sha256 = models.CharField(max_length=64)
    effective_from = models.DateField()
    at = models.DateTimeField()
    actor_id = models.BigIntegerField()
    actor_name = models.TextField()

    class Meta:
        db_table = "records_codelist"
        constraints = [models.UniqueConstraint(fields=["cluster", "version"], name="codelist_version_once")]


class CodelistMember(models.Model):
    """One code of one version of a codelist."""

    pk = models.CompositePrimaryKey("codelist_id", "concept_id")
    codelist = models.ForeignKey(Codelist, models.PROTECT, related_name="members", db_index=False)
    concept = models.ForeignKey(Concept, models.PROTECT, db_index=False)

    class Meta:
        db_table = "records_codelist_member"


class Patient(models.Model):
    """Who a patient of a surgery is, as its system last said. The number stands for them in every file."""

    id = models.AutoField(primary_key=True)
    surgery = models.ForeignKey(Surgery, models.PROTECT, db_index=False)
    pseudonym = models.BinaryField(help_text="16 bytes; the same person at two surgeries has one")
    local_id = models.TextField(help_text="the patient in the surgery's own system")
    nhs_number = models.CharField(max_length=10, null=True)
    given_name = models.TextField()
    family_name = models.TextField()
    born = models.DateField()
    address = models.TextField()
    postcode = models.TextField()
    phone = models.TextField()
    email = models.TextField()
    told_at = models.DateTimeField(help_text="when the surgery's system last said so")

    class Meta:
        db_table = "records_patient"
        constraints = [
            models.UniqueConstraint(fields=["surgery", "pseudonym"], name="patient_once"),
        ]
        indexes = [models.Index(fields=["surgery", "local_id"], name="patient_local_id")]


class Clinician(models.Model):
    """Whoever saw patients at a surgery, by that surgery's own code for them."""

    id = models.AutoField(primary_key=True)
    surgery = models.ForeignKey(Surgery, models.PROTECT, db_index=False)
    code = models.TextField()
    name = models.TextField()
    role = models.TextField()

    class Meta:
        db_table = "records_clinician"
        constraints = [models.UniqueConstraint(fields=["surgery", "code"], name="clinician_once")]


class Snapshot(models.Model):
    """The files of one surgery's events as taken in once. The last one taken in is the one in use."""

    surgery = models.ForeignKey(Surgery, models.PROTECT, db_index=False)
    uuid = models.UUIDField(unique=True)
    system = models.TextField(choices=System.choices())
    as_at = models.DateField(help_text="the day of the extract")
    rows = models.JSONField(help_text="how many of each table")
    manifest_sha256 = models.CharField(max_length=64)
    key_check = models.CharField(max_length=16, help_text="tells one key of pseudonyms from another")
    at = models.DateTimeField()
    actor_id = models.BigIntegerField()
    actor_name = models.TextField()

    class Meta:
        db_table = "records_snapshot"
        indexes = [models.Index(fields=["surgery", "id"], name="snapshot_of_surgery")]


class Import(models.Model):
    """One taking in of files: what was read, what was refused and why, and the snapshot that came of it.

    Seen with a ticket for the patients of the surgery; that there is a snapshot with one for the surgery.
    """

    surgery = models.ForeignKey(Surgery, models.PROTECT)
    snapshot = models.OneToOneField(Snapshot, models.PROTECT)
    follows = models.ForeignKey(
        Snapshot, models.PROTECT, null=True, related_name="followed_by",
        help_text="the snapshot that mended rows were added to",
    )  # fmt: skip
    files = models.JSONField(help_text="the name, size and SHA-256 of each")
    kinds = models.JSONField(help_text="how many resources of each kind, where the files hold such")
    rules = models.CharField(max_length=64, help_text="SHA-256 of the column maps and units it was read by")
    counts = models.JSONField(help_text="by table: read, taken in, refused, dropped as told twice")
    reasons = models.JSONField(help_text="by table, column and reason: how many rows were refused")
    notes = models.JSONField(help_text="what else was noticed, in sentences")
    refused = models.TextField(help_text="the folder of the rows that were refused; blank where none was")
    at = models.DateTimeField()
    actor_id = models.BigIntegerField()
    actor_name = models.TextField()

    class Meta:
        db_table = "records_import"
