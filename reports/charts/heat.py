"""The heat map: which of seven shades a score has.

The shades run between `low` and `high`, not 0–100: scores cluster high, and a map in which all
cells look alike says nothing. The value is printed in each cell.
"""

SHADES = 7


def shade(value: int, low: int = 5000, high: int = 10000) -> int:
    """Return the shade 0 (low) … 6 (high) of a value in hundredths."""
    if value <= low:
        return 0
    return min((value - low) * SHADES // max(high - low, 1), SHADES - 1)
