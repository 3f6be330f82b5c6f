"""Coordinates: the shifts of the maps in China, and distances."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.network import geo

INSIDE = st.tuples(st.floats(20, 50), st.floats(80, 130))

# WGS-84 points with their GCJ-02 places as the public comparison tables give them.
KNOWN = [
    ((31.1774276, 121.5272106), (31.17530398364597, 121.531541859215)),  # Shanghai
    ((22.543847, 113.912316), (22.540796131694766, 113.9171764808363)),  # Shenzhen
    ((39.911954, 116.377817), (39.91334545536069, 116.38404722455657)),  # Beijing
]


@pytest.mark.parametrize(("satellite", "shifted"), KNOWN)
def test_known_places_are_shifted_as_the_maps_do(satellite: geo.Point, shifted: geo.Point) -> None:
    assert geo.metres(geo.wgs84_to_gcj02(satellite), shifted) < 0.5
    assert geo.metres(geo.to_wgs84(shifted, "gcj02"), satellite) < 0.5


def test_baidu_shifts_once_more() -> None:
    satellite = KNOWN[2][0]
    baidu = geo.from_wgs84(satellite, "bd09")
    assert 900 < geo.metres(satellite, baidu) < 1500
    assert geo.metres(geo.to_wgs84(baidu, "bd09"), satellite) < 1


@given(INSIDE)
def test_there_and_back_is_the_same_place(point: geo.Point) -> None:
    for datum, least in (("wgs84", 0.001), ("gcj02", 0.01), ("bd09", 2.5)):
        back = geo.to_wgs84(geo.from_wgs84(point, datum), datum)
        assert geo.metres(point, back) < least, datum


@given(INSIDE)
def test_the_shift_is_some_hundred_metres(point: geo.Point) -> None:
    assert geo.metres(point, geo.wgs84_to_gcj02(point)) < 1200


@pytest.mark.parametrize("point", [(51.5, -0.12), (40.7, -74.0), (-33.9, 151.2), (0.0, 0.0)])
def test_other_countries_are_not_shifted(point: geo.Point) -> None:
    assert geo.from_wgs84(point, "gcj02") == point
    assert geo.to_wgs84(point, "gcj02") == point


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [
        ((0.0, 0.0), (0.0, 0.0), 0),
        ((0.0, 0.0), (1.0, 0.0), 111_195),
        ((0.0, 179.5), (0.0, -179.5), 111_195),
        ((90.0, 0.0), (-90.0, 123.0), 20_015_115),
        ((39.9042, 116.4074), (31.2304, 121.4737), 1_067_000),
    ],
)
def test_distances(one: geo.Point, other: geo.Point, distance: float) -> None:
    assert geo.metres(one, other) == pytest.approx(distance, rel=0.001, abs=0.001)
    assert geo.metres(one, other) == geo.metres(other, one)
