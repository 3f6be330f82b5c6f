"""What the pages about definitions show, put into words: findings, changes, a score replayed."""

from collections.abc import Iterable, Sequence
from typing import Any

from audit.models import ChecklistVersion
from audit.programme.checklists import parsed
from audit.visits.replay import Replay
from audit.visits.rescoring import Progress
from audit.web import show
from audit.web.call import Plain
from forms.checklist import Checklist
from forms.diff import Change, diff
from forms.fixes import Fixes
from forms.lint import Finding, lint
from forms.trace import TraceRow

_KINDS = {
    "added": "Added",
    "removed": "Removed",
    "moved": "Moved",
    "changed": "Changed",
}
_STEPS = {
    "raw": "Raw total",
    "rule": "Critical rule",
    "final": "Final score",
    "band": "Band",
}


def findings(checklist: Checklist, call: Plain) -> list[dict[str, str]]:
    """What an author would question in a checklist, warnings first."""
    return [_finding(one, checklist, call) for one in lint(checklist)]


def _finding(found: Finding, checklist: Checklist, call: Plain) -> dict[str, str]:
    item = checklist.by_key.get(found.key)
    section = next((s for s in checklist.sections if s.key == found.key), None)
    named = item.wording if item else section.title if section else checklist.title
    return {
        "severity": found.severity,
        "where": named.say(call.lang),
        "path": found.path,
        "text": found.text(call.lang),
    }


def changes_page(
    new: ChecklistVersion, old: ChecklistVersion, versions: Sequence[int], call: Plain
) -> dict[str, Any]:
    """The context of admin/changes.html."""
    found = diff(parsed(old), parsed(new))
    return {
        "title": parsed(new).title.say(call.lang),
        "number": new.number,
        "before": old.number,
        "comparable": found.comparable,
        "groups": list(_groups(found.changes, call)),
        "versions": [(str(number), call.t("Version {n}", n=number)) for number in versions],
    }


def _groups(changes: Iterable[Change], call: Plain) -> Iterable[dict[str, Any]]:
    """Changes that follow each other at the same place, together."""
    told: list[dict[str, Any]] = []
    for change in changes:
        where = change.where.say(call.lang)
        if not told or told[-1]["where"] != where:
            told.append({"where": where, "changes": []})
        told[-1]["changes"].append(_change(change, call))
    return told


def _change(change: Change, call: Plain) -> dict[str, Any]:
    lang = call.lang
    told = {"kind": change.kind, "label": call.t(_KINDS[change.kind])}
    if change.kind != "changed":
        return told | {"field": None, "old": None, "new": None}
    return told | {
        "field": change.field.say(lang),
        "old": change.old.say(lang),
        "new": change.new.say(lang),
    }


def replay_page(replay: Replay, call: Plain) -> dict[str, Any]:
    """The context of review/trace.html."""
    return {
        "visit": {
            "branch": replay.branch.say(call.lang),
            "code": replay.code,
            "checklist": replay.checklist.title.say(call.lang),
            "number": replay.number,
        },
        "rows": [_row(row, replay.checklist, call) for row in replay.rows],
        "agrees": replay.agrees,
        "revisions": [
            {
                "number": one.revision,
                "at": show.moment(one.scored_at, call.lang, call.services.settings.zone),
                "version": one.version,
                "final": one.final,
                "band": one.band,
                "reason": one.reason,
                "current": one.current,
            }
            for one in replay.revisions
        ],
        "places": replay.checklist.policy.places,
        "fixes": _fixes(replay.fixes, replay.checklist, call) if replay.fixes else None,
    }


def _row(row: TraceRow, checklist: Checklist, call: Plain) -> dict[str, Any]:
    return {
        "step": row.step,
        "name": _name(row, checklist, call),
        "key": row.key if row.step in {"item", "section", "rule"} else "",
        "earned": row.earned,
        "possible": row.possible,
        "weight": row.weight,
        "shown": row.shown,
        "why": row.text(call.lang),
    }


def _name(row: TraceRow, checklist: Checklist, call: Plain) -> str:
    item = checklist.by_key.get(row.key)
    if row.step == "item" and item is not None:
        return item.wording.say(call.lang)
    if row.step == "rule" and item is not None:
        return f"{call.t(_STEPS['rule'])}: {item.wording.say(call.lang)}"
    section = next((s for s in checklist.sections if s.key == row.key), None)
    if row.step == "section" and section is not None:
        return section.title.say(call.lang)
    return call.t(_STEPS[row.step]) if row.step in _STEPS else row.key


def _fixes(fixes: Fixes, checklist: Checklist, call: Plain) -> dict[str, Any]:
    return {
        "band": fixes.band.title.say(call.lang),
        "reached": fixes.reached,
        "smallest": fixes.smallest,
        "steps": [
            {
                "wording": checklist.by_key[step.item].wording.say(call.lang),
                "gained": step.gained,
                "after": step.after,
            }
            for step in fixes.steps
        ],
    }


def rescore_box(
    version: ChecklistVersion,
    versions: Sequence[ChecklistVersion],
    visits: int,
    running: Sequence[Progress],
    call: Plain,
) -> dict[str, Any]:
    """What the page of a version offers and tells of scoring its visits again."""
    others = [one for one in versions if one.number != version.number]
    return {
        "action": call.url("rescore", version=version.uuid) if others and visits else None,
        "visits": visits,
        "versions": [(str(one.number), call.t("Version {n}", n=one.number)) for one in others],
        "lines": [
            {
                "what": call.t("Version {old} under version {new}", old=one.old, new=one.new),
                "reason": one.reason,
                "at": show.moment(one.wanted_at, call.lang, call.services.settings.zone),
                "state": one.state,
                "done": one.done,
                "total": one.visits,
                "changed": one.changed,
                "error": one.error,
            }
            for one in running
        ],
    }
