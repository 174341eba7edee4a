"""A file goes in whole or not at all, and the same file twice changes nothing."""

import gzip

import psycopg
import pytest

from commonpractice.domain.audit.models import Entry
from commonpractice.domain.published import queries
from commonpractice.domain.published.actions import FileRefused, storing
from commonpractice.domain.published.models import PracticePayments, Publication, QofPoints, Summary
from commonpractice.foundations.months import FinancialYear
from commonpractice.gateways.scoped_postgres import tickets
from tests.domain.published.support import NOW, import_file
from tests.gateways.nhs_publications_support import payments, write

NAME = "nhspaymentsgp-22-23.csv"
YEAR = FinancialYear(2022)


@pytest.fixture
def file(tmp_path, fresh_database):
    return lambda rows, name=NAME: write(tmp_path / name, rows)


def test_what_is_stored(file):
    report = import_file(file(payments()))
    assert (report.dataset, str(report.year), report.rows, report.practices) == ("payments", "2022/23", 3, 3)
    assert (str(report.registered), report.total, report.unchanged) == ("33382.75", 322127914, False)
    publication = Publication.objects.get()
    assert (publication.year, publication.file_name, publication.superseded) == (2022, NAME, False)
    assert (publication.imported_at, publication.imported_by) == (NOW, "Common Practice")
    lines = queries.payment_lines(year=YEAR, codes=["A81002", "A81001"])
    assert [line.code for line in lines][:1] == ["A81002"]  # in the order asked for
    global_sum = next(line for line in lines if line.code == "A81001" and line.key == "global_sum")
    assert (global_sum.pence, global_sum.line, global_sum.role, global_sum.group) == (
        43809978,
        2,
        "income",
        "core",
    )
    assert str(global_sum.source) == f"line 2, column “Global Sum” of {NAME}"


def test_every_import_is_in_the_log(file):
    report = import_file(file(payments()))
    with tickets.acting(actor_id=0, surgeries=()):
        from django.db import transaction

        with transaction.atomic():
            entry = Entry.objects.get()
    assert (entry.deed, entry.actor_id, entry.at) == ("published.import_file", 0, NOW)
    assert entry.details["publication"] == report.publication_id
    assert entry.details["rows"] == 3


def test_the_same_file_twice_changes_nothing_and_says_so(file, tmp_path):
    path = file(payments())
    first = import_file(path)
    packed = tmp_path / "nhspaymentsgp-22-23-again.csv.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    for again in (import_file(path), import_file(packed)):
        assert again.unchanged
        assert again.publication_id == first.publication_id
        assert (again.rows, again.total) == (first.rows, first.total)
        assert again.notes == ("it was imported on 1 June 2026 already, as 2022/23; nothing changed.",)
    assert Publication.objects.count() == 1
    assert PracticePayments.objects.count() == 3


def test_the_same_file_for_another_year_is_refused(file):
    import_file(file(payments(), "payments.csv"), year="2022/23")
    with pytest.raises(FileRefused, match="imported as 2022/23"):
        import_file(file(payments(), "payments.csv"), year="2023/24")


def test_a_file_that_was_given_a_wrong_year_can_be_given_its_own(file):
    right = file(payments(), "nhspaymentsgp-22-23.csv")
    wrong = import_file(file(payments(), "nhspaymentsgp-23-24.csv"))
    with pytest.raises(
        FileRefused, match=r"imported as 2023/24 .* --use-again takes it out of there"
    ) as refusal:
        import_file(right)
    assert "imports it as 2022/23" in refusal.value.sentence
    mended = import_file(right, use_again=True)
    assert mended.publication_id != wrong.publication_id
    assert (str(mended.year), mended.unchanged) == ("2022/23", False)
    assert queries.years() == (YEAR,)
    assert import_file(right).unchanged
    assert Publication.objects.filter(superseded=False).count() == 1
    # and back, as whoever erred twice needs
    back = import_file(file(payments(), "nhspaymentsgp-23-24.csv"), use_again=True)
    assert back.publication_id == wrong.publication_id
    assert queries.years() == (FinancialYear(2023),)
    # one whose place nobody has taken since is back all the same
    import_file(right, use_again=True)
    grown = {"Average Number of Registered Patients": "4030"}
    other = file(payments(A81001=grown), "other-23-24.csv")
    import_file(other)
    again = import_file(file(payments(), "nhspaymentsgp-23-24.csv"), use_again=True)
    assert (again.unchanged, "in use again" in again.notes[0]) == (False, True)
    assert set(again.superseded) == {"nhspaymentsgp-22-23.csv", "other-23-24.csv"}


def test_a_wrong_year_that_is_no_longer_in_use_is_in_nobodys_way(file):
    import_file(file(payments(), "nhspaymentsgp-23-24.csv"))
    grown = {"Average Number of Registered Patients": "4030"}
    import_file(file(payments(A81001=grown), "payments-of-23-24.csv"))
    assert str(import_file(file(payments(), "nhspaymentsgp-22-23.csv")).year) == "2022/23"
    assert queries.years() == (YEAR, FinancialYear(2023))


def test_a_revised_file_takes_the_place_of_the_older_which_is_kept(file):
    import_file(file(payments()))
    revised = payments(A81004={"Practice Name": "BLUEBELL (REVISED)"})
    report = import_file(file(revised, "nhspaymentsgp-22-23-v2.csv"))
    assert report.superseded == (NAME,)
    assert PracticePayments.objects.count() == 6
    assert [one.superseded for one in Publication.objects.order_by("id")] == [True, False]
    assert queries.organisation("A81004").name == "BLUEBELL (REVISED)"
    assert {line.file_name for line in queries.payment_lines(year=YEAR, codes=["A81004"])} == {
        "nhspaymentsgp-22-23-v2.csv"
    }


def test_an_older_file_can_be_taken_into_use_again(file):
    """Whoever imported the wrong one has a way back, which is to put the right one back."""
    right, wrong = (
        file(payments()),
        file(payments(A81004={"Practice Name": "X"}), "nhspaymentsgp-22-23-v2.csv"),
    )
    first = import_file(right)
    import_file(wrong)
    nothing = import_file(right)
    assert nothing.unchanged
    assert "another took its place: --use-again puts it back" in nothing.notes[0]
    assert [one.superseded for one in Publication.objects.order_by("id")] == [True, False]
    back = import_file(right, use_again=True)
    assert (back.publication_id, back.unchanged) == (first.publication_id, False)
    assert back.superseded == ("nhspaymentsgp-22-23-v2.csv",)
    assert "it is in use again" in back.notes[0]
    assert (back.rows, back.total) == (first.rows, first.total)
    assert [one.superseded for one in Publication.objects.order_by("id")] == [False, True]
    assert queries.organisation("A81004").name == "BLUEBELL MEDICAL CENTRE"
    assert import_file(right, use_again=True).unchanged
    with tickets.acting(actor_id=0, surgeries=()):
        from django.db import transaction

        with transaction.atomic():
            deeds = list(Entry.objects.order_by("id").values_list("deed", flat=True))
    assert deeds == ["published.import_file", "published.import_file", "published.use_again"]


def test_a_small_part_of_a_file_does_not_take_its_place(file):
    """As after a download that broke off at the end of a line."""
    rows = [["Practice code", "Achievement score (635 max)"]]
    rows += [[f"A8{number:04d}", "500"] for number in range(100)]
    import_file(file(rows, "qof-22-23.csv"))
    part = file(rows[:50], "qof-22-23-again.csv")
    with pytest.raises(FileRefused, match=r"it has 49 practices, but qof-22-23\.csv, whose place") as refusal:
        import_file(part)
    assert "--accept-differences" in refusal.value.sentence
    assert Publication.objects.count() == 1
    assert QofPoints.objects.count() == 100
    assert import_file(part, accept_differences=True).superseded == ("qof-22-23.csv",)


def test_half_of_a_file_and_more_takes_its_place(file):
    rows = [["Practice code", "Achievement score (635 max)"]]
    rows += [[f"A8{number:04d}", "500"] for number in range(100)]
    import_file(file(rows, "qof-22-23.csv"))
    assert import_file(file(rows[:51], "qof-22-23-v2.csv")).superseded == ("qof-22-23.csv",)


@pytest.mark.parametrize("year", ["23-24", "21-22"])
def test_the_same_figures_of_another_year_are_refused(file, year):
    """Saved anew, so that it is not the very file, under the name of another year."""
    import_file(file(payments()))
    saved_anew = file([[*row, ""] for row in payments()], f"nhspaymentsgp-{year}.csv")
    with pytest.raises(FileRefused, match=r"its figures are those of nhspaymentsgp-22-23\.csv, of 2022/23"):
        import_file(saved_anew)
    assert Publication.objects.count() == 1


def test_files_of_two_years_stand_side_by_side(file):
    import_file(file(payments()))
    grown = {"Average Number of Registered Patients": "4030"}
    other = import_file(file(payments(A81001=grown), "nhspaymentsgp-23-24.csv"))
    assert other.superseded == ()
    assert queries.years() == (FinancialYear(2022), FinancialYear(2023))


def test_with_one_bad_row_nothing_is_stored(file):
    rows = payments()
    with pytest.raises(FileRefused) as refusal:
        import_file(file([*rows, rows[1]]))
    assert refusal.value.row_count == 1
    for model in (Publication, PracticePayments, Summary):
        assert not model.objects.exists()
    rows_of_qof = [["Practice code", "Achievement score (635 max)"], ["A84006", "500"], ["A84007", "lots"]]
    with pytest.raises(FileRefused):
        import_file(file(rows_of_qof, "qof-22-23.csv"))
    assert not QofPoints.objects.exists()


def test_a_fault_in_the_middle_leaves_nothing(file, monkeypatch):
    """The database goes away after the rows are written."""

    def gone(self, figures):
        raise psycopg.OperationalError("the connection is closed")

    monkeypatch.setattr(storing.Store, "summaries", gone)
    with pytest.raises(psycopg.OperationalError):
        import_file(file(payments()))
    assert not PracticePayments.objects.exists()
    monkeypatch.undo()
    assert import_file(file(payments())).rows == 3


def test_the_refused_year_and_the_missing_year(file):
    with pytest.raises(FileRefused, match="Say so, for example with --year"):
        import_file(file(payments(), "payments.csv"))
    with pytest.raises(FileRefused, match="the file's name says 2022/23"):
        import_file(file(payments()), year="2021/22")
    assert str(import_file(file(payments(), "payments.csv"), year="2022/23").year) == "2022/23"


def test_figures_cannot_be_changed_by_the_application(file, raw):
    import_file(file(payments()))
    raw.commit()
    for statement in (
        "UPDATE published_practice_payments SET amounts = '{}'",
        "DELETE FROM published_practice_payments",
        "UPDATE published_publication SET rows = 1",
        "DELETE FROM published_publication",
        "TRUNCATE published_summary",
        "SELECT app.sample_published(ARRAY['audit_entry'])",
    ):
        with pytest.raises(psycopg.Error), raw.transaction():
            raw.execute(statement)
    with raw.transaction():
        raw.execute("SELECT app.sample_published(ARRAY['published_summary'])")


def test_the_watcher_is_told_how_far_it_is(file, tmp_path):
    seen = []
    rows = [["Practice code", "Achievement score (635 max)"], *([f"A{n:05d}", "500"] for n in range(5000))]
    import_file(file(rows, "qof-22-23.csv"), watch=seen.append)
    assert 2000 in seen
    assert 4000 in seen


def test_nothing_here_yet(fresh_database):
    with pytest.raises(queries.NothingPublished, match="No published figures have been imported yet"):
        queries.look_up(codes=["M85063"])
    with pytest.raises(queries.NothingPublished, match=r"No file of NHS payments for 2022/23 .* here: none"):
        queries.payment_lines(year=YEAR, codes=["M85063"])
    assert queries.organisation("M85063") is None
    assert queries.known_codes() is None
    assert queries.search("wood") == ()
