"""A published version as its auditors see it, beside what the answers are worth."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from math import floor
from typing import Any

from audit.models import ChecklistVersion
from audit.web import show
from audit.web.api import PREFIX
from audit.web.call import Plain
from audit.web.view_checklist_words import ITEM_KINDS, ITEM_VIEWS, ROLE_OF_ITEM, SKIPS
from audit.web.view_item_answers import answers_of, counting, reasons_of
from forms.base import plain
from forms.checklist import Checklist, Group, Section
from forms.items import Item
from forms.scoring import effective_weights
from forms.sentences import (
    critical_text,
    part_texts,
    photo_text,
    policy_texts,
    required_text,
    rule_text,
    shown_text,
)
from forms.texts import Text
from forms.words import VALUES


@dataclass(frozen=True)
class Shown:
    """The version, and which of the reference photos it names are not there yet."""

    checklist: Checklist
    version: ChecklistVersion
    weights: Mapping[str, Fraction]
    missing: frozenset[str]
    call: Plain

    def said(self, texts: Iterable[Text]) -> list[str]:
        return [text.say(self.call.lang) for text in texts]


def version_page(
    checklist: Checklist, version: ChecklistVersion, missing: Iterable[str], call: Plain
) -> dict[str, Any]:
    """The context of admin/checklist.html."""
    shown = Shown(checklist, version, effective_weights(checklist), frozenset(missing), call)
    policy = checklist.policy
    sections = [_section(shown, one, n) for n, one in enumerate(checklist.sections, start=1)]
    return {
        "checklist": {
            "title": checklist.title.say(call.lang),
            "key": checklist.key,
            "number": version.number,
            "published": show.moment(version.published_at, call.lang, call.services.settings.zone),
            "digest": version.digest,
            "about": checklist.about.say(call.lang) if checklist.about else None,
            "policy": shown.said(policy_texts(policy)),
            "rules": [
                {
                    "text": rule.text.say(call.lang),
                    "said": rule_text(checklist, rule).say(call.lang),
                    "urgent": rule.urgent,
                }
                for rule in policy.rules
            ],
        },
        "figures": _figures(checklist, call),
        "bands": [
            {"band": b.key, "label": b.title.say(call.lang), "floor": plain(b.at_least)}
            for b in sorted(policy.bands, key=lambda band: -band.at_least)
        ],
        "sections": sections,
        "missing": sorted(shown.missing),
    }


def _figures(checklist: Checklist, call: Plain) -> list[tuple[str, int]]:
    """How much there is of what, for those who plan visits with it."""
    items = list(checklist.every_item())
    counted = {
        "Items": len(items),
        "Sections, counted": len(checklist.sections),
        "Scored items": sum(item.scored for item in items),
        "Critical items": sum(item.critical is not None for item in items),
        "Items with a photo rule": sum(photo_text(item.photo) is not None for item in items),
        "Asked only at times": sum(
            item.show_if is not None or section.show_if is not None
            for section in checklist.sections
            for item in section.items
        ),
    }
    return [(call.t(name), n) for name, n in counted.items()]


def _section(shown: Shown, section: Section, place: int) -> dict[str, Any]:
    whole = _whole(shown, section)
    numbered = [(f"{place}.{n}", item) for n, item in enumerate(section.items, start=1)]
    condition = section.show_if
    return {
        "anchor": f"s-{section.key}",
        "title": section.title.say(shown.call.lang),
        "intro": section.intro.say(shown.call.lang) if section.intro else None,
        "count": len(section.items),
        "weight": f"{one_place(whole)} %",
        "bar": _bar(whole),
        "opinions": not section.facts,
        "shown": None if condition is None else _only(shown, condition),
        "notes": shown.said(part_texts(shown.checklist, section, group=False)),
        "parts": list(_parts(shown, section, numbered)),
    }


def _whole(shown: Shown, section: Section) -> Fraction:
    """What a section stands for in 100 points; where faults are taken off, its full marks: they
    may cost more than that, but not the others."""
    if shown.checklist.policy.rollup == "deduction":
        marks = sum((Fraction(one.weight) for one in shown.checklist.sections), Fraction(0))
        return Fraction(section.weight) * 100 / marks
    return sum((shown.weights[item.key] for item in section.items), Fraction(0))


def _only(shown: Shown, condition: Any) -> str:
    return shown_text(shown.checklist, condition).say(shown.call.lang)


def _parts(
    shown: Shown, section: Section, numbered: Iterable[tuple[str, Item]]
) -> Iterator[dict[str, Any]]:
    """The items in their order, those of one group that follow each other together."""
    groups = {group.key: group for group in section.groups}
    for key, items in groupby(numbered, key=lambda pair: pair[1].group):
        told = [_item(shown, section, item, number) for number, item in items]
        yield _group(shown, groups.get(key or "")) | {"items": told}


def _group(shown: Shown, group: Group | None) -> dict[str, Any]:
    if group is None:
        return {"title": None, "notes": []}
    notes = part_texts(shown.checklist, group, group=True)
    return {"title": group.title.say(shown.call.lang), "notes": shown.said(notes)}


def _item(shown: Shown, section: Section, item: Item, number: str) -> dict[str, Any]:
    call, lang = shown.call, shown.call.lang
    weight = shown.weights[item.key]
    photo = photo_text(item.photo)
    if photo is None and item.kind == "photo":
        photo = photo_text(item.photo.model_copy(update={"when": "required"}))
    return {
        "number": number,
        "key": item.key,
        "wording": item.wording.say(lang),
        "hint": item.hint.say(lang) if item.hint else None,
        "kind": call.t(ITEM_KINDS[item.kind]),
        "role": call.t(ROLE_OF_ITEM[item.role]) if item.role in ROLE_OF_ITEM else None,
        "weight": f"{one_place(weight)} %" if item.scored else "–",
        "bar": _bar(weight * 5) if item.scored else None,
        "worth": _worth(item, weight, call),
        "opinion": not (item.facts and section.facts),
        "shown": None if item.show_if is None else _only(shown, item.show_if),
        "needed": _needed(shown, item),
        "skips": [call.t(SKIPS[skip]) for skip in item.may_skip],
        "answers": answers_of(item, call),
        "notes": counting(item, call),
        "reasons": reasons_of(item, call),
        "standard": item.standard.say(lang) if item.standard else None,
        "coaching": item.coaching.say(lang) if item.coaching else None,
        "critical": _critical(shown, item),
        "photo": None if photo is None else photo.say(lang),
        "photo_hint": item.photo.hint.say(lang) if item.photo.hint else None,
        "reference": _reference(shown, item),
        "views": _views(item, lang),
        "tags": list(item.tags),
    }


def _bar(weight: Fraction) -> int:
    """The share as a bar's length (0–10 000)."""
    return min(round(weight * 100), 10_000)


def _worth(item: Item, weight: Fraction, call: Plain) -> str:
    if not item.scored:
        return call.t("Not scored")
    if not weight:
        return call.t("Weight 0: it is judged, but moves no points")
    return call.t(
        "Weight {weight}; moves up to {points} of 100 points",
        weight=plain(item.worth),
        points=one_place(weight),
    )


def _needed(shown: Shown, item: Item) -> str | None:
    if item.required_if is not None:
        return required_text(shown.checklist, item.required_if).say(shown.call.lang)
    return None if item.required else shown.call.t("May stay unanswered")


def _critical(shown: Shown, item: Item) -> dict[str, str] | None:
    rule = item.critical
    if rule is None:
        return None
    said = critical_text(shown.checklist.policy, item, rule)
    return {
        "definition": rule.definition.say(shown.call.lang),
        "said": said.say(shown.call.lang),
    }


def _reference(shown: Shown, item: Item) -> dict[str, Any] | None:
    """The picture of how it should look: where it is, and where it can be put if it is not."""
    name = item.photo.reference
    if name is None:
        return None
    address = f"{PREFIX}/checklist-versions/{shown.version.uuid}/references/{name}"
    return {"name": name, "href": address, "there": name not in shown.missing}


def _views(item: Item, lang: str) -> list[str]:
    named = [*item.dimensions, *(getattr(item, view) for view in ITEM_VIEWS)]
    if item.quality is not None:
        named.append(f"{item.quality}_quality")
    return [VALUES[one].say(lang) for one in named if one is not None]


def one_place(value: Fraction) -> str:
    """Return a number with one decimal, half up."""
    tenths = floor(value * 10 + Fraction(1, 2))
    return f"{tenths // 10}.{tenths % 10}"
