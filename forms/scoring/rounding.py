"""Exact quotients to whole numbers, the only place where digits are dropped."""

from decimal import Decimal
from fractions import Fraction

from forms.policy import Policy, Rounding

Exact = int | Fraction
"""Never a float."""


def round_quotient(part: Exact, whole: Exact, mode: Rounding = "half_up") -> int:
    """part ÷ whole (whole > 0) as a whole number; half_up rounds ties away from zero."""
    floor, rest = divmod(part, whole)
    twice = 2 * rest
    if mode == "half_up":
        up = twice >= whole if part >= 0 else twice > whole
    elif mode == "half_even":
        up = twice > whole or (twice == whole and floor % 2 == 1)
    elif mode == "up":
        up = part > 0 and rest != 0
    else:
        up = part < 0 and rest != 0
    return int(floor) + up


def shown_share(part: Exact, whole: Exact, policy: Policy) -> int:
    """part ÷ whole on 0–100, rounded to the policy's places, in 1/100 (0.8995 → 9000 or 8995)."""
    steps: int = 10**policy.places
    return round_quotient(part * 100 * steps, whole, policy.rounding) * (100 // steps)


def shown(value: Fraction, policy: Policy) -> int:
    """An exact value on 0–1 as `shown_share` shows it."""
    return shown_share(value.numerator, value.denominator, policy)


def shown_points(share: Fraction, policy: Policy) -> int:
    """A total on 0–1 as points of the full marks, to the policy's places, in 1/100."""
    steps: int = 10**policy.places
    marks = Fraction(policy.full_marks)
    part, whole = share * marks.numerator * steps, marks.denominator
    return round_quotient(part, whole, policy.rounding) * (100 // steps)


def hundredths(amount: Decimal | None) -> int | None:
    """A limit of at most two decimals as it is stored."""
    return None if amount is None else int(amount * 100)


def rounded(value: Fraction, places: int | None, mode: Rounding) -> Fraction:
    """`value` to so many places, still exact: for policies that round on the way."""
    if places is None:
        return value
    steps = 10**places
    whole = round_quotient(value.numerator * steps, value.denominator, mode)
    return Fraction(whole, steps)


def lean(value: Fraction) -> Exact:
    """A whole Fraction as the int it is: sums of ints are many times faster."""
    return value.numerator if value.denominator == 1 else value
