"""Improvement actions, and from when charts have new limits: written by named persons, and never changed.

An action and what became of it are seen with its surgery, the partnership's own with the centre. Limits are seen with
the surgery; those of the partnership's charts by everybody in the partnership, for everybody sees those charts.
"""

import django.db.models.deletion
from django.db import migrations, models

from commonpractice.gateways.scoped_postgres.operations import OWN_ROWS, append_only, grant, wall

BY = "at, actor_id, actor_name"
COLUMNS = {
    "quality_improvement": "surgery_id, indicator, run_id, seen_on, part, signal, side, plan, goal, percent, "
    f"owner_id, owner_name, due_on, check_on, {BY}",
    "quality_improvement_event": 'surgery_id, improvement_id, what, words, "on", owner_id, owner_name, due_on, '
    f"check_on, part, found, {BY}",
    "quality_baseline": f"partnership_id, surgery_id, indicator, first, last, reason, takes_back_id, {BY}",
}
MINE = OWN_ROWS.format(column="surgery_id")
OF_ONES_PARTNERSHIP = """partnership_id IN (
    SELECT s.partnership_id FROM partnership_surgery s WHERE s.id = ANY ((SELECT app.surgeries())::int[])
)"""
OF_ONES_CENTRE = """partnership_id IN (
    SELECT s.partnership_id FROM partnership_surgery s
    WHERE s.kind = 'centre' AND s.id = ANY ((SELECT app.surgeries())::int[])
)"""
BASELINE_SEEN = f"(({MINE}) OR (surgery_id IS NULL AND {OF_ONES_PARTNERSHIP}))"
BASELINE_WRITTEN = f"(({MINE} AND {OF_ONES_PARTNERSHIP}) OR (surgery_id IS NULL AND {OF_ONES_CENTRE}))"
NAMED = "CREATE TRIGGER name_actor BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION app.name_actor();"
OF_ONE_SURGERY = """
ALTER TABLE quality_improvement ADD CONSTRAINT quality_improvement_run_of_surgery
    FOREIGN KEY (run_id, surgery_id) REFERENCES quality_run (id, surgery_id);
ALTER TABLE quality_improvement ADD CONSTRAINT quality_improvement_id_of_surgery UNIQUE (id, surgery_id);
ALTER TABLE quality_improvement_event ADD CONSTRAINT quality_improvement_event_of_surgery
    FOREIGN KEY (improvement_id, surgery_id) REFERENCES quality_improvement (id, surgery_id);
"""
OF_ONE_SURGERY_BACK = """
ALTER TABLE quality_improvement_event DROP CONSTRAINT quality_improvement_event_of_surgery;
ALTER TABLE quality_improvement DROP CONSTRAINT quality_improvement_id_of_surgery;
ALTER TABLE quality_improvement DROP CONSTRAINT quality_improvement_run_of_surgery;
"""
# The action is held, so that of two who write at once the second sees what the first wrote.
IN_ORDER = """
CREATE FUNCTION app.keep_improvements() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    bad record;
BEGIN
    PERFORM FROM quality_improvement
    WHERE id IN (SELECT improvement_id FROM new_events) ORDER BY id
    FOR NO KEY UPDATE;  -- which goes with the keys that both hold
    SELECT n.improvement_id AS id INTO bad
    FROM new_events n CROSS JOIN LATERAL (
        SELECT coalesce((
            SELECT e.what FROM quality_improvement_event e
            WHERE e.improvement_id = n.improvement_id AND e.what NOT IN ('comment', 'changed')
              AND e.id NOT IN (SELECT id FROM new_events)
            ORDER BY e.id DESC LIMIT 1
        ), 'open') AS state
    ) before
    WHERE NOT (
        n.what = 'comment'
        OR n.what = 'changed' AND before.state IN ('open', 'done', 'cannot_say')
        OR n.what IN ('done', 'withdrawn') AND before.state = 'open'
        OR n.what IN ('worked', 'not_worked', 'cannot_say') AND before.state IN ('done', 'cannot_say')
    ) OR 1 < (SELECT count(*) FROM new_events o WHERE o.improvement_id = n.improvement_id)
    LIMIT 1;
    IF FOUND THEN
        RAISE integrity_constraint_violation USING CONSTRAINT = 'improvement_in_order', MESSAGE = format(
            'Somebody else has just written down something else of action %s. Look at it again.', bad.id);
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER keep_improvements AFTER INSERT ON quality_improvement_event
REFERENCING NEW TABLE AS new_events FOR EACH STATEMENT EXECUTE FUNCTION app.keep_improvements();
"""
IN_ORDER_BACK = (
    "DROP TRIGGER keep_improvements ON quality_improvement_event; DROP FUNCTION app.keep_improvements();"
)


class Migration(migrations.Migration):
    dependencies = [
        ("partnership", "0007_small_numbers"),
        ("quality", "0004_recalls"),
    ]

    operations = [
        migrations.CreateModel(
            name="Improvement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("indicator", models.TextField()),
                (
                    "seen_on",
                    models.DateField(help_text="up to which day its twelve months counted", null=True),
                ),
                (
                    "part",
                    models.FloatField(help_text="of 1, met then, as it may leave the surgery", null=True),
                ),
                ("signal", models.TextField(blank=True, help_text="of the chart then; blank: none")),
                ("side", models.TextField(blank=True)),
                ("plan", models.TextField()),
                (
                    "goal",
                    models.TextField(
                        choices=[
                            ("signal", "The chart signals an improvement"),
                            ("percent", "It reaches a percentage, and stays there"),
                        ]
                    ),
                ),
                ("percent", models.FloatField(help_text="that it is to reach", null=True)),
                ("owner_id", models.BigIntegerField()),
                ("owner_name", models.TextField()),
                ("due_on", models.DateField()),
                ("check_on", models.DateField()),
                ("at", models.DateTimeField()),
                ("actor_id", models.BigIntegerField()),
                ("actor_name", models.TextField()),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False,
                        help_text="which was seen",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="quality.run",
                    ),
                ),
                (
                    "surgery",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="partnership.surgery"
                    ),
                ),
            ],
            options={
                "db_table": "quality_improvement",
            },
        ),
        migrations.CreateModel(
            name="ImprovementEvent",
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
                            ("done", "Done"),
                            ("cannot_say", "Checked: cannot say yet"),
                            ("worked", "Checked: it worked"),
                            ("not_worked", "Checked: it did not work"),
                            ("withdrawn", "Withdrawn"),
                            ("comment", "Comment"),
                            ("changed", "Changed"),
                        ]
                    ),
                ),
                ("words", models.TextField(blank=True)),
                ("on", models.DateField(help_text="of done: when it was", null=True)),
                ("owner_id", models.BigIntegerField(null=True)),
                ("owner_name", models.TextField(blank=True)),
                ("due_on", models.DateField(null=True)),
                ("check_on", models.DateField(null=True)),
                (
                    "part",
                    models.FloatField(help_text="of 1, of a check: as it may leave the surgery", null=True),
                ),
                ("found", models.TextField(blank=True, help_text="what the figures that may leave said")),
                ("at", models.DateTimeField()),
                ("actor_id", models.BigIntegerField()),
                ("actor_name", models.TextField()),
                (
                    "improvement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="quality.improvement",
                    ),
                ),
                (
                    "surgery",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="partnership.surgery"
                    ),
                ),
            ],
            options={
                "db_table": "quality_improvement_event",
            },
        ),
        migrations.CreateModel(
            name="Baseline",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("indicator", models.TextField()),
                ("first", models.DateField(help_text="from which day")),
                (
                    "last",
                    models.DateField(
                        help_text="until which day its months fix them; none: the usual number", null=True
                    ),
                ),
                ("reason", models.TextField()),
                ("at", models.DateTimeField(help_text="since when it is known")),
                ("actor_id", models.BigIntegerField()),
                ("actor_name", models.TextField()),
                (
                    "partnership",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="partnership.partnership",
                    ),
                ),
                (
                    "surgery",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="partnership.surgery",
                    ),
                ),
                (
                    "takes_back",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="taken_back_by",
                        to="quality.baseline",
                    ),
                ),
            ],
            options={
                "db_table": "quality_baseline",
                "indexes": [
                    models.Index(fields=["partnership", "surgery", "indicator"], name="baseline_of_chart")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("last", None), ("last__gte", models.F("first")), _connector="OR"),
                        name="baseline_ends_after_it_begins",
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="improvement",
            index=models.Index(fields=["surgery", "indicator"], name="improvement_of_surgery"),
        ),
        migrations.AddConstraint(
            model_name="improvement",
            constraint=models.CheckConstraint(
                condition=models.Q(("goal", "percent"), ("percent", None), _connector="XOR"),
                name="improvement_has_one_goal",
            ),
        ),
        migrations.AddConstraint(
            model_name="improvement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("part", None), models.Q(("part__gte", 0), ("part__lte", 1)), _connector="OR"
                ),
                name="improvement_part_of_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="improvementevent",
            constraint=models.CheckConstraint(
                condition=models.Q(("what", "done"), ("on", None), _connector="XOR"),
                name="improvement_done_on_a_day",
            ),
        ),
        migrations.RunSQL(OF_ONE_SURGERY, OF_ONE_SURGERY_BACK),
        *[grant(table, "SELECT", f"INSERT ({columns})") for table, columns in COLUMNS.items()],
        wall("quality_improvement"),
        wall("quality_improvement_event"),
        wall("quality_baseline", see=BASELINE_SEEN, write=BASELINE_WRITTEN),
        *[append_only(table) for table in COLUMNS],
        *[
            migrations.RunSQL(NAMED.format(table=table), f"DROP TRIGGER name_actor ON {table}")
            for table in COLUMNS
        ],
        migrations.RunSQL(IN_ORDER, IN_ORDER_BACK),
    ]
