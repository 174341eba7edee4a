"""Charts: drawn once for the same figures, safe within a page, and always with their table."""

import re
import stat
from dataclasses import replace
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


def test_a_drawing_is_served_to_whoever_is_signed_in_and_kept_by_their_browser(sign_in, client, folder):
    address = f"/charts/{kept.keep(TWO_YEARS)}/narrow.svg"
    answer = sign_in("nobody").get(address)
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert re.search("private.*immutable|immutable.*private", answer.headers["Cache-Control"])
    assert answer.content.startswith(b"<svg ")
    assert sign_in("manager").get(f"/charts/{'0' * 64}/wide.svg").status_code == 404
    assert client.get(address).status_code == 302
