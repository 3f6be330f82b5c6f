"""What the reviewer's pages show, put into words: from readings to the names templates expect."""

from collections.abc import Callable, Sequence
from typing import Any

from audit.photos.marks import shapes
from audit.visits.flags import Flag
from audit.visits.lifecycle import may
from audit.visits.readings import ItemRead, PhotoRead, VisitRead
from audit.visits.review_queue import QueueLine
from audit.web import show
from audit.web.call import Plain
from audit.web.view_flags import (
    delay_text,
    flag_tags,
    flag_text,
    near_rows,
    stamp_rows,
    stroke_path,
)
from audit.web.view_review_words import TRAIL_WORDS
from forms.issues import Issue
from forms.scoring import ItemScore
from forms.wording import language_of, score_text

Url = Callable[..., str]
_NO_ANSWER = frozenset({"na", "unseen", "hidden", "empty"})
_EFFECTS = {
    "flag": "{item}: critical, listed only",
    "fail": "{item}: the outcome fails, the number stays",
    "no_pass": "{item}: not a pass, the number stays",
    "band": "{item}: the band is limited",
    "lower": "{item}: the band is lowered",
    "deduct": "{item}: points come off the total",
    "keep": "{item}: a share of the total is kept",
    "cap": "{item}: the total is capped",
    "cap_section": "{item}: its section is capped",
    "zero_section": "{item}: its section scores 0",
    "zero_visit": "{item}: the visit scores 0",
    "not_evaluable": "{item}: the visit is not evaluable",
}


def queue_row(line: QueueLine, call: Plain, url: Url) -> dict[str, Any]:
    """One row of the review queue."""
    return {
        "href": url("review_visit", visit=line.uuid),
        "branch": line.branch_name.say(call.lang),
        "code": line.branch_code,
        "region": line.region.say(call.lang),
        "kind": line.kind,
        "wave": line.wave_name.say(call.lang),
        "checklist": line.checklist.say(call.lang),
        "day": show.short_day(line.day, call.lang),
        "submitted": show.moment(line.submitted_at, call.lang, line.zone)
        if line.submitted_at
        else "–",
        "number": line.submission,
        "auditor": line.auditor,
        "photos": {"arrived": line.arrived, "expected": line.expected},
        "flags": flag_tags(line.flags, call),
        "critical": bool(line.triggers),
        "score": line.final,
        "band": line.band,
        "state": line.state,
    }


def visit_page(read: VisitRead, call: Plain, url: Url) -> dict[str, Any]:
    """The context of review/visit.html."""
    visit, lang, zone = read.visit, call.lang, read.visit.facts.zone
    return {
        "visit": {
            "branch": read.branch_name.say(lang),
            "code": read.branch_code,
            "region": read.region.say(lang),
            "wave": read.wave_name.say(lang),
            "checklist": read.checklist.say(lang),
            "version": call.t("version {n}", n=visit.version.number),
            "kind": visit.kind,
            "channel": visit.channel,
            "day": show.day(visit.local_day, lang),
            "times": show.clock(visit.started_at, zone),
            "submitted": show.moment(visit.submitted_at, lang, zone) if visit.submitted_at else "–",
            "number": visit.submission_number,
            "auditor": read.auditor,
            "state": visit.state,
            "return_note": visit.return_note if visit.state == "returned" else None,
            "return_lang": language_of(visit.return_note or ""),
        },
        "trace": url("trace", visit=visit.uuid),
        "score": _score(read, call),
        "photos": {"arrived": read.arrivals.arrived, "expected": read.arrivals.expected},
        "flags": _flags(read, call),
        "stamps": stamp_rows(read.stamps, zone, call),
        "places": near_rows(read.whereabouts, call),
        "submissions": [
            {
                "number": number,
                "received": show.moment(received, lang, zone),
                "href": None,
                "current": number == visit.submission_number,
            }
            for number, received in read.submissions
        ],
        "refused": read.refused,
        "sections": _sections(read, call, url),
        "actions": _actions(read, call, url),
        "waits": _waits(read, call),
        "trail": [
            {
                "at": show.moment(one.at, lang, zone),
                "who": one.who or call.t("the system"),
                "what": call.t(TRAIL_WORDS.get(one.action, one.action)),
            }
            for one in read.trail
        ],
        "queue": url("review"),
        "following": None,
    }


def _score(read: VisitRead, call: Plain) -> dict[str, Any]:
    card, policy = read.card, read.definition.policy
    in_points = policy.full_marks != 100 or policy.counts == "lost"
    return {
        "final": card.final,
        "raw": card.raw,
        "band": card.band,
        "target": card.target,
        "triggers": [_trigger(read, t.item, t.effect, call) for t in card.triggers]
        + [_rule(read, r.key, r.effect, call) for r in card.rules],
        "places": policy.places,
        "said": score_text(policy, card.final, card.final_points).say(call.lang)
        if card.final is not None and in_points
        else None,
    }


def _trigger(read: VisitRead, item: str, effect: str, call: Plain) -> str:
    wording = next((i.wording for s in read.sections for i in s.items if i.key == item), None)
    return call.t(_EFFECTS[effect], item=wording.say(call.lang) if wording else item)


def _rule(read: VisitRead, key: str, effect: str, call: Plain) -> str:
    words = next(rule.text for rule in read.definition.policy.rules if rule.key == key)
    return call.t(_EFFECTS[effect], item=words.say(call.lang))


def _flags(read: VisitRead, call: Plain) -> list[dict[str, Any]]:
    flags: list[dict[str, Any]] = []
    if read.clock_off_seconds is not None:
        minutes = abs(read.clock_off_seconds) // 60
        words = (
            "The phone's clock is {n} minutes ahead"
            if read.clock_off_seconds > 0
            else "The phone's clock is {n} minutes behind"
        )
        flags.append({"text": call.t(words, n=minutes), "item": None})
    flags += _unfinished(read.unfinished, call)
    if read.other_version:
        words = "Another version of the checklist was used than was assigned"
        flags.append({"text": call.t(words), "item": None})
    twins = [i.key for s in read.sections for i in s.items if any(p.twin for p in i.photos)]
    flags += [{"text": call.t("A photo was used before"), "item": key} for key in twins]
    flags += _told_once(read.flags, call)
    return flags


def _told_once(flags: Sequence[Flag], call: Plain) -> list[dict[str, Any]]:
    """Each kind of flag once; the items carry their own."""
    kinds: dict[str, list[Flag]] = {}
    for flag in flags:
        kinds.setdefault(flag.name, []).append(flag)
    return [
        {
            "text": flag_text(of_kind[0], call)
            if len(of_kind) == 1
            else call.t("{n} items: {what}", n=len(of_kind), what=flag_text(of_kind[0], call)),
            "item": of_kind[0].item,
        }
        for of_kind in kinds.values()
    ]


def _unfinished(issues: Sequence[Issue], call: Plain) -> list[dict[str, Any]]:
    """What is not complete; the same sentence about several items is said once."""
    paths: dict[str, list[str]] = {}
    for issue in issues:
        paths.setdefault(issue.text(call.lang), []).append(issue.path)
    return [
        {
            "text": text
            if len(items) == 1
            else call.t("{n} items: {what}", n=len(items), what=text),
            "item": items[0] or None,
        }
        for text, items in paths.items()
    ]


def _waits(read: VisitRead, call: Plain) -> str | None:
    if read.visit.state != "approved":
        return None
    words = {
        "at_close": "It is released when the wave is closed.",
        "in_batches": "It is released together with others of the wave.",
        "at_approval": "It is being released.",
    }
    return call.t(words[read.visit.wave.release_policy])


def _actions(read: VisitRead, call: Plain, url: Url) -> dict[str, str | None]:
    reviewer = call.actor.has("reviewer")
    steps = {"take": "take", "send_back": "send_back", "approve": "approve"}
    steps |= {"exclude": "exclude", "include": "include"}
    found: dict[str, str | None] = {
        name: url(f"review_{step}", visit=read.visit.uuid)
        if reviewer and may(step, read.visit.state)
        else None
        for name, step in steps.items()
    }
    return found | {"release": None}


def _sections(read: VisitRead, call: Plain, url: Url) -> list[dict[str, Any]]:
    return [
        {
            "key": section.key,
            "title": section.title.say(call.lang),
            "score": section.score,
            "band": None,
            "target": section.target,
            "items": [
                _item(item, f"{position}.{number}", read, call, url)
                for number, item in enumerate(section.items, start=1)
            ],
        }
        for position, section in enumerate(read.sections, start=1)
    ]


def _item(item: ItemRead, number: str, read: VisitRead, call: Plain, url: Url) -> dict[str, Any]:
    status, zone = item.score.status, read.visit.facts.zone
    return {
        "key": item.key,
        "number": number,
        "wording": item.wording.say(call.lang),
        "standard": item.standard.say(call.lang) if item.standard else None,
        "critical": item.critical,
        "result": result_of(item.score),
        "no_answer": status if status in _NO_ANSWER else None,
        "answer": item.answer.say(call.lang),
        "answer_lang": show.own_words(item.answer),
        "reason": item.reason or None,
        "reasons": item.reasons.say(call.lang) if item.reasons else None,
        "points": _points(item.score),
        "note": {"text": item.note, "lang": item.note_language} if item.note else None,
        "was": item.changed_from.say(call.lang) if item.changed_from else None,
        "delay": delay_text(item.delay_s, call),
        "signature": [stroke_path(stroke) for stroke in item.strokes if stroke],
        "flags": [flag_text(flag, call) for flag in read.flags if flag.item == item.key],
        "photos": [
            _photo(photo, n, item, zone, call, url) for n, photo in enumerate(item.photos, 1)
        ],
        "remark": "\n".join(item.remarks),
    }


def result_of(score: ItemScore) -> str:
    """Return how an item came out, as templates name it."""
    if score.status in _NO_ANSWER:
        return "no_answer"
    if score.status == "info":
        return "unscored"
    if score.met:
        return "met"
    return "partial" if score.share else "not_met"


def _points(score: ItemScore) -> str | None:
    if score.status != "scored":
        return None
    return f"{score.earned / 100:g} / {score.possible / 100:g}"


def _photo(
    photo: PhotoRead, number: int, item: ItemRead, zone: str, call: Plain, url: Url
) -> dict[str, Any]:
    is_ready = photo.state == "ready"
    flags = [call.t("Used before")] if photo.twin else []
    if photo.refusal:
        flags.append(call.t("The file cannot be used as a photo"))
    return {
        "number": number,
        "thumb": url("photo", photo=photo.uuid, size="small") if is_ready else None,
        "href": url("photo", photo=photo.uuid, size="large"),
        "alt": call.t("Photo {n}: {item}", n=number, item=item.wording.say(call.lang)),
        "caption": _caption(photo, item, zone, call),
        "marks": shapes(photo.marks, photo.width, photo.height),
        "box": [photo.width, photo.height],
        "flags": flags,
    }


def _caption(photo: PhotoRead, item: ItemRead, zone: str, call: Plain) -> str:
    wording = item.wording.say(call.lang)
    if photo.taken_at is None:
        return wording
    when = show.moment(photo.taken_at, call.lang, zone)
    return f"{wording} {call.t('Taken {when}', when=when)}"
