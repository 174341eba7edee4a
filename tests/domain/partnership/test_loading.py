"""Loading a partnership file and amending it: nothing is overwritten, and every earlier day can be asked."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commonpractice.domain.audit.facts import PROGRAM
from commonpractice.domain.partnership import actions, models, queries
from commonpractice.domain.partnership.facts import Model, Standing
from commonpractice.domain.partnership.rules import agreement
from commonpractice.domain.partnership.rules.partnership_file import FileRefused, read
from commonpractice.gateways.scoped_postgres.dated_rows import DatedRow
from tests import databases
from tests.domain.partnership.files import GONE, changed
from tests.domain.partnerships import acting

pytestmark = pytest.mark.django_db
MAY = datetime(2025, 5, 1, 9, tzinfo=UTC)
JUNE = datetime(2025, 6, 1, 9, tzinfo=UTC)
ON = date(2025, 4, 1)
DATED = [model for model in DatedRow.__subclasses__() if model is not models.RoleHeld]


def load(*changes: tuple, at: datetime = MAY, **known):
    return actions.load(read(changed(*changes)), actor=PROGRAM, at=at, **known)


def whole(report):
    return queries.whole(report.partnership, actor=PROGRAM)


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
            ("Ms Birch", brook, None),
        ]
        then = queries.partners(scope=scope, on=date(2021, 3, 31))
        assert [(partner.name, partner.sessions) for partner in then] == [("Dr Ash", 8), ("Ms Birch", None)]
        assert queries.partners(scope=scope, on=ON, surgery_id=brook)[0].standing is Standing.FIXED_SHARE
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
    report = load(
        ("surgery.1.membership.1.until", date(2025, 9, 30)),
        ("partner.1.membership.0.until", date(2025, 9, 30)),
        at=JUNE,
    )
    assert (report.added, report.superseded) == (2, 2)
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
    }
    report = load(("surgery.2", new), ("partner.2", partner), at=JUNE)
    assert (report.added, report.superseded) == (2, 0)
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
            [("surgery.1", GONE), ("partner.1", GONE)],
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
        load(known_codes=frozenset({"A81001"}))
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
    assert [row[0] for row in told] == ["partnership.load", "partnership.load"]
    assert told[1] == ("partnership.load", "Two Rivers Partnership: 1 facts added, 1 superseded", centre)


def test_two_partnerships_live_side_by_side():
    load()
    report = actions.load(
        read(changed(("code", "other"), ("name", "Other"))), actor=PROGRAM, at=MAY, known_codes=None
    )
    assert report.created
    assert [partnership.code for partnership in queries.partnerships()] == ["other", "two"]
    scope = whole(report)
    with acting(scope):
        assert len(queries.partners(scope=scope, on=ON)) == 2


# The property: whatever is loaded one after the other, no two facts overlap where only one can be true.

THOROUGH = settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
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
def files(draw) -> dict:
    """A valid file: contracts, sizes, networks and shares over timelines of their own."""
    sessions = st.sampled_from([4, 6.5, 8])
    return changed(
        ("surgery.0.contract", rows(draw(timelines()), kind=draw(st.sampled_from(["GMS", "PMS"])))),
        ("surgery.0.size", rows(draw(timelines()), registered=draw(st.integers(1, 3)), source="x")),
        ("surgery.0.network", rows(draw(timelines()), code="U1", name="North")),
        ("surgery.0.site", rows(draw(timelines()), code="S1", name="Avon House", main=draw(st.booleans()))),
        ("partner.0.share", rows(draw(timelines()), surgery="A81001", sessions=draw(sessions))),
    )


KEYS = {
    "membership": ["surgery_id"],
    "contract": ["surgery_id"],
    "size": ["surgery_id"],
    "site": ["surgery_id", "code"],
    "pcn_membership": ["surgery_id", "pcn_code"],
    "partner_membership": ["surgery_id", "partner_id"],
    "profit_share": ["surgery_id", "partner_id"],
}
OVERLAPS = " UNION ALL ".join(
    f"SELECT '{table}', one.id, other.id FROM partnership_{table} one JOIN partnership_{table} other "
    f"ON one.id < other.id AND one.effective && other.effective "
    + " ".join(f"AND one.{key} = other.{key}" for key in keys)
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
    return [avon[key] for key in ("contract", "size", "network", "site")] + [ash["share"]]


def known(on: date | None = None) -> int:
    """How many such rows are known, or were on a day."""
    of_avon = {"surgery__code": "A81001"}
    tables = (models.Contract, models.Size, models.PcnMembership, models.Site, models.ProfitShare)
    return sum(table.objects.known(on).filter(**of_avon).count() for table in tables)


# Holes.


def test_the_day_of_founding_can_be_put_right():
    load()
    report = load(("founded", date(2015, 10, 1)), at=JUNE)
    assert models.Partnership.objects.get(id=report.partnership.id).founded == date(2015, 10, 1)


@pytest.mark.parametrize("table", ["contract", "site", "pcn_membership", "cqc_location", "role_held"])
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
