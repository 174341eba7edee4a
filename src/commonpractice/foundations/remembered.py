"""What was worked out and stays true until what it follows from changes; shared by threads."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class Remembered(Generic[T]):
    """The last so many things that were worked out, each by its state: all that it follows from."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, T] = OrderedDict()
        self._lock = Lock()

    def each(
        self,
        states: Mapping[int, Hashable],
        work_out: Callable[[list[int]], Mapping[int, T]],
        still_true: Callable[[T], bool] = lambda _: True,
    ) -> dict[int, T]:
        """For each that is asked, what follows from its state; `work_out` is asked for those not known yet.

        `still_true` says whether what is kept under a state is what would be worked out now, where that
        follows from more than the state. However many are asked at once, they do not push each other out.
        """
        with self._lock:
            known = {one: self._kept[state] for one, state in states.items() if state in self._kept}
            for one in known:
                self._kept.move_to_end(states[one])
        found = {one: value for one, value in known.items() if still_true(value)}
        missing = [one for one in states if one not in found]
        if missing:
            new = work_out(missing)
            with self._lock:
                self._kept.update((states[one], new[one]) for one in missing)
                while len(self._kept) > max(self._most, len(states)):
                    self._kept.popitem(last=False)
            found.update((one, new[one]) for one in missing)
        return found

    def last(self, state: Hashable) -> T | None:
        """What is kept under a state, for whoever finds out by themselves how much of it is still true."""
        with self._lock:
            return self._kept.get(state)

    def keep(self, values: Mapping[int, T]) -> None:
        """Keep each under its state, in place of what was there; they do not push each other out."""
        with self._lock:
            for state, value in values.items():
                self._kept[state] = value
                self._kept.move_to_end(state)
            while len(self._kept) > max(self._most, len(values)):
                self._kept.popitem(last=False)

    def forget(self) -> None:
        """Everything: what is asked next is worked out anew."""
        with self._lock:
            self._kept.clear()
