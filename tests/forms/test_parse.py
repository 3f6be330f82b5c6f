"""Reading definitions: what is good comes in digit for digit, what is not gets plain words."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from forms.issues import MESSAGES
from forms.parse import Parsed, parse_checklist, parse_document
from forms.versions import document as plain_document
from tests.forms.build import choice, critical, document, section, wait, yes_no
from tests.forms.strategies import check, check_less, documents

Doc = dict[str, Any]

SMALL = """
key = "small"
title = { zh = "小", en = "Small" }

[[sections]]
key = "s"
title = { zh = "部分", en = "Section" }
weight = 0.1

[[sections.items]]
key = "s.a"
kind = "yes_no"
wording = { zh = "问", en = "Ask" }
"""


def found(parsed: Parsed) -> list[tuple[str, str]]:
    assert (parsed.checklist is None) == bool(parsed.issues)
    for issue in parsed.issues:
        assert issue.text("zh")
        assert issue.text("en") == issue.say(lambda words, **p: words.format(**p))
    return [(issue.path, issue.code) for issue in parsed.issues]


def test_numbers_are_kept_as_written() -> None:
    for text in (
        SMALL,
        SMALL.encode(),
        SMALL.replace("\n", "\r\n"),
        "\ufeff".encode() + SMALL.encode(),
    ):
        parsed = parse_checklist(text)
        assert parsed.checklist is not None
        assert parsed.checklist.sections[0].weight == Decimal("0.1")


@check_less
@given(documents())
def test_a_definition_survives_writing_and_reading(doc: Doc) -> None:
    first = parse_document(doc).checklist
    assert first is not None
    again = parse_checklist(json.dumps(plain_document(first)), "json").checklist
    assert again == first


@pytest.mark.parametrize(
    ("source", "syntax", "code"),
    [
        ("key = ", "toml", "bad_syntax"),
        ('key = "a"\nkey = "b"', "toml", "bad_syntax"),
        ('{"key": "a", "key": "b"}', "json", "key_twice"),
        ("[1, 2]", "json", "not_a_table"),
        ("", "json", "bad_syntax"),
        (b"\xff\xfe", "toml", "not_utf8"),
        ("[" * 100_000, "json", "too_deep"),
        ('{"key":' * 200 + "1" + "}" * 200, "json", "too_deep"),
        ("a = " + "[" * 100_000, "toml", "too_deep"),
        ("x" * 4_000_001, "toml", "too_big"),
        ('{"key": ' + "9" * 5000 + "}", "json", "bad_syntax"),
        ('{"key": 1e99999999999999999999}', "json", "bad_syntax"),
    ],
)
def test_what_can_not_be_read(source: str | bytes, syntax: Any, code: str) -> None:
    assert [c for _, c in found(parse_checklist(source, syntax))] == [code]


@pytest.mark.parametrize("number", ["nan", "inf", "-inf", "1e308", "1e-308", "-1"])
def test_weights_that_are_no_weights(number: str) -> None:
    paths = found(parse_checklist(SMALL.replace("0.1", number)))
    assert len(paths) == 1
    assert paths[0][0] == "sections[0].weight"


def test_json_constants() -> None:
    doc = json.dumps(document(section("s", yes_no("a", weight=0)))).replace(
        '"weight": 0', '"weight": NaN'
    )
    assert found(parse_checklist(doc, "json")) == [("sections[0].items[0].weight", "not_finite")]


HIGHER = {"x": [{"within": 1, "points": 2}]}


@pytest.mark.parametrize(
    ("item", "path", "code"),
    [
        (yes_no("a", colour=1), ".colour", "unknown_field"),
        (yes_no("a", kind="riddle"), "", "unknown_kind"),
        (yes_no("a", good="yes"), ".good", "wrong_type"),
        (yes_no("A"), ".key", "bad_key"),
        (yes_no("a", wording=""), ".wording", "blank_text"),
        (yes_no("a", wording="\ud800"), ".wording.zh", "bad_text"),
        (yes_no("a", wording="\0"), ".wording.zh", "bad_text"),
        (yes_no("a", axis="sideways"), ".axis", "not_allowed"),
        (yes_no("a", weight="0.0000001"), ".weight", "too_precise"),
        (wait("a", (9, 1), (5, 0)), ".bands", "wait_order"),
        (wait("a", (5, 1), (9, 2)), ".bands", "wait_order"),
        (wait("a", (5, 1), beyond=2), ".bands", "wait_order"),
        (wait("a", (5, 1), formats=HIGHER), ".formats.x", "wait_over_best"),
        (choice("a", 0, 0, weight=1), "", "no_points"),
        (choice("a", None, critical=critical("fail")), "", "no_points"),
        (yes_no("a", critical=critical("cap")), ".critical.cap", "effect_needs"),
        (yes_no("a", critical=critical("fail", cap=3)), ".critical.cap", "effect_unused"),
        (yes_no("a", critical={"effect": "fail"}), ".critical.definition", "missing"),
        (yes_no("a", photo={"min": 3, "max": 2}), ".photo.min", "photo_limits"),
        (wait("a", (5, 1), photo={"when": "on_fail"}), ".photo.when", "photo_on_fail"),
    ],
)
def test_a_fault_of_an_item(item: Doc, path: str, code: str) -> None:
    parsed = parse_document(document(section("s", item)))
    assert (f"sections[0].items[0]{path}", code) in found(parsed)


ONE = section("s", yes_no("a"))
TWINS = [{"key": key, "title": key, "at_least": 5} for key in "AB"]


@pytest.mark.parametrize(
    ("doc", "path", "code"),
    [
        ({}, "key", "missing"),
        (document(), "sections", "too_short"),
        (document(ONE, places=3), "policy.places", "out_of_range"),
        (document(ONE, bands=TWINS), "policy.bands", "same_limit"),
        (document(ONE, ONE), "sections", "same_key"),
        (document(section("s", yes_no("a"), yes_no("a"))), "sections[0].items", "same_key"),
        (document(ONE | {"key": "t"}), "sections[0].items[0].key", "wrong_section"),
        (document(ONE | {"cap": 10, "floor": 20}), "sections[0].floor", "floor_over_cap"),
        (
            document(ONE | {"weight": 0}, rollup="deduction"),
            "sections[0].weight",
            "deduction_weight",
        ),
    ],
)
def test_a_fault_between_parts(doc: Doc, path: str, code: str) -> None:
    assert (path, code) in found(parse_document(doc))


def test_ten_thousand_items_and_a_thousand_faults() -> None:
    many = document(section("s", *(yes_no(f"a{n}") for n in range(10_000))))
    assert found(parse_document(many)) == [("sections[0].items", "too_long")]
    spread = document(*(section(f"s{s}", *(yes_no(f"a{n}") for n in range(30))) for s in range(40)))
    assert ("sections", "too_many_items") in found(parse_document(spread))
    faults = document(section("s", *(yes_no(f"a{n}", axis=1) for n in range(500))))
    assert len(found(parse_document(faults))) == 201


scalars = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
    | st.sampled_from(["yes_no", "wait", "choices", "s", "s.a", 10**400, "\ud800", Decimal("sNaN")])
)  # fmt: skip
NAMES = (
    "key title zh en sections items kind wording policy bands options levels points weight "
    "formats critical ranges"
)
names = st.sampled_from([*NAMES.split(), "\ud800", ""])
junk = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=6),
    max_leaves=25,
)


@check
@given(junk)
@example({1: 2})
@example({"key": {}, "sections": [[]]})
def test_junk_never_raises(raw: object) -> None:
    found(parse_document(raw))


@check_less
@given(documents(), st.data())
def test_a_damaged_definition_never_raises(doc: Doc, data: st.DataObject) -> None:
    """Put junk at one place of a good definition."""
    here: Any = doc
    while True:
        keys = list(here) if isinstance(here, dict) else list(range(len(here)))
        key = data.draw(st.sampled_from(keys))
        if not isinstance(here[key], dict | list) or not here[key] or data.draw(st.booleans()):
            here[key] = data.draw(junk)
            break
        here = here[key]
    found(parse_document(doc))


@check_less
@given(st.text() | st.binary(), st.sampled_from(["toml", "json"]))
def test_any_text_never_raises(source: str | bytes, syntax: Any) -> None:
    found(parse_checklist(source, syntax))


def test_messages_have_the_same_placeholders_in_both_languages() -> None:
    for code, words in MESSAGES.items():
        holes = [{p.split("}")[0] for p in text.split("{")[1:]} for text in (words.zh, words.en)]
        assert holes[0] == holes[1], code
