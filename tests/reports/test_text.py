"""Breaking and cleaning text for print."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.pdf.clean import clean, clip
from reports.pdf.fonts import face
from reports.pdf.text import NO_END, NO_START, break_lines, fit, measure

MIXED = (
    "前台3分钟内向顾客问候，并说“您好，欢迎光临”；微笑要与眼神、语言、身体相结合（GST 基本功）。"
    "不能说“这是规定”，要给出合理的解释……It’s a “must” for every contact! 价格：￥128.00；满意？"
)
ALPHABET = "中文字号的一是，。；：？！）》”’…（《“￥abcXYZ 0123,.-/()%·\n"


@pytest.mark.parametrize("width", [40, 61, 83, 120, 177, 250])
def test_no_line_begins_or_ends_with_a_mark_that_must_not(width: int) -> None:
    lines = break_lines(MIXED, "regular", 9, width)
    assert not [line.text for line in lines[1:] if line.text[0] in NO_START]
    assert not [line.text for line in lines[:-1] if line.text[-1] in NO_END]


@pytest.mark.parametrize("mark", "，；：？！》”’…。、）】")
def test_chinese_closing_marks_never_begin_a_line(mark: str) -> None:
    text = f"一二三四五六七八九十{mark}一二三四五"
    for width in range(20, 120, 3):
        assert all(line.text[0] != mark for line in break_lines(text, "regular", 9, width))


@given(st.text(ALPHABET, max_size=200), st.integers(24, 300))
@settings(max_examples=120, deadline=None)
def test_nothing_is_lost_and_nothing_sticks_out(text: str, width: int) -> None:
    lines = break_lines(text, "regular", 9, width)
    kept = "".join(line.text for line in lines)
    assert kept.replace(" ", "") == text.replace("\n", "").replace(" ", "")
    assert all(line.width <= width + 0.01 or len(line.text) == 1 for line in lines)
    for line in lines:
        assert line.width + line.spread * max(len(line.text) - 1, 0) <= width + 0.01 or (
            len(line.text) == 1
        )


def test_a_word_longer_than_the_line_is_split() -> None:
    lines = break_lines("A" * 500, "regular", 9, 100)
    assert len(lines) > 20
    assert "".join(line.text for line in lines) == "A" * 500


def test_no_paragraph_ends_in_one_lonely_character() -> None:
    text = "一二三四五六七八九十一二三四五六七八九十一"
    for width in range(60, 190):
        last = break_lines(text, "regular", 9, width)[-1].text
        assert len(last) > 1


def test_mixed_text_gets_air_that_no_extractor_takes_for_a_space() -> None:
    loose = measure("中A", "regular", 10).width
    assert 0 < loose - measure("中", "regular", 10).width - measure("A", "regular", 10).width < 1


def test_markup_stays_what_it_is() -> None:
    text = '<b>bold<img src="/etc/passwd"/><a href="javascript:x()">'
    assert measure(text, "regular", 9).text == text


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("赞👍", "赞[U+1F44D]"),
        ("a\x00b", "a[U+0000]b"),
        ("a\u202eb\u200bc\ufeff", "abc"),
        ("a\tb\u3000c", "a b\u3000c"),
        ("a\r\nb\u2028c", "a\nb\nc"),
        ("مرحبا بكم", "[U+0645 U+0631 U+062D U+0628 +1] [U+0628 U+0643 U+0645]"),
        ("👨\u200d👩", "[U+1F468 U+1F469]"),
        ("e\u0301", "é"),
        ("臺灣龍體驗鬱", "臺灣龍體驗鬱"),
    ],
)
def test_what_the_font_lacks_is_still_seen(raw: str, shown: str) -> None:
    assert clean(raw, face("regular")) == shown


def test_clip_says_how_much_is_missing() -> None:
    assert clip("x" * 25_000) == ("x" * 20_000, 5_000)


def test_fit_ends_in_an_ellipsis() -> None:
    line = fit("一二三四五六七八九十" * 3, "bold", 9, 60)
    assert line.width <= 60
    assert line.text.endswith("…")


def test_long_text_takes_linear_time() -> None:
    started = time.perf_counter()
    break_lines("字" * 20_000, "regular", 9, 300)
    break_lines("w" * 20_000, "bold", 9, 300)
    assert time.perf_counter() - started < 1.5
