"""Means, medians, ranks and changes of scores. Pure arithmetic.

The unit is the visit. Means are rounded half up to hundredths once, at the end; ranks and changes
are taken from scores as shown (`places` decimals), so that a tie on paper is a tie here.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction

from reports.speak import rounded


def mean(values: Iterable[int | None]) -> int | None:
    """Return the mean in hundredths, half up; None without any value."""
    known = [value for value in values if value is not None]
    return half_up(Fraction(sum(known), len(known))) if known else None


def median(values: Iterable[int | None]) -> int | None:
    """Return the median in hundredths, half up between the middle two; None without any value."""
    known = sorted(value for value in values if value is not None)
    if not known:
        return None
    middle = len(known) // 2
    if len(known) % 2:
        return known[middle]
    return half_up(Fraction(known[middle - 1] + known[middle], 2))


def half_up(value: Fraction) -> int:
    """Round to a whole number, halves away from zero."""
    whole = (2 * abs(value.numerator) + value.denominator) // (2 * value.denominator)
    return -whole if value < 0 else whole


def ranks(values: Mapping[str, int]) -> dict[str, str]:
    """Return the place of each key, the highest value first; equal values share "3–5"."""
    ordered = sorted(values.values(), reverse=True)
    first = {value: ordered.index(value) + 1 for value in set(ordered)}
    size = Counter(ordered)
    return {key: _places(first[value], size[value]) for key, value in values.items()}


def _places(first: int, count: int) -> str:
    return str(first) if count == 1 else f"{first}–{first + count - 1}"


def change(now: int | None, before: int | None, places: int = 1) -> int | None:
    """Return the difference of two scores as shown, in hundredths."""
    if now is None or before is None:
        return None
    return rounded(now, places) - rounded(before, places)
