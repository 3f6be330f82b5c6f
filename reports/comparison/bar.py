"""The filter bar: one form that works without scripts, and what is set as words to take away."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any
from urllib.parse import urlencode

from audit.network.formats import format_name
from audit.web.call import Plain
from reports.comparison.voice import say_wave
from reports.figures.options import Options
from reports.figures.views import views_used
from reports.rollup.lens import Lens

CHANNEL_WORDS = {"on_site": "On site", "phone": "By phone", "online": "Online"}
DAYPART_WORDS = {
    "morning": "Morning",
    "midday": "Midday",
    "afternoon": "Afternoon",
    "evening": "Evening",
}
FIELD_WORDS = {
    "wave": "Wave",
    "since": "Waves from",
    "until": "Waves until",
    "region": "Region",
    "brand": "Brand",
    "format": "Format",
    "tag": "Tag",
    "channel": "Channel",
    "daypart": "Part of the day",
    "checklist": "Checklist",
    "dimension": "Dimension",
    "kind": "Whose branches",
    "organised": "Organised",
}
"""What a filter asks for, by its names in an address."""
KIND_WORDS = {"own": "Our branches", "competitor": "Competitors"}
VIEW_WORDS = {
    "reliability": "Reliability",
    "assurance": "Assurance",
    "tangibles": "Tangibles",
    "empathy": "Empathy",
    "responsiveness": "Responsiveness",
    "process": "Process",
    "personal": "Personal",
    "outcome_quality": "Outcome quality",
    "process_quality": "Process quality",
    "hardware": "Hardware",
    "software": "Software (people)",
}
_FIRST = ("region", "brand", "format", "checklist", "dimension")
_ALWAYS = ("checklist", "kind")
"""Of these something always holds."""
_SPANS = (1, 3, 12)
Field = dict[str, Any]


def filter_bar(
    call: Plain, lens: Lens, found: Options, here: str, prefix: str = ""
) -> dict[str, Any]:
    """Return what the bar draws: waves, fields that are always shown, further ones, what is set.

    `kept`: other parameters of the page, which stay as they are when the form is sent.
    """
    every = _fields(call, lens, found, prefix)
    own = {f"{prefix}{name}" for name in FIELD_WORDS}
    pairs = call.request.query_params.multi_items()
    further = [field for field in every if field["key"] not in _FIRST]
    rest = [(name, value) for name, value in pairs if value and name not in own | {"page"}]
    return {
        "waves": _waves(call, lens, found, prefix),
        "first": [field for field in every if field["key"] in _FIRST],
        "further": further,
        "days": [
            {"name": f"{prefix}{name}", "label": call.t(words), "value": value or ""}
            for name, words, value in (
                ("since", "Waves from", lens.filter.since),
                ("until", "Waves until", lens.filter.until),
            )
        ],
        "kept": rest,
        "open": any(field["value"] not in ("", "own") for field in further)
        or bool(lens.filter.since or lens.filter.until),
        "set": _taken(call, lens, found, every, prefix),
        "without": _address(call.url(here), rest) if any(n in own for n, _ in pairs) else None,
        "prefix": prefix,
    }


def _address(path: str, pairs: Sequence[tuple[str, str]]) -> str:
    return f"{path}?{urlencode(pairs)}" if pairs else path


def _waves(call: Plain, lens: Lens, found: Options, prefix: str) -> dict[str, Any]:
    """Return the choice of waves: those asked for ticked, and ways to one alone or the last few."""
    name, chosen = f"{prefix}wave", frozenset(lens.filter.waves)
    rest = [
        pair
        for pair in call.request.query_params.multi_items()
        if pair[1] and pair[0] not in (name, f"{prefix}since", f"{prefix}until", "page")
    ]

    def only(*codes: str) -> str:
        return _address(call.request.url.path, [*rest, *((name, code) for code in codes)])

    every = [code for code, _ in found.waves]
    spans = [(call.t("Newest"), only())]
    for fewer, most in pairwise(_SPANS):
        if len(every) > fewer:
            spans.append((call.t("Last {n}", n=most), only(*every[:most])))
    return {
        "name": name,
        "words": _chosen_waves(call, lens),
        "options": [
            {"code": code, "words": words.say(call.lang), "on": code in chosen, "only": only(code)}
            for code, words in found.waves
        ],
        "spans": spans,
    }


def _chosen_waves(call: Plain, lens: Lens) -> str:
    asked = lens.filter
    if len(lens.waves) == 1:
        name = say_wave(lens.waves[0]).say(call.lang)
        fixed = asked.waves or asked.since or asked.until
        return name if fixed else call.t("Newest: {wave}", wave=name)
    return call.t("{n} waves", n=len(lens.waves)) if lens.waves else "–"


def _fields(call: Plain, lens: Lens, found: Options, prefix: str) -> list[Field]:
    asked, lang = lens.filter, call.lang
    regions = [(code, "　" * depth + name.say(lang)) for code, name, depth in found.regions]
    checklist = lens.checklist.key if lens.checklist else None
    every = (
        ("region", "Region", regions, asked.region),
        ("brand", "Brand", [(code, name.say(lang)) for code, name in found.brands], asked.brand),
        ("format", "Format", [(k, format_name(k).say(lang)) for k in found.formats], asked.format),
        (
            "checklist",
            "Checklist",
            [(key, name.say(lang)) for key, name in found.checklists],
            checklist,
        ),
        # Scores of two sets compare only by one dimension: the first set's.
        ("dimension", "Dimension", [] if prefix else _dimensions(call, lens), lens.dimension),
        ("tag", "Tag", [(tag, tag) for tag in found.tags], asked.tag),
        ("channel", "Channel", _words(call, CHANNEL_WORDS, found.channels), asked.channel),
        ("daypart", "Part of the day", _words(call, DAYPART_WORDS, DAYPART_WORDS), asked.daypart),
        ("kind", "Whose branches", _words(call, KIND_WORDS, KIND_WORDS), asked.kind),
    )
    return [
        {
            "key": key,
            "name": f"{prefix}{key}",
            "label": call.t(label),
            "options": options,
            "value": value or "",
            "any": _any(call, key),
        }
        for key, label, options, value in every
        if len(options) > 1 or (value and options and key != "checklist")
    ]


def _dimensions(call: Plain, lens: Lens) -> list[tuple[str, str]]:
    """Return what scores can be looked at by beside the final one: sections, views."""
    sections = [(one.key, one.title.say(call.lang)) for one in lens.sections]
    known = {key for key, _ in sections}
    views = [(key, call.t(VIEW_WORDS[key])) for key in views_used(lens.asked) if key not in known]
    return [*sections, *views]


def dimension_name(call: Plain, lens: Lens) -> str | None:
    """Say by what scores are looked at; None: by the final score."""
    return dict(_dimensions(call, lens)).get(lens.dimension or "")


def _any(call: Plain, key: str) -> str | None:
    """Return the name of the choice that asks for nothing; None where something always holds."""
    if key in _ALWAYS:
        return None
    return call.t("Final score") if key == "dimension" else call.t("All")


def _words(
    call: Plain, words: dict[str, str], keys: Sequence[str] | dict[str, str]
) -> list[tuple[str, str]]:
    return [(key, call.t(words[key])) for key in keys if key in words]


def _taken(
    call: Plain, lens: Lens, found: Options, every: Sequence[Field], prefix: str
) -> list[dict[str, str]]:
    """Return what narrows, each with the address without it."""
    pairs = call.request.query_params.multi_items()
    taken = []
    for (name, value), (label, words) in _said(call, lens, found, every, prefix).items():
        if name.removeprefix(prefix) in ("checklist", "organised"):
            continue
        rest = [pair for pair in pairs if pair != (name, value) and pair[0] != "page"]
        taken.append(
            {"label": label, "words": words, "href": _address(call.request.url.path, rest)}
        )
    return taken


def said(call: Plain, lens: Lens, found: Options, prefix: str = "") -> list[tuple[str, str]]:
    """Say what is looked at besides waves and checklist, as label and words."""
    every = _said(call, lens, found, _fields(call, lens, found, prefix), prefix)
    left_out = (f"{prefix}wave", f"{prefix}checklist")
    return [words for (name, _), words in every.items() if name not in left_out]


def _said(
    call: Plain, lens: Lens, found: Options, every: Sequence[Field], prefix: str
) -> dict[tuple[str, str], tuple[str, str]]:
    """Return what is asked for by its parameters, as label and words."""
    waves = {code: name.say(call.lang) for code, name in found.waves}
    labels = {field["key"]: (field["label"], dict(field["options"])) for field in every}
    labels["wave"] = (call.t("Wave"), waves)
    labels["organised"] = (call.t("Organised"), {"today": call.t("as organised today")})
    words = {}
    for name, value in lens.filter.query(prefix):
        key = name.removeprefix(prefix)
        if key == "dimension" and (prefix or lens.dimension is None):
            continue
        label, options = labels.get(key, (call.t(FIELD_WORDS[key]), {}))
        words[name, value] = (label, options.get(value, value).strip("　"))
    return words
