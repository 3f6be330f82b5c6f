"""Canonical documents and digests: is this the same checklist, does it score the same?"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from forms.checklist import Checklist

_NOT_SCORED = frozenset(
    {"title", "about", "intro", "wording", "standard", "coaching", "hint", "text", "definition"}
    | {"photo", "may_skip", "required", "urgent", "unit", "ask_queue", "longest"}
    | {"required_if", "facts", "between", "ask", "reasons_most", "signer"}
)
"""Fields that change what people read or do, but never a figure."""

_JUDGES_ONLY = frozenset(
    {"bands", "pass_mark", "target", "targets", "service_types", "base_at"} | {"counts"}
)
"""Parts of the policy that judge a score and leave it as it is."""

_MOVES_NOTHING = frozenset({"flag", "fail", "no_pass", "band", "lower"})
"""Effects of rules that leave the score as it is."""


def document(checklist: Checklist) -> dict[str, Any]:
    """JSON-able and complete: `parse_document` makes the same checklist of it. Numbers are
    strings, defaults are left out."""
    return checklist.model_dump(mode="json", exclude_defaults=True)


def canonical(value: object) -> bytes:
    """UTF-8 JSON with sorted names and no spaces: equal values give equal bytes."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8")


def digest(checklist: Checklist) -> str:
    """SHA-256 (hex) of all of the checklist."""
    return _sha256(document(checklist))


def scored_digest(checklist: Checklist) -> str:
    """SHA-256 (hex) of what scores depend on: equal means that scores can be compared.

    Wording, photos, bands, targets of sections and the order of parts make no difference.
    """
    whole = document(checklist)
    policy = {k: v for k, v in whole.get("policy", {}).items() if k not in _JUDGES_ONLY}
    rules = _moving(policy.pop("rules", []))
    sections = [{k: v for k, v in s.items() if k != "target"} for s in whole["sections"]]
    # Tags gather items for rules; without a rule that moves the score they are only words.
    found = {"policy": policy | {"rules": rules}} if rules else {"policy": policy}
    left_out = _NOT_SCORED if rules else _NOT_SCORED | {"tags"}
    return _sha256(_scored(found | {"sections": sections}, left_out))


def _moving(rules: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rules that move the score, and those on which they depend."""
    kept: list[dict[str, Any]] = []
    needed: set[str] = set()
    for rule in reversed(rules):
        if rule["effect"] not in _MOVES_NOTHING or rule["key"] in needed:
            kept.append(rule)
            needed |= set(rule.get("needs", []))
    return kept


def _sha256(value: object) -> str:
    return hashlib.sha256(canonical(value)).hexdigest()


def _scored(value: object, left_out: frozenset[str]) -> object:
    if isinstance(value, Mapping):
        # The names under "formats" are the customer's own and may be any word.
        return {
            k: v if k == "formats" else _scored(v, left_out)
            for k, v in value.items()
            if k not in left_out
        }
    if isinstance(value, list):
        parts = [_scored(part, left_out) for part in value]
        # Number ranges are tried in order; everything else is found by its key or limit.
        return parts if _ranges(value) else sorted(parts, key=canonical)
    return value


def _ranges(value: list[object]) -> bool:
    return any(
        isinstance(part, Mapping) and "points" in part and {"at_least", "at_most"} & part.keys()
        for part in value
    )
