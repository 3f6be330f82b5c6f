"""From the final score as shown to the band and the outcome."""

from collections.abc import Collection

from forms.policy import Band, Effect, Policy
from forms.scoring.scorecard import Outcome


def band_of(policy: Policy, final: int | None) -> Band | None:
    """The highest band whose limit the shown score (1/100) reaches; None below all of them."""
    if final is None:
        return None
    reached = [band for band in policy.bands if band.at_least * 100 <= final]
    return max(reached, key=lambda band: band.at_least, default=None)


def outcome_of(policy: Policy, final: int | None, effects: Collection[Effect]) -> Outcome:
    outcome: Outcome = "scored"
    if "not_evaluable" in effects:
        outcome = "not_evaluable"
    elif "fail" in effects or "zero_visit" in effects:
        outcome = "critical"
    elif final is None:
        outcome = "no_score"
    elif policy.pass_mark is not None:
        outcome = "pass" if final >= policy.pass_mark * 100 else "fail"
    return outcome
