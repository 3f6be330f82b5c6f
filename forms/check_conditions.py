"""Whether conditions ask about something that exists, in a way that can be answered."""

from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation
from graphlib import CycleError, TopologicalSorter

from forms.checklist import Checklist, Section
from forms.conditions import Condition, Said
from forms.issues import Issue, issue
from forms.items import Choice, Choices, Item, Ranking, Scale, YesNo

_SIZES = ("at_least", "at_most", "more_than", "less_than")
_TESTS: dict[str, tuple[str, ...]] = {
    "yes_no": ("is", "in", "includes"),
    "choice": ("is", "in", "includes"),
    "choices": ("includes", *_SIZES),
    "ranking": ("includes", *_SIZES),
    "scale": ("is", "in", *_SIZES),
    "number": ("is", "in", *_SIZES),
    "wait": _SIZES,
}
"""Tests that a kind knows; every kind knows `state`."""


def check_conditions(checklist: Checklist) -> Iterator[Issue]:
    for place, section in enumerate(checklist.sections):
        path = f"sections[{place}]"
        yield from _check(f"{path}.show_if", section.show_if, checklist)
        for number, item in enumerate(section.items):
            here = f"{path}.items[{number}]"
            yield from _check(f"{here}.show_if", item.show_if, checklist)
            yield from _check(f"{here}.required_if", item.required_if, checklist)
    yield from _circles(checklist)


def asks_about(checklist: Checklist) -> dict[str, set[str]]:
    """What has to be decided before it is known whether each item (section) is shown.

    Nodes are the keys of items and sections that have a `show_if` or stand in a section that has.
    """
    homes = {item.key: section for section in checklist.sections for item in section.items}
    nodes: dict[str, set[str]] = {}
    for section in checklist.sections:
        if section.show_if is not None:
            nodes[section.key] = _decided_by(section.show_if, homes)
        for item in section.items:
            before = {section.key} if section.show_if is not None else set()
            if item.show_if is not None:
                before |= _decided_by(item.show_if, homes)
            if before or item.show_if is not None:
                nodes[item.key] = before
    return nodes


def _decided_by(condition: Condition, homes: dict[str, Section]) -> set[str]:
    return {key for key in condition.items() if key in homes}


def _circles(checklist: Checklist) -> Iterator[Issue]:
    try:
        TopologicalSorter(asks_about(checklist)).prepare()
    except CycleError as problem:
        circle: Sequence[str] = problem.args[1]
        shown = " ← ".join(circle[:10]) + (" …" if len(circle) > 10 else "")
        yield issue("sections", "condition_circle", circle=shown)


def _check(path: str, condition: Condition | None, checklist: Checklist) -> Iterator[Issue]:
    if condition is None:
        return
    if len(condition.forms) != 1:
        yield issue(path, "condition_form")
        return
    match condition.forms[0]:
        case "item":
            yield from _item_test(path, condition, checklist)
        case "branch":
            yield from _branch_test(path, condition)
        case form:
            if condition.tests:
                yield issue(path, "condition_form")
            for place, inner in enumerate(condition.inner()):
                here = f"{path}.{form}" if form == "not" else f"{path}.{form}[{place}]"
                yield from _check(here, inner, checklist)


def _branch_test(path: str, condition: Condition) -> Iterator[Issue]:
    possible = ("includes",) if condition.branch == "tags" else ("is", "in")
    if len(condition.tests) != 1 or condition.tests[0] not in possible:
        yield issue(path, "condition_test", allowed=", ".join(possible))
    elif not all(isinstance(word, str) for word in _words(condition)):
        yield issue(path, "condition_value", value=str(_words(condition)[0]))


def _item_test(path: str, condition: Condition, checklist: Checklist) -> Iterator[Issue]:
    item = checklist.by_key.get(condition.item or "")
    if item is None:
        yield issue(f"{path}.item", "condition_item", key=condition.item or "")
        return
    possible = (*_TESTS.get(item.kind, ()), "state")
    if len(condition.tests) != 1 or condition.tests[0] not in possible:
        yield issue(path, "condition_test", allowed=", ".join(possible))
        return
    for word in _words(condition):
        if not _fits(item, word, condition.tests[0]):
            yield issue(path, "condition_value", value=str(word))


def _words(condition: Condition) -> tuple[Said, ...]:
    if condition.is_ is not None:
        return (condition.is_,)
    return condition.in_ or (() if condition.includes is None else (condition.includes,))


def _fits(item: Item, word: Said, test: str) -> bool:
    """Whether an answer to the item can ever be this."""
    possible: Sequence[object]
    match item:
        case YesNo() | Choice() if test == "includes":
            possible = [reason.key for reason in item.reasons]
        case YesNo():
            return isinstance(word, bool)
        case Choice() | Choices() | Ranking():
            possible = [option.key for option in item.options]
        case Scale():
            return not isinstance(word, bool) and word in [level.level for level in item.levels]
        case _:
            return not isinstance(word, bool) and number_of(word) is not None
    return word in possible


def number_of(word: Said) -> Decimal | None:
    """A number as it was written; None for another word."""
    try:
        number = Decimal(word)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
