"""Refusals of a use case, laid beside the fields of the form that caused them."""

from collections.abc import Mapping
from datetime import date

from audit.checks import Checks
from audit.problems import Problem
from audit.web.call import Plain

SHOWN = frozenset({"invalid", "already_exists", "weak_password", "last_admin"})


def beside(call: Plain, problem: Problem, fields: Mapping[str, str], first: str) -> dict[str, str]:
    """Return a sentence for each field; `fields` renames paths, what has no path goes to `first`.

    A refusal that no field caused is raised again.
    """
    if problem.code not in SHOWN:
        raise problem
    found: dict[str, str] = {}
    for issue in problem.issues:
        found.setdefault(fields.get(issue.path, issue.path) or first, issue.say(call.t))
    return found or {first: f"{call.t(problem.kind.title)}. {call.t(problem.kind.advice)}"}


def typed_day(checks: Checks, form: Mapping[str, str], name: str) -> date | None:
    """Return the day of a date field, None when it is empty."""
    if not form.get(name):
        return None
    try:
        return date.fromisoformat(form[name])
    except ValueError:
        checks.fault(name, "not_a_day", "This is not a day; write it as 2026-11-21.")
        return None


def typed_number(checks: Checks, form: Mapping[str, str], name: str) -> float | None:
    """Return the number of a field, None when it is empty."""
    if not form.get(name):
        return None
    try:
        return float(form[name])
    except ValueError:
        checks.fault(name, "not_a_number", "This is not a number.")
        return None
