"""Groups, limits of parts, scales and rates that do not do what they seem to."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from forms.base import plain
from forms.checklist import Checklist, Part, Section
from forms.items import Item, Number, Scale, Wait
from forms.lint.findings import Finding, finding, places


def parts(checklist: Checklist) -> Iterator[Finding]:
    """Groups without items or use, limits that never bind, rates and scales gone wrong."""
    for place, section in enumerate(checklist.sections):
        yield from _groups(f"sections[{place}]", section)
        yield from _limit(f"sections[{place}].most", section, section, section.items)
    for path, item in places(checklist):
        if isinstance(item, Wait | Number):
            yield from _rate(path, item)
        if isinstance(item, Scale):
            yield from _anchors(path, item)


def _groups(path: str, section: Section) -> Iterator[Finding]:
    weighed = section.rollup == "weights"
    for place, group in enumerate(section.groups):
        here = f"{path}.groups[{place}]"
        items = [item for item in section.items if item.group == group.key]
        if not any(item.scored for item in items):
            yield finding("group_unused", here, section.key)
            continue
        if weighed and not group.weight:
            yield finding("group_weightless", f"{here}.weight", section.key)
        yield from _limit(f"{here}.most", section, group, items)
    written = {group.weight for group in section.groups if group.rollup != "deduction"}
    if not weighed and len(written) > 1:
        yield finding("group_weight_unused", f"{path}.groups", section.key)


def _limit(path: str, section: Section, part: Part, items: Sequence[Item]) -> Iterator[Finding]:
    """A limit of points that what stands under it can never reach."""
    best = sum((i.worth for i in items if i.scored and i.role != "penalty"), Decimal(0))
    if part.most is not None and part.rollup not in ("weights", "deduction") and best <= part.most:
        yield finding("limit_unused", path, section.key, limit=plain(part.most), most=plain(best))


def _rate(path: str, item: Wait | Number) -> Iterator[Finding]:
    rate = item.rate
    if rate is None:
        return
    if not rate.each:
        yield finding("rate_flat", f"{path}.rate.each", item.key)
    elif isinstance(item, Number) and item.most is not None and item.most <= rate.after:
        yield finding("rate_never", f"{path}.rate.after", item.key, after=plain(rate.after))


def _anchors(path: str, item: Scale) -> Iterator[Finding]:
    """Points that rise and fall: all one way, up or down, is an order."""
    worths = [level.worth for level in sorted(item.levels, key=lambda level: level.level)]
    steps = [after - before for before, after in pairwise(worths)]
    if any(step > 0 for step in steps) and any(step < 0 for step in steps):
        yield finding("anchors_unordered", f"{path}.levels", item.key)
