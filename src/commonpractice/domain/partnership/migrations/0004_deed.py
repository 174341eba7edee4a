"""The deed, who decides what, the centre's charges and partners' prior shares: tables, and who sees them.

The deed, its decisions and the charges that all surgeries pay are known to everybody in the partnership. What
only some surgeries are charged is told to each of them alone. All of it is written by whoever has the whole
of the partnership in scope, as the command that loads its file has.
"""

import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.db import migrations, models

from commonpractice.gateways.scoped_postgres.operations import OWN_ROWS, grant, wall

DATED = ["SELECT", "INSERT", "UPDATE (superseded_on)"]

OF_ONES_PARTNERSHIP = """partnership_id IN (
    SELECT s.partnership_id FROM partnership_surgery s WHERE s.id = ANY ((SELECT app.surgeries())::int[])
)"""
THE_WHOLE = """(SELECT app.actor()) IS NOT NULL AND NOT EXISTS (
    SELECT FROM partnership_surgery s
    WHERE s.partnership_id = {of} AND s.id <> ALL ((SELECT app.surgeries())::int[])
)"""
ITS_PARTNERSHIP = "(SELECT o.partnership_id FROM partnership_surgery o WHERE o.id = {of}.surgery_id)"

CLAIMED = """
CREATE POLICY claimed ON partnership_prior_share AS RESTRICTIVE FOR INSERT TO cp_app
    WITH CHECK (app.may_claim(partner_id));
"""


def of_the_partnership(table: str) -> migrations.RunSQL:
    """Show a table's rows to everybody in their partnership, and let the whole of it write them."""
    return wall(table, see=OF_ONES_PARTNERSHIP, write=THE_WHOLE.format(of=f"{table}.partnership_id"))


def never_two_at_once(table: str, owner: str, text: str = "") -> migrations.RunSQL:
    """Refuse two rows of one owner, neither superseded, that are effective on one day: where a text column is
    named, two that are alike in it. A text is compared by a hash of 64 bits, as in 0002."""
    keys = [f"int8range({owner}, {owner}, '[]') WITH &&"]
    if text:
        hashed = f"hashtextextended({text}, 0)::numeric"
        keys.append(f"numrange({hashed}, {hashed}, '[]') WITH &&")
    return migrations.RunSQL(
        f"""
        ALTER TABLE {table} ADD CONSTRAINT {table}_one_at_a_time EXCLUDE USING gist (
            {", ".join(keys)}, effective WITH &&
        ) WHERE (superseded_on IS NULL)
        """
    )


class Migration(migrations.Migration):
    dependencies = [
        ("partnership", "0003_books_and_accounts"),
    ]

    operations = [
        migrations.CreateModel(
            name="Charge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("effective", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("known_on", models.DateField()),
                ("superseded_on", models.DateField(blank=True, null=True)),
                ("code", models.CharField(max_length=20)),
                ("name", models.TextField()),
                (
                    "basis",
                    models.TextField(
                        choices=[
                            ("per_registered", "per registered patient"),
                            ("per_weighted", "per weighted patient"),
                            ("share_of_income", "a share of income"),
                            ("per_partner", "per partner"),
                            ("per_head", "per head of staff"),
                            ("fixed", "a fixed sum for each surgery"),
                            ("usage", "by use"),
                            ("direct", "what was spent for the surgery"),
                        ]
                    ),
                ),
                (
                    "rate",
                    models.DecimalField(
                        decimal_places=4, help_text="pounds for each unit", max_digits=10, null=True
                    ),
                ),
                (
                    "percent",
                    models.DecimalField(decimal_places=2, help_text="of income", max_digits=5, null=True),
                ),
                ("pool", models.BigIntegerField(help_text="whole pence a year, of all together", null=True)),
                (
                    "cap",
                    models.BigIntegerField(help_text="whole pence a surgery a year, at the most", null=True),
                ),
                (
                    "floor",
                    models.BigIntegerField(help_text="whole pence a surgery a year, at least", null=True),
                ),
                (
                    "partnership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="partnership.partnership"
                    ),
                ),
            ],
            options={
                "db_table": "partnership_charge",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("basis", "direct"),
                                ("pool__isnull", True),
                                ("rate__isnull", True),
                                ("percent__isnull", True),
                            ),
                            models.Q(
                                models.Q(("basis", "direct"), _negated=True),
                                models.Q(
                                    models.Q(
                                        ("pool__isnull", True),
                                        ("rate__isnull", True),
                                        models.Q(("percent__isnull", True), _negated=True),
                                    ),
                                    models.Q(
                                        ("pool__isnull", True),
                                        models.Q(("rate__isnull", True), _negated=True),
                                        ("percent__isnull", True),
                                    ),
                                    models.Q(
                                        models.Q(("pool__isnull", True), _negated=True),
                                        ("rate__isnull", True),
                                        ("percent__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="charge_goes_by_one_thing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("pool__isnull", True),
                            models.Q(("cap__isnull", True), ("floor__isnull", True)),
                            _connector="OR",
                        ),
                        name="charge_pool_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("floor__lte", models.F("cap"))), name="charge_floor_below_cap"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ChargeToSome",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("effective", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("known_on", models.DateField()),
                ("superseded_on", models.DateField(blank=True, null=True)),
                ("code", models.CharField(max_length=20)),
                ("name", models.TextField()),
                (
                    "basis",
                    models.TextField(
                        choices=[
                            ("per_registered", "per registered patient"),
                            ("per_weighted", "per weighted patient"),
                            ("share_of_income", "a share of income"),
                            ("per_partner", "per partner"),
                            ("per_head", "per head of staff"),
                            ("fixed", "a fixed sum for each surgery"),
                            ("usage", "by use"),
                            ("direct", "what was spent for the surgery"),
                        ]
                    ),
                ),
                (
                    "rate",
                    models.DecimalField(
                        decimal_places=4, help_text="pounds for each unit", max_digits=10, null=True
                    ),
                ),
                (
                    "percent",
                    models.DecimalField(decimal_places=2, help_text="of income", max_digits=5, null=True),
                ),
                ("pool", models.BigIntegerField(help_text="whole pence a year, of all together", null=True)),
                (
                    "cap",
                    models.BigIntegerField(help_text="whole pence a surgery a year, at the most", null=True),
                ),
                (
                    "floor",
                    models.BigIntegerField(help_text="whole pence a surgery a year, at least", null=True),
                ),
                (
                    "surgery",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="partnership.surgery"),
                ),
            ],
            options={
                "db_table": "partnership_charge_to_some",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("basis", "direct"),
                                ("pool__isnull", True),
                                ("rate__isnull", True),
                                ("percent__isnull", True),
                            ),
                            models.Q(
                                models.Q(("basis", "direct"), _negated=True),
                                models.Q(
                                    models.Q(
                                        ("pool__isnull", True),
                                        ("rate__isnull", True),
                                        models.Q(("percent__isnull", True), _negated=True),
                                    ),
                                    models.Q(
                                        ("pool__isnull", True),
                                        models.Q(("rate__isnull", True), _negated=True),
                                        ("percent__isnull", True),
                                    ),
                                    models.Q(
                                        models.Q(("pool__isnull", True), _negated=True),
                                        ("rate__isnull", True),
                                        ("percent__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="charge_to_some_goes_by_one_thing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("pool__isnull", True),
                            models.Q(("cap__isnull", True), ("floor__isnull", True)),
                            _connector="OR",
                        ),
                        name="charge_to_some_pool_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("floor__lte", models.F("cap"))),
                        name="charge_to_some_floor_below_cap",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("effective", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("known_on", models.DateField()),
                ("superseded_on", models.DateField(blank=True, null=True)),
                ("name", models.TextField()),
                (
                    "decider",
                    models.TextField(
                        choices=[
                            ("surgery", "the surgery's own partners"),
                            ("board", "the board"),
                            ("all_partners", "all partners of the partnership"),
                        ]
                    ),
                ),
                ("percent", models.DecimalField(decimal_places=2, max_digits=5)),
                ("strictly", models.BooleanField(help_text="more than that; at least that where not")),
                (
                    "electorate",
                    models.TextField(
                        choices=[("voting", "those who vote"), ("entitled", "all who may vote")]
                    ),
                ),
                (
                    "partnership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="partnership.partnership"
                    ),
                ),
            ],
            options={
                "db_table": "partnership_decision",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("percent__gt", 0), ("percent__lte", 100)),
                        name="decision_is_carried_by_a_part",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Deed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("effective", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("known_on", models.DateField()),
                ("superseded_on", models.DateField(blank=True, null=True)),
                (
                    "profit_sharing",
                    models.TextField(
                        choices=[
                            ("time_apportioned", "the year's profit is shared by days"),
                            ("month_earned", "each month's profit is shared between those who were there"),
                        ]
                    ),
                ),
                (
                    "losses",
                    models.TextField(
                        choices=[("as_profits", "a loss is borne as a profit would have been shared")]
                    ),
                ),
                (
                    "centre_result",
                    models.TextField(
                        choices=[
                            ("retained", "the centre keeps it"),
                            ("per_registered", "the surgeries', by registered patients"),
                            ("per_weighted", "the surgeries', by weighted patients"),
                            ("share_of_income", "the surgeries', by their income"),
                            ("equally_by_surgery", "the surgeries', in equal parts"),
                        ]
                    ),
                ),
                (
                    "statements",
                    models.TextField(
                        choices=[
                            ("own", "the partner alone"),
                            ("own_surgery", "the partners of the same surgery"),
                            ("all_partners", "all partners of the partnership"),
                        ]
                    ),
                ),
                ("peers", models.TextField(choices=[("lettered", "by letters"), ("named", "by name")])),
                (
                    "estimate_unsigned",
                    models.PositiveSmallIntegerField(help_text="surgeries that may be closed unsigned"),
                ),
                (
                    "small_numbers",
                    models.PositiveSmallIntegerField(help_text="counts below this stay in their surgery"),
                ),
                ("cash_floor", models.BigIntegerField(help_text="whole pence, for each surgery", null=True)),
                (
                    "cash_floor_days",
                    models.PositiveSmallIntegerField(help_text="days of its spending", null=True),
                ),
                (
                    "partnership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="partnership.partnership"
                    ),
                ),
            ],
            options={
                "db_table": "partnership_deed",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("cash_floor__isnull", True), ("cash_floor_days__isnull", True), _connector="OR"
                        ),
                        name="deed_has_one_cash_floor",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PriorShare",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("effective", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("known_on", models.DateField()),
                ("superseded_on", models.DateField(blank=True, null=True)),
                ("name", models.TextField()),
                ("a_year", models.BigIntegerField(help_text="whole pence")),
                (
                    "partner",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="partnership.partner"),
                ),
                (
                    "surgery",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="partnership.surgery"),
                ),
            ],
            options={
                "db_table": "partnership_prior_share",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("a_year__gt", 0)), name="prior_share_is_above_nil"
                    )
                ],
            },
        ),
        grant("partnership_deed", *DATED),
        of_the_partnership("partnership_deed"),
        never_two_at_once("partnership_deed", "partnership_id"),
        grant("partnership_decision", *DATED),
        of_the_partnership("partnership_decision"),
        never_two_at_once("partnership_decision", "partnership_id", "name"),
        grant("partnership_charge", *DATED),
        of_the_partnership("partnership_charge"),
        never_two_at_once("partnership_charge", "partnership_id", "code"),
        grant("partnership_charge_to_some", *DATED),
        wall(
            "partnership_charge_to_some",
            see=OWN_ROWS,
            write=THE_WHOLE.format(of=ITS_PARTNERSHIP.format(of="partnership_charge_to_some")),
        ),
        never_two_at_once("partnership_charge_to_some", "surgery_id", "code"),
        grant("partnership_prior_share", *DATED),
        wall("partnership_prior_share"),
        never_two_at_once("partnership_prior_share", "partner_id", "surgery_id::text || ' ' || name"),
        migrations.RunSQL(CLAIMED),
    ]
