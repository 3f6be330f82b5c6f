"""The checklist as the phone gets it: both languages, nothing that tells a score.

The auditor must not see what an answer is worth, so weights, points, bands, targets, critical
rules and coaching stay on the server. Where a photo is asked for on failing, the phone gets the
answers that fail.
"""

from typing import Any

from forms.checklist import Checklist, Section
from forms.items import Choice, Choices, FreeText, Item, Number, Scale, Wait, YesNo
from forms.scoring.plan import plan_for
from forms.texts import Text

BUNDLE_FORMAT = 1


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
        "items": [_item(checklist, item) for item in section.items],
    }


def _item(checklist: Checklist, item: Item) -> dict[str, Any]:
    return {
        "key": item.key,
        "kind": item.kind,
        "wording": _text(item.wording),
        "standard": _text(item.standard),
        "hint": _text(item.hint),
        "required": item.required,
        "na": "na" in item.may_skip,
        "unseen": "unseen" in item.may_skip,
        "photo": _photo(checklist, item),
        **_asked(item),
    }


def _photo(checklist: Checklist, item: Item) -> dict[str, Any]:
    rule = item.photo
    return {
        "when": rule.when,
        "min": rule.min,
        "max": rule.max,
        "camera": rule.camera_only,
        "hint": _text(rule.hint),
        "fails": failing(checklist, item) if rule.when == "on_fail" else [],
    }


def failing(checklist: Checklist, item: Item) -> list[bool | str | int]:
    """The answers of a yes/no, choice or scale item that do not meet its standard."""
    judge = next(one.judge for one in plan_for(checklist).items if one.key == item.key)
    if judge is None:
        return []
    possible: list[bool | str | int] = []
    match item:
        case YesNo():
            possible = [True, False]
        case Choice():
            possible = [option.key for option in item.options]
        case Scale():
            possible = [level.level for level in item.levels]
    verdicts = [(value, judge(value, "")) for value in possible]
    return [value for value, verdict in verdicts if verdict and not verdict.met]


def _asked(item: Item) -> dict[str, Any]:
    """What only this kind of item has."""
    match item:
        case Choice() | Choices():
            return {
                "options": [
                    {"key": o.key, "label": _text(o.text), "exclusive": o.exclusive}
                    for o in item.options
                ]
            }
        case Scale():
            return {"anchors": [{"level": s.level, "label": _text(s.text)} for s in item.levels]}
        case Wait():
            return {"queue": item.ask_queue}
        case Number():
            least, most = (None if n is None else float(n) for n in (item.least, item.most))
            return {
                "unit": _text(item.unit),
                "min": least,
                "max": most,
                "places": item.places,
            }
        case FreeText():
            return {"longest": item.longest}
    return {}
