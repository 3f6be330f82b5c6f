"""What the type check found, said in our own words."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic_core import ErrorDetails

from forms.issues import Issue, issue
from forms.items import KINDS

_SIMPLE: Mapping[str, str] = {
    "missing": "missing",
    "extra_forbidden": "unknown_field",
    "union_tag_not_found": "unknown_kind",
    "union_tag_invalid": "unknown_kind",
    "string_pattern_mismatch": "bad_key",
    "string_unicode": "bad_text",
    "finite_number": "not_finite",
    "blank_text": "blank_text",
    "not_valid": "not_valid",
}
_EXPECTED: Mapping[str, str] = {
    "string_type": "text",
    "bool_type": "true / false",
    "int_type": "1, 2, 3…",
    "int_from_float": "1, 2, 3…",
    "decimal_type": "1.5",
    "decimal_parsing": "1.5",
    "tuple_type": "[…]",
    "list_type": "[…]",
    "dict_type": "{…}",
    "model_type": "{…}",
    "model_attributes_type": "{…}",
}


def fault(error: ErrorDetails) -> Issue:
    """One error of the type check as an issue."""
    path, kind = _path(error["loc"]), error["type"]
    given: Mapping[str, Any] = error.get("ctx", {})
    code = _SIMPLE.get(kind, "not_valid")
    if kind == "value_error":
        code = "blank_text"
    elif code == "bad_key" and path.endswith((".zh", ".en")):
        code = "bad_text"
    if code == "unknown_kind":
        return issue(path, code, allowed=", ".join(KINDS))
    if kind in _EXPECTED:
        return issue(path, "wrong_type", expected=_EXPECTED[kind])
    if kind == "literal_error":
        return issue(path, "not_allowed", allowed=str(given["expected"]))
    return _limit(path, given) or issue(path, code)


def _limit(path: str, given: Mapping[str, Any]) -> Issue | None:
    """Errors that name a limit: size of a number, digits, length of a text or list."""
    for name, sign in (("ge", "≥"), ("gt", ">"), ("le", "≤"), ("lt", "<")):
        if name in given:
            return issue(path, "out_of_range", limit=f"{sign} {given[name]}")
    if "decimal_places" in given:
        return issue(path, "too_precise", places=int(given["decimal_places"]))
    if "max_length" in given:
        return issue(path, "too_long", most=int(given["max_length"]))
    if "min_length" in given:
        return issue(path, "too_short", least=int(given["min_length"]))
    return None


def _path(parts: Sequence[str | int]) -> str:
    """("sections", 2, "items", 0, "yes_no", "wording") → "sections[2].items[0].wording"."""
    path, before = "", ""
    for part in parts:
        if isinstance(part, int):
            path += f"[{part}]"
        elif not (part in KINDS and before.isdigit()):
            # The kind after a place in a list is the type check's own mark, not in the file.
            path += f".{part}" if path else part
        before = str(part)
    return "".join(c for c in path[:200] if c.isprintable())
