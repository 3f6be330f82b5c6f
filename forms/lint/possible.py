"""Whether a condition can ever be true.

A condition is spread out into alternatives, each a list of tests that must hold together; one
that holds for some answer to each item, and some branch, can come about. Beyond `MOST` alternatives
or where a test is not known here, it is taken to be possible: no false alarm, at the price of a
missed one.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from itertools import combinations
from typing import Any

from forms.checklist import Checklist
from forms.versions import document

MOST = 200
DEEPEST = 12
_VALUE_TESTS = ("is", "in", "includes", "at_least", "at_most", "more_than", "less_than")

Node = Mapping[str, Any]
Test = tuple[Node, bool]
"""A test on one item or one fact of the branch, and whether it must be true or false."""
Candidate = tuple[str, object]
"""A state an item can be in, and its value (None without one)."""


class _TooMuch(Exception):
    """More alternatives than are worth looking at."""


def never_shown(checklist: Checklist) -> Iterator[tuple[str, str]]:
    """Path and key of each section and item that is never asked."""
    yield from _never(checklist, "show_if")


def never_required(checklist: Checklist) -> Iterator[tuple[str, str]]:
    """Path and key of each item whose "required if" never holds."""
    yield from _never(checklist, "required_if")


def _never(checklist: Checklist, name: str) -> Iterator[tuple[str, str]]:
    form = _Form(document(checklist))
    for path, key, part in form.parts():
        if name in part and not form.possible(part[name], form.key_of(part, key)):
            yield f"{path}.{name}", key


class _Form:
    """A definition as a plain document, with its items by key."""

    def __init__(self, whole: Node) -> None:
        self._sections: Sequence[Node] = whole["sections"]
        self._items: dict[str, Node] = {
            item["key"]: item for section in self._sections for item in section["items"]
        }
        self._section_of: dict[str, Node] = {
            item["key"]: section for section in self._sections for item in section["items"]
        }

    def parts(self) -> Iterator[tuple[str, str, Node]]:
        """Sections and items with path and key."""
        for place, section in enumerate(self._sections):
            yield f"sections[{place}]", section["key"], section
            for number, item in enumerate(section["items"]):
                yield f"sections[{place}].items[{number}]", item["key"], item

    def key_of(self, part: Node, key: str) -> str | None:
        """The item whose section's condition has to hold as well."""
        return key if key in self._items and part is self._items[key] else None

    def possible(self, condition: Node, item: str | None) -> bool:
        """Whether the condition can be true, for an item with that of its section."""
        needed: list[Test] = [(condition, True)]
        if item is not None and "show_if" in self._section_of[item]:
            needed.append((self._section_of[item]["show_if"], True))
        try:
            return any(self._holds(tests) for tests in _alternatives(needed, DEEPEST))
        except _TooMuch:
            return True

    def _holds(self, tests: Sequence[Test]) -> bool:
        """Whether some answers and some branch make all of these tests come out as wanted."""
        tests = list(self._with_shown(tests))
        for key in {node["item"] for node, _ in tests if "item" in node}:
            mine = [test for test in tests if test[0].get("item") == key]
            asked = self._items.get(key)
            if asked is not None and not _some(_candidates(asked, mine), mine):
                return False
        for fact in {node["branch"] for node, _ in tests if "branch" in node}:
            mine = [test for test in tests if test[0].get("branch") == fact]
            if not _some(_branches(fact, mine), mine):
                return False
        return True

    def _with_shown(self, tests: Sequence[Test]) -> Iterator[Test]:
        """A test on a value needs the item shown: simple conditions of its own join in."""
        yield from tests
        for node, wanted in tests:
            if wanted and "item" in node and any(name in node for name in _VALUE_TESTS):
                own = self._items.get(node["item"], {}).get("show_if")
                if own and ("item" in own or "branch" in own):
                    yield own, True


def _alternatives(tests: Sequence[Test], depth: int) -> list[list[Test]]:
    """The tests spread out (disjunctive normal form)."""
    found: list[list[Test]] = [[]]
    for node, wanted in tests:
        ways = _spread(node, wanted, depth)
        found = [one + way for one in found for way in ways]
        if len(found) > MOST:
            raise _TooMuch
    return found


def _spread(node: Node, wanted: bool, depth: int) -> list[list[Test]]:
    if not depth:
        raise _TooMuch
    if "not" in node:
        return _spread(node["not"], not wanted, depth - 1)
    for name, together in (("all", wanted), ("any", not wanted)):
        if name in node:
            parts = [(part, wanted) for part in node[name]]
            if together:
                return _alternatives(parts, depth - 1)
            return [way for part in parts for way in _spread(*part, depth - 1)]
    return [[(node, wanted)]]


def _some(candidates: Sequence[Candidate], tests: Sequence[Test]) -> bool:
    return any(all(_true(node, one) == wanted for node, wanted in tests) for one in candidates)


def _true(node: Node, candidate: Candidate) -> bool:
    state, value = candidate
    if "state" in node:
        return bool(node["state"] == state)
    if value is None:
        return False
    tests: Mapping[str, Callable[[Any], bool]] = {
        "is": lambda wanted: _same(value, wanted),
        "in": lambda wanted: any(_same(value, one) for one in wanted),
        "includes": lambda wanted: isinstance(value, frozenset) and wanted in value,
        "at_least": lambda wanted: _number(value) >= _number(wanted),
        "at_most": lambda wanted: _number(value) <= _number(wanted),
        "more_than": lambda wanted: _number(value) > _number(wanted),
        "less_than": lambda wanted: _number(value) < _number(wanted),
    }
    return all(test(node[name]) for name, test in tests.items() if name in node)


def _same(value: object, wanted: object) -> bool:
    if isinstance(value, bool) or isinstance(wanted, bool):
        return value is wanted
    return str(value) == str(wanted) or (
        isinstance(value, Decimal | int) and _number(wanted) == _number(value)
    )


def _number(value: object) -> Decimal:
    """A number as it is, how many were ticked, or not a number: which no test is true of."""
    if isinstance(value, frozenset):
        return Decimal(len(value))
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return Decimal("-Infinity")


def _candidates(item: Node, tests: Sequence[Test]) -> list[Candidate]:
    """Every answer that could make a difference to these tests, and every way of no answer."""
    skips = item.get("may_skip", ["na", "unseen"])
    found: list[Candidate] = [(state, None) for state in (*skips, "hidden", "empty")]
    return found + [("answered", value) for value in _values(item, tests)]


def _values(item: Node, tests: Sequence[Test]) -> list[object]:
    keys = [option["key"] for option in item.get("options", [])]
    found: list[object] = _near(tests)
    match item["kind"]:
        case "yes_no":
            found = [True, False]
        case "choice":
            found = list(keys)
        case "scale":
            found = [level["level"] for level in item["levels"]]
        case "choices" | "ranking":
            found = _tickings(item, tests)
    reasons = frozenset(reason["key"] for reason in item.get("reasons", []))
    return found + ([reasons] if reasons else [])


def _tickings(item: Node, tests: Sequence[Test]) -> list[object]:
    """Each way to tick what is asked about, with none and with many of the others."""
    alone = {o["key"] for o in item["options"] if o.get("exclusive")}
    keys = [o["key"] for o in item["options"] if o["key"] not in alone]
    asked = list({node["includes"] for node, _ in tests if node.get("includes") in keys})[:8]
    others = [key for key in keys if key not in asked]
    chosen = [set(some) for n in range(len(asked) + 1) for some in combinations(asked, n)]
    fills = [others[:n] for n in range(len(others) + 1)]
    together = [frozenset(some.union(fill)) for some in chosen for fill in fills]
    return [*together, *(frozenset({key}) for key in alone)]


def _near(tests: Sequence[Test]) -> list[object]:
    """The numbers asked about and their neighbours, and words asked about."""
    found: list[object] = [Decimal(0), "?"]
    for node, _ in tests:
        said = [node[name] for name in _VALUE_TESTS if name in node and name != "in"]
        for wanted in [*said, *node.get("in", [])]:
            number = _number(wanted)
            found.append(wanted)
            if number.is_finite():
                step = Decimal(1).scaleb(-6)
                found += [number, number - step, number + step]
    return found


def _branches(fact: str, tests: Sequence[Test]) -> list[Candidate]:
    asked = [node[name] for node, _ in tests for name in ("is", "includes") if name in node]
    asked += [one for node, _ in tests for one in node.get("in", [])]
    words = list(dict.fromkeys([*asked, "?"]))
    if fact != "tags":
        return [("answered", word) for word in words]
    some = [c for n in range(len(words[:8]) + 1) for c in combinations(words[:8], n)]
    return [("answered", frozenset(one)) for one in some]
