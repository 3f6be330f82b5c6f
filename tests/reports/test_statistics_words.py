"""Every method and verdict is explained, and every number of the package has its method page."""

from pathlib import Path
from typing import get_args

import pytest

import reports.statistics
from audit.words import load_words
from reports.statistics.change import Verdict
from reports.statistics.control import Rule
from reports.statistics.funnel import Zone
from reports.statistics.words import (
    METHOD_WORDS,
    RULE_WORDS,
    VERDICT_WORDS,
    ZONE_WORDS,
    Method,
    explain,
)

FOLDER = Path(str(reports.statistics.__file__)).parent
MODULES = sorted(path.stem for path in FOLDER.glob("*.py") if path.stem != "__init__")


@pytest.mark.parametrize("method", get_args(Method))
def test_each_method_is_explained_in_both_languages(method: Method) -> None:
    words = load_words()
    assert words["en"](explain(method)) == METHOD_WORDS[method]
    assert words["zh"](explain(method)) != METHOD_WORDS[method]


def test_each_verdict_zone_and_rule_has_words() -> None:
    assert set(VERDICT_WORDS) == set(get_args(Verdict))
    assert set(ZONE_WORDS) == set(get_args(Zone))
    assert set(RULE_WORDS) == set(get_args(Rule))


@pytest.mark.parametrize("page", ["METHOD.md", "METHOD.zh.md"])
def test_the_method_page_names_every_module_and_where_it_is(page: str) -> None:
    text = (FOLDER / page).read_text("utf-8")
    silent = {"columns", "distributions", "moments", "words", "rater_system", "side"}
    for module in MODULES:
        assert module in silent or f"`{module}.py`" in text, module
