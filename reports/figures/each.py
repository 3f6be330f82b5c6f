"""What columns hold, made one by one when it is asked for.

Thousands of small objects kept for each question would be searched for cycles again and again.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar, overload

from reports.rollup.sheets import Ints

T = TypeVar("T")


class Each(Mapping[int, T]):
    """By branch; `make` is given the place of a branch."""

    def __init__(self, branches: Ints, make: Callable[[int], T]) -> None:
        self._places = {branch: place for place, branch in enumerate(branches.tolist())}
        self._make = make

    def __getitem__(self, branch: int) -> T:
        return self._make(self._places[branch])

    def __contains__(self, branch: object) -> bool:
        return branch in self._places

    def __iter__(self) -> Iterator[int]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


class Listed(Sequence[T]):
    """In order; `make` is given one of `places`."""

    def __init__(self, places: Ints, make: Callable[[int], T]) -> None:
        self._places = places
        self._make = make

    @overload
    def __getitem__(self, at: int) -> T: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[T]: ...

    def __getitem__(self, at: int | slice) -> T | Sequence[T]:
        if isinstance(at, slice):
            return Listed(self._places[at], self._make)
        return self._make(int(self._places[at]))

    def __len__(self) -> int:
        return len(self._places)
