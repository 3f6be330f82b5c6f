"""Coordinates in the three datums in use in China, and distances. Pure.

WGS-84 is what satellites give. GCJ-02 (AMap, Tencent) is WGS-84 shifted by a few hundred metres
inside China; BD-09 (Baidu) is GCJ-02 shifted once more. The shift was never published; the series
here is the one known from public comparison of both maps, good to about a metre.
"""

import math

Point = tuple[float, float]  # latitude, longitude in degrees

EARTH_RADIUS = 6_371_008.8  # metres, mean radius (IUGG)
_MAJOR = 6_378_245.0  # Krasovsky 1940, on which GCJ-02 is defined
_FLATNESS = 0.006_693_421_622_965_943  # its first eccentricity squared
_BAIDU = math.pi * 3000 / 180
_SMALL = 1e-9  # degrees: a tenth of a millimetre
_STEPS = 30


def metres(one: Point, other: Point) -> float:
    """Return the great-circle distance of two points of the same datum (haversine)."""
    lat1, lon1, lat2, lon2 = map(math.radians, (*one, *other))
    across = math.sin((lat2 - lat1) / 2) ** 2
    along = math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS * math.asin(math.sqrt(min(1.0, across + along)))


def to_wgs84(point: Point, datum: str) -> Point:
    """Return a point of "wgs84", "gcj02" or "bd09" in WGS-84."""
    if datum == "bd09":
        return gcj02_to_wgs84(bd09_to_gcj02(point))
    return gcj02_to_wgs84(point) if datum == "gcj02" else point


def from_wgs84(point: Point, datum: str) -> Point:
    """Return a WGS-84 point in "wgs84", "gcj02" or "bd09"."""
    if datum == "bd09":
        return gcj02_to_bd09(wgs84_to_gcj02(point))
    return wgs84_to_gcj02(point) if datum == "gcj02" else point


def in_china(point: Point) -> bool:
    """Tell whether the shift applies: the usual rectangle around the mainland."""
    latitude, longitude = point
    return 0.8293 <= latitude <= 55.8271 and 72.004 <= longitude <= 137.8347


def wgs84_to_gcj02(point: Point) -> Point:
    """Shift a point inside China; others stay."""
    if not in_china(point):
        return point
    north, east = _shift(point)
    return point[0] + north, point[1] + east


def gcj02_to_wgs84(point: Point) -> Point:
    """Undo the shift by approaching the point that is shifted to `point`."""
    if not in_china(point):
        return point
    guess = point
    for _ in range(_STEPS):
        shifted = wgs84_to_gcj02(guess)
        north, east = point[0] - shifted[0], point[1] - shifted[1]
        guess = guess[0] + north, guess[1] + east
        if abs(north) < _SMALL and abs(east) < _SMALL:
            break
    return guess


def gcj02_to_bd09(point: Point) -> Point:
    """Apply Baidu's second shift."""
    latitude, longitude = point
    radius = math.hypot(longitude, latitude) + 0.000_02 * math.sin(latitude * _BAIDU)
    angle = math.atan2(latitude, longitude) + 0.000_003 * math.cos(longitude * _BAIDU)
    return radius * math.sin(angle) + 0.006, radius * math.cos(angle) + 0.006_5


def bd09_to_gcj02(point: Point) -> Point:
    """Undo Baidu's second shift."""
    latitude, longitude = point[0] - 0.006, point[1] - 0.006_5
    radius = math.hypot(longitude, latitude) - 0.000_02 * math.sin(latitude * _BAIDU)
    angle = math.atan2(latitude, longitude) - 0.000_003 * math.cos(longitude * _BAIDU)
    return radius * math.sin(angle), radius * math.cos(angle)


def _shift(point: Point) -> Point:
    """Return the shift of a WGS-84 point to the north and east, in degrees."""
    latitude, longitude = point
    x, y = longitude - 105.0, latitude - 35.0
    both = 20 * math.sin(6 * math.pi * x) + 20 * math.sin(2 * math.pi * x)
    root = math.sqrt(abs(x))
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    north += (both + _waves(y, 20, 40, 160, 320, 12)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    east += (both + _waves(x, 20, 40, 150, 300, 12)) * 2 / 3
    angle = math.radians(latitude)
    bend = 1 - _FLATNESS * math.sin(angle) ** 2
    per_north = math.radians(_MAJOR * (1 - _FLATNESS) / bend**1.5)
    per_east = math.radians(_MAJOR / math.sqrt(bend) * math.cos(angle))
    return north / per_north, east / per_east


def _waves(at: float, a: float, b: float, c: float, d: float, length: float) -> float:
    pi = math.pi
    short = a * math.sin(pi * at) + b * math.sin(pi * at / 3)
    return short + c * math.sin(pi * at / length) + d * math.sin(pi * at / 30)
