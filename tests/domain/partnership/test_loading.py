"""Loading a partnership file and amending it: nothing is overwritten, and every earlier day can be asked."""

import tomllib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from commonpractice.domain.audit.facts import PROGRAM
from commonpractice.domain.ledger import actions as ledger
from commonpractice.domain.ledger.facts import Document, Journal, Line
from commonpractice.domain.partnership import actions, models, queries
from commonpractice.domain.partnership.facts import Basis, KnownCodes, Model, Standing
from commonpractice.domain.partnership.rules import agreement
from commonpractice.domain.partnership.rules.partnership_file import FileRefused, read
from commonpractice.domain.partnership.rules.reach import OutOfScope
from commonpractice.foundations.dated import Period
from commonpractice.foundations.months import Month
from commonpractice.gateways.scoped_postgres.dated_rows import DatedRow
from tests import databases
from tests.conftest import CHECKOUT
from tests.domain.partnership.files import GONE, changed
from tests.domain.partnerships import acting
from tests.examples import thorough

pytestmark = pytest.mark.django_db
MAY = datetime(2025, 5, 1, 9, tzinfo=UTC)
JUNE = datetime(2025, 6, 1, 9, tzinfo=UTC)
ON = date(2025, 4, 1)
LEAVES = date(2025, 9, 30)
BROOK_LEAVES = (
    ("surgery.1.membership.1.until", LEAVES),
    ("partner.1.membership.0.until", LEAVES),
    ("partner.1.share.0.until", LEAVES),
)
BIRCH_AT_AVON = ("partner.1.share.0.surgery", "A81001")
OVERLAPPING = ("surgery.0.contract.0.until", GONE)
BROOK_BETWEEN = {
    "ods_code": "B81002",
    "name": "Brook Surgery",
    "from": date(2018, 4, 1),
    "until": date(2020, 3, 31),
}
DATED = [model for model in DatedRow.__subclasses__() if model is not models.RoleHeld]


def load(*changes: tuple, at: datetime = MAY, **known):
    return actions.load(read(changed(*changes)), actor=PROGRAM, at=at, **known)


def whole(report):
    return queries.whole(report.partnership, actor=PROGRAM)


OTHER = (("code", "other"), ("name", "Other"))


def of_other(one: str, two: str) -> list[tuple]:
    """The partners of another partnership, at its own two surgeries."""
    places = [f"partner.0.{row}.surgery" for row in ("membership.0", "share.0", "share.1")]
    more = [f"partner.1.{row}.surgery" for row in ("membership.0", "share.0")]
    return [(place, one) for place in places] + [(place, two) for place in more]


def counts() -> dict[str, tuple[int, int]]:
    """Of each dated table, how many rows there are and how many of them are superseded."""
    return {
        model.__name__: (model.objects.count(), model.objects.filter(superseded_on__isnull=False).count())
        for model in DATED
    }


def test_a_file_is_loaded_whole():
    report = load()
    assert report.created
    assert (report.partnership.name, report.partnership.model) == (
        "Two Rivers Partnership",
        Model.DECENTRALISED,
    )
    assert [(surgery.code, surgery.is_centre) for surgery in report.partnership.surgeries] == [
        ("A81001", False),
        ("B81002", False),
        ("CENTRE", True),
    ]
    avon, brook, centre = (surgery.id for surgery in report.partnership.surgeries)
    scope = whole(report)
    with acting(scope):
        assert [(p.name, p.surgery_id, p.sessions) for p in queries.partners(scope=scope, on=ON)] == [
            ("Dr Ash", avon, 6.5),
            ("Ms Birch", brook, 4),
        ]
        then = queries.partners(scope=scope, on=date(2021, 3, 31))
        assert [(partner.name, partner.sessions) for partner in then] == [("Dr Ash", 8), ("Ms Birch", 4)]
        assert {partner.basis for partner in then if partner.surgery_id == avon} == {Basis.SESSIONS}
        [birch] = queries.partners(scope=scope, on=ON, surgery_id=brook)
        assert (birch.standing, birch.basis, birch.a_year) == (Standing.FIXED_SHARE, Basis.FIXED, 6_250_050)
        assert [(owner.name, owner.part) for owner in queries.owners(scope=scope, on=ON)] == [
            ("Dr Ash", Fraction(3, 5)),
            ("Dr Alder, retired", Fraction(2, 5)),
        ]
        assert {surgery: size.staff for surgery, size in queries.sizes(scope=scope, on=ON).items()} == {
            avon: 20,
            centre: 12,
        }
        assert queries.sites(scope=scope, on=ON, surgery_id=avon) == [("A81001", "Avon House", True)]
        assert len(queries.sites(scope=scope, on=date(2020, 1, 1), surgery_id=avon)) == 2


def test_loading_twice_changes_nothing():
    first = load()
    with acting(whole(first)):
        before = counts()
    second = load(at=JUNE)
    assert second.nothing_changed
    assert (second.created, second.added, second.superseded, second.renamed) == (False, 0, 0, 0)
    with acting(whole(first)):
        assert counts() == before


def test_names_are_changed_in_place():
    load()
    report = load(
        ("name", "Three Rivers"),
        ("surgery.0.name", "Avon Health"),
        ("surgery.0.strapline", "New"),
        ("partner.0.name", "Dr Ashe"),
        at=JUNE,
    )
    assert (report.created, report.added, report.superseded, report.renamed) == (False, 0, 0, 4)
    assert report.partnership.name == "Three Rivers"
    with acting(whole(report)):
        assert queries.partners(scope=whole(report), on=ON)[0].name == "Dr Ashe"


def test_amending_supersedes_and_the_old_can_still_be_asked():
    """In June it is known that since April Dr Ash has done five sessions, not six and a half."""
    load()
    report = load(("partner.0.share.1.sessions", 5), at=JUNE)
    assert (report.added, report.superseded, report.renamed) == (1, 1, 0)
    scope = whole(report)
    with acting(scope):
        for known, sessions in [
            (None, 5),
            (JUNE.date(), 5),
            (date(2025, 5, 31), 6.5),
            (MAY.date(), 6.5),
            (date(2025, 4, 30), None),  # nothing was known yet
        ]:
            found = queries.partners(scope=scope, on=ON, as_known_on=known)
            assert [p.sessions for p in found if p.code == "P1"] == ([] if sessions is None else [sessions])


def test_a_period_that_ends_is_a_new_fact():
    load()
    report = load(*BROOK_LEAVES, at=JUNE)
    assert (report.added, report.superseded) == (3, 3)
    scope = whole(report)
    with acting(scope):
        after = date(2025, 10, 1)
        assert [p.code for p in queries.partners(scope=scope, on=after)] == ["P1"]
        assert [p.code for p in queries.partners(scope=scope, on=after, as_known_on=MAY.date())] == [
            "P1",
            "P2",
        ]


def test_a_surgery_and_a_partner_may_join():
    load()
    new = {"ods_code": "C81003", "name": "Coln Surgery", "from": date(2025, 6, 1)}
    partner = {
        "code": "P3",
        "name": "Dr Cedar",
        "kind": "gp",
        "membership": [{"surgery": "C81003", "from": date(2025, 6, 1)}],
        "share": [{"surgery": "C81003", "ratio": 100, "from": date(2025, 6, 1)}],
    }
    report = load(("surgery.2", new), ("partner.2", partner), at=JUNE)
    assert (report.added, report.superseded) == (3, 0)
    assert [surgery.code for surgery in report.partnership.surgeries] == [
        "A81001",
        "B81002",
        "C81003",
        "CENTRE",
    ]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            [("surgery.1", GONE), ("partner.1.membership.0.surgery", "A81001"), BIRCH_AT_AVON],
            "Brook Surgery (B81002): not in the file any more. A surgery that leaves keeps its place, "
            "with an “until”.",
        ),
        (
            [("partner.1", GONE)],
            "Ms Birch: not in the file any more. A partner who leaves keeps a place, with an “until”.",
        ),
        ([("demonstration", True)], "Two Rivers Partnership is real and stays so."),
        (
            [("surgery.0.contract.0.until", GONE)],
            "Avon Surgery (A81001) holds two core contracts on the same days: from 1 November 2015, "
            "and from 1 April 2020.",
        ),
    ],
)
def test_an_amendment_that_cannot_be_is_refused_and_changes_nothing(changes, sentence):
    first = load()
    with acting(whole(first)):
        before = counts()
    with pytest.raises(FileRefused) as refusal, transaction.atomic():
        load(*changes, ("surgery.0.name", "Renamed on the way"), at=JUNE)
    assert refusal.value.problems == [sentence.replace("Avon Surgery", "Renamed on the way")]
    with acting(whole(first)):
        assert counts() == before
    assert queries.partnership(code="two").surgeries[0].name == "Avon Surgery"


def test_a_code_that_the_register_does_not_know_is_refused():
    with pytest.raises(FileRefused, match="is not in the ODS register that was imported"):
        load(known=KnownCodes(surgeries=frozenset({"A81001"})))
    with pytest.raises(queries.NoSuchPartnership, match="Load its file first"):
        queries.partnership(code="two")


def test_loading_is_in_the_audit_log_where_it_changed_something():
    from commonpractice.domain.audit.models import Entry

    report = load()
    load(at=JUNE)
    load(("partner.0.share.1.sessions", 5), at=JUNE)
    with acting(whole(report)):
        told = list(Entry.objects.order_by("id").values_list("deed", "subject", "surgery_id"))
    centre = report.partnership.centre.id
    avon, brook, _ = (surgery.id for surgery in report.partnership.surgeries)
    assert [(row[0], row[2]) for row in told] == [
        ("partnership.load", place) for place in (avon, brook, centre, avon, centre)
    ]
    assert told[-1] == ("partnership.load", "Two Rivers Partnership: 1 fact added, 1 superseded", centre)


def test_two_partnerships_live_side_by_side():
    load()
    report = load(*OTHER, ("surgery.0.ods_code", "C1"), ("surgery.1.ods_code", "D1"), *of_other("C1", "D1"))
    assert report.created
    assert [partnership.code for partnership in queries.partnerships()] == ["other", "two"]
    scope = whole(report)
    with acting(scope):
        assert len(queries.partners(scope=scope, on=ON)) == 2


# The property: whatever is loaded one after the other, no two facts overlap where only one can be true.

THOROUGH = thorough(200, suppress=(HealthCheck.function_scoped_fixture,))
FIRST = date(2016, 1, 1)


@st.composite
def timelines(draw) -> list[tuple[date, date | None]]:
    """A few periods one after the other, with gaps or without; the last may be running."""
    cuts = sorted(draw(st.sets(st.integers(0, 40), min_size=1, max_size=5)))
    days = [FIRST + timedelta(days=30 * cut) for cut in cuts]
    ends = [until - timedelta(days=draw(st.sampled_from([1, 1, 8]))) for until in days[1:]]
    last = draw(st.sampled_from([None, days[-1] + timedelta(days=50)]))
    return list(zip(days, [*ends, last], strict=True))


def rows(timeline: list, **values) -> list[dict]:
    return [{**values, "from": start, **({"until": last} if last else {})} for start, last in timeline]


@st.composite
def shares(draw) -> tuple[list, list]:
    """A partner's memberships, and shares that leave no day of them out: by sessions, by ratio or fixed."""
    memberships, told = [], []
    for start, last in draw(timelines()):
        fixed = draw(st.booleans())
        bases = [{"pounds_a_year": 50_000}] if fixed else [{"sessions": 6.5}, {"sessions": 8}, {"ratio": 25}]
        memberships += rows([(start, last)], surgery="A81001", standing="fixed_share" if fixed else "equity")
        middle = start + timedelta(days=5)
        cut = middle if draw(st.booleans()) and (last is None or middle < last) else None
        days = [(start, last)] if cut is None else [(start, cut), (cut + timedelta(days=1), last)]
        for period in days:
            told += rows([period], surgery="A81001", **draw(st.sampled_from(bases)))
    return memberships, told


@st.composite
def owners(draw) -> list[dict]:
    """Property shares that come to the whole on each day: P1's, and others' by name."""
    told = []
    for period in draw(timelines()):
        parts = draw(st.lists(st.integers(1, 9), min_size=1, max_size=3))
        for at, part in enumerate(parts):
            owner = {"owner": f"Dr {at}"} if at else {"partner": "P1"}
            told += rows([period], part=f"{part}/{sum(parts)}", **owner)
    return told


@st.composite
def files(draw) -> dict:
    """A valid file: contracts, sizes, networks, shares and owners over timelines of their own."""
    memberships, told = draw(shares())
    return changed(
        ("surgery.0.contract", rows(draw(timelines()), kind=draw(st.sampled_from(["GMS", "PMS"])))),
        ("surgery.0.size", rows(draw(timelines()), registered=draw(st.integers(1, 3)), source="x")),
        ("surgery.0.network", rows(draw(timelines()), code="U1", name="North")),
        ("surgery.0.site", rows(draw(timelines()), code="S1", name="Avon House", main=draw(st.booleans()))),
        ("surgery.0.property_share", draw(owners())),
        ("partner.0.membership", memberships),
        ("partner.0.share", told),
    )


KEYS = {
    "membership": ["surgery_id"],
    "contract": ["surgery_id"],
    "size": ["surgery_id"],
    "site": ["surgery_id", "code"],
    "pcn_membership": ["surgery_id", "pcn_code"],
    "partner_membership": ["surgery_id", "partner_id"],
    "profit_share": ["surgery_id", "partner_id"],
    "property_share": ["surgery_id", "coalesce(partner_id::text, owner)"],
}


def of(row: str, key: str) -> str:
    """A key of one of the two rows that are compared."""
    return f"(SELECT {key} FROM (SELECT {row}.*) AS row)"


OVERLAPS = " UNION ALL ".join(
    f"SELECT '{table}', one.id, other.id FROM partnership_{table} one JOIN partnership_{table} other "
    f"ON one.id < other.id AND one.effective && other.effective "
    + " ".join(f"AND {of('one', key)} = {of('other', key)}" for key in keys)
    + " WHERE one.superseded_on IS NULL AND other.superseded_on IS NULL"
    for table, keys in KEYS.items()
)


@pytest.fixture(scope="module")
def database(template, django_db_setup, django_db_blocker):
    with databases.cloned(template, django_db_blocker) as name:
        yield name


@pytest.mark.slow
@THOROUGH
@given(sequence=st.lists(st.tuples(files(), st.integers(0, 3)), min_size=2, max_size=3))
def test_whatever_is_loaded_no_two_facts_overlap(database, sequence):
    """After each file: no overlap, what is known is just what the file says, and yesterday is as it was."""
    at, remembered = MAY, {}
    with transaction.atomic():
        for file, days in sequence:
            fact = read(file)
            assert agreement.problems(fact) == []
            report = actions.load(fact, actor=PROGRAM, at=at)
            with acting(whole(report)), connection.cursor() as cursor:
                cursor.execute(OVERLAPS)
                assert cursor.fetchall() == []
                assert known() == sum(map(len, said(file)))
                for day, then in remembered.items():
                    if day < at.date():
                        assert known(day) == then
                remembered[at.date()] = known()
            at += timedelta(days=days)
        assert actions.load(fact, actor=PROGRAM, at=at).nothing_changed
        transaction.set_rollback(True)


def said(file: dict) -> list[list]:
    """The rows of Avon that a file gives."""
    avon, ash = file["surgery"][0], file["partner"][0]
    told = [avon[key] for key in ("contract", "size", "network", "site", "property_share")]
    return [*told, ash["share"], ash["membership"]]


def known(on: date | None = None) -> int:
    """How many such rows are known, or were on a day."""
    of_avon = {"surgery__code": "A81001"}
    tables = (
        models.Contract,
        models.Size,
        models.PcnMembership,
        models.Site,
        models.PropertyShare,
        models.ProfitShare,
        models.PartnerMembership,
    )
    return sum(table.objects.known(on).filter(**of_avon).count() for table in tables)


# Holes.


def test_the_day_of_founding_can_be_put_right():
    load()
    report = load(("founded", date(2015, 10, 1)), at=JUNE)
    assert models.Partnership.objects.get(id=report.partnership.id).founded == date(2015, 10, 1)


@pytest.mark.parametrize(
    "table", ["contract", "site", "pcn_membership", "cqc_location", "role_held", "property_share"]
)
def test_the_database_itself_refuses_two_at_once(database, table):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_constraint WHERE contype = 'x' AND conrelid = %s::regclass",
            [f"partnership_{table}"],
        )
        assert cursor.fetchone() == (1,)


def test_what_is_rounded_by_the_database_does_not_change_at_every_loading():
    """It would be kept as 6.33, another share: so it is refused before it is rounded."""
    with pytest.raises(FileRefused, match="“sessions” should have two decimal places at the most"):
        load(("partner.0.share.1.sessions", 6.333))
    load(("partner.0.share.1.sessions", 6.33))
    assert load(("partner.0.share.1.sessions", 6.33), at=JUNE).nothing_changed


# Whose a practice is.


def test_a_practice_belongs_to_one_partnership_at_a_time():
    load()
    with pytest.raises(FileRefused) as refusal:
        load(*OTHER)
    assert refusal.value.problems == [
        "Avon Surgery (A81001) belongs to Two Rivers Partnership (from 1 November 2015), so it cannot belong "
        "here too (from 1 November 2015): give one of the two files an “until”.",
        "Brook Surgery (B81002) belongs to Two Rivers Partnership (1 November 2015 to 31 March 2018), so it "
        "cannot belong here too (1 November 2015 to 31 March 2018): give one of the two files an “until”.",
    ]


def test_a_practice_may_go_from_one_partnership_to_another():
    load(*BROOK_LEAVES)
    joins = LEAVES + timedelta(days=1)
    surgery = {"ods_code": "B81002", "name": "Brook Surgery", "from": joins}
    report = load(*OTHER, ("surgery", [surgery]), ("partner", []), at=JUNE)
    assert report.created
    with pytest.raises(FileRefused, match="belongs to Two Rivers Partnership"):
        load(*OTHER, ("surgery", [surgery | {"from": LEAVES}]), ("partner", []), at=JUNE)


def test_a_demonstrations_invented_codes_are_nobodys():
    load(("demonstration", True))
    assert load(*OTHER).created
    assert load(("code", "third"), ("demonstration", True)).created


def test_the_database_too_keeps_a_practice_to_one_partnership(database):
    """Whatever adds the row, and whether or not it sees the other partnership's."""
    with transaction.atomic():
        load()
        report = load(*OTHER, ("surgery", [BROOK_BETWEEN]), ("partner", []))
        with acting(whole(report)), pytest.raises(IntegrityError, match="belongs to Two Rivers"):
            models.Membership.objects.bulk_create(
                [
                    models.Membership(
                        surgery_id=report.partnership.surgeries[0].id,
                        effective=DateRange(date(2020, 4, 1), date(2020, 4, 2)),
                        known_on=JUNE.date(),
                    )
                ]
            )
        transaction.set_rollback(True)


# What stays once there are books, and what the log keeps of what does not.


def post_something(rivers) -> None:
    avon, *_ = rivers.partnership.surgeries
    scope = whole(rivers)
    with acting(scope):
        ledger.open_months(surgeries=[avon.id], months=[Month(2025, 4)], scope=scope, at=MAY)
        lines = (Line(avon.id, 2030, 100), Line(avon.id, 8310, -100))
        journal = Journal(dated=ON, narrative="Cotton wool", lines=lines, home_id=avon.id)
        ledger.post([(Document("invoice", "x", "x", avon.id), [journal])], scope=scope, at=MAY)


def test_year_and_model_stay_once_there_are_books():
    report = load()
    assert load(("year_starts", 7), ("model", "centralised")).renamed == 2  # as long as there are none
    load()
    post_something(report)
    with pytest.raises(FileRefused) as refusal:
        load(("year_starts", 7), ("model", "centralised"), ("surgery.0.contract.0.until", GONE))
    assert refusal.value.problems[1:] == [
        "Two Rivers Partnership has books, and keeps them by a year that starts in April: “year_starts” "
        "stays 4.",
        "Two Rivers Partnership has books, and keeps them as decentralised: “model” stays “decentralised”. "
        "A partnership that is organised anew is loaded as another, with a code of its own.",
    ]
    assert load(("founded", date(2015, 10, 1)), ("name", "Rivers")).renamed == 2


def test_the_database_too_keeps_year_and_model_once_there_are_books():
    report = load()
    post_something(report)
    for change in ({"year_starts": 7}, {"model": "centralised"}):
        with (
            pytest.raises(IntegrityError, match="has books: its financial year and its model stay"),
            acting(whole(report)),
            transaction.atomic(),
        ):
            models.Partnership.objects.filter(code="two").update(**change)


def entries(report) -> list:
    from commonpractice.domain.audit.models import Entry

    with acting(whole(report)):
        return list(Entry.objects.order_by("id"))


def test_the_log_keeps_old_and_new_values_at_each_surgery_touched_and_at_the_centre():
    report = load()
    before = len(entries(report))
    load(
        ("name", "Three Rivers"),
        ("surgery.0.name", "Avon Health"),
        ("partner.1.name", "Ms Beech"),
        ("partner.0.share.1.sessions", 5),
        at=JUNE,
    )
    avon, brook, centre = report.partnership.surgeries
    new = {entry.surgery_id: entry for entry in entries(report)[before:]}
    assert {place: entry.subject for place, entry in new.items()} == {
        avon.id: "Avon Health: 1 fact added, 1 superseded, 1 value changed",
        brook.id: "Brook Surgery: 0 facts added, 0 superseded, 1 value changed",
        centre.id: "Three Rivers: 1 fact added, 1 superseded, 3 values changed",
    }
    share = {"what": "profit share", "effective": "from 1 April 2021", "partner": "P1"}
    assert new[avon.id].details == {
        "changed": {"name": ["Avon Surgery", "Avon Health"]},
        "partners": {},
        "added": [share | {"sessions": "5"}],
        "superseded": [share | {"sessions": "6.50"}],
    }
    assert new[brook.id].details["partners"] == {"P2": {"name": ["Ms Birch", "Ms Beech"]}}
    assert new[centre.id].details["partnership"] == {"name": ["Two Rivers Partnership", "Three Rivers"]}
    assert new[centre.id].details["surgeries"] == ["A81001", "B81002"]


def test_a_new_financial_year_is_in_the_log():
    report = load()
    load(("year_starts", 7), at=JUNE)
    assert entries(report)[-1].details["partnership"] == {"year_starts": [4, 7]}
    assert (
        entries(report)[-1].subject == "Two Rivers Partnership: 0 facts added, 0 superseded, 1 value changed"
    )


def test_everything_wrong_with_what_is_here_is_told_at_once():
    load()
    with pytest.raises(FileRefused) as refusal:
        load(("surgery.1", GONE), ("partner.1", GONE), ("demonstration", True), OVERLAPPING)
    assert len(refusal.value.problems) == 4


# When: the day on which something is known is London's.


def test_what_is_loaded_after_midnight_in_summer_is_known_from_that_day():
    load(at=datetime(2025, 6, 30, 23, 30, tzinfo=UTC))  # half past midnight on 1 July
    report = load(("partner.0.share.1.sessions", 5), at=datetime(2025, 7, 1, 23, 30, tzinfo=UTC))
    with acting(whole(report)):
        rows = models.ProfitShare.objects.filter(partner__code="P1", effective__contains=ON)
        days = sorted(rows.values_list("known_on", "superseded_on"))
    assert days == [(date(2025, 7, 1), date(2025, 7, 2)), (date(2025, 7, 2), None)]


# Who belongs.


def codes(partnership) -> list[str]:
    return [surgery.code for surgery in partnership.surgeries]


def test_surgeries_that_have_left_do_not_belong_on_a_later_day():
    load()
    report = load(*BROOK_LEAVES, at=JUNE)
    scope = whole(report)
    after = LEAVES + timedelta(days=1)
    with acting(scope):
        assert codes(queries.partnership(code="two")) == ["A81001", "B81002", "CENTRE"]
        assert codes(queries.partnership(code="two", on=LEAVES)) == ["A81001", "B81002", "CENTRE"]
        assert codes(queries.partnership(code="two", on=after)) == ["A81001", "CENTRE"]
        assert codes(queries.partnership(code="two", on=date(2019, 1, 1))) == ["A81001", "CENTRE"]  # between
        known_in_may = queries.partnership(code="two", on=after, as_known_on=MAY.date())
        assert codes(known_in_may) == ["A81001", "B81002", "CENTRE"]
        _, brook, _ = report.partnership.surgeries
        assert queries.memberships(scope=scope)[brook.id] == (
            Period(date(2015, 11, 1), date(2018, 4, 1)),
            Period(date(2020, 4, 1), after),
        )
        then = queries.memberships(scope=scope, surgeries=[brook.id], as_known_on=MAY.date())
        assert then[brook.id][1] == Period(date(2020, 4, 1))


def test_partners_are_named_by_id_and_by_code_past_ones_too():
    load()
    report = load(*BROOK_LEAVES, at=JUNE)
    scope = whole(report)
    with acting(scope):
        ids = queries.partner_ids(scope=scope)
        assert list(ids) == ["P1", "P2"]
        assert queries.partner_names(ids=ids.values()) == {ids["P1"]: "Dr Ash", ids["P2"]: "Ms Birch"}
    avon, *_ = report.partnership.surgeries
    with acting(replace(scope, surgeries=(avon.id,))):
        assert list(queries.partner_ids(scope=scope)) == ["P1"]
        assert queries.partner_names(ids=ids.values()) == {ids["P1"]: "Dr Ash"}


def test_memberships_are_asked_within_ones_scope():
    report = load()
    avon, brook, _ = report.partnership.surgeries
    narrow = replace(whole(report), surgeries=(avon.id,))
    with pytest.raises(OutOfScope), acting(narrow):
        queries.memberships(scope=narrow, surgeries=[brook.id])


@pytest.mark.parametrize("file", ["our_health_partnership", "midlands_medical_partnership"])
def test_the_files_that_are_shipped_can_be_loaded(file):
    text = (CHECKOUT / "partnerships" / f"{file}.toml").read_text("utf-8")
    fact = read(tomllib.loads(text, parse_float=Decimal))
    assert actions.load(fact, actor=PROGRAM, at=MAY).created
