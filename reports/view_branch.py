"""What the branch side reads of a released visit: taken from its frozen snapshot and nothing else.

So whatever a snapshot has no place for (persons, minutes, positions, ids) cannot get onto a page.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from audit.web import show
from audit.web.call import Plain
from forms.texts import Text
from reports.compare import change
from reports.evidence import Photo
from reports.findings import Finding, all_findings, failed
from reports.shelf import Shelved
from reports.snapshot import Answer, Score, VisitSnapshot

DAYPARTS = {
    "morning": "morning",
    "midday": "midday",
    "afternoon": "afternoon",
    "evening": "evening",
}
_LANGUAGES = {"zh": "中文", "en": "English", "both": "中文 + English"}
KIND_WORDS = {
    "visit": "Visit report",
    "branch": "Branch report",
    "region": "Region report",
    "network": "Network report",
}


def released_page(
    snapshot: VisitSnapshot, visit: UUID, reports: list[Shelved], call: Plain
) -> dict[str, Any]:
    """The context of review/visit_public.html."""
    lang, places = call.lang, snapshot.score.places
    findings = all_findings(snapshot)
    numbers = {finding.item.key: numbered(snapshot, finding.item.key) for finding in findings}
    return {
        "visit": {
            "branch": snapshot.branch.name.say(lang),
            "code": snapshot.branch.code,
            "wave": snapshot.wave.name.say(lang),
            "checklist": snapshot.checklist.title.say(lang),
            "kind": snapshot.kind,
            "when": when(snapshot, call),
            "inspector": snapshot.inspector or None,
        },
        "score": score_context(snapshot.score, call),
        "previous": _previous(snapshot.score, lang),
        "peers": _peers(snapshot.score, lang),
        "reports": report_lines(reports, call),
        "crumbs": [
            (call.t("Start"), call.url("home")),
            (call.t("Branch"), call.url("branch", code=snapshot.branch.code)),
        ],
        "shortfalls": [
            _shortfall(one, numbers[one.item.key], snapshot, visit, call)
            for one in failed(findings)
        ],
        "sections": [_section(snapshot, key, numbers, visit, call) for key in _keys(snapshot)],
        "places": places,
    }


def when(snapshot: VisitSnapshot, call: Plain) -> str:
    """Say when the visit was, as exactly as the snapshot tells."""
    days = show.days(snapshot.when.first_day, snapshot.when.last_day, call.lang)
    part = snapshot.when.daypart
    return f"{days} {call.t(DAYPARTS[part])}" if part else days


def score_context(score: Score, call: Plain) -> dict[str, Any]:
    """Return a score as templates expect it."""
    lang = call.lang
    return {
        "final": score.final,
        "raw": score.raw,
        "band": score.band,
        "target": score.target,
        "triggers": [f"{t.wording.say(lang)} — {t.effect.say(lang)}" for t in score.triggers],
        "places": score.places,
    }


def _previous(score: Score, lang: str) -> dict[str, Any] | None:
    before = score.previous
    if before is None or before.final is None or score.final is None or not before.comparable:
        return None
    return {"wave": before.wave.say(lang), "delta": change(score.final, before.final, score.places)}


def _peers(score: Score, lang: str) -> dict[str, Any] | None:
    if score.peers is None or score.peers.median is None:
        return None
    peers = score.peers
    return {"label": peers.label.say(lang), "median": peers.median, "count": peers.branches}


def report_lines(reports: Sequence[Shelved], call: Plain) -> list[dict[str, Any]]:
    """Return reports as ui.report expects them: one line each, whatever the languages."""
    lines: dict[tuple[str, int, str], dict[str, Any]] = {}
    for one in reports:
        wave, edition = one.wave.say(call.lang), call.t("edition {n}", n=one.edition)
        line = lines.setdefault(
            (one.number, one.edition, one.form),
            {
                "title": " · ".join(
                    [*_area(one, call), call.t(kind_word(one.kind, one.form)), wave]
                ),
                "note": " · ".join((one.number, edition, one.checklist.say(call.lang))),
                "files": [],
            },
        )
        line["files"].append(_file(one, call))
        line["lock"] = call.url("report_locked", report=one.uuid) if one.state == "ready" else None
        line["both"] = one.language == "both" or line.get("both", False)
        line["first"] = line.get("first", one.uuid)
    return [_with_both(line, call) for line in lines.values()]


def _with_both(line: dict[str, Any], call: Plain) -> dict[str, Any]:
    """Offer both languages side by side where nobody asked for them yet."""
    both, first = line.pop("both"), line.pop("first")
    if not both:
        create = call.url("report_both", report=first)
        line["files"].append({"label": _LANGUAGES["both"], "state": "none", "create": create})
    return line


def _area(one: Shelved, call: Plain) -> list[str]:
    return [one.area.say(call.lang)] if one.area else []


def kind_word(kind: str, form: str) -> str:
    """Return what a report in a form is called; a key of the word catalogue."""
    return "Action sheet" if form == "sheet" else KIND_WORDS[kind]


def _file(one: Shelved, call: Plain) -> dict[str, Any]:
    return {
        "label": _LANGUAGES[one.language],
        "state": one.state,
        "download": call.url("report", report=one.uuid),
        "size": show.size(one.size) if one.size else None,
        "create": call.url("report_again", report=one.uuid) if one.state == "failed" else None,
        "message": call.t("It could not be made. It can be asked for again."),
        "live": call.url("report_state", report=one.uuid),
    }


def _keys(snapshot: VisitSnapshot) -> list[str]:
    return [section.key for section in snapshot.sections]


def numbered(snapshot: VisitSnapshot, item: str) -> str:
    """Return the number of an item: section.position, as in the PDF."""
    section = item.partition(".")[0]
    inside = [one.key for one in snapshot.items if one.section == section]
    return f"{_keys(snapshot).index(section) + 1}.{inside.index(item) + 1}"


def _shortfall(
    finding: Finding, number: str, snapshot: VisitSnapshot, visit: UUID, call: Plain
) -> dict[str, Any]:
    item, answer, lang = finding.item, finding.seen[0].answer, call.lang
    titles = {section.key: section.title.say(lang) for section in snapshot.sections}
    return {
        "number": number,
        "section": titles.get(item.section, ""),
        "wording": item.wording.say(lang),
        "standard": _say(item.standard, lang),
        "seen": {"text": answer.note.text, "lang": answer.note.language} if answer.note else None,
        "answer": _say(answer.answer, lang),
        "answer_lang": show.own_words(answer.answer),
        "coaching": _say(item.coaching, lang),
        "lost": f"{finding.lost / 100:.1f}",
        "critical": finding.trigger,
        "photos": [photo(one, visit, item.wording.say(lang), call) for one in answer.photos],
    }


def _section(
    snapshot: VisitSnapshot, key: str, numbers: dict[str, str], visit: UUID, call: Plain
) -> dict[str, Any]:
    section = next(one for one in snapshot.sections if one.key == key)
    return {
        "title": section.title.say(call.lang),
        "score": section.score,
        "band": None,
        "target": section.target,
        "items": [
            {
                "key": item.key,
                "number": numbers[item.key],
                "wording": item.wording.say(call.lang),
                "result": str(item.result),
                "no_answer": item.no_answer,
                "answer": said(item, call.lang),
                "answer_lang": show.own_words(item.answer),
                "photos": [
                    photo(one, visit, item.wording.say(call.lang), call) for one in item.photos
                ],
            }
            for item in snapshot.items
            if item.section == key
        ],
    }


def said(answer: Answer, lang: str) -> str:
    """Say what was answered."""
    return _say(answer.answer, lang)


def _say(text: Text | None, lang: str) -> str:
    return text.say(lang) if text else ""


def photo(one: Photo, visit: UUID, caption: str, call: Plain) -> dict[str, Any]:
    """Return a photo of a snapshot as ui.photo expects it; its address tells only its number."""
    return {
        "number": one.number,
        "thumb": call.url("released_photo", visit=visit, number=one.number, size="small"),
        "href": call.url("released_photo", visit=visit, number=one.number, size="large"),
        "alt": call.t("Photo {n}: {item}", n=one.number, item=caption),
        "caption": caption,
        "flags": [],
    }
