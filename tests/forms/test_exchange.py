"""Definitions written as TOML and JSON come back as they were."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.exchange import json_schema, to_json, to_toml
from forms.parse import Syntax, parse_checklist
from forms.standards import load, names
from forms.versions import digest
from forms.words import FIELDS, VALUES
from tests.forms.build import Doc, made, section, yes_no
from tests.forms.build import document as doc_of
from tests.forms.strategies import check_less, documents

WRITERS = {"toml": to_toml, "json": to_json}
SYNTAXES: tuple[Syntax, ...] = ("toml", "json")


@pytest.mark.parametrize("syntax", SYNTAXES)
@pytest.mark.parametrize("name", names())
def test_built_in_standards_go_round(name: str, syntax: Syntax) -> None:
    before = load(name)
    after = parse_checklist(WRITERS[syntax](before), syntax)
    assert after.issues == ()
    assert after.checklist == before
    assert digest(after.checklist) == digest(before)


@check_less
@given(documents())
def test_any_checklist_goes_round(doc: Doc) -> None:
    before = made(doc)
    for syntax in SYNTAXES:
        assert parse_checklist(WRITERS[syntax](before), syntax).checklist == before


words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=40)


@check_less
@given(words, words)
def test_any_words_go_round(zh: str, en: str) -> None:
    doc = doc_of(section("s", yes_no("a", wording={"zh": zh, "en": en + "."})))
    before = made(doc)
    for syntax in SYNTAXES:
        assert parse_checklist(WRITERS[syntax](before), syntax).checklist == before


def test_names_of_formats_may_be_any_word() -> None:
    item = {"kind": "wait", "key": "w", "wording": "w", "bands": [{"within": 9, "points": 1}]}
    doc = doc_of(section("s", item | {"formats": {"旗舰 “大” \\ shop": item["bands"]}}))
    before = made(doc)
    assert parse_checklist(to_toml(before)).checklist == before


def test_toml_reads_like_written_by_hand() -> None:
    text = to_toml(made(doc_of(section("s", yes_no("a", weight="1.50"), weight=2), places=2)))
    assert text == (
        'key = "test"\ntitle.zh = "test"\ntitle.en = "test"\n\n[policy]\nplaces = 2\n\n'
        '[[sections]]\nkey = "s"\ntitle.zh = "s"\ntitle.en = "s"\nweight = 2\n\n'
        '[[sections.items]]\nkey = "s.a"\nkind = "yes_no"\n'
        'wording.zh = "a"\nwording.en = "a"\nweight = 1.5\n'
    )


def every(node: object, name: str) -> Iterator[Any]:
    """Every value of `name` in a schema."""
    if isinstance(node, dict):
        yield from (value for key, value in node.items() if key == name)
        node = list(node.values())
    for part in node if isinstance(node, list) else []:
        yield from every(part, name)


def test_every_field_and_fixed_value_has_words() -> None:
    schema = json_schema()
    fields = {name for table in every(schema, "properties") for name in table}
    assert fields - FIELDS.keys() == set()
    assert {one for values in every(schema, "enum") for one in values} - VALUES.keys() == set()


def test_the_schema_describes_itself() -> None:
    schema = json_schema()
    json.dumps(schema)
    assert schema["$schema"].endswith("2020-12/schema")
    assert "critical rule · 一票否决" in json.dumps(schema, ensure_ascii=False)
    bare = [name for name, part in schema["$defs"].items() if not part.get("description")]
    assert bare == []
