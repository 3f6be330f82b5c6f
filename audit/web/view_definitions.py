"""What the pages about definitions show, put into words: findings, changes, scoring again."""

from collections.abc import Iterable, Sequence
from typing import Any

from audit.models import ChecklistVersion
from audit.programme.checklists import parsed
from audit.visits.rescoring import Progress
from audit.web import show
from audit.web.call import Plain
from forms.checklist import Checklist
from forms.diff import Change, diff
from forms.lint import Finding, lint

_KINDS = {
    "added": "Added",
    "removed": "Removed",
    "moved": "Moved",
    "changed": "Changed",
}


def findings(checklist: Checklist, missing: Iterable[str], call: Plain) -> list[dict[str, str]]:
    """What an author would question in a checklist, warnings first."""
    return [_finding(one, checklist, call) for one in lint(checklist, missing)]


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
                "live": call.url("rescoring", version=version.uuid)
                if one is running[0] and one.state == "wanted"
                else None,
                "done": one.done,
                "total": one.visits,
                "changed": one.changed,
                "error": one.error,
            }
            for one in running
        ],
    }
