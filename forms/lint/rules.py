"""Critical items, evidence, standards, ways of no answer."""

from collections.abc import Iterator
from decimal import Decimal

from forms.base import plain
from forms.checklist import Checklist
from forms.items import Item
from forms.lint.findings import Finding, finding, places

SHORTEST = 6
"""A definition shorter than this names the rule and does not define it."""

_SEEN = ("yes_no", "choice", "choices", "scale")


def rules(checklist: Checklist) -> Iterator[Finding]:
    """Rules without definition or evidence, photos that give away, missing standards."""
    for path, item in places(checklist):
        yield from _critical(path, item)
        if item.scored:
            yield from _texts(path, item)
            yield from _evidence(path, item)
            yield from _skipping(path, item)


def pictures(checklist: Checklist, missing: frozenset[str]) -> Iterator[Finding]:
    """Reference photos that are named and not there, and those that nobody will look at."""
    for path, item in places(checklist):
        name = item.photo.reference
        if name is None:
            continue
        if name in missing:
            yield finding("reference_missing", f"{path}.photo.reference", item.key, name=name)
        if item.photo.when == "never":
            yield finding("reference_unseen", f"{path}.photo.reference", item.key)


def _critical(path: str, item: Item) -> Iterator[Finding]:
    rule = item.critical
    if rule is None:
        return
    said, asked = rule.definition, item.wording
    if len(said.say("zh").strip()) < SHORTEST or said.say("zh") == asked.say("zh"):
        yield finding("vague_rule", f"{path}.critical.definition", item.key)
    if "na" in item.may_skip and rule.effect != "flag":
        yield finding("rule_can_be_skipped", f"{path}.may_skip", item.key)
    if item.kind in _SEEN and item.photo.when in {"never", "optional"} and item.ware == "hardware":
        yield finding("rule_without_evidence", f"{path}.photo", item.key)
    if rule.below is not None and _lowest(item) * 100 >= rule.below * item.best:
        yield finding(
            "rule_never_fires", f"{path}.critical.below", item.key, below=plain(rule.below)
        )


def _lowest(item: Item) -> Decimal:
    """The fewest points an answer can bring, as far as that is known without trying."""
    points = item.all_points() if item.kind in {"choice", "scale"} else ()
    return min(points, default=Decimal(0))


def _texts(path: str, item: Item) -> Iterator[Finding]:
    if item.worth <= 0 and item.critical is None:
        return
    if item.standard is None:
        yield finding("no_standard", f"{path}.standard", item.key)
    if item.coaching is None:
        yield finding("no_coaching", f"{path}.coaching", item.key)


def _evidence(path: str, item: Item) -> Iterator[Finding]:
    visible = item.ware == "hardware" and item.kind in _SEEN
    if visible and "photo" not in item.model_fields_set:
        yield finding("no_evidence", f"{path}.photo", item.key)
    in_front = item.side != "back" and item.stage == "in" and item.ware == "software"
    if item.photo.when == "required" and (in_front or item.axis == "personal"):
        yield finding("photo_gives_away", f"{path}.photo.when", item.key)


def _skipping(path: str, item: Item) -> Iterator[Finding]:
    knock_out = item.critical is not None and item.critical.effect == "not_evaluable"
    if (
        "unseen" not in item.may_skip
        and item.required
        and not knock_out
        and item.axis == "personal"
    ):
        yield finding("no_unseen", f"{path}.may_skip", item.key)
