"""A checklist, worked out once: units, judges, view slots. Kept for the checklists in use."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import lcm
from typing import get_args

from forms.base_item import Axis, Base, Dimension, Quality, Reasoned, Side, Stage, Ware
from forms.checklist import Checklist, Section
from forms.items import Item
from forms.policy import Policy
from forms.scoring.rounding import Exact, lean
from forms.scoring.scorecard import Status
from forms.scoring.verdicts import Bench, Judge, Verdict, judge_for

LARGEST_UNIT = 10**60
"""A bound for hostile weights; beyond it some amounts stay Fractions, exact but slower."""

VIEWS: Mapping[str, tuple[str, ...]] = {
    "dimensions": get_args(Dimension),
    "axes": get_args(Axis),
    "quality": get_args(Quality),
    "ware": get_args(Ware),
    "stages": get_args(Stage),
    "sides": get_args(Side),
    "bases": get_args(Base),
}
SLOTS: Mapping[tuple[str, str], int] = {
    slot: index
    for index, slot in enumerate((view, key) for view, keys in VIEWS.items() for key in keys)
}


@dataclass(frozen=True, slots=True)
class ItemPlan:
    """`section` is the place of its section; `missing` what each kind of no answer brings."""

    item: Item
    key: str
    section: int
    worth: Exact
    target: int
    judge: Judge | None
    missing: Mapping[Status, Verdict | None]
    slots: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SectionPlan:
    section: Section
    key: str
    weight: Exact
    target: int


@dataclass(frozen=True, slots=True)
class Plan:
    """`unit`: units per point. Section weights are whole numbers of their own unit."""

    checklist: Checklist
    policy: Policy
    unit: int
    sections: tuple[SectionPlan, ...]
    items: tuple[ItemPlan, ...]


@lru_cache(maxsize=64)
def plan_for(checklist: Checklist) -> Plan:
    unit = _unit(checklist)
    return Plan(
        checklist=checklist,
        policy=checklist.policy,
        unit=unit,
        sections=tuple(
            SectionPlan(
                s, s.key, lean(Fraction(s.weight) * unit), int(checklist.target_of(s) * 100)
            )
            for s in checklist.sections
        ),
        items=tuple(
            _plan_item(item, place, checklist.policy, unit)
            for place, section in enumerate(checklist.sections)
            for item in section.items
        ),
    )


def _unit(checklist: Checklist) -> int:
    """The smallest unit in which every amount of the checklist is a whole number."""
    unit = 100
    for amount in _amounts(checklist):
        larger = lcm(unit, amount.denominator)
        unit = larger if larger <= LARGEST_UNIT else unit
    return unit


def _amounts(checklist: Checklist) -> Iterator[Fraction]:
    for section in checklist.sections:
        yield Fraction(section.weight)
        for item in section.items:
            yield Fraction(item.worth)
            if item.scored:
                each = Fraction(item.worth) / Fraction(item.best)
                yield from (each * Fraction(points) for points in item.all_points())
                yield each * Fraction(item.zero_points)
                if isinstance(item, Reasoned):
                    credits = (r.credit for r in item.reasons if r.credit is not None)
                    yield from (Fraction(item.worth * credit) / 100 for credit in credits)


def _plan_item(item: Item, place: int, policy: Policy, unit: int) -> ItemPlan:
    bench = Bench(item, policy, unit)
    judge = judge_for(bench)
    rules = policy.no_answer
    missing: dict[Status, Verdict | None] = {}
    if judge is not None:
        missing["na"] = bench.missing(item.na or rules.na)
        missing["unseen"] = bench.missing(item.unseen or rules.unseen)
        missing["hidden"] = bench.missing(item.hidden or rules.hidden)
        missing["empty"] = bench.missing(item.empty or rules.empty)
    return ItemPlan(
        item=item,
        key=item.key,
        section=place,
        worth=lean(Fraction(item.worth) * unit),
        target=int(item.target * 100),
        judge=judge,
        missing=missing,
        slots=tuple(SLOTS[tag] for tag in _tags(item)) if judge else (),
    )


def _tags(item: Item) -> Iterator[tuple[str, str]]:
    for dimension in dict.fromkeys(item.dimensions):
        yield "dimensions", dimension
    single = {
        "axes": item.axis,
        "quality": item.quality,
        "ware": item.ware,
        "stages": item.stage,
        "sides": item.side,
        "bases": item.base,
    }
    yield from ((view, key) for view, key in single.items() if key is not None)
