"""The checklist as the phone gets it: both languages, nothing that tells a score.

The auditor must not see what an answer is worth, so weights, points, bands, targets, critical
rules and coaching stay on the server. Where a photo is asked for on failing, the phone gets the
answers that fail.
"""

from typing import Any

from forms.base_item import Reasoned
from forms.check_conditions import number_of
from forms.checklist import Checklist, Section
from forms.conditions import Condition, Said
from forms.items import (
    Choice,
    Choices,
    FreeText,
    Item,
    Moment,
    Number,
    Ranking,
    Scale,
    Wait,
    failing,
)
from forms.texts import Text

BUNDLE_FORMAT = 2
_SIZES = ("at_least", "at_most", "more_than", "less_than")


def bundle(checklist: Checklist) -> dict[str, Any]:
    """JSON-able; the same checklist always gives the same dict."""
    return {
        "format": BUNDLE_FORMAT,
        "key": checklist.key,
        "title": _text(checklist.title),
        "about": _text(checklist.about),
        "sections": [_section(checklist, section) for section in checklist.sections],
    }


def _text(text: Text | None) -> dict[str, str] | None:
    return None if text is None else {"zh": text.say("zh"), "en": text.say("en")}


def _section(checklist: Checklist, section: Section) -> dict[str, Any]:
    return {
        "key": section.key,
        "title": _text(section.title),
        "intro": _text(section.intro),
        "show_if": _condition(checklist, section.show_if),
        "groups": [{"key": group.key, "title": _text(group.title)} for group in section.groups],
        "items": [_item(checklist, section, item) for item in section.items],
    }


def _item(checklist: Checklist, section: Section, item: Item) -> dict[str, Any]:
    return {
        "key": item.key,
        "kind": item.kind,
        "wording": _text(item.wording),
        "standard": _text(item.standard),
        "hint": _text(item.hint),
        "required": item.required,
        "show_if": _condition(checklist, item.show_if),
        "required_if": _condition(checklist, item.required_if),
        "opinion": not (item.facts and section.facts),
        "group": item.group,
        "na": "na" in item.may_skip,
        "unseen": "unseen" in item.may_skip,
        "photo": _photo(item),
        "reasons": _reasons(item),
        **_asked(item),
    }


def _photo(item: Item) -> dict[str, Any]:
    rule = item.photo
    return {
        "when": rule.when,
        "min": rule.min,
        "max": rule.max,
        "camera": rule.camera_only,
        "hint": _text(rule.hint),
        "fails": list(failing(item)) if rule.when == "on_fail" else [],
        "reference": rule.reference,
    }


def _reasons(item: Item) -> dict[str, Any] | None:
    if not isinstance(item, Reasoned) or not item.reasons:
        return None
    options = [
        {"key": reason.key, "label": _text(reason.text), "exclusive": reason.exclusive}
        for reason in item.reasons
    ]
    return {"most": item.most_reasons, "options": options, "fails": list(failing(item))}


def _condition(checklist: Checklist, condition: Condition | None) -> dict[str, Any] | None:
    """A condition with its numbers as numbers, ready for comparing."""
    if condition is None:
        return None
    if condition.forms in (("all",), ("any",)):
        return {condition.forms[0]: [_condition(checklist, part) for part in condition.inner()]}
    if condition.not_ is not None:
        return {"not": _condition(checklist, condition.not_)}
    about = checklist.by_key.get(condition.item or "")
    numeric = about is not None and about.kind in ("number", "scale")
    sizes = {name: getattr(condition, name) for name in _SIZES}
    return {
        name: value
        for name, value in {
            "item": condition.item,
            "branch": condition.branch,
            "is": None if condition.is_ is None else _said(condition.is_, numeric),
            "in": [_said(word, numeric) for word in condition.in_] or None,
            "includes": condition.includes,
            "state": condition.state,
            **{name: None if size is None else float(size) for name, size in sizes.items()},
        }.items()
        if value is not None
    }


def _said(word: Said, numeric: bool) -> bool | int | str | float:
    number = number_of(word) if numeric else None
    return word if number is None else float(number)


def _asked(item: Item) -> dict[str, Any]:
    """What only this kind of item has."""
    asked: dict[str, Any] = {}
    match item:
        case Choice() | Choices():
            asked = {"options": _options(item)}
        case Ranking():
            asked = {"options": _options(item), "most": item.most}
        case Scale():
            levels = [{"level": step.level, "label": _text(step.text)} for step in item.levels]
            asked = {"anchors": levels}
        case Moment():
            asked = {"ask": item.ask}
        case Wait():
            between = None if item.between is None else list(item.between)
            asked = {"queue": item.ask_queue, "between": between}
        case Number():
            least, most = (None if n is None else float(n) for n in (item.least, item.most))
            asked = {"unit": _text(item.unit), "min": least, "max": most, "places": item.places}
        case FreeText():
            asked = {"longest": item.longest}
    return asked


def _options(item: Choice | Choices | Ranking) -> list[dict[str, Any]]:
    return [
        {"key": option.key, "label": _text(option.text), "exclusive": option.exclusive}
        for option in item.options
    ]
