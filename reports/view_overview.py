"""What head office's pages show, put into words: from league rows to the names templates expect."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from audit.models import Checklist, Wave
from audit.network.formats import format_name
from audit.web.call import Plain
from audit.web.paging import page_number, pager
from forms.texts import Text
from reports.charts.heat import shade
from reports.compare import mean
from reports.league import FEWEST, BranchRow
from reports.network import Choice, Options, SectionName
from reports.yardstick import Yardstick

SIZE = 100


@dataclass(frozen=True)
class Overview:
    """Everything the overview pages draw from: one wave, its rows, and what they are held to."""

    waves: Sequence[Wave]
    rows: Sequence[BranchRow]
    choice: Choice
    options: Options
    held: Yardstick
    checklist: Checklist | None
    sections: Sequence[SectionName]

    @property
    def wave(self) -> Wave | None:
        return self.waves[0] if self.waves else None

    @property
    def whole(self) -> int | None:
        """Mean of the branches' scores, each branch counting once (1/100)."""
        return mean(row.final for row in self.rows)


def frame(view: Overview, call: Plain, here: str) -> dict[str, Any]:
    """The context of overview/frame.html; `here` is the name of the page shown."""
    query = _query(view.choice)
    tabs = (("ranking", "Ranking"), ("heatmap", "Sections"))
    wave = view.wave
    return {
        "title": _finding(view, call),
        "measure": _measure(view, call),
        "filters": _filters(view, call),
        "clear": call.url(here) if query else None,
        "tabs": [
            {
                "label": call.t(words),
                "href": _with(call.url(name), query),
                "current": name == here,
            }
            for name, words in tabs
        ],
        "downloads": [{"label": "CSV", "href": _with(call.url("ranking_csv"), query)}]
        if wave
        else [],
        "basis": [],
        "places": view.held.places,
    }


def _finding(view: Overview, call: Plain) -> str:
    """The page's title says what is found, not what is shown."""
    if view.wave is None:
        return call.t("Nothing is official yet")
    below = [row for row in view.rows if view.held.short(row.final)]
    wave = say_wave(view.wave).say(call.lang)
    if view.held.target is None or not view.rows:
        return call.t("{wave}: {n} branches", wave=wave, n=len(view.rows))
    if not below:
        return call.t("{wave}: all {n} branches reach the target", wave=wave, n=len(view.rows))
    return call.t(
        "{wave}: {n} of {m} branches are below the target",
        wave=wave,
        n=len(below),
        m=len(view.rows),
    )


def say_wave(wave: Wave) -> Text:
    """Return a wave's name."""
    return Text(zh=wave.name_zh, en=wave.name_en)


def _measure(view: Overview, call: Plain) -> str:
    visits = sum(row.visits for row in view.rows)
    return call.t(
        "Mean final score of released visits, 0–100; {n} visits of {m} branches",
        n=visits,
        m=len(view.rows),
    )


def _filters(view: Overview, call: Plain) -> list[dict[str, Any]]:
    lang, choice, found = call.lang, view.choice, view.options

    def named(pairs: Sequence[tuple[str, Text]]) -> list[tuple[str, str]]:
        return [(key, name.say(lang)) for key, name in pairs]

    formats = [(key, format_name(key).say(lang)) for key in found.formats]
    wave = choice.wave or (view.wave.code if view.wave else None)
    checklist = view.checklist.key if view.checklist else None
    every = (
        ("wave", call.t("Wave"), named(found.waves), wave),
        ("region", call.t("Region"), named(found.regions), choice.region),
        ("brand", call.t("Brand"), named(found.brands), choice.brand),
        ("format", call.t("Format"), formats, choice.format),
        ("checklist", call.t("Checklist"), named(found.checklists), checklist),
    )
    always = ("wave", "checklist")
    return [
        {"name": name, "label": label, "options": entries, "value": value, "always": name in always}
        for name, label, entries, value in every
        if len(entries) > 1 or name == "wave"
    ]


def _query(choice: Choice) -> dict[str, str]:
    pairs = {
        "wave": choice.wave,
        "region": choice.region,
        "brand": choice.brand,
        "format": choice.format,
        "checklist": choice.checklist,
    }
    return {name: value for name, value in pairs.items() if value}


def _with(address: str, query: dict[str, str]) -> str:
    return f"{address}?{urlencode(query)}" if query else address


SORTS: dict[str, Callable[[BranchRow], Any]] = {
    "branch": lambda row: row.code,
    "score": lambda row: (row.final is not None, row.final or 0),
    "delta": lambda row: (row.delta is not None, row.delta or 0),
    "visits": lambda row: row.visits,
}


def ranking(view: Overview, call: Plain, sort: str, order: str) -> dict[str, Any]:
    """The context of overview/ranking.html; `sort` is a key of SORTS."""
    rows = sorted(view.rows, key=SORTS[sort], reverse=order == "descending")
    number = page_number(call)
    shown = rows[(number - 1) * SIZE : number * SIZE]
    low, high, ticks = _axis([row.final for row in rows if row.final is not None])
    return frame(view, call, "ranking") | {
        "figures": _figures(view, call),
        "sort": _sort_heads(view, call, sort, order),
        "rows": [_ranking_row(row, view, call) for row in shown],
        "axis": {"low": low, "high": high, "ticks": ticks},
        "target": view.held.target,
        "pager": pager(call, number, len(rows), SIZE),
        "note": call.t("Ranked from {n} visits on.", n=FEWEST),
    }


def _axis(scores: Sequence[int]) -> tuple[int, int, list[int]]:
    """Return the least span of whole tens that holds all scores, at least 50 to 100."""
    low = min([5000, *(score // 1000 * 1000 for score in scores)])
    return low, 10000, list(range(low, 10001, 1000 if low >= 5000 else 2500))


def _figures(view: Overview, call: Plain) -> list[dict[str, Any]]:
    deltas = [row.delta for row in view.rows if row.delta is not None]
    whole = view.whole
    reached = sum(row.final is not None and not view.held.short(row.final) for row in view.rows)
    return [
        {
            "label": call.t("All branches"),
            "value": whole,
            "band": view.held.band(whole),
            "delta": mean(deltas) if deltas else None,
            "text": None,
            "note": call.t("mean, each branch counting once"),
        },
        {
            "label": call.t("At target"),
            "value": None,
            "band": None,
            "delta": "",
            "text": f"{reached} / {len(view.rows)}",
            "note": call.t("branches"),
        },
        {
            "label": call.t("Visits"),
            "value": None,
            "band": None,
            "delta": "",
            "text": str(sum(row.visits for row in view.rows)),
            "note": None,
        },
    ]


def _sort_heads(view: Overview, call: Plain, sort: str, order: str) -> dict[str, Any]:
    heads: dict[str, Any] = {}
    for name in ("branch", "score", "delta", "visits", "gap"):
        by = "score" if name == "gap" else name
        first = "ascending" if by == "branch" else "descending"
        other = {"ascending": "descending", "descending": "ascending"}
        wanted = other[order] if by == sort else first
        query = _query(view.choice) | {"sort": by, "order": wanted}
        heads[name] = {
            "href": _with(call.url("ranking"), query),
            "order": order if by == sort and name != "gap" else None,
        }
    return heads


def _ranking_row(row: BranchRow, view: Overview, call: Plain) -> dict[str, Any]:
    return {
        "rank": row.rank or "–",
        "branch": row.name.say(call.lang),
        "code": row.code,
        "href": _with(
            call.url("branch", code=row.code),
            _query(Choice(wave=view.choice.wave, checklist=view.choice.checklist)),
        ),
        "region": row.region.say(call.lang),
        "format": format_name(row.format).say(call.lang),
        "score": row.final,
        "band": view.held.band(row.final),
        "delta": row.delta,
        "visits": row.visits,
        "few": row.few,
        "low": None,
        "high": None,
        "gap": view.held.gap(row.final),
        "trend": list(row.trend),
    }


def heatmap(view: Overview, call: Plain) -> dict[str, Any]:
    """The context of overview/heatmap.html."""
    values = [value for row in view.rows for value in _cells(row, view) if value is not None]
    low, high = (min(values) // 500 * 500, 10000) if values else (0, 10000)
    columns = [[row.sections[s.place] for row in view.rows] for s in view.sections]
    groups: dict[str, list[BranchRow]] = {}
    for row in sorted(view.rows, key=lambda row: (row.region_code, row.code)):
        groups.setdefault(row.region.say(call.lang), []).append(row)
    return frame(view, call, "heatmap") | {
        "sections": [
            {
                "title": s.title.say(call.lang),
                "href": _with(call.url("ranking"), _query(view.choice)),
            }
            for s in view.sections
        ],
        "whole": {
            "label": call.t("All branches"),
            "score": view.whole,
            "band": view.held.band(view.whole),
            "cells": [_cell(mean(column), low, high) for column in columns],
        },
        "groups": [
            {"title": title, "rows": [_heat_row(row, view, call, low, high) for row in rows]}
            for title, rows in groups.items()
        ],
        "scale": {"low": low, "high": high},
    }


def _cells(row: BranchRow, view: Overview) -> list[int | None]:
    return [row.sections[section.place] for section in view.sections]


def _heat_row(row: BranchRow, view: Overview, call: Plain, low: int, high: int) -> dict[str, Any]:
    return {
        "branch": row.name.say(call.lang),
        "code": row.code,
        "href": call.url("branch", code=row.code),
        "score": row.final,
        "band": view.held.band(row.final),
        "visits": row.visits,
        "cells": [_cell(value, low, high) for value in _cells(row, view)],
    }


def _cell(value: int | None, low: int, high: int) -> dict[str, Any]:
    if value is None:
        return {"value": None, "step": 0}
    return {"value": value, "step": shade(value, low, high)}
