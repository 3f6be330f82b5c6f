"""The planners' forms: what they offer, what was typed, and what is not right about it."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from audit.models import Wave
from audit.models.programme import CHANNELS, VISIT_KINDS
from audit.network.directory import list_regions
from audit.problems import Problem
from audit.programme import assignments, wave_board, waves
from audit.programme.checklists import list_versions
from audit.web.api_programme import AssignmentIn
from audit.web.call import Plain
from audit.web.view_programme_words import CHANNEL_WORDS, KIND_WORDS, POLICIES, STATES
from forms.faults import fault
from forms.texts import Text

NO_WAVE = {
    "code": "",
    "name_zh": "",
    "name_en": "",
    "starts_on": "",
    "ends_on": "",
    "release_policy": "at_close",
    "batch_size": "5",
}
_FIELDS = {"name.zh": "name_zh", "name.en": "name_en", "checklist_version": "version"}
_BAD_CODE = "Use letters, digits, “-” and “_”, beginning with a letter or a digit."


def wave_strings(form: Mapping[str, str]) -> dict[str, Any]:
    """Return the fields of a wave as its model takes them; what is empty is missing."""
    names = {lang: form[f"name_{lang}"] for lang in ("zh", "en") if form.get(f"name_{lang}")}
    plain = ("code", "starts_on", "ends_on", "release_policy", "batch_size")
    return {"name": names} | {name: form[name] for name in plain if form.get(name)}


async def assignment_strings(form: Mapping[str, str]) -> dict[str, Any]:
    """Return the fields of an assignment as its model takes them; the auditor by pseudonym."""
    auditor = await wave_board.auditor_called(form.get("auditor", "")[:32])
    told = {
        "branch": form.get("branch"),
        "auditor": str(auditor) if auditor else None,
        "checklist_version": form.get("version"),
        **{name: form.get(name) for name in ("due_from", "due_to", "kind", "channel")},
    }
    found: dict[str, Any] = {name: value for name, value in told.items() if value}
    said = {lang: form.get(f"scenario_{lang}", "") for lang in ("zh", "en")}
    return found | ({"scenario": said} if any(said.values()) else {})


def assignment(wanted: AssignmentIn) -> waves.AssignmentIn:
    """Return a form's assignment as the use case takes it."""
    said = wanted.scenario
    return waves.AssignmentIn(
        branch=wanted.branch,
        auditor=wanted.auditor,
        version=wanted.checklist_version,
        due_from=wanted.due_from,
        due_to=wanted.due_to,
        kind=wanted.kind,
        channel=wanted.channel,
        scenario=said.text() if said else None,
    )


def faults(error: ValidationError, call: Plain) -> dict[str, str]:
    """Return a sentence for each field that does not fit."""
    found: dict[str, str] = {}
    for one in error.errors(include_url=False, include_input=False):
        known = fault(one)
        name = known.path.replace("scenario.", "scenario_")
        said = call.t(_BAD_CODE) if one["type"] == "string_pattern_mismatch" else None
        found.setdefault(_FIELDS.get(name, name), said or known.text(call.lang))
    return found


def refusal(problem: Problem, call: Plain, where: str) -> dict[str, str]:
    """Return what a use case found, by field; without a field it stands beside `where`."""
    if not problem.issues:
        if problem.code not in ("already_exists", "wave_closed"):
            raise problem
        return {where: f"{call.t(problem.kind.title)}. {call.t(problem.kind.advice)}"}
    said = {one.path.removeprefix("0."): one.text(call.lang) for one in problem.issues}
    for name in ("ends_on", "due_to"):
        if name in said:
            said[name] = call.t("The last day is before the first.")
    return said


def plan_values(wave: Wave, form: Mapping[str, str]) -> dict[str, str]:
    """Return what stands in the form: what was typed, at first the days of the wave."""
    usual = dict.fromkeys(("branch", "auditor", "version", "scenario_zh", "scenario_en"), "")
    days = {"due_from": wave.starts_on.isoformat(), "due_to": wave.ends_on.isoformat()}
    return usual | days | {"kind": "mystery", "channel": "on_site"} | dict(form)


# --- choices ------------------------------------------------------------------------------------


def _said(call: Plain, words: Mapping[str, str], keys: Sequence[str]) -> list[tuple[str, str]]:
    return [(key, call.t(words[key])) for key in keys]


def policies(call: Plain) -> list[tuple[str, str]]:
    """Return the release policies to choose from."""
    return _said(call, POLICIES, tuple(POLICIES))


def kinds(call: Plain) -> list[tuple[str, str]]:
    """Return the kinds of visits to choose from."""
    return _said(call, KIND_WORDS, VISIT_KINDS)


def channels(call: Plain) -> list[tuple[str, str]]:
    """Return the channels to choose from."""
    return _said(call, CHANNEL_WORDS, CHANNELS)


async def versions(call: Plain) -> list[tuple[str, str]]:
    """Return the checklist versions to choose from, newest of each checklist first."""
    return [(str(v.uuid), version_title(v.checklist.title_zh, v.checklist.title_en, v.number, call))
            for v in await list_versions()]  # fmt: skip


def version_title(zh: str, en: str, number: int, call: Plain) -> str:
    """Return a checklist's title with the number of its version."""
    title = Text(zh=zh, en=en).say(call.lang)
    return call.t("{checklist}, version {n}", checklist=title, n=number)


async def filters(wanted: assignments.Filter, call: Plain) -> list[dict[str, Any]]:
    """Return what ui.filters expects for the assignments of a wave."""
    regions = [
        (one.code, "　" * one.depth + one.name.say(call.lang)) for one in await list_regions()
    ]
    every = (
        ("region", call.t("Region"), regions, wanted.region),
        ("state", call.t("State"), _said(call, STATES, tuple(STATES)), wanted.state),
        ("kind", call.t("Kind"), kinds(call), wanted.kind),
    )
    return [
        {"name": name, "label": label, "options": options, "value": value}
        for name, label, options, value in every
    ]
