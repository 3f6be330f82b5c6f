"""Numbers, dates and words as people read them."""

import ast
from datetime import date
from pathlib import Path

import pytest

from audit.words import load_words
from forms.texts import Text
from reports.compare import change
from reports.speak import Pair, Speaker, decimal, pair, rounded, speaker

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
    "STATES",
    "APPEAL_STATES",
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


def test_both_languages_are_said_as_a_pair() -> None:
    both = speaker("both", load_words())
    said = both.t("target {score}", score="90.0")
    assert isinstance(said, Pair)
    assert (said.zh, said.en) == (ZH.t("target {score}", score="90.0"), "target 90.0")
    band = both.text(Text(zh="优秀", en="Excellent"))
    nested = both.t("{points} points short of “{band}”", points="3.6", band=band)
    assert isinstance(nested, Pair)
    assert "优秀" in nested.zh
    assert "Excellent" not in nested.zh
    assert nested.en == "3.6 points short of “Excellent”"


def test_what_is_the_same_in_both_languages_is_said_once() -> None:
    assert pair("SH-014", "SH-014") == "SH-014"
    assert pair("", "only") == "only"
    both = speaker("both", load_words())
    joined = both.join([both.text(Text(zh="甲", en="A")), "", "SH-014"])
    assert isinstance(joined, Pair)
    assert (joined.zh, joined.en) == ("甲 · SH-014", "A · SH-014")


def test_asides_stand_in_the_brackets_of_their_language() -> None:
    assert ZH.quote("否", "照片 3") == "否（照片 3）"
    assert EN.quote("No", "photo 3") == "No  (photo 3)"
    assert EN.quote("No", "") == "No"


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
