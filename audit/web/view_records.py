"""What the pages of trail and jobs show, put into words."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from audit.jobs.job_board import JobLine, Tab, WorkerLine
from audit.trail import Break
from audit.trail_reading import Asked, EntryLine, Verified
from audit.web import show
from audit.web.call import Plain
from audit.web.view_trail_words import ACTIONS, BREAKS

TAB_WORDS = {"wanted": "Under way", "failed": "Failed", "ready": "Ready"}
JOB_WORDS = {
    "visit": "Visit report, {language}",
    "branch": "Branch report, {language}",
    "photo": "Copies of a photo",
}
LANGUAGE_WORDS = {"zh": "Chinese", "en": "English"}
_LONGEST = 200
_HASH = 64


# --- jobs ---------------------------------------------------------------------------------------


def job_figures(
    counts: Mapping[Tab, int], made: int, usual: float | None, call: Plain
) -> list[dict[str, Any]]:
    """The numbers above the jobs."""
    note = call.t("median {n} s", n=f"{usual:.1f}") if usual is not None else None
    every = (
        ("Under way", counts["wanted"], None),
        ("Reports made today", made, note),
        ("Failed", counts["failed"], None),
    )
    return [{"label": call.t(w), "value": str(n), "note": said} for w, n, said in every]


def job_tab(tab: Tab, now: Tab, counts: Mapping[Tab, int], call: Plain) -> dict[str, Any]:
    """One tab of the jobs."""
    return {
        "label": call.t(TAB_WORDS[tab]),
        "href": f"{call.url('jobs')}?{urlencode({'state': tab})}",
        "count": counts[tab],
        "current": tab == now,
    }


def job_row(line: JobLine, call: Plain) -> dict[str, Any]:
    """One job."""
    reads = line.visit is not None and call.actor.has("reviewer", "head_office")
    took = (line.made_at - line.wanted_at).total_seconds() if line.made_at else None
    language = call.t(LANGUAGE_WORDS.get(line.language, line.language))
    return {
        "what": call.t(JOB_WORDS[line.what], language=language),
        "subject": line.subject or call.t("its visit has not arrived yet"),
        "href": call.url("review_visit", visit=line.visit) if reads else None,
        "state": line.state,
        "attempt": line.attempt,
        "wanted": show.moment(line.wanted_at, call.lang, call.services.settings.zone),
        "took": f"{took:.1f} s" if took is not None else None,
        "error": _error(line, call),
        "retry": call.url("job_again", kind=line.kind, key=line.key)
        if line.state == "failed"
        else None,
    }


def _error(line: JobLine, call: Plain) -> str:
    if line.kind == "photo" and line.state == "failed":
        return call.t("The copies could not be made; the photo is safe as it was received.")
    return line.error


def worker_row(line: WorkerLine, call: Plain) -> dict[str, Any]:
    """One worker process."""
    seconds = max(0, round((call.now - line.seen_at).total_seconds()))
    return {"id": line.id, "seen": call.t("{n} s ago", n=seconds), "alive": line.alive}


# --- trail --------------------------------------------------------------------------------------


def chain(
    verified: Verified | None, broken: Break | None, call: Plain, *, recent: bool
) -> dict[str, Any] | None:
    """Whether the chain holds, as far as that was looked at."""
    if broken is not None:
        text = call.t(BREAKS[broken.why], n=broken.number)
        advice = call.t("Compare with the last backup, and keep this database as it is.")
        return {"ok": False, "count": 0, "when": "", "text": f"{text} {advice}"}
    if verified is None:
        return None
    when = show.moment(verified.at, call.lang, call.services.settings.zone)
    return {
        "ok": True,
        "count": verified.count,
        "when": call.t("just now") if recent else when,
        "text": "",
    }


def trail_filters(asked: Asked, call: Plain) -> list[dict[str, Any]]:
    """What ui.filters expects for the trail."""
    actions = sorted(((key, call.t(words)) for key, words in ACTIONS.items()), key=lambda p: p[1])
    return [
        {"name": "action", "label": call.t("Action"), "options": actions, "value": asked.action}
    ]


def entry_row(line: EntryLine, call: Plain) -> dict[str, Any]:
    """One entry of the trail."""
    reads = line.visit is not None and call.actor.has("reviewer", "head_office")
    return {
        "number": line.number,
        "at": show.moment(line.at, call.lang, call.services.settings.zone),
        "who": line.who or call.t("the system"),
        "action": call.t(ACTIONS.get(line.action, line.action)),
        "subject": line.subject,
        "href": call.url("review_visit", visit=line.visit) if reads else None,
        "details": _details(line.details),
        "hash": line.hash[:8],
    }


def _details(details: Mapping[str, Any]) -> str:
    told = ", ".join(f"{name}: {_value(value)}" for name, value in details.items())
    return told if len(told) <= _LONGEST else told[: _LONGEST - 1] + "…"


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + _details(value) + "}"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    text = "–" if value is None else str(value)
    return f"{text[:12]}…" if len(text) == _HASH and text.isalnum() else text
