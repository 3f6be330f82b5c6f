"""What all pages of comparison share: the filter with its bar, the ways to the other pages."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import quote, urlencode

from anyio import to_thread
from starlette.responses import Response

from audit.access import OVERVIEW, Scope, scope
from audit.problems import Problem
from audit.web.call import Call, Plain
from audit.web.respond import download, page
from reports.charts.picture import png_file, svg_file
from reports.comparison.bar import dimension_name, filter_bar
from reports.comparison.parts import Block
from reports.comparison.voice import APART, Voice, say_wave
from reports.figures.held import held_of
from reports.figures.moves import Beside
from reports.figures.options import Options, options
from reports.rollup.branches import Named, named
from reports.rollup.filters import Filter, parse
from reports.rollup.lens import Lens, look
from reports.statistics.words import Method, explain

ROLES = ("head_office", "region_manager")
_CODE = "0code0"
TABS = (
    ("overview", "Overview"),
    ("ranking", "Ranking"),
    ("heatmap", "Sections"),
    ("movers", "Movers"),
    ("funnel", "Funnel"),
    ("trend", "Trend"),
    ("distribution", "Distribution"),
    ("square", "Square"),
    ("bases", "Bases"),
    ("waits", "Waits"),
    ("items", "Items"),
    ("regions", "Regions"),
    ("competitors", "Competitors"),
    ("sides", "Side by side"),
    ("targets", "Targets"),
    ("awards", "Awards"),
    ("method", "Method"),
)

_VIEWS = {"heatmap": "heat-map", "sides": "compare"}
"""Names of files where they are not those of the pages."""
_NO_FILES = frozenset({"method", "behind"})

_WHOLE_VISITS = frozenset({"square", "bases"})

_PICTURES = {"svg": (svg_file, "image/svg+xml"), "png": (png_file, "image/png")}


@dataclass(frozen=True)
class Room(Voice):
    """One request for a page: who asks, what is looked at, and how it is said.

    `apart`: visits looked at whose scores do not compare with those of most; they are in no mean.
    """

    reach: Scope
    lens: Lens
    options: Options
    apart: int

    @property
    def asked(self) -> Filter:
        return self.lens.filter

    def at(self, name: str, asked: Filter | None = None, /, **more: object) -> str:
        """Return the address of another page with this filter, or another one."""
        if name not in self._paths:
            self._paths[name] = self.call.url(name)
        return with_query(self._paths[name], (asked or self.asked).query(), more)

    def branch(self, one: Named) -> str:
        """Return the address of a branch's page in the same waves and checklist."""
        kept = Filter(
            waves=self.asked.waves, since=self.asked.since, until=self.asked.until,
            checklist=self.asked.checklist,
        )  # fmt: skip
        if "branch" not in self._paths:
            self._paths["branch"] = self.call.url("branch", code=_CODE)
        path = self._paths["branch"].replace(_CODE, quote(one.code))
        return with_query(path, kept.query(), {})

    @cached_property
    def _paths(self) -> dict[str, str]:
        """Paths already looked up among all routes: a page leads to hundreds of places."""
        return {}

    def behind(self, asked: Filter | None = None, /, **more: object) -> str:
        """Return the address of the visits behind a number (see pages_behind)."""
        return self.at("behind", asked, **more)

    async def names(self, facts: Sequence[int]) -> dict[int, Named]:
        """Return the names of branches by their facts."""
        return await named(facts)

    @property
    def scored_by(self) -> str | None:
        """The section or view by which scores are looked at; None: the final score."""
        return dimension_name(self.call, self.lens)

    @property
    def period(self) -> str:
        """Say which waves are looked at."""
        waves = self.lens.waves
        if not waves:
            return ""
        if len(waves) == 1:
            return self.say(say_wave(waves[0]))
        first, last = (self.say(say_wave(wave)) for wave in (waves[-1], waves[0]))
        return self.t("{first} to {last}, {n} waves", first=first, last=last, n=len(waves))


def with_query(path: str, pairs: Sequence[tuple[str, str]], more: Mapping[str, object]) -> str:
    """Return an address with parameters; those that are None are left out."""
    every = [*pairs, *((name, str(value)) for name, value in more.items() if value is not None)]
    return f"{path}?{urlencode(every)}" if every else path


async def lens_of(call: Call[Any, Any], prefix: str = "") -> tuple[Scope, Lens]:
    """Return what the address asks to look at, within the reach of the person's roles."""
    reach = await scope(call.actor, OVERVIEW)
    pairs = call.request.query_params.multi_items()
    asked = parse(pairs, prefix)
    if prefix:  # scores of two sets compare only by the same dimension
        asked = asked.but(dimension=parse(pairs).dimension)
    return reach, await look(asked, reach, call.actor.today)


def beside_of(call: Call[Any, Any]) -> Beside:
    """Return what changes are against: the wave before, or with ?beside=last_year that."""
    asked = call.request.query_params.get("beside")
    return "last_year" if asked == "last_year" else "before"


async def enter(call: Plain) -> Room:
    """Look up what a page is asked for."""
    reach, lens = await lens_of(call)
    return Room(call, held_of(lens), reach, lens, await options(lens, reach), await lens.apart())


@dataclass(frozen=True)
class Shown:
    """A page: the finding as its title, what is measured, its blocks, and how they are read."""

    title: str
    measure: str
    blocks: Sequence[Block]
    methods: Sequence[Method] = ()
    notes: Sequence[str] = ()


def answer(
    room: Room,
    here: str,
    shown: Shown | None,
    template: str = "comparison/page.html",
    **more: Any,
) -> Response:
    """Return a page of comparison; None: there is nothing official for this choice."""
    context = frame(room, here)
    if shown is None:
        return page(
            room.call, template, title=room.t("Nothing is official yet"), measure="",
            blocks=[], explained=[], nothing=True, **context, **more,
        )  # fmt: skip
    charts = _charts(shown.blocks)
    if asked := room.call.request.query_params.get("picture"):
        return _picture(charts, asked, here)
    for number, block in enumerate(charts, start=1):
        block["files"] = _files(room, number)
    return page(
        room.call,
        template,
        title=shown.title,
        measure=_measure(room, shown),
        blocks=list(shown.blocks),
        explained=[
            *(room.t(explain(one)) for one in shown.methods),
            *shown.notes,
            *([room.t(APART, n=room.apart)] if room.apart else []),
            *_unmoved(room, here),
        ],
        nothing=False,
        **context,
        **more,
    )


def _measure(room: Room, shown: Shown) -> str:
    """Return what is measured, with how many of the visits stand apart."""
    apart = room.t("{n} visits stand apart", n=room.apart) if room.apart else ""
    return " · ".join(part for part in (shown.measure, apart) if part)


def _unmoved(room: Room, here: str) -> list[str]:
    """Say that the dimension chosen moves nothing on a page that is not of scores."""
    if here not in _WHOLE_VISITS or room.scored_by is None:
        return []
    return [room.t("This page is of whole visits: the dimension chosen changes nothing here.")]


def frame(room: Room, here: str) -> dict[str, Any]:
    """Return what comparison/frame.html needs besides a page's own parts."""
    return {
        "bar": filter_bar(room.call, room.lens, room.options, here),
        "places": room.held.places,
        "tabs": [
            {"label": room.t(words), "href": room.at(name), "current": name == here}
            for name, words in TABS
            if room.call.actor.has(*ROLES)
        ],
        "basis": [
            {
                "label": room.t(words),
                "href": room.at(here, room.asked.but(organised=organised)),
                "current": room.asked.organised == organised,
            }
            for organised, words in (
                ("then", "as at the time"),
                ("today", "as organised today"),
            )
        ],
        "saved": f"{room.call.url('saved_views')}?{urlencode({'address': _here(room)})}"
        if room.call.actor.has(*ROLES)
        else None,
        "method": room.at("method") if room.call.actor.has(*ROLES) else None,
        "downloads": _downloads(room, here),
    }


def _here(room: Room) -> str:
    url = room.call.request.url
    return f"{url.path}?{url.query}" if url.query else url.path


def _downloads(room: Room, here: str) -> list[dict[str, str]]:
    """Return the ways to take a page away, as it is looked at."""
    view = _VIEWS.get(here, here)
    if here in _NO_FILES:
        return []
    query = room.call.request.url.query
    found = []
    for label, form in (("CSV", "csv"), ("Excel", "xlsx")):
        address = (
            room.call.url("raters_export", form=form)
            if here == "raters"
            else room.call.url("export", view=view, form=form)
        )
        found.append({"label": label, "href": f"{address}?{query}" if query else address})
    return found


def _charts(blocks: Sequence[Block]) -> list[Block]:
    """Return the charts that were drawn, in the order of the page."""
    found: list[Block] = []
    for block in blocks:
        if block["kind"] == "columns":
            found += _charts(block["blocks"])
        elif block["kind"] == "chart" and block["figure"] is not None:
            found.append(block)
    return found


def _files(room: Room, number: int) -> list[tuple[str, str]]:
    """Return the ways to take a chart away: the page's own address, asked for a picture."""
    request = room.call.request
    pairs = [pair for pair in request.query_params.multi_items() if pair[0] != "picture"]
    return [
        (label, with_query(request.url.path, pairs, {"picture": f"{number}.{form}"}))
        for label, form in (("SVG", "svg"), ("PNG", "png"))
    ]


def _picture(charts: Sequence[Block], asked: str, here: str) -> Response:
    """Return a chart as a file; `asked`: its number on the page and the form, “2.png”."""
    number, _, form = asked.partition(".")
    place = int(number) if number.isascii() and number.isdigit() and len(number) < 4 else 0
    if not 1 <= place <= len(charts) or form not in _PICTURES:
        raise Problem("not_found")
    draw, media_type = _PICTURES[form]
    chart = charts[place - 1]

    async def drawn() -> AsyncIterator[bytes]:
        yield await to_thread.run_sync(draw, chart["figure"], chart["title"], chart["measure"])

    return download(drawn(), f"mingcha-{here}-{place}.{form}", media_type)
