"""A file's own lines, packed and unpacked again as they stood."""

from hypothesis import given
from hypothesis import strategies as st

from commonpractice.gateways.nhs_publications import own_lines
from tests.gateways.nhs_publications_support import payments, read, write

CELLS = st.text(st.characters(codec="utf-8") | st.sampled_from("\x1e\x1f"), max_size=12)
LINES = st.lists(
    st.tuples(st.integers(1, 9), st.sampled_from(["A81001", "A81002", "M85063001", 'A,"B']), st.lists(CELLS)),
    max_size=60,
)


@given(LINES, st.integers(0, 200))
def test_whatever_stood_there_comes_back(drawn, room):
    """Quotation marks, commas, line breaks and blanks too, wherever one block ends and the next begins; but
    for the two characters by which lines and cells are parted, which come back as spaces."""
    kept, line, given = own_lines.OwnLines(room=room), 0, []
    for step, code, cells in drawn:
        line += step
        kept.note(line, code, cells)
        given.append((line, code, [cell.translate({0x1E: " ", 0x1F: " "}) for cell in cells]))
    kept.close()
    back = [list(own_lines.unpacked(block.packed)) for block in kept.blocks]
    assert [each for block in back for each in block] == given
    for block, lines in zip(kept.blocks, back, strict=True):
        assert (block.first, block.last) == (lines[0][0], lines[-1][0])
        assert block.codes == list(dict.fromkeys(code for _, code, _ in lines))


def test_nothing_noted_is_nothing_kept():
    kept = own_lines.OwnLines()
    kept.close()
    assert kept.blocks == []


def test_the_lines_of_a_file_that_is_read(tmp_path):
    rows = payments(A81002={"Practice Name": 'THE "QUEENS",\nPARK'})
    found = read(write(tmp_path / "nhspaymentsgp-22-23.csv", rows))
    (block,) = found.publication.own_lines
    assert block.codes == ["A81001", "A81002", "A81004"]
    # the name of the second spans two lines of the file
    assert list(own_lines.unpacked(block.packed)) == [
        (line, row[0], row) for line, row in zip((2, 3, 5), rows[1:], strict=True)
    ]
    assert found.publication.headings == rows[0]


def test_headings_are_the_files_own_on_one_line_each(tmp_path):
    qof = [["Practice \ncode", "List size", "Achievement score (635 max) "], ["A81001", " 4,029 ", "500"]]
    found = read(write(tmp_path / "qof-22-23.csv", qof))
    assert found.publication.headings == ["Practice code", "List size", "Achievement score (635 max)"]
    (block,) = found.publication.own_lines
    assert [cells for _, _, cells in own_lines.unpacked(block.packed)] == [["A81001", " 4,029 ", "500"]]


def test_a_file_without_headings_has_none(tmp_path):
    branch = [
        "M85063001",
        "MERE",
        "Y60",
        "QHL",
        *["x"] * 5,
        "B24 0SY",
        "20040401",
        "",
        "",
        "",
        "M85063",
        *[""] * 12,
    ]
    found = read(write(tmp_path / "ebranchs.csv", [branch]))
    assert found.publication.headings == [""] * 27


def test_a_location_without_a_practice_is_not_kept(tmp_path):
    rows = [
        ["Practice.Code", "Year", "location_name", "latest_rating"],
        ["NA", "2019", "Somewhere", "Good"],
        ["A81001", "2019", "The Densham", "Good"],
    ]
    found = read(write(tmp_path / "cqc.csv", rows))
    assert [block.codes for block in found.publication.own_lines] == [["A81001"]]
