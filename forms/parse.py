"""TOML or JSON → a checklist, or what is wrong with it in plain words. Nothing raises."""

import json
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from forms.answers import shown_key
from forms.checklist import Checklist
from forms.checks import check
from forms.faults import fault
from forms.issues import Issue, issue

Syntax = Literal["toml", "json"]
LONGEST = 4_000_000
DEEPEST = 60
MOST_ISSUES = 200


@dataclass(frozen=True, slots=True)
class Parsed:
    """Either a checklist and no issues, or no checklist and at least one issue."""

    checklist: Checklist | None
    issues: tuple[Issue, ...] = ()


class _KeyTwice(ValueError):
    """JSON wrote one name twice in a table."""


def parse_checklist(source: str | bytes, syntax: Syntax = "toml") -> Parsed:
    """Read a definition. Numbers are kept as written, digit for digit."""
    if len(source) > LONGEST:
        return _refused(issue("", "too_big", most=LONGEST))
    try:
        text = source.decode("utf-8-sig") if isinstance(source, bytes) else source
        document = _load_toml(text) if syntax == "toml" else _load_json(text)
    except UnicodeDecodeError:
        return _refused(issue("", "not_utf8"))
    except RecursionError:
        return _refused(issue("", "too_deep"))
    except _KeyTwice as problem:
        return _refused(issue("", "key_twice", key=str(problem)))
    except (ValueError, ArithmeticError) as problem:
        detail = shown_key(str(problem).rstrip("."))
        return _refused(issue("", "bad_syntax", syntax=syntax.upper(), detail=detail))
    return parse_document(document)


def parse_document(document: object) -> Parsed:
    """A definition already decoded, such as `versions.document` makes."""
    if not isinstance(document, dict):
        return _refused(issue("", "not_a_table"))
    if _too_deep(document):
        return _refused(issue("", "too_deep"))
    try:
        checklist = Checklist.model_validate(document)
    except ValidationError as problem:
        errors = problem.errors(include_url=False, include_context=True, include_input=False)
        return _refused(*_first(_faults(errors)))
    issues = check(checklist)
    return _refused(*_first(issues)) if issues else Parsed(checklist)


def _faults(errors: Sequence[ErrorDetails]) -> list[Issue]:
    """Without lists that count as too short only because the parts in them are faulty."""
    faulty = {error["loc"][:depth] for error in errors for depth in range(len(error["loc"]))}
    return [
        fault(error)
        for error in errors
        if error["type"] != "too_short" or error["loc"] not in faulty
    ]


def _load_toml(text: str) -> object:
    return tomllib.loads(text.replace("\r\n", "\n"), parse_float=Decimal)


def _load_json(text: str) -> object:
    return json.loads(
        text, parse_float=Decimal, parse_constant=_no_number, object_pairs_hook=_unique
    )


def _no_number(name: str) -> Decimal:
    return Decimal(name.replace("Infinity", "Inf"))


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    table: dict[str, object] = {}
    for key, value in pairs:
        if key in table:
            raise _KeyTwice(shown_key(key))
        table[key] = value
    return table


def _too_deep(document: object) -> bool:
    """Whether tables and lists are nested beyond reason; a loop, so that it can't overflow."""
    level: list[object] = [document]
    for _ in range(DEEPEST):
        level = [inner for outer in level for inner in _inside(outer)]
        if not level:
            return False
    return True


def _inside(value: object) -> Sequence[object]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list | tuple) else ()


def _first(issues: Sequence[Issue]) -> list[Issue]:
    kept = list(issues[:MOST_ISSUES])
    if len(issues) > MOST_ISSUES:
        kept.append(issue("", "too_many_issues", n=len(issues) - MOST_ISSUES))
    return kept


def _refused(*issues: Issue) -> Parsed:
    return Parsed(None, tuple(issues))
