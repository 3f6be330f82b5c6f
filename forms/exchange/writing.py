"""A checklist as text. The TOML is laid out as a person would write it."""

import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from forms.base import plain
from forms.checklist import Checklist
from forms.versions import document

WIDTH = 100
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_SHORT = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_LANGUAGES = ("zh", "en")


def to_json(checklist: Checklist) -> str:
    """The definition as JSON, indented; what is left at its default is left out."""
    return json.dumps(document(checklist), ensure_ascii=False, indent=2) + "\n"


def to_toml(checklist: Checklist) -> str:
    """The definition as TOML; what is left at its default is left out."""
    whole = checklist.model_dump(mode="python", by_alias=True, exclude_defaults=True)
    sections = whole.pop("sections")
    policy = whole.pop("policy", {})
    lines = [*_table(whole)]
    if policy:
        lines += ["", "[policy]", *_table(policy)]
    for section in sections:
        items = section.pop("items")
        lines += ["", "[[sections]]", *_table(section)]
        for item in items:
            head = {"key": item.pop("key"), "kind": item.pop("kind")}
            lines += ["", "[[sections.items]]", *_table(head | item)]
    return "\n".join(lines) + "\n"


def _table(table: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    """The lines of a table; what is too wide for one line gets one line per part."""
    for name, value in table.items():
        key = prefix + _key(name)
        if isinstance(value, Mapping):
            yield from _inner(key, value)
        else:
            yield from _plain(key, value)


def _inner(key: str, value: Mapping[str, Any]) -> Iterator[str]:
    line = f"{key} = {_inline(value)}"
    wide = len(line) > WIDTH or set(value) == set(_LANGUAGES)
    # A table without a name in it has no lines of its own.
    yield from _table(value, f"{key}.") if wide and value else [line]


def _plain(key: str, value: object) -> Iterator[str]:
    if isinstance(value, list | tuple) and any(isinstance(one, Mapping) for one in value):
        yield f"{key} = ["
        yield from (f"  {_inline(one)}," for one in value)
        yield "]"
    else:
        yield f"{key} = {_inline(value)}"


def _inline(value: object) -> str:
    """A value on one line."""
    if isinstance(value, Mapping):
        parts = ", ".join(f"{_key(name)} = {_inline(one)}" for name, one in value.items())
        return f"{{ {parts} }}" if parts else "{}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_inline, value)) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return plain(value)
    return str(value) if isinstance(value, int) else _quoted(str(value))


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _quoted(name)


def _quoted(text: str) -> str:
    return '"' + "".join(map(_sign, text)) + '"'


def _sign(sign: str) -> str:
    if sign in _SHORT:
        return _SHORT[sign]
    return f"\\u{ord(sign):04x}" if ord(sign) < 0x20 or ord(sign) == 0x7F else sign
