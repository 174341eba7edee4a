"""What is remembered is worked out once for each state, and no longer kept than it is true."""

from threading import Thread

import pytest

from commonpractice.foundations.remembered import Remembered


def squares(asked: list[int]):
    """Works out squares, and writes down for whom."""

    def work_out(missing: list[int]) -> dict[int, int]:
        asked.extend(missing)
        return {one: one * one for one in missing}

    return work_out


def test_only_those_whose_state_is_new_are_worked_out():
    kept, asked = Remembered[int](8), []
    assert kept.each({1: "a", 2: "b"}, squares(asked)) == {1: 1, 2: 4}
    assert kept.each({1: "a", 2: "c", 3: "d"}, squares(asked)) == {1: 1, 2: 4, 3: 9}
    assert asked == [1, 2, 2, 3]
    kept.forget()
    kept.each({1: "a"}, squares(asked))
    assert asked == [1, 2, 2, 3, 1]


def test_what_is_no_longer_true_is_worked_out_anew_and_kept():
    kept, asked = Remembered[int](8), []
    kept.each({2: "b"}, lambda _: {2: 5})
    assert kept.each({2: "b"}, squares(asked), lambda value: value != 5) == {2: 4}
    assert kept.each({2: "b"}, squares(asked), lambda value: value != 5) == {2: 4}
    assert asked == [2]


@pytest.mark.parametrize("most", [1, 3])
def test_those_not_asked_for_longest_go_and_those_asked_together_stay(most):
    kept, asked = Remembered[int](most), []
    three = {1: "a", 2: "b", 3: "c"}
    kept.each(three, squares(asked))
    kept.each(three, squares(asked))
    assert asked == [1, 2, 3], "however few there is room for"
    kept.each({2: "b", 3: "c", 4: "d"}, squares(asked))
    kept.each({1: "a"}, squares(asked))
    assert asked == [1, 2, 3, 4, 1]


def test_what_could_not_be_worked_out_is_not_remembered():
    kept, asked = Remembered[int](8), []
    with pytest.raises(KeyError):
        kept.each({1: "a"}, lambda _: {})
    assert kept.each({1: "a"}, squares(asked)) == {1: 1}


def test_what_is_kept_takes_the_place_of_what_was_and_is_there_to_look_at():
    kept = Remembered[str](2)
    assert kept.last("a") is None
    kept.keep({1: "one", 2: "two"})
    kept.keep({1: "won"})
    assert (kept.last(1), kept.last(2)) == ("won", "two")
    kept.keep({3: "three"})
    assert (kept.last(1), kept.last(2), kept.last(3)) == ("won", None, "three"), "the one kept longest goes"
    kept.keep({4: "four", 5: "five", 6: "six"})
    assert [kept.last(one) for one in range(1, 7)] == [None] * 3 + ["four", "five", "six"], (
        "however many at once"
    )


def test_threads_share_it():
    kept, asked = Remembered[int](8), []

    def ask() -> None:
        for number in range(200):
            assert kept.each({number % 16: number % 16}, squares(asked)) == {number % 16: (number % 16) ** 2}

    threads = [Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(kept.each({one: one for one in range(8)}, squares([]))) == 8
