"""What the planners' pages show, put into words: from waves to the names templates expect."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from audit.models import Wave
from audit.programme import assignments, wave_board
from audit.visits.closing import Progress
from audit.web import show
from audit.web.call import Plain
from audit.web.csv_text import decimal
from audit.web.view_programme_forms import version_title
from audit.web.view_programme_words import CHANNEL_WORDS, DONE, KIND_WORDS, STATES
from forms.texts import Text

_MIXED = (
    "Some visits were scored by versions of a checklist that score differently: a branch’s figures "
    "take in only those that compare. Score the others again first to have them all in."
)

# --- waves --------------------------------------------------------------------------------------


def wave_row(line: wave_board.WaveLine, call: Plain) -> dict[str, Any]:
    """One row of the list of waves."""
    wave = line.wave
    return {
        "href": call.url("wave", wave=wave.code),
        "code": wave.code,
        "name": _name(wave).say(call.lang),
        "days": show.days(wave.starts_on, wave.ends_on, call.lang),
        "policy": wave.release_policy,
        "state": _state(wave, call),
        "planned": line.planned,
        "made": line.made,
        "released": line.released,
        "edition": wave.edition,
    }


def _name(wave: Wave) -> Text:
    return Text(zh=wave.name_zh, en=wave.name_en)


def _state(wave: Wave, call: Plain) -> str:
    if wave.closed_at is not None:
        return "closed"
    return "planned" if call.actor.today < wave.starts_on else "open"


def head(
    wave: Wave,
    states: Mapping[str, int],
    regions: Sequence[wave_board.RegionLine],
    call: Plain,
) -> dict[str, Any]:
    """What stands above the assignments of a wave."""
    closed = wave.closed_at
    return {
        "wave": {
            "code": wave.code,
            "name": _name(wave).say(call.lang),
            "days": show.days(wave.starts_on, wave.ends_on, call.lang),
            "policy_word": _policy(wave, call),
            "state": _state(wave, call),
            "edition": wave.edition,
            "closed": show.moment(closed, call.lang, call.services.settings.zone)
            if closed
            else None,
        },
        "back": call.url("waves"),
        "figures": _figures(wave, states, regions, call),
        "regions": [
            {"name": one.name.say(call.lang), "made": one.made, "planned": one.planned}
            for one in regions
        ],
    }


def _policy(wave: Wave, call: Plain) -> str:
    if wave.release_policy == "in_batches":
        return call.t("Branches see results in batches of at least {n}", n=wave.batch_size)
    words = {
        "at_close": "Branches see results when the wave is closed",
        "at_approval": "Branches see results as soon as a visit is approved",
    }
    return call.t(words[wave.release_policy])


def _figures(
    wave: Wave,
    states: Mapping[str, int],
    regions: Sequence[wave_board.RegionLine],
    call: Plain,
) -> list[dict[str, Any]]:
    made = sum(count for state, count in states.items() if state != "draft")
    left = (wave.ends_on - call.actor.today).days + 1
    note = call.t("{n} days left", n=left) if wave.closed_at is None and left > 0 else None
    waiting = states.get("submitted", 0) + states.get("in_review", 0)
    every = (
        ("Visits planned", sum(one.planned for one in regions), None),
        ("Made", made, note),
        ("To review", waiting, None),
        ("Approved", states.get("approved", 0), None),
        ("Released", states.get("released", 0), None),
    )
    return [{"label": call.t(w), "value": str(n), "note": said} for w, n, said in every]


def under_way(wave: Wave, found: Progress | None, call: Plain) -> dict[str, Any] | None:
    """How far the closing of a wave is, until it is closed."""
    if found is None or wave.closed_at is not None:
        return None
    return {
        "state": found.state,
        "done": found.done,
        "total": found.total,
        "left": show.time_left(found.left, call.t),
        "error": found.error,
        "live": f"/api/v1/waves/{wave.code}/closing" if found.state == "wanted" else None,
    }


def closing(
    wave: Wave,
    states: Mapping[str, int],
    found: Progress | None,
    error: str | None,
    call: Plain,
    *,
    mixed: bool,
) -> dict[str, Any] | None:
    """What closing would do, for those who may close; also where it failed."""
    if wave.closed_at is not None or not call.actor.has("head_office"):
        return None
    if found is not None and found.state != "failed":
        return None
    waiting = sum(states.get(state, 0) for state in ("submitted", "in_review", "returned"))
    approved = states.get("approved", 0)
    said = [call.t("{n} approved visits go to their branches.", n=approved)] if approved else []
    said.append(call.t("The figures become edition {n}.", n=wave.edition + 1))
    if waiting:
        said.append(call.t("{n} not approved yet go to their branches when they are.", n=waiting))
    if mixed:
        said.append(call.t(_MIXED))
    said.append(call.t("This cannot be undone."))
    href = call.url("wave_close", wave=wave.code)
    return {"href": href, "word": wave.code, "text": spaced(said, call), "error": error}


def spaced(sentences: Sequence[str], call: Plain) -> str:
    """Join sentences; Chinese has no space between them."""
    return ("" if call.lang == "zh" else " ").join(sentences)


def notices(call: Plain) -> list[dict[str, str]]:
    """Return what was just done, after a form led here."""
    done = DONE.get(call.request.query_params.get("done", ""))
    return [{"kind": "done", "text": call.t(done)}] if done else []


# --- assignments --------------------------------------------------------------------------------


def assignment_row(line: assignments.AssignmentLine, wave: Wave, call: Plain) -> dict[str, Any]:
    """One row of a wave's assignments."""
    reads = call.actor.has("reviewer", "head_office")
    return {
        "branch": line.branch_name.say(call.lang),
        "code": line.branch_code,
        "href": call.url("review_visit", visit=line.visit) if line.visit and reads else None,
        "auditor": line.auditor,
        "kind": line.kind,
        "channel": line.channel,
        "checklist": version_title(line.checklist.zh, line.checklist.en, line.version, call),
        "due": show.days(line.due_from, line.due_to, call.lang),
        "state": line.state,
        "score": line.score,
        "band": line.band,
        "cancel": call.url("assignment_cancel", wave=wave.code, assignment=line.uuid)
        if line.may_cancel
        else None,
    }


def downloads(wave: Wave, wanted: assignments.Filter, call: Plain) -> list[dict[str, str]]:
    """Return the files of a wave: its assignments as they are filtered."""
    pairs = {"region": wanted.region, "state": wanted.state, "kind": wanted.kind}
    query = urlencode({name: value for name, value in pairs.items() if value})
    address = call.url("assignments_csv", wave=wave.code)
    return [{"label": "CSV", "href": f"{address}?{query}" if query else address}]


def csv_row(line: assignments.AssignmentLine, call: Plain) -> list[object]:
    """One row of the export."""
    return [
        line.branch_code,
        line.branch_name.say(call.lang),
        line.region.say(call.lang),
        line.auditor,
        call.t(KIND_WORDS[line.kind]),
        call.t(CHANNEL_WORDS[line.channel]),
        line.checklist.say(call.lang),
        line.version,
        line.due_from.isoformat(),
        line.due_to.isoformat(),
        call.t(STATES[line.state]),
        None if line.score is None else decimal(line.score),
    ]
