"""One branch as head office, its region and its own manager see it, put into words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from audit.models import BranchFacts, Visit
from audit.network.formats import format_name
from audit.web import show
from audit.web.call import Plain
from forms.texts import Text
from reports.branch_home import Released, newest_alike
from reports.comparison import parts
from reports.comparison.parts import Block
from reports.comparison.view_trend import trend_chart, trend_table
from reports.comparison.voice import Voice, say_wave
from reports.comparison.words import TYPE_WORDS, interval_words
from reports.figures.own import OwnFigures
from reports.findings import Finding, all_findings, failed
from reports.network import title_of
from reports.shelf import Shelved
from reports.standing import peers_label
from reports.view_branch import report_lines, when

_WORST = 8


@dataclass(frozen=True)
class BranchView:
    """All that the page draws from; `placed`: the reader may see its place among others."""

    facts: BranchFacts
    region: tuple[Text, ...]
    own: OwnFigures
    placed: bool
    released: Sequence[Released]
    unreleased: Sequence[Visit]
    reports: Sequence[Shelved]


def branch_page(view: BranchView, call: Plain) -> dict[str, Any]:
    """The context of comparison/branch.html."""
    lang, facts = call.lang, view.facts
    voice = Voice(call, view.own.among.held)
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
        "title": _finding(view, voice),
        "places": voice.held.places,
        "blocks": _blocks(view, voice) if view.own.line else [],
        "visits": [_released(one, call) for one in view.released]
        + [_unreleased(visit, call) for visit in view.unreleased],
        "reports": report_lines(view.reports, call),
    }


def _crumbs(call: Plain) -> list[tuple[str, str]]:
    if call.actor.has("head_office", "region_manager"):
        return [(call.t("Ranking"), call.url("ranking"))]
    return [(call.t("Start"), call.url("home"))]


def _tabs(view: BranchView, call: Plain) -> list[dict[str, Any]]:
    """The checklists of the branch's wave, where there are several: figures of each its own."""
    lens = view.own.lens
    if len(lens.checklists) < 2 or lens.wave is None:
        return []
    here = call.url("branch", code=view.facts.branch.code)
    return [
        {
            "label": title_of(one).say(call.lang),
            "href": f"{here}?{urlencode({'wave': lens.wave.code, 'checklist': one.key})}",
            "current": one == lens.checklist,
        }
        for one in lens.checklists
    ]


def _finding(view: BranchView, voice: Voice) -> str | None:
    line = view.own.line
    if line is None or line.mean.value is None:
        return voice.t("Nothing of this branch is official in this wave yet.")
    gap = line.gap
    if gap is None:
        return None
    words = "{gap} points above target" if gap >= 0 else "{gap} points below target"
    return voice.t(words, gap=voice.score(abs(gap)))


def _blocks(view: BranchView, voice: Voice) -> list[Block]:
    own = view.own
    blocks = [
        parts.key_figures(_figures(view, voice)),
        parts.side_by_side(
            trend_chart(
                voice,
                own.through,
                voice.t("Waves so far"),
                voice.t("mean of the visits with its interval, 0–100"),
                trend_table(voice, own.through),
                width=560,
            ),
            _shortfalls(view, voice),
        ),
        _sections(view, voice),
    ]
    further = [block for block in (_waits(own, voice), _faults(view, voice)) if block["rows"]]
    return [*blocks, *([parts.side_by_side(*further)] if further else [])]


def _figures(view: BranchView, voice: Voice) -> list[dict[str, Any]]:
    own, line = view.own, view.own.line
    assert line is not None
    wave = own.lens.wave
    figures = [
        parts.key_figure(
            voice.say(say_wave(wave)) if wave else "",
            parts.score(line.mean.value, voice.held),
            interval_words(voice, line.mean.low, line.mean.high),
            parts.moved(line.moved, real=line.real) if line.moved else None,
        ),
        parts.key_figure(voice.t("Visits"), parts.number(line.visits)),
    ]
    if view.placed and line.rank:
        figures += [
            parts.key_figure(
                voice.t("Rank range"),
                parts.number(line.rank),
                voice.t("of {n} ranked branches", n=own.among.ranked),
            ),
            parts.key_figure(
                voice.t("Fair score"),
                parts.number(voice.score(line.fair.value)),
                voice.t("drawn towards the mean of its peers"),
            ),
        ]
    if own.square.places:
        place = own.square.places[0]
        figures.append(
            parts.key_figure(
                voice.t("Type of service"),
                parts.number(voice.t(TYPE_WORDS[place.type])),
                voice.t(
                    "process {process}, personal {personal}",
                    process=voice.score(place.process),
                    personal=voice.score(place.personal),
                ),
            )
        )
    if own.bases.visits:
        home = own.bases.bases[-1].of_all
        figures.append(
            parts.key_figure(
                voice.t("Home runs"),
                parts.number(f"{home.hits} / {home.n}"),
                voice.t("visits that touched all four bases"),
            )
        )
    return figures


def _sections(view: BranchView, voice: Voice) -> Block:
    own, line = view.own, view.own.line
    assert line is not None
    keys = [one.key for one in own.among.sections]
    targets = dict(zip(keys, line.targets, strict=True))
    scores = dict(zip(keys, line.sections, strict=True))
    peers = any(value is not None for value in own.peers.values())
    shown = [one for one in own.among.sections if scores[one.key] is not None]
    return parts.table(
        [
            parts.head(voice.t("Section")),
            parts.head(voice.t("Mean"), num=True),
            parts.head(voice.t("Score against target"), grow=True),
            parts.head(voice.t("Target"), num=True),
            *([parts.head(voice.t("Peers"), num=True)] if peers else []),
            parts.head(voice.t("Change"), num=True),
        ],
        [
            [
                parts.text(voice.say(one.title)),
                parts.score(scores[one.key], voice.held),
                parts.bar(scores[one.key], targets[one.key], voice.held),
                parts.points(targets[one.key], muted=True),
                *([parts.points(own.peers.get(one.key), muted=True)] if peers else []),
                parts.gap(own.sections.get(one.key)),
            ]
            for one in shown
        ],
        title=voice.t("Sections"),
        measure=" ".join(
            [
                voice.t("Bar: this branch; tick: target."),
                *(
                    [
                        voice.t(
                            "Peers: {peers}",
                            peers=voice.say(peers_label(view.facts.format)),
                        )
                    ]
                    if peers
                    else []
                ),
            ]
        ),
    )


def _shortfalls(view: BranchView, voice: Voice) -> Block:
    """The items of the newest wave that cost most, over its released visits."""
    checklist = view.own.lens.checklist
    same = [
        one.snapshot for one in newest_alike(view.released, checklist.id if checklist else None)
    ]
    lost: dict[str, list[Finding]] = {}
    for snapshot in same:
        for finding in failed(all_findings(snapshot)):
            lost.setdefault(finding.item.key, []).append(finding)
    titles = {section.key: section.title for section in same[0].sections} if same else {}
    ranked = sorted(lost.values(), key=lambda found: -sum(one.lost for one in found))[:_WORST]
    return parts.table(
        [
            parts.head(voice.t("Item")),
            parts.head(voice.t("Met"), num=True),
            parts.head(voice.t("Points lost"), num=True),
        ],
        [
            [
                parts.text(
                    voice.say(found[0].item.wording),
                    voice.say(titles[found[0].item.section]),
                    wrap=True,
                ),
                parts.number(f"{len(same) - len(found)} / {len(same)}"),
                parts.number(f"−{sum(one.lost for one in found) / 100 / len(same):.1f}"),
            ]
            for found in ranked
        ],
        title=voice.t("Shortfalls"),
        measure=voice.t("by points lost"),
        empty=voice.t("Every standard was met") if same else voice.t("No visits in these waves."),
    )


def _faults(view: BranchView, voice: Voice) -> Block:
    again = [one for one in view.own.faults.items if one.again]
    return parts.table(
        [parts.head(voice.t("Item")), parts.head(voice.t("Waves in a row"), num=True)],
        [
            [
                parts.text(voice.say(one.wording), voice.say(one.section), wrap=True),
                parts.number(voice.t("3 or more") if one.thrice else "2"),
            ]
            for one in again
        ],
        title=voice.t("Missed again"),
        measure=voice.t("in the newest wave and the one before"),
    )


def _waits(own: OwnFigures, voice: Voice) -> Block:
    return parts.table(
        [
            parts.head(voice.t("Wait")),
            parts.head(voice.t("Median"), num=True),
            parts.head(voice.t("Target"), num=True),
            parts.head(voice.t("Within target"), num=True),
        ],
        [
            [
                parts.text(voice.say(one.wording), wrap=True),
                parts.number(voice.duration(one.all.median)),
                parts.number(voice.duration(one.target), muted=True),
                parts.number(f"{one.all.within.hits} / {one.all.n}"),
            ]
            for one in own.waits
        ],
        title=voice.t("Waits"),
        measure=voice.t("as timed by the auditor"),
    )


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
