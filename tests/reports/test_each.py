"""What columns hold is made one by one, and only when it is asked for."""

import numpy as np
import pytest

from reports.figures.each import Each, Listed


def test_a_branch_is_made_from_its_place_when_it_is_asked_for() -> None:
    made: list[int] = []

    def make(place: int) -> str:
        made.append(place)
        return "abc"[place]

    found = Each(np.array([7, 3, 9]), make)
    assert (len(found), list(found), 3 in found, 8 in found) == (3, [7, 3, 9], True, False)
    assert made == []
    assert (found[3], found.get(8), dict(found)) == ("b", None, {7: "a", 3: "b", 9: "c"})
    with pytest.raises(KeyError):
        found[8]


def test_a_part_of_a_list_is_a_list_whose_lines_are_not_made_yet() -> None:
    made: list[int] = []

    def make(place: int) -> int:
        made.append(place)
        return place * 10

    found = Listed(np.array([4, 2, 8]), make)
    part = found[1:]
    assert (len(found), len(part), made) == (3, 2, [])
    assert (found[-1], list(part), made) == (80, [20, 80], [8, 2, 8])
    with pytest.raises(IndexError):
        found[3]
