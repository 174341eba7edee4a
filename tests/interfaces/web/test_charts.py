"""Charts: drawn once for the same figures, safe within a page, and always with their table."""

import re
import stat
from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from commonpractice.interfaces.web.charts import drawing, kept
from commonpractice.interfaces.web.charts.facts import Chart, Kind, NotAChart, Series, Unit, Width

MONTHS = ("Apr", "May", "Jun", "Jul", "Aug", "Sep")
TWO_YEARS = Chart(
    title="Surplus month by month",
    says="It rose.",
    kind=Kind.LINES,
    labels=MONTHS,
    series=(
        Series("2024/25", (100_00, 150_00, 130_00, 180_00, None, None)),
        Series("2023/24", (-50_00, 0, 90_00, 100_00, 110_00, 120_00)),
    ),
)

pytestmark = pytest.mark.slow  # together they take long
KINDS = replace(TWO_YEARS, kind=Kind.RANKED, labels=("Drugs & clinical", *MONTHS[1:]), unit=Unit.PERCENT)


@pytest.fixture
def folder(tmp_path, settings):
    settings.DATA = tmp_path
    return tmp_path / "charts"


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("width", Width)
def test_every_kind_is_drawn_to_its_size_as_plain_shapes(kind, width):
    chart = replace(TWO_YEARS, kind=kind)
    root = ElementTree.fromstring(drawing.draw(chart, width))
    assert {element.tag.removeprefix(drawing.NAMESPACE) for element in root.iter()} <= drawing.ELEMENTS
    assert {name for element in root.iter() for name in element.attrib} <= drawing.ATTRIBUTES
    assert (int(root.get("width")), int(root.get("height"))) == (width.pixels, chart.height(width))
    words = " ".join(root.itertext())
    assert "£" in words
    assert "Apr" in words


@pytest.mark.parametrize("kind", Kind)
def test_a_label_without_any_value_keeps_its_place(kind):
    """A year that no file here has is a gap on the axis, not a shorter axis."""
    years = ("2019/20", "2020/21", "2021/22", "2022/23")
    series = (Series("Here", (1, None, 3, 4)), Series("England", (2, None, 2, None)))
    chart = replace(TWO_YEARS, kind=kind, labels=years, series=series, unit=Unit.COUNT)
    drawn = list(ElementTree.fromstring(drawing.draw(chart, Width.WIDE)).itertext())
    assert [words for words in drawn if "/" in words] == list(years)


def test_a_missing_value_breaks_the_line():
    """Nothing is drawn across a year of which nothing is known."""

    def pieces(*values: int | None) -> int:
        chart = replace(TWO_YEARS, labels=("1", "2", "3", "4", "5"), series=(Series("Here", values),))
        root = ElementTree.fromstring(drawing.draw(chart, Width.WIDE))
        lines = [path for path in root.iter(f"{drawing.NAMESPACE}path") if path.get("stroke-width") == "2.5"]
        return sum(path.get("d").count("M") for path in lines)

    assert pieces(1, 2, 3, 4, 5) == 1
    assert pieces(1, 2, None, 4, 5) == 2


def test_names_below_a_chart_do_not_touch():
    years = tuple(f"20{year}/{year + 1}" for year in range(15, 24))
    chart = replace(TWO_YEARS, labels=years, series=(Series("Here", tuple(range(9))),), unit=Unit.COUNT)
    for width in Width:
        root = ElementTree.fromstring(drawing.draw(chart, width))
        names = [text for text in root.iter(f"{drawing.NAMESPACE}text") if "/" in (text.text or "")]
        middles = [float(re.search(r"translate\(([\d.]+)", name.get("transform"))[1]) for name in names]
        assert len(names) > 3
        # a name is some 50 pixels wide
        assert all(after - before > 56 for before, after in pairwise(middles)), middles


def test_a_chart_without_any_value_still_has_its_labels():
    chart = replace(TWO_YEARS, series=(Series("Here", (None,) * 6),))
    assert set(MONTHS) <= set(ElementTree.fromstring(drawing.draw(chart, Width.WIDE)).itertext())


def test_millions_stand_in_full_on_an_axis():
    chart = replace(TWO_YEARS, series=(Series("All", (1e6, 2e6, 3e6, 2e6, 1e6, 2e6)),), unit=Unit.COUNT)
    assert "2,000,000" in ElementTree.fromstring(drawing.draw(chart, Width.WIDE)).itertext()


def test_names_are_text_and_never_markup():
    evil = replace(KINDS, labels=("<script>alert(1)</script>", *MONTHS[1:]))
    svg = drawing.draw(evil, Width.WIDE)
    assert "<script" not in svg
    assert "&lt;script&gt;" in svg


def test_whatever_is_no_plain_shape_is_left_out():
    svg = drawing.only_shapes(
        '<svg xmlns="http://www.w3.org/2000/svg" onload="x()" viewBox="0 0 1 1"><script>x()</script>'
        '<g class="a"><path d="M0 0" fill="red" style="x"/></g><g><path d="" fill="red"/></g>'
        '<image href="https://elsewhere.example/"/></svg>'
    )
    assert svg == (
        '<svg viewBox="0 0 1 1" xmlns="http://www.w3.org/2000/svg"><g><path d="M0 0" fill="red" /></g></svg>'
    )


def test_it_is_drawn_once_for_the_same_figures(folder, monkeypatch):
    key = kept.keep(TWO_YEARS)
    first = kept.drawn(key, Width.WIDE)
    monkeypatch.setattr(drawing, "draw", lambda *_: pytest.fail("drawn again"))
    assert kept.keep(TWO_YEARS) == key
    assert kept.drawn(key, Width.WIDE) == first
    assert sorted(file.name for file in folder.iterdir()) == [f"{key}-wide.svg", f"{key}.json"]


@pytest.mark.parametrize(
    "other",
    [
        replace(TWO_YEARS, series=(Series("2024/25", (100_00, 150_00, 130_00, 180_01, None, None)),)),
        replace(TWO_YEARS, title="Another"),
        replace(TWO_YEARS, unit=Unit.COUNT),
        replace(TWO_YEARS, kind=Kind.BARS),
    ],
)
def test_other_figures_have_another_key(folder, other):
    assert kept.keep(other) != kept.keep(TWO_YEARS)


def test_another_theme_draws_anew(folder, monkeypatch):
    before = kept.keep(TWO_YEARS)
    monkeypatch.setattr(drawing, "THEME", "another")
    assert kept.keep(TWO_YEARS) != before


def test_what_was_put_down_is_what_is_drawn(folder):
    for chart in (TWO_YEARS, KINDS):
        assert kept._read(kept.keep(chart)) == chart


def test_an_unknown_key_is_refused(folder):
    with pytest.raises(kept.NoSuchChart):
        kept.drawn("0" * 64, Width.WIDE)


def test_the_folder_is_ours_alone_and_does_not_grow_without_end(folder, monkeypatch):
    monkeypatch.setattr(kept, "MOST", 8)
    keys = [kept.keep(replace(TWO_YEARS, title=f"Chart {n}")) for n in range(20)]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert len(list(folder.iterdir())) <= 8
    assert (folder / f"{keys[-1]}.json").exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"series": (Series("short", (1, 2)),)},
        {"labels": ("Apr", "Apr", "Jun", "Jul", "Aug", "Sep")},
        {"series": tuple(Series(str(n), (1,) * 6) for n in range(5))},
    ],
)
def test_what_one_chart_cannot_show_cannot_be_made(wrong):
    with pytest.raises(NotAChart):
        replace(TWO_YEARS, **wrong)


def test_its_table_has_the_same_figures():
    assert TWO_YEARS.rows[0] == ("Apr", ["£100", "−£50"])
    assert TWO_YEARS.rows[5] == ("Sep", ["–", "£120"])
    assert KINDS.rows[0] == ("Drugs & clinical", ["10,000.0%", "−5,000.0%"])


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, "–"),
        (0, "0"),
        (7, "7"),
        (281_000, "281,000"),
        (999_999.5, "999,999.5"),
        (1_000_000, "1,000,000"),
        (62_134_645, "62,134,645"),
        (62_134_644.75, "62,134,644.75"),
        (5.31, "5.31"),
        (150.2, "150.2"),
        (-1_234_567, "−1,234,567"),
        (-0.001, "0"),
    ],
)
def test_a_count_is_written_out(value, written):
    assert Unit.COUNT.write(value) == written


def test_a_drawing_is_served_to_whoever_is_signed_in_and_kept_by_their_browser(sign_in, client, folder):
    address = f"/charts/{kept.keep(TWO_YEARS)}/narrow.svg"
    answer = sign_in("nobody").get(address)
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert re.search("private.*immutable|immutable.*private", answer.headers["Cache-Control"])
    assert answer.content.startswith(b"<svg ")
    assert sign_in("manager").get(f"/charts/{'0' * 64}/wide.svg").status_code == 404
    assert client.get(address).status_code == 302
