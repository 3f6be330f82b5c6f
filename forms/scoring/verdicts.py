"""What each possible answer of an item is worth, worked out before any answer is there."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from forms.items import (
    Choice,
    Choices,
    Item,
    Number,
    NumberRange,
    Scale,
    Wait,
    WaitBand,
    YesNo,
)
from forms.policy import Policy, Treatment
from forms.scoring.rounding import Exact, lean, round_quotient, rounded
from forms.values import Value, Waited


@dataclass(frozen=True, slots=True)
class Verdict:
    """An answer judged.

    share     part of the item earned (1 = all; under 0 with negative points)
    earned    units that enter the sum of the section; `possible` the units beside them
    fires     the item's critical rule fires
    """

    share: Fraction
    earned: Exact
    possible: Exact
    met: bool | None
    fires: bool
    share_shown: int
    earned_shown: int
    possible_shown: int


Judge = Callable[[Value, str], Verdict | None]
"""(value, branch format) → verdict; None when that answer carries no score."""


@dataclass(frozen=True, slots=True)
class Bench:
    """Makes the verdicts of one item. `unit` is how many units one point has."""

    item: Item
    policy: Policy
    unit: int

    def verdict(self, points: Decimal) -> Verdict:
        """The verdict for an answer that brings `points`."""
        share = Fraction(points) / Fraction(self.item.best)
        met = share * 100 >= self.item.target
        return self._verdict(share, met, self._fires(share, met))

    def missing(self, treatment: Treatment) -> Verdict | None:
        """For an item without an answer: None leaves the sum. Bonus and penalty always do."""
        if treatment == "leave_out" or self.item.role != "normal":
            return None
        return self._verdict(Fraction(treatment == "full"), met=None, fires=False)

    def _fires(self, share: Fraction, met: bool) -> bool:
        rule = self.item.critical
        if rule is None:
            return False
        return not met if rule.below is None else share * 100 < rule.below

    def _verdict(self, share: Fraction, met: bool | None, fires: bool) -> Verdict:
        worth = Fraction(self.item.worth)
        earned, possible = share * worth, worth
        if self.policy.stage == "item":
            earned = rounded(earned, self.policy)
        if self.item.role == "bonus":
            possible = Fraction(0)
        elif self.item.role == "penalty":
            earned, possible = earned - worth, Fraction(0)
        return Verdict(
            share=share,
            earned=lean(earned * self.unit),
            possible=lean(possible * self.unit),
            met=met,
            fires=fires,
            share_shown=round_quotient(share.numerator * 10_000, share.denominator),
            earned_shown=round_quotient(earned.numerator * 100, earned.denominator),
            possible_shown=round_quotient(possible.numerator * 100, possible.denominator),
        )


def judge_for(bench: Bench) -> Judge | None:
    """The judge of the item's answers; None where answers are not judged."""
    item = bench.item
    if not item.scored:
        return None
    judge: Judge | None = None
    match item:
        case YesNo():
            judge = _look_up({item.good: bench.verdict(Decimal(1)), not item.good: _none(bench)})
        case Choice():
            options = ((o.key, o.points) for o in item.options)
            judge = _look_up({k: bench.verdict(p) for k, p in options if p is not None})
        case Scale():
            judge = _look_up({step.level: bench.verdict(step.worth) for step in item.levels})
        case Choices():
            judge = _sum_up(item, bench)
        case Wait():
            judge = _wait(item, bench)
        case Number():
            judge = _number(item, bench)
    return judge


def _none(bench: Bench) -> Verdict:
    return bench.verdict(Decimal(0))


def _look_up(table: Mapping[Value, Verdict]) -> Judge:
    return lambda value, _format: table.get(value)


def _sum_up(item: Choices, bench: Bench) -> Judge:
    points = {option.key: option.points or Decimal(0) for option in item.options}

    def judge(value: Value, _format: str) -> Verdict | None:
        ticked = value if isinstance(value, tuple) else ()
        total = item.start + sum(points.get(key, Decimal(0)) for key in ticked)
        return bench.verdict(min(max(total, Decimal(0)), item.best))

    return judge


def _wait(item: Wait, bench: Bench) -> Judge:
    beyond = bench.verdict(item.beyond)

    def steps(bands: Iterable[WaitBand]) -> list[tuple[int, Verdict]]:
        return [(band.within, bench.verdict(band.points)) for band in bands]

    usual = steps(item.bands or ())
    by_format = {name: steps(bands) for name, bands in item.formats.items()}

    def judge(value: Value, format_: str) -> Verdict | None:
        if not isinstance(value, Waited):
            return None
        for within, verdict in by_format.get(format_, usual):
            # The limit itself is still inside: 180 s are "within 3 minutes".
            if value.seconds <= within:
                return verdict
        return beyond

    return judge


def _number(item: Number, bench: Bench) -> Judge:
    steps = [(r, bench.verdict(r.points)) for r in item.ranges]
    otherwise = bench.verdict(item.otherwise)

    def judge(value: Value, _format: str) -> Verdict | None:
        if not isinstance(value, Decimal):
            return None
        return next((verdict for r, verdict in steps if _holds(r, value)), otherwise)

    return judge


def _holds(span: NumberRange, number: Decimal) -> bool:
    return (span.at_least is None or span.at_least <= number) and (
        span.at_most is None or number <= span.at_most
    )
