"""Everything that Python code says to people is said in Chinese too.

A sentence is found where it is said (`t("…")`, `Refused("…")`, `Word("…")`), where its words stand
in a table (`…_WORDS`, named below), or where it is written into a navigation entry or a problem's
catalogue.
"""

import ast
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from babel.messages.pofile import read_po

from audit.problems import CATALOGUE
from audit.web.routes import NAV
from audit.words import ROLE_WORDS
from reports.routes import NAV as REPORTS_NAV

ROOT = Path(__file__).parents[2]
CATALOGUES = ROOT / "audit" / "locale" / "zh"
TABLES = frozenset({"ACTIONS", "BREAKS", "DONE", "POLICIES", "STATES", "CSV_HEADS", "_EFFECTS"})
SAYS = frozenset({"t", "Refused", "Word"})
SAME = frozenset({"CSV", "API", "PDF", "Mingcha"})
"""What is the same in every language."""


def sources() -> list[Path]:
    found = [*(ROOT / "audit").rglob("*.py"), *(ROOT / "reports").rglob("*.py")]
    silent = {"migrations", "models", "drawing"}  # they name columns and pictures
    return sorted(path for path in found if silent.isdisjoint(path.parts))


@lru_cache(maxsize=1)
def catalogue() -> dict[str, str]:
    found: dict[str, str] = {}
    for path in sorted(CATALOGUES.glob("*.po")):
        with path.open("rb") as file:
            found |= {str(entry.id): str(entry.string) for entry in read_po(file) if entry.id}
    return found


def literals(node: ast.AST) -> Iterator[str]:
    """Return the texts a node can come to: a constant, a choice between constants, a table."""
    match node:
        case ast.Constant(value=str() as text):
            yield text
        case ast.IfExp(body=one, orelse=other):
            yield from literals(one)
            yield from literals(other)
        case ast.Dict(values=values):
            for value in values:
                yield from literals(value)
        case ast.Tuple(elts=values) | ast.List(elts=values):
            for value in values:
                yield from literals(value)
        case ast.Subscript(value=ast.Dict() as table):
            yield from literals(table)


def said_in(tree: ast.AST) -> Iterator[str]:
    """Return every sentence that a module says or keeps in a table of words."""
    kept = dict(_assigned(tree))
    for name, value in kept.items():
        if name in TABLES or name.endswith("_WORDS"):
            yield from literals(value)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node.func) in SAYS and node.args:
            first = node.args[0]
            if isinstance(first, ast.Name) and first.id in kept:
                first = kept[first.id]
            yield from literals(first)


def _assigned(tree: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            yield node.targets[0].id, node.value
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
            yield node.target.id, node.value


def _name(function: Any) -> str:
    return str(getattr(function, "attr", getattr(function, "id", "")))


def spoken() -> dict[str, str]:
    """Return every sentence with the place where it was found."""
    found: dict[str, str] = {}
    for path in sources():
        place = path.relative_to(ROOT).as_posix()
        for sentence in said_in(ast.parse(path.read_text("utf-8"))):
            found.setdefault(sentence, place)
    found |= {entry.words: "menu" for entry in (*NAV, *REPORTS_NAV)}
    found |= dict.fromkeys(ROLE_WORDS.values(), "roles")
    for code, kind in CATALOGUE.items():
        found |= {text: code for text in (kind.title, kind.advice) if text}
    return {text: place for text, place in found.items() if text not in SAME}


SPOKEN = spoken()


def test_sentences_are_found() -> None:
    assert len(SPOKEN) > 250
    for known in ("Signed in", "{n} days left", "Ranking", "Compare", "Not scored"):
        assert known in SPOKEN


def test_every_sentence_is_said_in_chinese() -> None:
    said = catalogue()
    missing = {text: place for text, place in SPOKEN.items() if not said.get(text)}
    assert missing == {}


def test_a_translation_keeps_the_places_to_fill() -> None:
    def places(text: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(text) if name}

    said = catalogue()
    kept = {text: places(text) == places(said[text]) for text in SPOKEN if text in said}
    assert [text for text, same in kept.items() if not same] == []


@pytest.mark.parametrize("path", sorted(CATALOGUES.glob("*.po")), ids=lambda path: path.stem)
def test_no_catalogue_says_a_sentence_twice(path: Path) -> None:
    lines = path.read_text("utf-8").splitlines()
    keys = [line for line in lines if line.startswith("msgid ") and line != 'msgid ""']
    assert len(keys) == len(set(keys))


def test_no_two_catalogues_differ_about_a_sentence() -> None:
    """The later file would win, and the same word would be said in two ways."""
    told: dict[str, set[str]] = {}
    for path in sorted(CATALOGUES.glob("*.po")):
        with path.open("rb") as file:
            for entry in read_po(file):
                if entry.id and entry.string:
                    told.setdefault(str(entry.id), set()).add(str(entry.string))
    assert {key: says for key, says in told.items() if len(says) > 1} == {}
