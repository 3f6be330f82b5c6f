"""One branch as head office, its region and its own manager see it: figures, trend, visits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup

from audit.models import BranchFacts, Checklist, Visit, Wave
from audit.network.formats import format_name
from audit.web import show
from audit.web.call import Plain
from forms.texts import Text
from reports.branch_home import Released, newest_alike
from reports.charts.figure import to_svg
from reports.charts.plots import TrendDot, trend_line
from reports.compare import change
from reports.findings import Finding, all_findings, failed
from reports.league import BranchRow
from reports.network import SectionName, title_of
from reports.queries import WaveScore
from reports.shelf import Shelved
from reports.standing import peers_label, section_medians
from reports.view_branch import report_lines, when
from reports.view_overview import say_wave
from reports.yardstick import Yardstick

_WORST = 8


@dataclass(frozen=True)
class BranchView:
    """All that the page draws from. `row`: the branch in waves[0]; `before`: in the wave before."""

    facts: BranchFacts
    region: tuple[Text, ...]
    waves: Sequence[Wave]
    row: BranchRow | None
    before: BranchRow | None
    history: Mapping[int, BranchRow]
    held: Yardstick
    checklists: Sequence[Checklist]
    checklist: Checklist | None
    sections: Sequence[SectionName]
    section_targets: Mapping[str, int]
    peers: Sequence[WaveScore]
    released: Sequence[Released]
    unreleased: Sequence[Visit]
    reports: Sequence[Shelved]


def branch_page(view: BranchView, call: Plain) -> dict[str, Any]:
    """The context of overview/branch.html."""
    lang, facts = call.lang, view.facts
    medians = section_medians(view.peers, {one.key: one.place for one in view.sections})
    return {
        "branch": {
            "name": Text(zh=facts.name_zh, en=facts.name_en).say(lang),
            "code": facts.branch.code,
            "region": " › ".join(name.say(lang) for name in view.region),
            "brand": Text(zh=facts.brand.name_zh, en=facts.brand.name_en).say(lang),
            "format": format_name(facts.format).say(lang),
            "address": facts.address,
        },
        "crumbs": _crumbs(call),
        "tabs": _tabs(view, call),
        "title": _finding(view, call),
        "places": view.held.places,
        "figures": _figures(view, call),
        "trend": _trend(view, call),
        "sections": [_section(section, view, medians, call) for section in view.sections],
        "peers": peers_label(view.row.format).say(lang)
        if view.row and any(median is not None for median in medians.values())
        else None,
        "shortfalls": _shortfalls(view, call),
        "visits": [_released(one, call) for one in view.released]
        + [_unreleased(visit, call) for visit in view.unreleased],
        "reports": report_lines(view.reports, call),
    }


def _crumbs(call: Plain) -> list[tuple[str, str]]:
    if call.actor.has("head_office", "region_manager"):
        return [(call.t("Ranking"), call.url("ranking"))]
    return [(call.t("Start"), call.url("home"))]


def _tabs(view: BranchView, call: Plain) -> list[dict[str, Any]]:
    """The checklists of the wave, where there are several: each has figures of its own."""
    if len(view.checklists) < 2:
        return []
    here = call.url("branch", code=view.facts.branch.code)
    return [
        {
            "label": title_of(one).say(call.lang),
            "href": f"{here}?{urlencode({'wave': view.waves[0].code, 'checklist': one.key})}",
            "current": one == view.checklist,
        }
        for one in view.checklists
    ]


def _finding(view: BranchView, call: Plain) -> str | None:
    final = view.row.final if view.row else None
    if final is None:
        return call.t("Nothing of this branch is official in this wave yet.")
    gap = view.held.gap(final)
    if gap is None:
        return None
    words = "{gap} points above target" if gap >= 0 else "{gap} points below target"
    return call.t(words, gap=view.held.say(abs(gap)))


def _figures(view: BranchView, call: Plain) -> list[dict[str, Any]]:
    row = view.row
    if row is None:
        return []
    return [
        {
            "label": say_wave(view.waves[0]).say(call.lang),
            "value": row.final,
            "band": view.held.band(row.final),
            "delta": row.delta,
            "text": None,
            "note": None,
        },
        _text(call.t("Visits"), str(row.visits)),
        *([_text(call.t("Rank"), row.rank)] if row.rank else []),
    ]


def _text(label: str, text: str) -> dict[str, Any]:
    return {"label": label, "value": None, "band": None, "delta": "", "text": text, "note": None}


def _trend(view: BranchView, call: Plain) -> dict[str, Any]:
    held, oldest_first = view.held, list(reversed(view.waves))
    dots = [
        TrendDot(
            label=say_wave(wave).say(call.lang),
            value=_final(view, wave),
            shown=view.held.say(_final(view, wave)),
            band=_position(_final(view, wave), view.held),
        )
        for wave in oldest_first
    ]
    known = [dot for dot in dots if dot.value is not None]
    title = call.t("Waves so far")
    figure = replace(
        trend_line(
            500, 165, dots, held.target, call.t("target {target}", target=held.say(held.target))
        ),
        alt=title,
    )
    return {
        "svg": Markup(to_svg(figure)) if len(known) > 1 else None,  # noqa: S704 (escaped there)
        "title": title,
        "measure": call.t("mean final score of the wave, 0–100"),
        "rows": [_trend_row(wave, view, call) for wave in view.waves],
    }


def _final(view: BranchView, wave: Wave) -> int | None:
    row = view.history.get(wave.id)
    return row.final if row else None


def _position(final: int | None, held: Yardstick) -> int | None:
    key = held.band(final)
    return next((n for n, band in enumerate(held.bands) if band.key == key), None)


def _trend_row(wave: Wave, view: BranchView, call: Plain) -> dict[str, Any]:
    row = view.history.get(wave.id)
    return {
        "wave": say_wave(wave).say(call.lang),
        "score": row.final if row else None,
        "band": view.held.band(row.final if row else None),
        "delta": row.delta if row else None,
        "visits": row.visits if row else 0,
        "low": None,
        "high": None,
    }


def _section(
    section: SectionName, view: BranchView, medians: Mapping[str, int | None], call: Plain
) -> dict[str, Any]:
    score = view.row.sections[section.place] if view.row else None
    before = view.before.sections[section.place] if view.before else None
    alike = view.row is not None and view.row.delta is not None
    return {
        "title": section.title.say(call.lang),
        "score": score,
        "band": view.held.band(score),
        "target": view.section_targets.get(section.key, view.held.target),
        "peer": medians[section.key],
        "delta": change(score, before, view.held.places) if alike else None,
    }


def _shortfalls(view: BranchView, call: Plain) -> list[dict[str, Any]]:
    """The items of the newest wave that cost most, over its released visits."""
    checklist = view.checklist.id if view.checklist else None
    same = [one.snapshot for one in newest_alike(view.released, checklist)]
    if not same:
        return []
    lost: dict[str, list[Finding]] = {}
    for snapshot in same:
        for finding in failed(all_findings(snapshot)):
            lost.setdefault(finding.item.key, []).append(finding)
    titles = {section.key: section.title for section in same[0].sections}
    ranked = sorted(lost.values(), key=lambda found: -sum(one.lost for one in found))[:_WORST]
    return [
        {
            "wording": found[0].item.wording.say(call.lang),
            "section": titles[found[0].item.section].say(call.lang),
            "met": f"{len(same) - len(found)} / {len(same)}",
            "lost": f"{sum(one.lost for one in found) / 100 / len(same):.1f}",
        }
        for found in ranked
    ]


def _released(one: Released, call: Plain) -> dict[str, Any]:
    snapshot = one.snapshot
    return {
        "href": call.url("released", visit=one.uuid),
        "wave": snapshot.wave.name.say(call.lang),
        "day": when(snapshot, call),
        "kind": snapshot.kind,
        "channel": snapshot.channel,
        "checklist": snapshot.checklist.title.say(call.lang),
        "raw": snapshot.score.raw,
        "score": snapshot.score.final,
        "band": snapshot.score.band,
        "state": "released",
    }


def _unreleased(visit: Visit, call: Plain) -> dict[str, Any]:
    """A visit still under review: only head office and reviewers are shown it."""
    return {
        "href": call.url("review_visit", visit=visit.uuid),
        "wave": say_wave(visit.wave).say(call.lang),
        "day": show.short_day(visit.local_day, call.lang),
        "kind": visit.kind,
        "channel": visit.channel,
        "checklist": "",
        "raw": None,
        "score": None,
        "band": None,
        "state": visit.state,
    }
