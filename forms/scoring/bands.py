"""From the final score as shown to the band and the outcome."""

from collections.abc import Collection

from forms.policy import Band, Effect, Policy
from forms.scoring.scorecard import Outcome


def band_of(
    policy: Policy, points: int | None, at_most: Collection[str] = (), lower: int = 0
) -> Band | None:
    """The highest band whose limit the shown points (1/100) reach; None below all of them.

    `at_most` are the keys of bands above which the visit may not come. From what is left it goes
    `lower` bands down; one that begins at 0 is never left.
    """
    if points is None:
        return None
    highest = min((b.at_least for b in policy.bands if b.key in at_most), default=None)
    reached = [
        band
        for band in policy.bands
        if band.at_least * 100 <= points and (highest is None or band.at_least <= highest)
    ]
    falling = sorted(reached, key=lambda band: -band.at_least)
    if lower < len(falling):
        return falling[lower]
    return falling[-1] if falling and not falling[-1].at_least else None


def outcome_of(policy: Policy, points: int | None, effects: Collection[Effect]) -> Outcome:
    outcome: Outcome = "scored"
    if "not_evaluable" in effects:
        outcome = "not_evaluable"
    elif "fail" in effects or "zero_visit" in effects:
        outcome = "critical"
    elif points is None:
        outcome = "no_score"
    elif "no_pass" in effects:
        outcome = "fail"
    elif policy.pass_mark is not None:
        outcome = "pass" if points >= policy.pass_mark * 100 else "fail"
    return outcome
