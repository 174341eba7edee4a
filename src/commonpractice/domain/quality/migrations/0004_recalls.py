"""Recall lists: who has not met what, and what was done about it; seen by those who know the surgery's patients.

What was missed is worked out and replaced by the program. What was done is written down by those who may know the
patients, about a patient of their own surgery, and never changed.
"""

import django.db.models.deletion
from django.db import migrations, models

from commonpractice.gateways.scoped_postgres.operations import (
    OWN_PATIENTS,
    OWN_ROWS,
    append_only,
    grant,
    wall,
)

MISSED = "surgery_id, run_id, patient, indicator, task, last_found"
EVENT = 'surgery_id, patient_id, what, by, "on", indicators, words, takes_back_id, at, actor_id, actor_name'
BY_PROGRAM = f"(SELECT app.actor()) = 0 AND {OWN_ROWS}"
SEEN = f"(({OWN_PATIENTS}) OR ({BY_PROGRAM}))"

OF_ONE_SURGERY = """
ALTER TABLE quality_missed ADD CONSTRAINT quality_missed_run_of_surgery
    FOREIGN KEY (run_id, surgery_id) REFERENCES quality_run (id, surgery_id);
ALTER TABLE records_patient ADD CONSTRAINT patient_id_of_surgery UNIQUE (id, surgery_id);
ALTER TABLE quality_recall_event ADD CONSTRAINT quality_recall_event_patient_of_surgery
    FOREIGN KEY (patient_id, surgery_id) REFERENCES records_patient (id, surgery_id);
ALTER TABLE quality_recall_event ADD CONSTRAINT recall_event_of_patient_once UNIQUE (id, surgery_id, patient_id);
ALTER TABLE quality_recall_event ADD CONSTRAINT quality_recall_event_takes_back_its_own
    FOREIGN KEY (takes_back_id, surgery_id, patient_id)
    REFERENCES quality_recall_event (id, surgery_id, patient_id);
"""
OF_ONE_SURGERY_BACK = """
ALTER TABLE quality_recall_event DROP CONSTRAINT quality_recall_event_takes_back_its_own;
ALTER TABLE quality_recall_event DROP CONSTRAINT recall_event_of_patient_once;
ALTER TABLE quality_recall_event DROP CONSTRAINT quality_recall_event_patient_of_surgery;
ALTER TABLE records_patient DROP CONSTRAINT patient_id_of_surgery;
ALTER TABLE quality_missed DROP CONSTRAINT quality_missed_run_of_surgery;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("partnership", "0007_small_numbers"),
        ("quality", "0003_disclosed"),
        ("records", "0002_wall"),
    ]

    operations = [
        migrations.CreateModel(
            name="Missed",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "surgery_id",
                        "patient",
                        "indicator",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("patient", models.IntegerField(help_text="records_patient")),
                ("indicator", models.TextField()),
                (
                    "task",
                    models.SmallIntegerField(
                        help_text="which of the definition's, from 0; blank: none fits", null=True
                    ),
                ),
                (
                    "last_found",
                    models.DateField(help_text="when what good care asks for was last coded", null=True),
                ),
                (
                    "run",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="quality.run",
                    ),
                ),
                (
                    "surgery",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="partnership.surgery",
                    ),
                ),
            ],
            options={
                "db_table": "quality_missed",
            },
        ),
        migrations.CreateModel(
            name="RecallEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "what",
                    models.TextField(
                        choices=[
                            ("invited", "Invited"),
                            ("booked", "Booked"),
                            ("done", "Done"),
                            ("declined", "Declined"),
                            ("unsuitable", "Not suitable"),
                            ("taken_back", "Written down by mistake"),
                        ]
                    ),
                ),
                (
                    "by",
                    models.TextField(
                        blank=True,
                        choices=[
                            ("letter", "by letter"),
                            ("text", "by text message"),
                            ("phone", "by telephone"),
                            ("in_person", "in person"),
                        ],
                        help_text="of an invitation: by what",
                    ),
                ),
                ("on", models.DateField()),
                ("indicators", models.JSONField(help_text="the codes of those that it is about")),
                ("words", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                ("actor_id", models.BigIntegerField()),
                ("actor_name", models.TextField()),
                (
                    "patient",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="records.patient"
                    ),
                ),
                (
                    "surgery",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="partnership.surgery"
                    ),
                ),
                (
                    "takes_back",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="taken_back_by",
                        to="quality.recallevent",
                    ),
                ),
            ],
            options={
                "db_table": "quality_recall_event",
                "indexes": [
                    models.Index(fields=["surgery", "patient", "on", "id"], name="recall_event_of_patient")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("what", "invited"),
                            ("by", ""),
                            _connector="XOR",
                        ),
                        name="recall_invited_by_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("what", "taken_back"),
                            ("takes_back", None),
                            _connector="XOR",
                        ),
                        name="recall_takes_back_something",
                    ),
                ],
            },
        ),
        migrations.RunSQL(OF_ONE_SURGERY, OF_ONE_SURGERY_BACK),
        grant("quality_missed", "SELECT", f"INSERT ({MISSED})", "DELETE"),
        wall("quality_missed", see=SEEN, write=BY_PROGRAM),
        migrations.RunSQL(  # a list is taken away by whoever writes the next, and by nobody else
            f"ALTER POLICY removed ON quality_missed USING ({BY_PROGRAM.format(column='surgery_id')})",
            migrations.RunSQL.noop,
        ),
        grant("quality_recall_event", "SELECT", f"INSERT ({EVENT})"),
        wall("quality_recall_event", see=OWN_PATIENTS),
        append_only("quality_recall_event"),
        migrations.RunSQL(
            "CREATE TRIGGER name_actor BEFORE INSERT ON quality_recall_event "
            "FOR EACH ROW EXECUTE FUNCTION app.name_actor();",
            "DROP TRIGGER name_actor ON quality_recall_event",
        ),
    ]
