"""A statement with one figure changed no longer adds up; one saved another way is the same statement."""

import re
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from commonpractice.gateways import payment_statements
from commonpractice.gateways.payment_statements import StatementRefused
from tests.examples import thorough

MONEY = re.compile(r"-?£?[\d,]+\.\d{2}(?![\d])")
EACH = thorough(300, suppress=(HealthCheck.function_scoped_fixture,))


def places(text: str) -> list[tuple[int, int]]:
    """Where figures of money stand: two decimals, outside the capitation block and the pension rates."""
    begins, ends = text.index("Capitation Data (GP Practice)"), text.index("Age Group 85")
    return [
        found.span()
        for found in MONEY.finditer(text)
        if not begins < found.start() < ends
        and (found[0].lstrip("-").startswith("£") or "," in found[0] or "0.00" in found[0])
    ]


def read(text: str):
    return payment_statements.read(text.encode(), name="changed.txt")


def test_there_are_as_many_figures_as_the_statement_prints(sample):
    # 5 at its head, 10 of the contract value, 28 lines, 1 total
    assert len(places(sample.decode())) == 5 + 10 + 28 + 1


@EACH
@given(st.data())
def test_one_figure_changed_is_refused(sample, data):
    text = sample.decode()
    start, end = data.draw(st.sampled_from(places(text)))
    before = text[start:end]
    sign, digits = "-" if before.startswith("-") else "", re.sub(r"[^\d]", "", before)
    pence = data.draw(st.integers(0, 10**9).filter(lambda other: other != int(digits)))
    pounds = "£" if "£" in before else ""
    changed = text[:start] + f"{sign}{pounds}{pence // 100:,}.{pence % 100:02d}" + text[end:]
    with pytest.raises(StatementRefused) as refusal:
        read(changed)
    assert all(sentence.endswith(".") for sentence in refusal.value.problems)


def test_every_figure_changed_by_a_penny_is_refused(sample):
    text = sample.decode()
    for _, end in places(text):
        last = text[end - 1]
        changed = text[: end - 1] + ("1" if last == "0" else "0") + text[end:]
        with pytest.raises(StatementRefused):
            read(changed)


def test_every_sign_turned_is_refused(sample):
    text = sample.decode()
    turned = 0
    for start, end in places(text):
        figure = text[start:end]
        if figure.strip("-£") == "0.00":
            continue
        other = figure[1:] if figure.startswith("-") else f"-{figure}"
        with pytest.raises(StatementRefused):
            read(text[:start] + other + text[end:])
        turned += 1
    assert turned == 44 - 5  # four parts of the contract value, and one total, are nil


def test_every_line_left_out_is_refused(sample):
    lines = sample.decode().splitlines()
    left_out = 0
    for place, line in enumerate(lines):
        if MONEY.search(line) and "£" in line:
            with pytest.raises(StatementRefused):
                read("\n".join(lines[:place] + lines[place + 1 :]))
            left_out += 1
    assert left_out == 5 + 28 + 1


def test_every_line_doubled_is_refused_but_those_that_say_the_same_again(sample):
    lines = sample.decode().splitlines()
    for place, line in enumerate(lines):
        if MONEY.search(line) and "£" in line and place > 10 and not line.startswith("Total"):
            with pytest.raises(StatementRefused):
                read("\n".join([*lines[: place + 1], *lines[place:]]))


SAME = {
    "Windows line ends": lambda text: text.replace("\n", "\r\n").encode(),
    "old Macintosh line ends": lambda text: text.replace("\n", "\r").encode(),
    "a byte-order mark": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "UTF-16": lambda text: text.encode("utf-16"),
    "Windows' code page": lambda text: text.encode("cp1252"),
    "blank lines and spaces": lambda text: text.replace("\n", "   \n\n \t").encode(),
    "hard spaces": lambda text: text.replace(" COM ", "\u00a0COM\u00a0").encode(),
    "pages": lambda text: text.replace(
        "ZPRCAG LBS MCMW",
        "Page 1 of 2\fGPP Payments\nStatement Date : 20/11/2023\nContractor ID : X99999\nNet : £68,905.09\n"
        "Enhanced Services\nAdjustments\nPaycode Description A/M Source £\nZPRCAG LBS MCMW",
    ).encode(),
    "a page in the contract value's adjustments": lambda text: text.replace(
        "GSUMG COM £2,486.88", "Page 1 of 2\nGMS/PMS/APMS Contract Value\nGSUMG COM £2,486.88"
    ).encode(),
    "a line that goes on below": lambda text: text.replace(
        "adj value Atrial Fibrillation", "adj value\nAtrial Fibrillation"
    ).encode(),
    "nothing glued": lambda text: text.replace("£3,834.83Quality", "£3,834.83\nQuality").encode(),
    "more that is glued": lambda text: text.replace("£2,486.88\nClaims", "£2,486.88Claims").encode(),
    "glued to a person's number": lambda text: text.replace(
        "GMC Code Name Tier Rate £\n0000001 Doctor One 14", "GMC Code Name Tier Rate £0000001 Doctor One 14"
    ).encode(),
    "glued in the contract value": lambda text: (
        text.replace("428,343.68 \nTemporary", "428,343.68Temporary")
        .replace("2,107.77 Add\nLondon", "2,107.77 AddLondon")
        .encode()
    ),
    "glued in the capitation data": lambda text: text.replace("272.84121 \n", "272.84121").encode(),
    "other columns": lambda text: text.replace("Type Source £", "Type Percentage Received Source £").encode(),
    "glued to a paycode": lambda text: text.replace(
        "A/M Source £\nZPRCAG LBS End", "A/M Source £ZPRCAG LBS End"
    ).encode(),
    "no space between": lambda text: text.replace("Net : £", "Net :£").encode(),
    "curly apostrophes": lambda text: text.replace("'", "’").encode(),
}


@pytest.mark.parametrize("way", SAME)
def test_however_it_was_saved_it_is_the_same_statement(sample, way):
    def bare(statement):
        lines = tuple(replace(line, at=0, adjustment=False) for line in statement.lines)
        return replace(statement, sha256="", lines=lines)

    read = payment_statements.read
    assert bare(read(SAME[way](sample.decode()), name="a.txt")) == bare(read(sample, name="a.txt"))


def test_a_person_may_have_the_month_beside_them_in_place_of_a_rate(sample):
    text = sample.decode().replace("Tier Rate £", "Month £").replace("Doctor One 9.8", "Doctor One Nov23")
    line = next(line for line in read(text).lines if line.amount == -285_83)
    assert (line.person.name, line.person.code, line.person.rate) == ("Doctor One", "0000001", "")
    assert (str(line.first), str(line.last)) == ("2023-11", "2023-11")


CHANGED = [
    ("Net : £68,905.09", "", "does not print its “Net”"),
    ("Credit NHSE : £0.00", "", "does not print its “Credit NHSE”"),
    ("Total Amount Paid £68,905.09", "", "perhaps the end is missing"),
    ("Statement Date : 20/11/2023", "Statement Date : 20/13/2023", "“20/13/2023”, cannot be read"),
    ("The Surgery (X99999)", "The Surgery (X99998)", "X99999 at its head, and of X99998 in its title"),
    ("Statement : November", "Statement : Nowember", "does not say which month"),
    ("INFLUG Influenza DES (GMS) NHSE £1,569.36", "INFLUG Influenza DES (GMS) NHSE £1,569", "cannot be read"),
    ("INFLUG Influenza DES (GMS) NHSE £1,569.36", "NHSE £1,569.36", "and not what for"),
    ("Raw Practice List Size 4,220 \nDivided", "Raw Practice List Size 4,221 \nDivided", "4220 and as 4221"),
    ("Age Group 0-4 58 3.97", "Age Group 0-4 59 3.97", "table has 4,221 patients"),
    ("Practice Weighted List Size 4,077.76697", "", "do not print the practice weighted list size"),
    ("Contractor ID : X99999", "Contractor ID : X99999\nContractor ID : X99998", "was “X99999” before"),
    ("INFLUG Influenza DES (GMS) NHSE £1,569.36", "INFLUG Influenza DES (GMS)", "has no amount"),
    ("PNEUMG Pneumoc Imm DES (GMS) NHSE £30.18\n", "PNEUMG Pneumoc Imm\n", "has no amount"),
]


@pytest.mark.parametrize(("before", "after", "said"), CHANGED)
def test_what_is_missing_or_out_of_order_is_said_in_a_sentence(sample, before, after, said):
    text = sample.decode()
    assert before in text
    with pytest.raises(StatementRefused) as refusal:
        read(text.replace(before, after, 1))
    assert said in " ".join(refusal.value.problems)


@pytest.mark.parametrize(
    "content", [b"", b"\x00\x01\x02", b"Dear Sir,\n", b"%PDF-1.4\n\x00", b"x" * 6_000_000]
)
def test_what_is_no_statement_is_said_to_be_none(content):
    with pytest.raises(StatementRefused) as refusal:
        payment_statements.read(content, name="letter\n.txt")
    assert refusal.value.problems
    assert refusal.value.file_name == "letter\ufffd.txt"


@thorough(200)
@given(st.binary(max_size=400))
def test_no_bytes_bring_it_down(content):
    for head in (b"", b"Contractor ID : X1\nNet : ", b"practice_code,statement_date,month,section\n"):
        with pytest.raises(StatementRefused):
            payment_statements.read(head + content, name="x")


@thorough(300, suppress=(HealthCheck.function_scoped_fixture,))
@given(st.data())
def test_whatever_is_cut_out_or_moved_is_refused_or_adds_up(sample, data):
    """Never a fault of ours, and never a statement of which money was lost on the way."""
    text = sample.decode()
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 300)))
    put = data.draw(st.one_of(st.just(""), st.text("£-., \n0123456789ACOMPage()/:", max_size=30)))
    where = data.draw(st.sampled_from([start, 0, len(text)]))
    changed = text[:start] + put + text[end:]
    if where != start:
        changed = changed[:where] + text[start:end] + changed[where:]
    try:
        statement = read(changed)
    except StatementRefused:
        return
    assert sum(line.amount for line in statement.lines) == statement.net == 68_905_09
