"""What must hold between the parts of a definition, beyond the type of each field."""

from collections.abc import Collection, Iterable, Iterator
from itertools import pairwise

from forms.base_item import Critical, PhotoRule, Reasoned
from forms.check_conditions import check_conditions
from forms.checklist import MOST_ITEMS, Checklist, Part, Section
from forms.issues import Issue, issue
from forms.items import Choice, Choices, Item, Number, Ranking, Scale, Wait
from forms.measures import Rate, WaitBand
from forms.policy import Policy, Rule

PHOTO_ON_FAIL = ("yes_no", "choice", "scale")
"""Kinds whose failing answers the phone can name before anything is scored."""
MEASURES = ("unmet_at_least", "picked_at_least", "lost_at_least", "below", "judged_below")
AMOUNTS = ("cap", "cap_section", "deduct", "keep", "band", "lower")
"""Effects that need a field of their own name."""


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
    yield from check_conditions(checklist)


def _policy(checklist: Checklist) -> Iterator[Issue]:
    policy = checklist.policy
    yield from _same("policy.bands", (band.key for band in policy.bands))
    if len({band.at_least for band in policy.bands}) < len(policy.bands):
        yield issue("policy.bands", "same_limit")
    limits = {f"policy.bands[{n}].at_least": b.at_least for n, b in enumerate(policy.bands)}
    if policy.pass_mark is not None:
        limits["policy.pass_mark"] = policy.pass_mark
    for path, limit in limits.items():
        if limit > policy.full_marks:
            yield issue(path, "over_full_marks", full=str(policy.full_marks))
    yield from _same("policy.rules", (rule.key for rule in policy.rules))
    tags = {tag for item in checklist.every_item() for tag in item.tags}
    sections = {section.key for section in checklist.sections}
    known: set[str] = set()
    keys = frozenset(key for item in checklist.every_item() for key in pickable(item))
    for place, rule in enumerate(policy.rules):
        here = f"policy.rules[{place}]"
        yield from _rule(here, rule, policy, tags, sections)
        yield from _known(f"{here}.picked", "unknown_pick", rule.picked, keys)
        yield from _known(f"{here}.needs", "rule_needs", rule.needs, known)
        known.add(rule.key)


def _rule(
    path: str, rule: Rule, policy: Policy, tags: set[str], sections: set[str]
) -> Iterator[Issue]:
    measures = sum(getattr(rule, measure) is not None for measure in MEASURES)
    if measures > 1 or not (measures or rule.needs):
        yield issue(path, "rule_measure", measures=", ".join(MEASURES))
    if rule.unmet_below is not None and rule.unmet_at_least is None:
        yield issue(f"{path}.unmet_below", "needs_beside", name="unmet_at_least")
    if bool(rule.picked) != (rule.picked_at_least is not None):
        yield issue(f"{path}.picked", "needs_beside", name="picked_at_least")
    for section in rule.sections:
        if section not in sections:
            yield issue(f"{path}.sections", "rule_section", key=section)
    for tag in rule.tags:
        if tag not in tags:
            yield issue(f"{path}.tags", "rule_tag", tag=tag)
    if rule.effect in ("zero_section", "cap_section") and not rule.sections:
        yield issue(f"{path}.sections", "rule_zero_section")
    yield from _effect(path, rule, policy)


def _known(path: str, code: str, keys: Iterable[str], known: Collection[str]) -> Iterator[Issue]:
    for key in keys:
        if key not in known:
            yield issue(path, code, key=key)


def pickable(item: Item) -> Iterator[str]:
    """The keys of the judged options and of the reasons that an answer can name."""
    if isinstance(item, Choice | Choices | Ranking):
        yield from (o.key for o in item.options if o.points is not None or item.kind == "choices")
    if isinstance(item, Reasoned):
        yield from (reason.key for reason in item.reasons)


def _effect(path: str, rule: Rule | Critical, policy: Policy) -> Iterator[Issue]:
    """What an effect needs beside it is there, and nothing else."""
    for name in AMOUNTS:
        value = getattr(rule, name)
        if rule.effect == name and value is None:
            yield issue(f"{path}.{name}", "effect_needs", name=name)
        elif rule.effect != name and value is not None:
            yield issue(f"{path}.{name}", "effect_unused", name=name)
    if rule.cap is not None and rule.cap > policy.full_marks:
        yield issue(f"{path}.cap", "over_full_marks", full=str(policy.full_marks))
    if rule.band is not None and all(band.key != rule.band for band in policy.bands):
        yield issue(f"{path}.band", "unknown_band", key=rule.band)


def _section(path: str, checklist: Checklist, section: Section) -> Iterator[Issue]:
    if checklist.policy.rollup == "deduction" and not section.weight:
        yield issue(f"{path}.weight", "deduction_weight")
    yield from _part(path, section)
    groups = {group.key for group in section.groups}
    yield from _same(f"{path}.groups", (group.key for group in section.groups))
    for place, group in enumerate(section.groups):
        yield from _part(f"{path}.groups[{place}]", group)
        if group.rollup == "weights":
            yield issue(f"{path}.groups[{place}].rollup", "group_weights")
    yield from _same(f"{path}.items", (item.key for item in section.items))
    for place, item in enumerate(section.items):
        here = f"{path}.items[{place}]"
        if item.key.partition(".")[0] != section.key:
            yield issue(f"{here}.key", "wrong_section", key=item.key, section=section.key)
        if item.group is not None and item.group not in groups:
            yield issue(f"{here}.group", "unknown_group", key=item.group)
        if item.group is None and section.rollup == "weights" and item.scored:
            yield issue(f"{here}.group", "group_needed")
        yield from _item(here, item, checklist.policy)


def _part(path: str, part: Part) -> Iterator[Issue]:
    if part.rollup == "deduction" and not part.weight:
        yield issue(f"{path}.weight", "deduction_weight")
    if part.cap is not None and part.floor > part.cap:
        yield issue(f"{path}.floor", "floor_over_cap")
    if not all(a.at_least < b.at_least and a.score <= b.score for a, b in pairwise(part.steps)):
        yield issue(f"{path}.steps", "steps_order")


def _item(path: str, item: Item, policy: Policy) -> Iterator[Issue]:
    counts = bool(item.weight) or item.critical is not None or any(item.all_points())
    if counts and not item.scored:
        yield issue(path, "no_points")
    if item.critical is not None:
        here, rule = f"{path}.critical", item.critical
        yield from _effect(here, rule, policy)
        yield from _known(f"{here}.picked", "unknown_pick", rule.picked, set(pickable(item)))
        if rule.picked and rule.below is not None:
            yield issue(f"{here}.below", "picked_or_below")
    yield from _photo(f"{path}.photo", item, item.photo)
    if isinstance(item, Reasoned):
        yield from _reasons(path, item)
    match item:
        case Choice() | Choices() | Ranking():
            yield from _same(f"{path}.options", (option.key for option in item.options))
            if len(item.options) < 2 and item.options[0].exclusive:
                yield issue(f"{path}.options", "exclusive_points")
            if isinstance(item, Choices):
                yield from _choices(path, item)
        case Scale():
            yield from _levels(path, item)
        case Wait():
            yield from _wait(path, item)
        case Number():
            yield from _ranges(path, item)


def _reasons(path: str, item: Reasoned) -> Iterator[Issue]:
    yield from _same(f"{path}.reasons", (reason.key for reason in item.reasons))
    if item.reasons and not item.scored:
        yield issue(f"{path}.reasons", "reasons_unscored")
    if item.reasons_most is not None and item.reasons_most > len(item.reasons):
        yield issue(f"{path}.reasons_most", "reasons_most")


def _choices(path: str, item: Choices) -> Iterator[Issue]:
    if (item.mode == "count") != bool(item.ranges):
        yield issue(f"{path}.ranges", "count_ranges")
    if item.least is not None and item.most is not None and item.least > item.most:
        yield issue(f"{path}.least", "empty_range")


def _rate(path: str, rate: Rate, instead: str, other: object) -> Iterator[Issue]:
    if other:
        yield issue(f"{path}.{instead}", "one_way_to_judge")
    if rate.least > rate.highest:
        yield issue(f"{path}.rate", "rate_ends")


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
    if item.rate is not None:
        yield from _rate(path, item.rate, "bands", item.bands)
    if item.between is not None and item.between[0] == item.between[1]:
        yield issue(f"{path}.between", "same_events")
    if item.formats and not item.bands:
        yield issue(f"{path}.formats", "wait_no_bands")
    tables = {"bands": item.bands or ()} | {f"formats.{k}": v for k, v in item.formats.items()}
    for name, bands in tables.items():
        if not _falls(item, bands):
            yield issue(f"{path}.{name}", "wait_order")
        if any(band.points > item.most_points for band in bands):
            yield issue(f"{path}.{name}", "wait_over_best")


def _falls(item: Wait, bands: tuple[WaitBand, ...]) -> bool:
    steps = all(a.within < b.within and a.points >= b.points for a, b in pairwise(bands))
    return steps and (not bands or bands[-1].points >= item.beyond)


def _ranges(path: str, item: Number) -> Iterator[Issue]:
    if item.rate is not None:
        yield from _rate(path, item.rate, "ranges", item.judged_by)
    if item.expected is not None and item.ranges:
        yield issue(f"{path}.expected", "one_way_to_judge")
    if item.expected is None and item.tolerance:
        yield issue(f"{path}.tolerance", "tolerance_alone")
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
