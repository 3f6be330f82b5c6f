"""Every fault of a field is said in Chinese."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from audit.words import load_words

AUDIT = Path(__file__).parents[2] / "audit"
MODULES = (
    "checks",
    "people/grants",
    "imports/import_branches",
    "imports/import_people",
    "imports/imports",
    "people/names",
    "network/network",
    "people/passwords",
    "imports/tabular",
    "people/tokens",
    "web/form_faults",
    "web/pages_network",
    "web/view_people",
)


def sentences(module: str) -> Iterator[str]:
    """The constants of a module that read as a sentence, docstrings left out."""
    tree = ast.parse((AUDIT / f"{module}.py").read_text("utf-8"))
    documents = {
        node.body[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and node not in documents:
            text = node.value
            if isinstance(text, str) and text.endswith(".") and " " in text:
                yield text


@pytest.mark.parametrize("module", MODULES)
def test_faults_are_said_in_chinese(module: str) -> None:
    said = load_words()["zh"]
    assert [text for text in sentences(module) if said(text) == text] == []
