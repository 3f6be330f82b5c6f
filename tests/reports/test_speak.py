"""Numbers, dates and words as people read them."""

import ast
from datetime import date
from pathlib import Path

import pytest

from audit.words import load_words
from reports.compare import change
from reports.speak import Speaker, decimal, rounded

REPORTS = Path(__file__).parents[2] / "reports"
ZH = Speaker("zh", load_words()["zh"])
EN = Speaker("en", load_words()["en"])
TABLES = {
    "NAMES",
    "BASE_MEANING",
    "TYPES",
    "TYPE_MEANING",
    "NO_ANSWER",
    "KINDS",
    "CHANNELS",
    "DAYPARTS",
    "LANGUAGES",
}


@pytest.mark.parametrize(
    ("value", "places", "shown"),
    [
        (8840, 1, "88.4"),
        (8845, 1, "88.5"),
        (8844, 1, "88.4"),
        (8850, 0, "89"),
        (10000, 1, "100.0"),
        (5, 2, "0.05"),
        (4, 1, "0.0"),
        (-4, 1, "0.0"),
        (-35, 1, "−0.4"),
        (0, 1, "0.0"),
    ],
)
def test_decimals(value: int, places: int, shown: str) -> None:
    assert decimal(value, places) == shown


def test_a_change_agrees_with_the_readers_own_subtraction() -> None:
    assert change(8645, 8344) == rounded(8645) - rounded(8344) == 310


def test_dates() -> None:
    day = date(2026, 11, 21)
    assert ZH.day(day) == "2026年11月21日 周六"
    assert EN.day(day) == "Sat 21 Nov 2026"
    assert ZH.span(date(2026, 11, 11), date(2026, 11, 20)) == "2026年11月11日—20日"
    assert EN.span(date(2026, 11, 11), date(2026, 11, 20)) == "11–20 Nov 2026"
    assert EN.span(date(2026, 10, 1), date(2026, 12, 31)) == "1 Oct–31 Dec 2026"
    assert EN.span(date(2026, 12, 28), date(2027, 1, 3)) == "28 Dec 2026–3 Jan 2027"
    assert ZH.span(date(2026, 12, 28), date(2027, 1, 3)) == "2026年12月28日—2027年1月3日"


def test_durations() -> None:
    assert [ZH.duration(s) for s in (24, 180, 395)] == ["24 秒", "3 分", "6 分 35 秒"]
    assert [EN.duration(s) for s in (24, 180, 395)] == ["24 s", "3 min", "6 min 35 s"]


def sentences() -> set[str]:
    """Every sentence that the printed reports can say."""
    found: set[str] = set()
    for path in REPORTS.glob("pdf/**/*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                asked = node.args[:1] if name == "t" else []
                found |= {
                    str(getattr(c, "value", ""))
                    for a in asked
                    for c in ast.walk(a)
                    if _is_sentence(c)
                }
            if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in TABLES:
                found |= {v.value for v in getattr(node.value, "values", ()) if _is_sentence(v)}
    return found


def _is_sentence(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) > 1


def test_every_sentence_is_written_in_chinese() -> None:
    t = load_words()["zh"]
    assert len(sentences()) > 100
    assert not {sentence for sentence in sentences() if t(sentence) == sentence}
