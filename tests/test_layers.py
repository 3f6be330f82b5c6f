"""The house stays as drawn: who may import whom, how large a file and a function may be.

ARCHITECTURE.md shows the picture; this is what holds it.
"""

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("forms", "audit", "reports")

# From the ground up. A module belongs to the longest prefix that fits it, and may import from its
# own storey and from those below.
STOREYS: tuple[tuple[str, str], ...] = (
    ("what is asked and what it is worth", "forms"),
    (
        "vocabulary",
        "audit audit.checks audit.clock audit.documents audit.problems audit.settings audit.words",
    ),
    (
        "pure rules",
        "audit.photos audit.network.geo audit.network.formats audit.visits.lifecycle "
        "audit.people.names audit.people.weak audit.people.devices "
        "audit.files.file_port audit.jobs.jobs",
    ),
    (
        "storage",
        "audit.models audit.migrations audit.schema_steps audit.engines audit.db audit.statements "
        "audit.files",
    ),
    ("who sees what, who did what", "audit.access audit.trail audit.trail_reading"),
    (
        "use cases",
        "audit.people audit.network audit.programme audit.visits audit.figures audit.imports "
        "audit.photos.receiving audit.photos.photos audit.photos.uploads audit.photos.upload_rows",
    ),
    ("running", "audit.jobs audit.operation"),
    ("HTTP", "audit.web"),
    ("what is read afterwards", "reports"),
    ("composition", "audit.app audit.demo audit.__main__"),
)
MAY_KNOW_REPORTS = ("audit.app", "audit.demo")
FORMS_MAY_USE = frozenset({"forms", "pydantic", "pydantic_core"})

FILE_LINES, FUNCTION_LINES = 400, 60
UNMEASURED = ("audit/migrations/",)  # written by the generator


def modules() -> dict[str, Path]:
    """Every module of the product by its dotted name."""
    found = {}
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "node_modules" not in path.parts:
                name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
                found[name.removesuffix(".__init__")] = path
    return found


MODULES = modules()


@cache
def tree(name: str) -> ast.Module:
    return ast.parse(MODULES[name].read_text("utf-8"))


def imports(name: str) -> Iterator[str]:
    """The modules a module imports; `from package import module` counts as that module."""
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield whole if whole in MODULES else node.module


def storey(name: str) -> int:
    """The storey of a module, 0 at the ground."""
    fits = [
        (len(prefix), number)
        for number, (_, prefixes) in enumerate(STOREYS)
        for prefix in prefixes.split()
        if name == prefix or name.startswith(prefix + ".")
    ]
    return max(fits)[1]


def own(name: str) -> list[str]:
    return [other for other in imports(name) if other in MODULES and other != name]


@pytest.mark.parametrize("name", MODULES)
def test_imports_go_down(name: str) -> None:
    wrong = [other for other in own(name) if storey(other) > storey(name)]
    assert not wrong, f"{name} ({STOREYS[storey(name)][0]}) reaches up to {wrong}"


def test_no_circles() -> None:
    done: set[str] = set()

    def walk(name: str, way: tuple[str, ...]) -> None:
        assert name not in way, " → ".join((*way[way.index(name) :], name))
        if name not in done:
            for other in own(name):
                walk(other, (*way, name))
            done.add(name)

    for name in MODULES:
        walk(name, ())


@pytest.mark.parametrize("name", [name for name in MODULES if name.split(".")[0] == "audit"])
def test_only_the_composition_knows_reports(name: str) -> None:
    knows = [other for other in imports(name) if other.split(".")[0] == "reports"]
    assert not knows or name.startswith(MAY_KNOW_REPORTS), knows


@pytest.mark.parametrize("name", [name for name in MODULES if name.split(".")[0] == "forms"])
def test_forms_stands_alone(name: str) -> None:
    tops = {other.split(".")[0] for other in imports(name)}
    foreign = tops - FORMS_MAY_USE - sys.stdlib_module_names
    assert not foreign


@pytest.mark.parametrize("name", MODULES)
def test_imports_stand_at_the_top(name: str) -> None:
    inside = [
        node.lineno
        for function in ast.walk(tree(name))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert not inside


@pytest.mark.parametrize("name", MODULES)
def test_nothing_outgrows_its_purpose(name: str) -> None:
    path = MODULES[name].relative_to(ROOT).as_posix()
    if path.startswith(UNMEASURED):
        return
    lines = MODULES[name].read_text("utf-8").count("\n")
    assert lines <= FILE_LINES, f"{path} has {lines} lines"
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= FUNCTION_LINES, f"{path}: {node.name} has {length} lines"


def calls(name: str) -> Iterator[str]:
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)


@pytest.mark.parametrize("name", MODULES)
def test_one_place_for_clock_and_transaction(name: str) -> None:
    told = set(calls(name))
    clock = {"datetime.now", "datetime.utcnow", "date.today", "datetime.today", "time.time"}
    assert name == "audit.clock" or not told & clock
    assert name == "audit.db" or "in_transaction" not in told
    assert "asyncio.to_thread" not in told  # DBOS swaps the loop's executor
