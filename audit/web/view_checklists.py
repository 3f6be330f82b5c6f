"""What the checklist pages show, put into words."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import floor
from typing import Any

from audit.models import ChecklistVersion
from audit.programme.checklist_shelf import ChecklistLine, Foreseen
from audit.web import show
from audit.web.call import Plain
from audit.web.view_checklist_words import (
    EFFECT_WORDS,
    ITEM_KINDS,
    NO_ANSWER_WORDS,
    PHOTO_WORDS,
    ROLE_OF_ITEM,
    ROLLUP_WORDS,
    STAGE_WORDS,
    TREATMENT_WORDS,
)
from audit.web.view_item_answers import answers_of
from audit.web.view_programme import spaced
from forms.base import plain
from forms.checklist import Checklist, Section
from forms.issues import Issue
from forms.items import Item
from forms.scoring import effective_weights


def checklist_line(line: ChecklistLine, call: Plain) -> dict[str, Any]:
    """One checklist of the list."""
    return {
        "title": line.title.say(call.lang),
        "key": line.key,
        "versions": [
            {
                "number": version.number,
                "href": call.url("checklist", version=version.uuid),
                "published": show.moment(
                    version.published_at, call.lang, call.services.settings.zone
                ),
                "sections": version.sections,
                "items": version.items,
                "assignments": version.assignments,
                "digest": version.digest[:8],
                "state": "published" if version.newest else "earlier",
            }
            for version in line.versions
        ],
    }


def issues(found: Iterable[Issue], call: Plain) -> tuple[dict[str, str], ...]:
    """Return what is wrong with a definition: where, and in plain words."""
    return tuple(
        {"path": one.path or call.t("the whole text"), "text": one.text(call.lang)} for one in found
    )


def foreseen(definition: Checklist, found: Foreseen, call: Plain) -> str:
    """Say what publishing a definition would bring."""
    said = [
        call.t(
            "“{title}” is sound: {n} sections, {m} items.",
            title=definition.title.say(call.lang),
            n=found.sections,
            m=found.items,
        )
    ]
    if found.same is not None:
        said.append(call.t("It is published already, as version {n}.", n=found.same))
    elif found.before is None:
        said.append(call.t("It would be the first version."))
    else:
        words = (
            "It would be the next version; scores stay comparable with version {n}."
            if found.comparable
            else "It would be the next version; scores can't be compared with version {n}."
        )
        said.append(call.t(words, n=found.before))
    return spaced(said, call)


def notices(call: Plain) -> list[dict[str, str]]:
    """Return what was just done."""
    words = {
        "published": "This version is published and can be planned.",
        "rescoring": "The visits are being scored again; reload to see how far it is.",
    }
    done = call.request.query_params.get("done", "")
    return [{"kind": "done", "text": call.t(words[done])}] if done in words else []


def checklist_page(checklist: Checklist, version: ChecklistVersion, call: Plain) -> dict[str, Any]:
    """The context of admin/checklist.html."""
    weights = effective_weights(checklist)
    return {
        "checklist": {
            "title": checklist.title.say(call.lang),
            "key": checklist.key,
            "number": version.number,
            "published": show.moment(version.published_at, call.lang, call.services.settings.zone),
            "digest": version.digest,
            "about": checklist.about.say(call.lang) if checklist.about else None,
            "rules": _rules(checklist, call),
        },
        "bands": [
            {"band": b.key, "label": b.title.say(call.lang), "floor": plain(b.at_least)}
            for b in sorted(checklist.policy.bands, key=lambda band: -band.at_least)
        ],
        "sections": [
            _section(section, place, weights, call)
            for place, section in enumerate(checklist.sections, start=1)
        ],
    }


def _rules(checklist: Checklist, call: Plain) -> list[str]:
    policy = checklist.policy
    said = [
        call.t(ROLLUP_WORDS[policy.rollup]),
        call.t(STAGE_WORDS[policy.stage], n=policy.places),
    ]
    kinds: dict[str, list[str]] = {}
    for kind, treatment in policy.no_answer.model_dump().items():
        kinds.setdefault(treatment, []).append(call.t(NO_ANSWER_WORDS[kind]))
    comma = "、" if call.lang == "zh" else ", "
    said += [call.t(TREATMENT_WORDS[how], kinds=comma.join(names)) for how, names in kinds.items()]
    if policy.pass_mark is not None:
        said.append(call.t("Passed from {score} on.", score=plain(policy.pass_mark)))
    return [*said, call.t("The target is {score}.", score=plain(policy.target))]


def _section(
    section: Section, place: int, weights: Mapping[str, Fraction], call: Plain
) -> dict[str, Any]:
    whole = sum((weights[item.key] for item in section.items), Fraction(0))
    return {
        "title": section.title.say(call.lang),
        "intro": section.intro.say(call.lang) if section.intro else None,
        "weight": f"{one_place(whole)} %",
        "items": [
            _item(item, f"{place}.{number}", weights[item.key], call)
            for number, item in enumerate(section.items, start=1)
        ],
    }


def _item(item: Item, number: str, weight: Fraction, call: Plain) -> dict[str, Any]:
    lang = call.lang
    return {
        "number": number,
        "key": item.key,
        "wording": item.wording.say(lang),
        "hint": item.hint.say(lang) if item.hint else None,
        "kind": call.t(ITEM_KINDS[item.kind]),
        "role": call.t(ROLE_OF_ITEM[item.role]) if item.role in ROLE_OF_ITEM else None,
        "weight": f"{one_place(weight)} %" if item.scored else "–",
        "worth": _worth(item, weight, call),
        "answers": answers_of(item, call),
        "standard": item.standard.say(lang) if item.standard else None,
        "coaching": item.coaching.say(lang) if item.coaching else None,
        "critical": _critical(item, call),
        "photo": _photo(item, call),
    }


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


def _critical(item: Item, call: Plain) -> str | None:
    rule = item.critical
    if rule is None:
        return None
    amounts = {
        "cap": plain(rule.cap) if rule.cap is not None else "",
        "deduct": plain(rule.deduct) if rule.deduct is not None else "",
        "band": rule.band or "",
    }
    said = [rule.definition.say(call.lang), call.t(EFFECT_WORDS[rule.effect], **amounts)]
    if rule.below is not None:
        said.append(call.t("It applies when less than {n} % is earned.", n=plain(rule.below)))
    if rule.urgent:
        said.append(call.t("Head office and the region learn of it at once."))
    return spaced(said, call)


def _photo(item: Item, call: Plain) -> str | None:
    rule = item.photo
    if rule.when not in PHOTO_WORDS and item.kind != "photo":
        return None
    count = f"{rule.min}–{rule.max}" if rule.max > rule.min else str(rule.min)
    return call.t(PHOTO_WORDS.get(rule.when, "{n} photos"), n=count)


def one_place(value: Fraction) -> str:
    """Return a number with one decimal, half up."""
    tenths = floor(value * 10 + Fraction(1, 2))
    return f"{tenths // 10}.{tenths % 10}"
