"""How statements read from top to bottom, and that every row adds up to the one below it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonpractice.domain.ledger import parameters
from commonpractice.domain.ledger.facts import AccountFact, AccountKind, BalancePart
from commonpractice.domain.ledger.rules import statements
from commonpractice.domain.ledger.rules.balance_sheet import balance_sheet
from commonpractice.domain.ledger.rules.statement_rows import (
    Over,
    Row,
    RowKind,
    balance_sheet_rows,
    income_rows,
    trial_balance_rows,
)

CHART = parameters.chart()
PARTS = parameters.balance_sheet_parts()
MONTH, YEAR = Over.MONTH, Over.YEAR


def drawn(rows: tuple[Row, ...]) -> str:
    """Rows as a page shows them, in whole pounds: capitals for totals, a line under a subtotal's amounts."""
    lines = []
    for row in rows:
        name = row.name.upper() if row.kind is RowKind.TOTAL else row.name
        name = f"{'  ' * row.level}{row.code or ''} {name}" if row.code else "  " * row.level + name
        amounts = ["" if amount is None else f"{amount // 100}" for amount in row.amounts]
        ends = " =" if row.kind in (RowKind.SUBTOTAL, RowKind.TOTAL) else ""
        lines.append(f"{name:<52}{''.join(f'{amount:>8}' for amount in amounts)}{ends}".rstrip())
    return "\n".join(lines)


def pounds(movements: dict[int, tuple[int, ...]]) -> dict[int, tuple[int, ...]]:
    return {code: tuple(100 * amount for amount in amounts) for code, amounts in movements.items()}


def test_an_income_statement_reads_from_income_to_what_is_left_for_the_partners():
    statement = statements.income_statement(
        pounds(
            {
                1010: (-5000, -60000),
                1110: (-400, -4800),
                1120: (0, -900),
                3010: (2000, 24000),
                5810: (300, 3600),
                7010: (50, 600),
            }
        ),
        CHART,
        2,
    )
    assert (
        drawn(income_rows(statement, (MONTH, YEAR)))
        == """\
Income
  Core contract
    1010 Global sum or PMS baseline                     5000   60000
  QOF
    1110 QOF aspiration                                  400    4800
    1120 QOF achievement                                   0     900
  QOF total                                              400    5700 =
Total income                                            5400   65700 =
Spending
  Staff
    3010 Salaried GPs                                   2000   24000
  Internal
    5810 Central charge                                  300    3600
Total spending                                          2300   27600 =
SURPLUS                                                 3100   38100 =
Borne by partners
  7010 Partners' NHS pension contributions                50     600
Total borne by partners                                   50     600 =
SURPLUS FOR THE PARTNERS                                3050   37500 ="""
    )


def test_where_partners_bear_nothing_the_surplus_is_the_last_word():
    statement = statements.income_statement(pounds({1010: (-5000,)}), CHART, 1)
    assert [row.name for row in income_rows(statement, (MONTH,))][-1] == "Surplus"


def test_a_balance_sheet_reads_from_fixed_assets_to_partners_funds():
    """The second column is a year before: then this surgery was owed by the others what it owes now."""
    sheet = balance_sheet(
        pounds(
            {
                1010: (-9000, -4000),
                3010: (5000, 2500),
                8010: (3200, 2000),
                8110: (800, 300),
                8210: (900, 900),
                8220: (-300, -100),
                8310: (-500, -200),
                8420: (-400, -450),
                8610: (-120, 70),
                9010: (-1000, -1000),
                9040: (1420, -20),
            }
        ),
        pounds({1010: (-5000, -4000), 3010: (2500, 2500), 9010: (0, -1000), 9040: (1440, -20)}),
        CHART,
        PARTS,
        2,
    )
    assert (
        drawn(balance_sheet_rows(sheet))
        == """\
Fixed assets
  8210 Fixtures and equipment at cost                    900     900
  8220 Depreciation to date                             -300    -100
Total fixed assets                                       600     800 =
Current assets
  Debtors and stock
    8110 Debtors                                         800     300
  Cash
    8010 Practice bank account                          3200    2000
  Owed by others in the partnership
    8610 Account with the centre                           0      70
Total current assets                                    4000    2370 =
Creditors due within one year
  Creditors
    8310 Trade creditors                                 500     200
  Owed to others in the partnership
    8610 Account with the centre                         120       0
Total creditors due within one year                      620     200 =
Net current assets                                      3380    2170 =
Total assets less current liabilities                   3980    2970 =
Loans
  8420 Property loans                                    400     450
Total loans                                              400     450 =
NET ASSETS                                              3580    2520 =
Partners' funds
  Brought forward from earlier years
    9010 Partners' capital                              1000       0
    9040 Drawings                                         20       0
    Results of earlier years not yet shared             1500       0
  Total brought forward                                 2520       0 =
  This year so far
    Result of this year so far                          2500    1500
    9010 Partners' capital                                 0    1000
    9040 Drawings                                      -1440      20
  Total of this year so far                             1060    2520 =
TOTAL PARTNERS' FUNDS                                   3580    2520 ="""
    )


def test_a_trial_balance_stands_each_amount_on_one_side():
    trial = statements.trial_balance(
        pounds({1010: (-500, -2500), 3010: (200, 900)}),
        pounds({1010: (-500, -6500), 3010: (200, 2900), 8010: (300, 3600)}),
        CHART,
        2,
    )
    rows = trial_balance_rows(trial, (True, False))
    assert (
        drawn(rows)
        == """\
1010 Global sum or PMS baseline                                  500            2500
3010 Salaried GPs                                        200             900
8010 Practice bank account                               300            3600
Results of earlier years not yet shared                                         2000
TOTAL                                                    500     500    4500    4500 ="""
    )
    assert rows[0].over == (MONTH, MONTH, YEAR, YEAR)
    assert rows[2].over == (MONTH, MONTH, Over.EVER, Over.EVER)


def test_every_group_of_assets_and_liabilities_has_its_place_on_the_balance_sheet():
    held = {AccountKind.ASSET, AccountKind.LIABILITY}
    groups = {each.group for each in CHART.values() if each.kind in held and not each.internal}
    assert groups == set(PARTS)
    assert list(PARTS.values()) == sorted(PARTS.values(), key=list(BalancePart).index)


def test_a_group_without_a_place_is_not_left_out_in_silence():
    chart = {1: AccountFact(1, "Goodwill", AccountKind.ASSET, "Intangible assets")}
    with pytest.raises(KeyError, match="Intangible assets"):
        balance_sheet({1: (100,)}, {}, chart, PARTS, 1)


CODES = sorted(CHART)
AMOUNTS = st.integers(-(10**12), 10**12)


@st.composite
def balanced(draw, columns: int = 2) -> dict[int, tuple[int, ...]]:
    """Movements that sum to nil in each column, as those of any books do."""
    codes = draw(st.lists(st.sampled_from(CODES), min_size=1, max_size=12, unique=True))
    rows = {code: draw(st.tuples(*[AMOUNTS] * columns)) for code in codes[1:]}
    rows[codes[0]] = tuple(-sum(row[place] for row in rows.values()) for place in range(columns))
    return rows


def added_up(rows: tuple[Row, ...]) -> None:
    """Every subtotal is the sum of the lines since its own heading."""
    lines: dict[int, list[tuple]] = {0: [], 1: []}
    for row in rows:
        if row.kind is RowKind.HEADING:
            for level in range(row.level, 2):
                lines[level] = []
        elif row.kind is RowKind.LINE:
            for level in range(min(row.level, 2)):
                lines[level].append(row.amounts)
        elif row.kind is RowKind.SUBTOTAL and not row.name.startswith(("Net", "Total assets less")):
            columns = [sum(column) for column in zip(*lines[row.level], strict=True)]
            assert list(row.amounts) == (columns or [0] * len(row.amounts)), row.name


def named(rows: tuple[Row, ...], name: str) -> tuple[int, ...]:
    return next(row.amounts for row in rows if row.name == name and row.amounts)


@given(balanced(), balanced())
def test_every_statement_adds_up_and_balances(before, this_year):
    """Two years' movements: `before` until the year began, and since then."""
    ever = {
        code: tuple(map(sum, zip(before.get(code, (0, 0)), this_year.get(code, (0, 0)), strict=True)))
        for code in {*before, *this_year}
    }
    income = income_rows(statements.income_statement(this_year, CHART, 2), (YEAR, YEAR))
    added_up(income)
    sheet = balance_sheet(ever, this_year, CHART, PARTS, 2)
    rows = balance_sheet_rows(sheet)
    added_up(rows)
    assert named(rows, "Net assets") == named(rows, "Total partners' funds")
    assert named(rows, "Result of this year so far") == income[-1].amounts
    trial = statements.trial_balance(this_year, ever, CHART, 2)
    sums = trial_balance_rows(trial, (False, False))[-1].amounts
    assert sums[::2] == sums[1::2]
    owed = [row.amounts for row in rows if row.code and CHART[row.code].internal]
    assert all(amount >= 0 for amounts in owed for amount in amounts)
