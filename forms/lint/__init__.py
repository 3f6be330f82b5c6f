"""The doctor of checklists: what is sound, but will not measure well.

A checklist that parses can still ask two things at once, or weigh an item so lightly that nobody
will ever see it. `lint` says so in plain words; it never hinders publishing.

    wording.py   how questions are put, and whether both languages say something
    weights.py   what moves the score, and what can't
    parts.py     groups, limits of parts, so many points for each
    rules.py     critical items, evidence, ways of no answer
    together.py  rules of the policy over several items
    reach.py     conditions, bands and ranges that nothing can reach
"""

from collections.abc import Iterable

from forms.checklist import Checklist
from forms.lint.findings import Finding, Severity
from forms.lint.parts import parts
from forms.lint.reach import reach
from forms.lint.rules import pictures, rules
from forms.lint.together import together
from forms.lint.weights import weights
from forms.lint.wording import wording

__all__ = ["Finding", "Severity", "lint"]

_PARTS = (wording, weights, parts, rules, together, reach)
_ORDER = {"warn": 0, "hint": 1}


def lint(checklist: Checklist, missing: Iterable[str] = ()) -> list[Finding]:
    """What an experienced author would question: warnings first, then hints, in checklist order.

    "warn" is nearly always a mistake; "hint" is worth a second look and may be meant so. Never
    raises for a checklist that `forms.parse` made. `missing` are reference photos known not to be
    there.
    """
    found = [one for part in _PARTS for one in part(checklist)]
    found += pictures(checklist, frozenset(missing))
    places = {"": -1} | {item.key: n for n, item in enumerate(checklist.every_item())}
    return sorted(found, key=lambda one: (_ORDER[one.severity], places.get(one.key, -1)))
