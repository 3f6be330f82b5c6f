"""Which items are shown and required: the conditions of a checklist, compiled once.

`forms/mobile/src/logic/conditions.ts` does the same on the phone; tests/vectors/conditions.json
holds both to the same results. Numbers are compared as IEEE doubles, as the phone compares them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from graphlib import CycleError, TopologicalSorter
from operator import ge, gt, le, lt

from forms.answers import Answer, Answers
from forms.branch import NOWHERE, BranchFacts
from forms.check_conditions import asks_about, number_of
from forms.checklist import Checklist
from forms.conditions import Condition, Said, State
from forms.items import Item
from forms.values import Value, Waited


@dataclass(slots=True)
class Known:
    """What is known while items are decided one after another; `hidden` grows."""

    answers: Answers
    branch: BranchFacts
    hidden: set[str] = field(default_factory=set)


Holds = Callable[[Known], bool]


@dataclass(frozen=True, slots=True)
class Step:
    """Decides one item or one whole section; `hides` are the items that go with it."""

    holds: Holds
    hides: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Showing:
    """`steps` come in an order in which everything a step asks about is already decided."""

    steps: tuple[Step, ...]
    required: Mapping[str, Holds]


@lru_cache(maxsize=64)
def showing_for(checklist: Checklist) -> Showing:
    conditions: dict[str, tuple[Condition, tuple[str, ...]]] = {}
    for section in checklist.sections:
        if section.show_if is not None:
            conditions[section.key] = section.show_if, tuple(item.key for item in section.items)
        for item in section.items:
            if item.show_if is not None:
                conditions[item.key] = item.show_if, (item.key,)
    steps = (conditions[node] for node in _in_order(checklist) if node in conditions)
    return Showing(
        steps=tuple(Step(_compiled(condition, checklist), hides) for condition, hides in steps),
        required={
            item.key: _compiled(item.required_if, checklist)
            for item in checklist.every_item()
            if item.required_if is not None
        },
    )


def hidden_items(
    checklist: Checklist, answers: Answers, branch: BranchFacts = NOWHERE
) -> frozenset[str]:
    """The keys of the items that the conditions hide, whatever was answered to them before."""
    return frozenset(known_of(checklist, answers, branch).hidden)


def known_of(checklist: Checklist, answers: Answers, branch: BranchFacts) -> Known:
    """What is shown, ready to ask `is_required` with."""
    known = Known(answers, branch)
    for step in showing_for(checklist).steps:
        if not step.holds(known):
            known.hidden.update(step.hides)
    return known


def is_required(checklist: Checklist, item: Item, known: Known) -> bool:
    """Whether an answer is asked for now."""
    if item.key in known.hidden:
        return False
    holds = showing_for(checklist).required.get(item.key)
    return item.required if holds is None else holds(known)


def state_of(answer: Answer) -> State:
    """What became of an item that is shown. Nothing ticked and blank text are left empty."""
    if answer.skip is not None:
        return answer.skip
    return "empty" if _nothing(answer.value) and not answer.photos else "answered"


def _nothing(value: Value | None) -> bool:
    return value is None or value == () or (isinstance(value, str) and not value.strip())


def _in_order(checklist: Checklist) -> list[str]:
    try:
        return list(TopologicalSorter(asks_about(checklist)).static_order())
    except CycleError:
        # Only a checklist built by hand gets here; none of it is published. Nothing is hidden.
        return []


def _compiled(condition: Condition, checklist: Checklist) -> Holds:
    parts = tuple(_compiled(part, checklist) for part in condition.inner())
    if condition.all:
        return lambda known: all(part(known) for part in parts)
    if condition.any:
        return lambda known: any(part(known) for part in parts)
    if condition.not_ is not None:
        return lambda known: not parts[0](known)
    if condition.branch is not None:
        return _branch_test(condition)
    item = checklist.by_key.get(condition.item or "")
    return _item_test(condition, item) if item is not None else lambda known: False


def _branch_test(condition: Condition) -> Holds:
    fact, words = condition.branch, frozenset(_words(condition))
    if fact == "tags":
        return lambda known: condition.includes in known.branch.tags
    if fact == "region":
        return lambda known: not words.isdisjoint(known.branch.region)
    return lambda known: getattr(known.branch, fact or "") in words


def _words(condition: Condition) -> tuple[Said, ...]:
    return condition.in_ if condition.is_ is None else (condition.is_,)


def _item_test(condition: Condition, item: Item) -> Holds:
    key = item.key
    if condition.state is not None:
        asked = condition.state

        def in_state(known: Known) -> bool:
            hidden = key in known.hidden
            return ("hidden" if hidden else state_of(known.answers.get(key))) == asked

        return in_state
    test = _value_test(condition, item)

    def holds(known: Known) -> bool:
        if key in known.hidden:
            return False
        answer = known.answers.get(key)
        return answer.skip is None and not _nothing(answer.value) and test(answer)

    return holds


def _value_test(condition: Condition, item: Item) -> Callable[[Answer], bool]:
    word = condition.includes
    if word is not None:
        if item.kind in ("yes_no", "choice"):
            return lambda answer: word in answer.reasons
        return lambda answer: isinstance(answer.value, tuple) and word in answer.value
    if condition.is_ is not None or condition.in_:
        wanted = tuple(_as_value(said, item) for said in _words(condition))
        return lambda answer: _plain(answer.value) in wanted
    for limit, compare in (
        (condition.at_least, ge),
        (condition.at_most, le),
        (condition.more_than, gt),
        (condition.less_than, lt),
    ):
        if limit is not None:
            return _size_test(compare, float(limit))
    return lambda answer: False


def _size_test(compare: Callable[[float, float], bool], limit: float) -> Callable[[Answer], bool]:
    def holds(answer: Answer) -> bool:
        size = _size(answer.value)
        return size is not None and compare(size, limit)

    return holds


def _size(value: Value | None) -> float | None:
    """How much a value is: a number, a level, seconds, how many are ticked."""
    if isinstance(value, Waited):
        return float(value.seconds)
    if isinstance(value, tuple):
        return float(len(value))
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    return float(value)


def _as_value(said: Said, item: Item) -> tuple[type, object]:
    if item.kind in ("number", "scale"):
        number = number_of(said)
        return float, None if number is None else float(number)
    return type(said), said


def _plain(value: Value | None) -> tuple[type, object]:
    """A value beside its type, so that 1 is not taken for true."""
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return float, float(value)
    return type(value), value
