"""What scores are held to: a policy's bands, target and decimals. Pure.

Everything is decided on the value as shown: 89.95 reads 90.0, so it has the band that begins at 90
and is not below a target of 90.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from forms.checklist import Checklist
from reports.compare import change
from reports.snapshot import Band, Score
from reports.speak import decimal, rounded


@dataclass(frozen=True)
class Yardstick:
    """Bands (best first), target in 1/100 if there is one, and the decimals shown."""

    bands: Sequence[Band] = ()
    target: int | None = None
    places: int = 1

    def band(self, value: int | None) -> str | None:
        """Return the key of the best band whose floor the value as shown reaches."""
        if value is None:
            return None
        shown = rounded(value, self.places)
        return next((band.key for band in self.bands if shown >= band.floor), None)

    def gap(self, value: int | None) -> int | None:
        """Return how far the value as shown is above the target as shown, in 1/100."""
        return change(value, self.target, self.places)

    def short(self, value: int | None) -> bool:
        """Tell whether the value is below the target."""
        return (self.gap(value) or 0) < 0

    def least(self, value: int) -> int:
        """Return the least number of hundredths that is shown as reaching a value."""
        step = (100, 10, 1)[self.places]
        return -(-value // step) * step - step // 2

    def say(self, value: int | None) -> str:
        """Write a value with the policy's decimals, nothing where there is none."""
        return "" if value is None else decimal(value, self.places)


def yardstick_of(checklist: Checklist | None) -> Yardstick:
    """Return what scores of a checklist are held to; without one, nothing."""
    if checklist is None:
        return Yardstick()
    policy = checklist.policy
    found = [
        Band(key=band.key, label=band.title, floor=policy.percent(band.at_least))
        for band in policy.bands
    ]
    bands = tuple(sorted(found, key=lambda band: -band.floor))
    return Yardstick(bands, hundredths(policy.target), policy.places)


def yardstick_of_score(score: Score) -> Yardstick:
    """Return what a frozen score was held to."""
    return Yardstick(score.bands, score.target, score.places)


def hundredths(value: Decimal) -> int:
    """Return a number of at most two places as integer of 1/100."""
    return int(value * 100)
