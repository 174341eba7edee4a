"""Any statement written as the website writes it is read back; and with one figure off, it is refused."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonpractice.gateways import payment_statements
from commonpractice.gateways.payment_statements import StatementRefused
from tests.examples import thorough
from tests.gateways.payment_statements.written import Drawn, expanded

WORD = st.sampled_from(
    [
        "Influenza",
        "DES",
        "(GMS)",
        "6 in 1",
        "C&M",
        "-",
        "Apr-Mar24",
        "PY 2022/23",
        "A",
        "M",
        "COM",
        "4,220",
        "23/24",
    ]
)
LINE = st.builds(
    Drawn,
    st.sampled_from(
        ["Claims", "Enhanced Services", "Quality Outcomes Framework", "Premises", "Pension Contributions"]
    ),
    st.sampled_from(["INFLUG", "GSUMG", "ZPRCAG", "QUACHG", "NRENT"]),
    st.lists(WORD, max_size=5).map(" ".join),
    st.sampled_from(["A", "M"]),
    st.sampled_from(["NHSE", "COM"]),
    st.integers(-(10**8), 10**8).filter(bool),
)
STATEMENT = st.tuples(
    st.lists(LINE, max_size=12),
    st.lists(st.integers(1, 10**8), min_size=1, max_size=5),
    st.integers(0, 10**5),
)


def read(text: str):
    return payment_statements.read(text.encode(), name="made-up.txt")


@thorough(300)
@given(STATEMENT)
def test_what_is_written_is_read(made_up):
    lines, yearly, opt_outs = made_up
    statement = read(expanded(lines, yearly=yearly, opt_outs=opt_outs))
    contract, *others = statement.lines
    assert contract.amount == statement.contract.payment
    assert [(line.paycode, line.words, line.mark, line.source.value, line.amount) for line in others] == [
        (line.paycode, line.words, line.mark, line.source, line.amount) for line in lines
    ]
    assert [part.amount for part in statement.contract.yearly] == yearly
    assert sum(line.amount for line in statement.lines) == statement.net


@thorough(300)
@given(STATEMENT, st.data())
def test_with_one_figure_off_it_is_refused(made_up, data):
    lines, yearly, opt_outs = made_up
    text = expanded(lines, yearly=yearly, opt_outs=opt_outs)
    figures = list(re.finditer(r"[\d,]+\.\d{2}", text))
    found = data.draw(st.sampled_from(figures))
    pence = int(re.sub(r"\D", "", found[0]))
    off = data.draw(st.integers(0, 10**9).filter(lambda other: other != pence))
    with pytest.raises(StatementRefused):
        read(f"{text[: found.start()]}{off // 100:,}.{off % 100:02d}{text[found.end() :]}")
