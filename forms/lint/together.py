"""Rules of the policy that can never apply, or always do."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from forms.base import plain
from forms.checklist import Checklist
from forms.items import Item
from forms.lint.findings import Finding, finding
from forms.policy import Rule


def together(checklist: Checklist) -> Iterator[Finding]:
    """Rules over several items, held against the items they look at."""
    for place, rule in enumerate(checklist.policy.rules):
        path = f"policy.rules[{place}]"
        yield from _measure(path, rule, _looked_at(checklist, rule), checklist)
        if (
            rule.effect == "cap"
            and rule.cap is not None
            and rule.cap >= checklist.policy.full_marks
        ):
            yield finding("rule_cap_full", f"{path}.cap")


def _looked_at(checklist: Checklist, rule: Rule) -> list[Item]:
    """The scored items that a rule looks at."""
    return [
        item
        for section in checklist.sections
        if not rule.sections or section.key in rule.sections
        for item in section.items
        if item.scored
        and item.role != "bonus"
        and (not rule.tags or set(rule.tags) & set(item.tags))
    ]


def _measure(
    path: str, rule: Rule, items: Sequence[Item], checklist: Checklist
) -> Iterator[Finding]:
    n = len(items)
    if rule.unmet_at_least is not None and n < rule.unmet_at_least:
        where = f"{path}.unmet_at_least"
        yield finding("rule_beyond_reach", where, n=n, least=rule.unmet_at_least)
    if rule.judged_below is not None and n < rule.judged_below:
        yield finding("rule_always", f"{path}.judged_below", n=n, least=rule.judged_below)
    if rule.below is not None and rule.below <= 0 and checklist.policy.floor >= 0:
        yield finding("rule_below_nothing", f"{path}.below")
    least = rule.lost_at_least
    # Where parts are weighed or deducted, points are not those of the items alone.
    if least is not None and checklist.policy.rollup == "points":
        most = sum((item.worth for item in items), Decimal(0))
        if most < least:
            where = f"{path}.lost_at_least"
            yield finding("rule_points", where, most=plain(most), least=plain(least))
