"""What each possible answer of an item is worth, worked out before any answer is there."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from forms.answers import Answer
from forms.base_item import Reasoned
from forms.items import Choice, Choices, Item, Number, Ranking, Scale, Wait, YesNo
from forms.measures import NumberRange, Rate, WaitBand
from forms.policy import Policy, Treatment
from forms.scoring.rounding import Exact, lean, round_quotient, rounded
from forms.values import Value, Waited

NOTHING = Fraction(0)
MOST_KEPT = 1000
"""Verdicts of measured values that are kept for the next visit."""


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


Judge = Callable[[Answer, str], Verdict | None]
"""(answer, branch format) → verdict; None when that answer carries no score."""
JudgeValue = Callable[[Value, str], Verdict | None]


class Bench:
    """Makes the verdicts of one item, each once. `unit` is how many units one point has."""

    def __init__(self, item: Item, policy: Policy, unit: int) -> None:
        self.item, self.policy, self.unit = item, policy, unit
        self._zero, self._best = Fraction(item.zero_points), Fraction(item.best)
        self._worth = Fraction(item.worth)
        self._kept: dict[Fraction, Verdict] = {}

    def verdict(self, points: Decimal | Fraction) -> Verdict:
        """The verdict for an answer that brings `points`."""
        return self.judged((Fraction(points) - self._zero) / self._best)

    def judged(self, share: Fraction) -> Verdict:
        """The verdict for an answer that earns that share of the item."""
        found = self._kept.get(share)
        if found is None:
            met = share * 100 >= self.item.target
            found = self._verdict(share, met, self._fires(share, met))
            if len(self._kept) < MOST_KEPT:
                self._kept[share] = found
        return found

    def missing(self, treatment: Treatment) -> Verdict | None:
        """For an item without an answer: None leaves the sum. Bonus and penalty always do."""
        if treatment == "leave_out" or self.item.role != "normal":
            return None
        return self._verdict(Fraction(treatment == "full"), met=None, fires=False)

    def _fires(self, share: Fraction, met: bool) -> bool:
        rule = self.item.critical
        if rule is None or rule.picked:
            return False
        return not met if rule.below is None else share * 100 < rule.below

    def _verdict(self, share: Fraction, met: bool | None, fires: bool) -> Verdict:
        worth, policy = self._worth, self.policy
        earned = rounded(share * worth, policy.places_of("item"), policy.rounding)
        possible = worth
        if self.item.role == "bonus":
            possible = NOTHING
        elif self.item.role == "penalty":
            earned, possible = earned - worth, NOTHING
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
    judge = _judge_value(bench) if item.scored else None
    if judge is None:
        return None
    credits = isinstance(item, Reasoned) and any(r.credit is not None for r in item.reasons)
    judged = _with_reasons(item, bench, judge) if isinstance(item, Reasoned) and credits else None
    picked = frozenset(item.critical.picked if item.critical else ())
    return _with_picked(picked, judged or _of_value(judge))


def _of_value(judge: JudgeValue) -> Judge:
    return lambda answer, format_: None if answer.value is None else judge(answer.value, format_)


def _with_picked(picked: frozenset[str], judge: Judge) -> Judge:
    """Where the critical rule looks for some options or reasons, they alone set it off."""
    if not picked:
        return judge

    def judge_answer(answer: Answer, format_: str) -> Verdict | None:
        verdict = judge(answer, format_)
        if verdict is None or picked.isdisjoint(answer.picks):
            return verdict
        return replace(verdict, fires=True)

    return judge_answer


def _judge_value(bench: Bench) -> JudgeValue | None:
    item = bench.item
    judge: JudgeValue | None = None
    match item:
        case YesNo():
            judge = _look_up({item.good: _points(bench, 1), not item.good: _points(bench, 0)})
        case Choice():
            options = ((o.key, o.points) for o in item.options)
            judge = _look_up({k: bench.verdict(p) for k, p in options if p is not None})
        case Scale():
            judge = _look_up({step.level: bench.verdict(step.worth) for step in item.levels})
        case Choices():
            judge = _ticked(item, bench)
        case Ranking():
            judge = _ranked(item, bench)
        case Wait():
            judge = _wait(item, bench)
        case Number():
            judge = _number(item, bench)
    return judge


def _points(bench: Bench, points: int) -> Verdict:
    return bench.verdict(Fraction(points))


def _look_up(table: Mapping[Value, Verdict]) -> JudgeValue:
    return lambda value, _format: table.get(value)


def _with_reasons(item: Reasoned, bench: Bench, judge: JudgeValue) -> Judge:
    credits = {
        reason.key: Fraction(reason.credit) / 100
        for reason in item.reasons
        if reason.credit is not None
    }

    def judge_answer(answer: Answer, format_: str) -> Verdict | None:
        verdict = None if answer.value is None else judge(answer.value, format_)
        if verdict is None or verdict.met or not answer.reasons:
            return verdict
        counted = answer.reasons[:1] if item.reasons_by == "main" else answer.reasons
        given = [credits[key] for key in counted if key in credits]
        if not given:
            return verdict
        if item.reasons_by == "sum":
            return bench.judged(max(1 - sum((1 - credit for credit in given), NOTHING), NOTHING))
        return bench.judged(min(given))

    return judge_answer


def _ticked(item: Choices, bench: Bench) -> JudgeValue:
    points = {o.key: Fraction(o.points) for o in item.options if o.points is not None}
    right = frozenset(key for key, worth in points.items() if worth > 0)
    start, most, least = (Fraction(n) for n in (item.start, item.most_points, item.least_points))
    by_count = _steps(item.ranges, item.otherwise)

    def earned(ticked: tuple[str, ...]) -> Fraction:
        each = [points.get(key, NOTHING) for key in ticked]
        match item.mode:
            case "all_right":
                return most if frozenset(ticked) == right else NOTHING
            case "highest":
                return max(each, default=start)
            case "lowest":
                return min(each, default=start)
            case "count":
                return by_count(Decimal(len(ticked)))
        return min(max(start + sum(each), least), most)

    return lambda value, _format: bench.verdict(earned(value)) if isinstance(value, tuple) else None


def _ranked(item: Ranking, bench: Bench) -> JudgeValue:
    table = {o.key: bench.verdict(o.points) for o in item.options if o.points is not None}
    return lambda value, _format: (
        table.get(value[0]) if isinstance(value, tuple) and value else None
    )


def _wait(item: Wait, bench: Bench) -> JudgeValue:
    if item.rate is not None:
        return _rate(item.rate, bench)
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


def _rate(rate: Rate, bench: Bench) -> JudgeValue:
    def judge(value: Value, _format: str) -> Verdict | None:
        if isinstance(value, Waited):
            return bench.verdict(rate.points(Decimal(value.seconds)))
        return bench.verdict(rate.points(value)) if isinstance(value, Decimal) else None

    return judge


def _number(item: Number, bench: Bench) -> JudgeValue:
    if item.rate is not None:
        return _rate(item.rate, bench)
    earned = _steps(item.judged_by, item.otherwise)
    return lambda value, _format: (
        bench.verdict(earned(value)) if isinstance(value, Decimal) else None
    )


def _steps(ranges: Iterable[NumberRange], otherwise: Decimal) -> Callable[[Decimal], Fraction]:
    """The points of the first range that holds a number."""
    table = [(r, Fraction(r.points)) for r in ranges]
    rest = Fraction(otherwise)
    return lambda number: next((points for r, points in table if _holds(r, number)), rest)


def _holds(span: NumberRange, number: Decimal) -> bool:
    return (span.at_least is None or span.at_least <= number) and (
        span.at_most is None or number <= span.at_most
    )
