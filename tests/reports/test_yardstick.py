"""Bands and targets are decided on values as shown."""

import pytest

from forms.texts import Text
from reports.snapshot import Band
from reports.yardstick import Yardstick

BANDS = tuple(
    Band(key=key, label=Text(zh=key, en=key), floor=floor)
    for key, floor in (("A", 9000), ("B", 8000), ("D", 0))
)


@pytest.mark.parametrize(
    ("value", "places", "band"),
    [
        (8995, 1, "A"),  # shown 90.0
        (8994, 1, "B"),  # shown 89.9
        (8995, 2, "B"),  # shown 89.95
        (8950, 0, "A"),  # shown 90
        (None, 1, None),
    ],
)
def test_a_value_has_the_band_of_what_is_shown(
    value: int | None, places: int, band: str | None
) -> None:
    assert Yardstick(BANDS, 9000, places).band(value) == band


def test_what_is_shown_as_the_target_is_not_short_of_it() -> None:
    held = Yardstick(BANDS, 9000, 1)
    assert not held.short(8995)
    assert held.gap(8995) == 0
    assert held.short(8994)
    assert held.gap(8994) == -10
    assert held.say(8995) == "90.0"


def test_without_a_score_or_a_target_nothing_is_short() -> None:
    assert not Yardstick(BANDS, 9000).short(None)
    assert not Yardstick(BANDS).short(100)
    assert Yardstick(BANDS).gap(100) is None
