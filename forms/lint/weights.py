"""What moves the score, and what can't."""

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from forms.base import plain
from forms.checklist import Checklist
from forms.items import Item, YesNo
from forms.lint.findings import Finding, finding, places
from forms.scoring import effective_weights
from forms.scoring.plan import VIEWS
from forms.texts import Text
from forms.words import FIELDS, VALUES

MOST_ITEMS = 60
MOST_POINTS = 25
LEAST_IN_VIEW = 3
FEWEST_YES_NO = 8
"""From so many yes/no items on, all of them alike are a pattern and not chance."""

_VIEWS: Mapping[str, Text] = {
    "dimensions": Text(zh="维度", en="dimension"),
    "axes": FIELDS["axis"],
    "bases": FIELDS["base"],
}
"""The views whose scores are read one by one; the others only set two halves side by side."""


def weights(checklist: Checklist) -> Iterator[Finding]:
    """Too many items, weights too heavy or too light, thin views, sections that may vanish."""
    count = len(checklist.by_key)
    if count > MOST_ITEMS:
        yield finding("too_many_items", "sections", n=count, most=MOST_ITEMS)
    yield from _effective(checklist)
    yield from _sections(checklist)
    yield from _views(checklist)
    yield from _yes_no(checklist)


def _effective(checklist: Checklist) -> Iterator[Finding]:
    weighed = effective_weights(checklist)
    step = Fraction(1, 10**checklist.policy.places)
    for path, item in places(checklist):
        moves = weighed[item.key]
        if moves > MOST_POINTS and count_scored(checklist) > 4:
            yield finding(
                "too_heavy", f"{path}.weight", item.key, points=_points(moves), most=MOST_POINTS
            )
        elif 0 < moves < step:
            yield finding(
                "too_light",
                f"{path}.weight",
                item.key,
                points=_points(moves),
                places=checklist.policy.places,
            )


def count_scored(checklist: Checklist) -> int:
    """How many items can move the score at all."""
    return sum(item.scored and item.worth > 0 for item in checklist.every_item())


def _points(value: Fraction) -> str:
    return plain(Decimal(round(value * 1000)) / 1000)


def _sections(checklist: Checklist) -> Iterator[Finding]:
    rollup, vanishes = checklist.policy.rollup, checklist.policy.no_answer.na == "leave_out"
    written = {section.weight for section in checklist.sections}
    if rollup == "points" and len(written) > 1:
        yield finding("section_weight_unused", "sections")
    for place, section in enumerate(checklist.sections):
        path = f"sections[{place}]"
        scored = [i for i in section.items if i.scored and i.worth > 0 and i.role == "normal"]
        if not any(item.scored for item in section.items):
            yield finding("nothing_scored", path, section.key)
        elif rollup == "sections" and not section.weight:
            yield finding("section_weightless", f"{path}.weight", section.key)
        elif vanishes and scored and all("na" in item.may_skip for item in scored):
            yield finding("all_na", path, section.key)


def _views(checklist: Checklist) -> Iterator[Finding]:
    counted = {view: Counter(_tags(checklist, view)) for view in _VIEWS}
    for view, said in _VIEWS.items():
        for value in VIEWS[view]:
            n = counted[view][value]
            if 0 < n < LEAST_IN_VIEW:
                yield finding(
                    "few_in_view",
                    "sections",
                    n=n,
                    least=LEAST_IN_VIEW,
                    view=said,
                    value=VALUES[value],
                )
            elif view == "axes" and not n and counted[view]:
                yield finding("axis_missing", "sections", value=VALUES[value])


def _tags(checklist: Checklist, view: str) -> Iterator[str]:
    for item in checklist.every_item():
        if item.scored and item.worth > 0 and item.role == "normal":
            yield from _tags_of(item, view)


def _tags_of(item: Item, view: str) -> Iterator[str]:
    if view == "dimensions":
        yield from item.dimensions
    else:
        tag = item.axis if view == "axes" else item.base
        if tag is not None:
            yield tag


def _yes_no(checklist: Checklist) -> Iterator[Finding]:
    asked = [i for i in checklist.every_item() if isinstance(i, YesNo) and i.worth > 0]
    if len(asked) >= FEWEST_YES_NO and all(item.good for item in asked):
        yield finding("only_yes", "sections", n=len(asked))
