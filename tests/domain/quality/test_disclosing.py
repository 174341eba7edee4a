"""What leaves a surgery gives nothing back that was kept, whoever subtracts, wherever they work."""

from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonpractice.domain.quality.rules import disclosing

THRESHOLD = 5
SURGERIES = st.integers(1, 7)
CELL = st.tuples(st.integers(0, 12), st.integers(0, 12))
CELLS = st.dictionaries(SURGERIES, CELL, min_size=1, max_size=6)


@pytest.mark.parametrize(
    ("cells", "hidden", "total"),
    [
        # nothing is small: everything is shown
        ({1: (90, 10), 2: (80, 20), 3: (70, 30)}, set(), (240, 60)),
        # nobody is nobody, and not few
        ({1: (90, 0), 2: (0, 20), 3: (70, 30)}, set(), (160, 50)),
        # one is small: it would be the total less the others, and then less one's own
        ({1: (90, 3), 2: (80, 20), 3: (70, 30), 4: (60, 40)}, {1, 2, 3}, (300, 93)),
        ({1: (90, 3), 2: (80, 20), 3: (70, 30), 4: (60, 5)}, {1, 4, 2}, (300, 58)),
        # three small ones hide one another, for any two of them are at least five
        ({1: (90, 3), 2: (80, 4), 3: (70, 4), 4: (60, 40)}, {1, 2, 3}, (300, 51)),
        # three ones do not: whoever knows one knows that the other two are two
        ({1: (90, 1), 2: (80, 1), 3: (70, 1), 4: (60, 40), 5: (50, 50)}, {1, 2, 3, 4, 5}, (350, 93)),
        # one surgery alone, with few: no total either
        ({1: (90, 3)}, {1}, None),
        ({1: (90, 30)}, set(), (90, 30)),
    ],
)
def test_what_is_hidden(cells, hidden, total):
    shown = disclosing.disclose(cells, THRESHOLD)

    assert {surgery for surgery, parts in shown.parts.items() if parts is None} == hidden
    assert shown.total == total
    assert all(parts is None or parts == cells[surgery] for surgery, parts in shown.parts.items())


def fillings(rest: int, unknown: int) -> set[tuple[int, ...]]:
    """Every way of filling so many hidden counts that add up to what is left, found by trying."""
    return {filling for filling in product(range(rest + 1), repeat=unknown) if sum(filling) == rest}


@settings(max_examples=300, deadline=None)
@given(CELLS)
def test_nobody_can_work_a_small_count_out(cells):
    """By trying every filling, which is slower than the rule and knows nothing of it."""
    shown = disclosing.disclose(cells, THRESHOLD)
    hidden = [surgery for surgery, parts in shown.parts.items() if parts is None]

    small = {s for s, parts in cells.items() if any(0 < part < THRESHOLD for part in parts)}
    assert small <= set(hidden)
    for insider in [None, *cells]:
        known = {insider: cells[insider]} if insider is not None else {}
        unknown = [surgery for surgery in hidden if surgery not in known]
        if shown.total is None or not unknown:
            continue
        for place in (0, 1):
            others = sum((parts or known.get(s, (0, 0)))[place] for s, parts in shown.parts.items())
            rest = shown.total[place] - others  # what subtraction gives
            assert rest == sum(cells[surgery][place] for surgery in unknown)
            assert not 0 < rest < THRESHOLD
            if rest and len(unknown) > 1 and (rest + 1) ** len(unknown) < 20_000:
                ways = fillings(rest, len(unknown))
                assert all(len({way[one] for way in ways}) > 1 for one in range(len(unknown)))
            elif len(unknown) == 1:
                assert unknown[0] not in small


@settings(max_examples=200, deadline=None)
@given(
    st.dictionaries(st.sampled_from(["AF006", "DM020", "CHD005", "HYP008"]), CELLS, min_size=1),
    st.sets(st.sampled_from(["AF006", "DM020", "CHD005", "HYP008"])),
)
def test_no_pounds_tell_the_one_that_is_hidden(counts, paid):
    shown = disclosing.disclose_all(counts, THRESHOLD, paid=paid)

    for surgery in {surgery for cells in counts.values() for surgery in cells}:
        theirs = [of for of in counts if of in paid and surgery in counts[of]]
        hidden = [of for of in theirs if shown[of].parts[surgery] is None]
        assert len(hidden) != 1 or len(theirs) == 1


@settings(max_examples=200, deadline=None)
@given(CELLS, st.sets(SURGERIES))
def test_what_was_hidden_stays_hidden(cells, before):
    shown = disclosing.disclose(cells, THRESHOLD, keep_hidden=before)

    assert all(shown.parts[surgery] is None for surgery in before & cells.keys())


def test_two_lists_of_one_day_give_nothing_away():
    """The second run finds more patients: without the first in mind it would hide another, and tell."""
    first = {1: (90, 3), 2: (80, 20), 3: (70, 30), 4: (60, 5)}
    shown = disclosing.disclose(first, THRESHOLD)
    again = disclosing.disclose({**first, 2: (80, 60)}, THRESHOLD, keep_hidden={1, 2, 4})

    assert [s for s, parts in shown.parts.items() if parts is None] == [1, 2, 4]
    assert [s for s, parts in again.parts.items() if parts is None] == [1, 2, 4]


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from(["young", "old", "very old", ""]), CELLS, min_size=1), st.booleans())
def test_groups_give_nothing_away(groups, total_known):
    told = disclosing.disclose_groups(groups, THRESHOLD, total_known=total_known)

    assert told.keys() == groups.keys()
    hidden = [group for group, parts in told.items() if parts is None]
    if not total_known:
        assert len(hidden) == len(groups)
        return
    sums = {
        group: [sum(cell[place] for cell in cells.values()) for place in (0, 1)]
        for group, cells in groups.items()
    }
    for group, parts in told.items():
        assert parts is None or list(parts) == sums[group]
    for surgery in [None, *SURGERY_IDS]:
        for place in (0, 1):
            own = {group: cells.get(surgery, (0, 0))[place] for group, cells in groups.items()}
            for group in groups.keys() - set(hidden):
                assert not 0 < sums[group][place] - own[group] < THRESHOLD
            if 0 < len(hidden) < len(groups):
                assert not 0 < sum(sums[group][place] - own[group] for group in hidden) < THRESHOLD


SURGERY_IDS = range(1, 8)


@pytest.mark.parametrize(
    ("patients", "listed", "seen"),
    [(0, 900, (0, 900)), (4, 900, None), (5, 900, (5, 895)), (7, 900, (5, 895)), (8, 900, (10, 890)),
     (899, 900, (900, 0)), (12, 12, (10, 2))],
)  # fmt: skip
def test_registers_are_rounded(patients, listed, seen):
    assert disclosing.on_register(patients, listed, THRESHOLD) == seen


@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=1, max_size=7), st.integers(0, 3))
def test_together_is_safe_for_whoever_knows_some(counts, known):
    """Beside trying every choice of what somebody may know."""
    tried = any(
        disclosing.is_small(sum(counts) - sum(theirs), THRESHOLD)
        for size in range(known + 1)
        for theirs in combinations(counts, size)
    )
    cells = [(count,) for count in counts]
    assert disclosing.safe_together(cells, THRESHOLD, known=known) is not tried


def test_a_manager_of_several_surgeries_works_nothing_out():
    """Whoever knows B and C would have A's 3 of the three together: D is hidden as well."""
    cells = {1: (90, 3), 2: (80, 4), 3: (70, 4), 4: (60, 40), 5: (50, 50)}
    shown = disclosing.disclose(cells, THRESHOLD, known=2)
    assert [surgery for surgery, parts in shown.parts.items() if parts is None] == [1, 2, 3, 4]
    assert shown.total == (350, 101)
