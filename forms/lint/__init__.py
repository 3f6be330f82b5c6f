"""The doctor of checklists: what is sound, but will not measure well.

A checklist that parses can still ask two things at once, or weigh an item so lightly that nobody
will ever see it. `lint` says so in plain words; it never hinders publishing.

    wording.py   how questions are put, and whether both languages say something
    weights.py   what moves the score, and what can't
    rules.py     critical items, evidence, ways of no answer
    reach.py     conditions, bands and ranges that nothing can reach
"""

from forms.checklist import Checklist
from forms.lint.findings import Finding, Severity
from forms.lint.reach import reach
from forms.lint.rules import rules
from forms.lint.weights import weights
from forms.lint.wording import wording

__all__ = ["Finding", "Severity", "lint"]

_ORDER = {"warn": 0, "hint": 1}


def lint(checklist: Checklist) -> list[Finding]:
    """What an experienced author would question: warnings first, then hints, in checklist order.

    "warn" is nearly always a mistake; "hint" is worth a second look and may be meant so. Never
    raises for a checklist that `forms.parse` made.
    """
    found = [one for part in (wording, weights, rules, reach) for one in part(checklist)]
    places = {"": -1} | {item.key: n for n, item in enumerate(checklist.every_item())}
    return sorted(found, key=lambda one: (_ORDER[one.severity], places.get(one.key, -1)))
