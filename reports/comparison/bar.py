"""The filter bar: one form that works without scripts, and what is set as words to take away."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from audit.network.formats import format_name
from audit.web.call import Plain
from reports.figures.options import Options
from reports.rollup.filters import Filter
from reports.rollup.lens import Lens

CHANNEL_WORDS = {"on_site": "On site", "phone": "By phone", "online": "Online"}
DAYPART_WORDS = {
    "morning": "Morning",
    "midday": "Midday",
    "afternoon": "Afternoon",
    "evening": "Evening",
}
KIND_WORDS = {"own": "Our branches", "competitor": "Competitors"}
_FIRST = ("wave", "region", "brand", "format", "checklist")
Field = dict[str, Any]


def filter_bar(
    call: Plain, lens: Lens, found: Options, here: str, prefix: str = ""
) -> dict[str, Any]:
    """Return what the bar draws: fields that are always shown, further ones, what is set.

    `kept`: other parameters of the page, which stay as they are when the form is sent.
    """
    every = _fields(call, lens, found, prefix)
    first = [field for field in every if field["key"] in _FIRST]
    further = [field for field in every if field["key"] not in _FIRST]
    own = {field["name"] for field in every} | {"dimension"}
    pairs = call.request.query_params.multi_items()
    waves = [(f"{prefix}wave", code) for code in lens.filter.waves[1:]]
    address = call.url(here)
    return {
        "first": first,
        "further": further,
        "days": [
            {"name": f"{prefix}{name}", "label": call.t(words), "value": value or ""}
            for name, words, value in (
                ("since", "Waves from", lens.filter.since),
                ("until", "Waves until", lens.filter.until),
            )
        ],
        "kept": waves
        + [
            (name, value)
            for name, value in pairs
            if value
            and name not in own
            and name not in (f"{prefix}since", f"{prefix}until", f"{prefix}wave", "page")
        ],
        "open": any(field["value"] not in ("", "own") for field in further)
        or bool(lens.filter.since or lens.filter.until),
        "set": _taken(call, lens.filter, every, pairs, prefix),
        "without": address if any(name in own for name, _ in pairs) else None,
        "prefix": prefix,
    }


def _fields(call: Plain, lens: Lens, found: Options, prefix: str) -> list[Field]:
    asked, lang = lens.filter, call.lang
    wave = asked.waves[0] if asked.waves else ""
    regions = [(code, "　" * depth + name.say(lang)) for code, name, depth in found.regions]
    every = (
        ("wave", "Wave", [(code, name.say(lang)) for code, name in found.waves], wave),
        ("region", "Region", regions, asked.region),
        ("brand", "Brand", [(code, name.say(lang)) for code, name in found.brands], asked.brand),
        ("format", "Format", [(k, format_name(k).say(lang)) for k in found.formats], asked.format),
        (
            "checklist",
            "Checklist",
            [(key, name.say(lang)) for key, name in found.checklists],
            lens.checklist.key if lens.checklist else None,
        ),
        ("tag", "Tag", [(tag, tag) for tag in found.tags], asked.tag),
        ("channel", "Channel", _words(call, CHANNEL_WORDS, found.channels), asked.channel),
        ("daypart", "Part of the day", _words(call, DAYPART_WORDS, found.dayparts), asked.daypart),
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
        if len(options) > 1 or (value and key != "checklist")
    ]


def _any(call: Plain, key: str) -> str | None:
    """Return the name of the choice that asks for nothing; None where something always holds."""
    if key in ("checklist", "kind"):
        return None
    return call.t("Newest") if key == "wave" else call.t("All")


def _words(
    call: Plain, words: dict[str, str], keys: Sequence[str] | dict[str, str]
) -> list[tuple[str, str]]:
    return [(key, call.t(words[key])) for key in keys if key in words]


def _taken(
    call: Plain,
    asked: Filter,
    every: Sequence[Field],
    pairs: Sequence[tuple[str, str]],
    prefix: str,
) -> list[dict[str, str]]:
    """Return what narrows, each with the address without it."""
    found = []
    labels = {field["name"]: field for field in every}
    for name, value in dict.fromkeys(asked.query(prefix)):
        field = labels.get(name)
        key = name.removeprefix(prefix)
        if key in ("checklist", "organised"):
            continue
        words = dict(field["options"]).get(value, value).strip("　") if field else value
        label = field["label"] if field else _day_label(call, key)
        rest = [pair for pair in pairs if pair != (name, value) and pair[0] != "page"]
        href = f"{call.request.url.path}?{urlencode(rest)}" if rest else call.request.url.path
        found.append({"label": label, "words": words, "href": href})
    return found


def _day_label(call: Plain, key: str) -> str:
    return {"since": call.t("Waves from"), "until": call.t("Waves until")}.get(key, call.t("Tag"))
