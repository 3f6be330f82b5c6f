"""What must hold between the parts of a definition, beyond the type of each field."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from forms.checklist import MOST_ITEMS, Checklist, Section
from forms.issues import Issue, issue
from forms.items import Choice, Choices, Critical, Item, Number, PhotoRule, Scale, Wait, WaitBand

PHOTO_ON_FAIL = ("yes_no", "choice", "scale")
"""Kinds whose failing answers the phone can name before anything is scored."""


def check(checklist: Checklist) -> list[Issue]:
    """Everything that does not fit together; an empty list means it can be published."""
    return list(_check(checklist))


def _check(checklist: Checklist) -> Iterator[Issue]:
    yield from _policy(checklist)
    yield from _same("sections", (section.key for section in checklist.sections))
    if sum(len(section.items) for section in checklist.sections) > MOST_ITEMS:
        yield issue("sections", "too_many_items", most=MOST_ITEMS)
    for place, section in enumerate(checklist.sections):
        yield from _section(f"sections[{place}]", checklist, section)


def _policy(checklist: Checklist) -> Iterator[Issue]:
    bands = checklist.policy.bands
    yield from _same("policy.bands", (band.key for band in bands))
    if len({band.at_least for band in bands}) < len(bands):
        yield issue("policy.bands", "same_limit")


def _section(path: str, checklist: Checklist, section: Section) -> Iterator[Issue]:
    if checklist.policy.rollup == "deduction" and not section.weight:
        yield issue(f"{path}.weight", "deduction_weight")
    if section.cap is not None and section.floor > section.cap:
        yield issue(f"{path}.floor", "floor_over_cap")
    yield from _same(f"{path}.items", (item.key for item in section.items))
    for place, item in enumerate(section.items):
        here = f"{path}.items[{place}]"
        if item.key.partition(".")[0] != section.key:
            yield issue(f"{here}.key", "wrong_section", key=item.key, section=section.key)
        yield from _item(here, item)


def _item(path: str, item: Item) -> Iterator[Issue]:
    counts = bool(item.weight) or item.critical is not None or any(item.all_points())
    if counts and not item.scored:
        yield issue(path, "no_points")
    if item.critical is not None:
        yield from _critical(f"{path}.critical", item.critical)
    yield from _photo(f"{path}.photo", item, item.photo)
    match item:
        case Choice() | Choices():
            yield from _same(f"{path}.options", (option.key for option in item.options))
            if len(item.options) < 2 and item.options[0].exclusive:
                yield issue(f"{path}.options", "exclusive_points")
        case Scale():
            yield from _levels(path, item)
        case Wait():
            yield from _wait(path, item)
        case Number():
            yield from _ranges(path, item)


def _critical(path: str, rule: Critical) -> Iterator[Issue]:
    if rule.effect == "cap" and rule.cap is None:
        yield issue(f"{path}.cap", "cap_needed")
    if rule.effect != "cap" and rule.cap is not None:
        yield issue(f"{path}.cap", "cap_unused")


def _photo(path: str, item: Item, rule: PhotoRule) -> Iterator[Issue]:
    if rule.min > rule.max:
        yield issue(f"{path}.min", "photo_limits")
    if rule.when == "on_fail" and item.kind not in PHOTO_ON_FAIL:
        yield issue(f"{path}.when", "photo_on_fail")
    if rule.when == "never" and item.kind == "photo":
        yield issue(f"{path}.when", "photo_never")


def _levels(path: str, item: Scale) -> Iterator[Issue]:
    seen: set[int] = set()
    for level in item.levels:
        if level.level in seen:
            yield issue(f"{path}.levels", "same_level", level=level.level)
        seen.add(level.level)


def _wait(path: str, item: Wait) -> Iterator[Issue]:
    if item.formats and not item.bands:
        yield issue(f"{path}.formats", "wait_no_bands")
    tables = {"bands": item.bands or ()} | {f"formats.{k}": v for k, v in item.formats.items()}
    for name, bands in tables.items():
        if not _falls(item, bands):
            yield issue(f"{path}.{name}", "wait_order")
        if any(band.points > item.best for band in bands):
            yield issue(f"{path}.{name}", "wait_over_best")


def _falls(item: Wait, bands: tuple[WaitBand, ...]) -> bool:
    steps = all(a.within < b.within and a.points >= b.points for a, b in pairwise(bands))
    return steps and (not bands or bands[-1].points >= item.beyond)


def _ranges(path: str, item: Number) -> Iterator[Issue]:
    spans = [(f"{path}.ranges[{n}]", r.at_least, r.at_most) for n, r in enumerate(item.ranges)]
    for here, low, high in [(path, item.least, item.most), *spans]:
        if low is not None and high is not None and low > high:
            yield issue(here, "empty_range")


def _same(path: str, keys: Iterable[str]) -> Iterator[Issue]:
    seen: set[str] = set()
    for key in keys:
        if key in seen:
            yield issue(path, "same_key", key=key)
        seen.add(key)
