"""Every page there is, by the name of its route, and who looks at it where.

A new page has to be entered here: `test_axe.py` compares this list with the routes.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from audit.web.routes import PAGES
from reports import routes as report_routes
from tests.browser.world import NEWCOMER, WAVE


@dataclass(frozen=True)
class Place:
    """A page as one person sees it; `path` may name things that `lived` made."""

    login: str | None
    path: str


NOT_PAGES = frozenset(
    {
        # for programs
        "healthz", "readyz", "metrics", "openapi", "checklist_schema",
        "report_state", "batch_state", "rescoring",
        # files
        "batch", "photo", "released_photo", "report", "export", "branch_export", "raters_export",
        "assignments_csv", "definition", "import_template",
        # leads elsewhere at once
        "home", "problems", "saved_view",
    }
)  # fmt: skip

PLACES: dict[str, tuple[Place, ...]] = {
    "login": (Place(None, "/login"),),
    "password": (Place("zhou", "/password"), Place(NEWCOMER, "/password")),
    "reset": (Place(None, "/reset/{link}"), Place(None, "/reset/nothing-here")),
    "api": (Place("wu", "/api"), Place(None, "/api")),
    "account": (Place("zhou", "/account"), Place("fang", "/account"), Place("ma", "/account")),
    "review": (
        Place("zhou", "/review"),
        Place("zhou", "/review?state=released"),
        Place("zhou", "/review?state=excluded"),
        Place("sun", "/review"),
    ),
    "review_visit": (
        Place("zhou", "/review/{waiting}"),
        Place("zhou", "/review/{released}"),
        Place("zhou", "/review/{returned}"),
        Place("sun", "/review/{waiting}"),
    ),
    "trace": (Place("zhou", "/review/{released}/trace"), Place("sun", "/review/{waiting}/trace")),
    "rescue": (Place("zhou", "/rescue"), Place("sun", "/rescue")),
    "mine": (Place("fang", "/mine"), Place("shi", "/mine"), Place("zhao", "/mine")),
    "released": (Place("fang", "/released/{released}"), Place("sun", "/released/{released}")),
    "branch": (
        Place("fang", "/branches/HZ01"),
        Place("sun", "/branches/BJ01"),
        Place("fang", "/branches/ZZ99"),
    ),
    "reports": (Place("sun", "/reports"), Place("zhao", "/reports")),
    "wave_reports": (Place("sun", f"/waves/{WAVE}/reports"),),
    "report_locked": (Place("fang", "/reports/{report}/locked"),),
    "verify": (Place(None, "/verify"),),
    "verify_number": (Place(None, "/verify/nothing-here"),),
    "raters": (Place("sun", "/raters"), Place("zhou", "/raters")),
    "targets": (Place("sun", "/targets"), Place("zhao", "/targets")),
    "awards": (Place("sun", "/awards"),),
    "saved_views": (
        Place("sun", "/views"),
        Place("zhao", "/views?address=%2Franking%3Fregion%3DNORTH"),
    ),
    "ranking": (
        Place("sun", "/ranking"),
        Place("sun", "/ranking?region=NORTH"),
        Place("zhao", "/ranking"),
    ),
    "heatmap": (Place("sun", "/heatmap"),),
    "overview": (Place("sun", "/overview"), Place("zhao", "/overview?daypart=morning")),
    "movers": (Place("sun", "/movers"),),
    "funnel": (Place("sun", "/funnel"),),
    "trend": (Place("sun", "/trend"),),
    "distribution": (Place("sun", "/distribution"),),
    "square": (Place("sun", "/square"),),
    "bases": (Place("sun", "/bases"),),
    "waits": (Place("sun", "/waits"),),
    "items": (Place("sun", "/items"),),
    "regions": (Place("sun", "/regions"), Place("zhao", "/regions")),
    "competitors": (Place("sun", "/competitors"),),
    "sides": (Place("sun", "/sides?region=NORTH&b.region=EAST"),),
    "behind": (Place("sun", "/behind"),),
    "method": (Place("sun", "/method"),),
    "waves": (Place("sun", "/waves"), Place("wu", "/waves")),
    "wave": (Place("sun", f"/waves/{WAVE}"),),
    "checklists": (Place("sun", "/checklists"),),
    "checklist": (Place("sun", "/checklists/{standard}"), Place("wu", "/checklists/{short}")),
    "changes": (Place("sun", "/checklists/{short}/changes"),),
    "jobs": (Place("wu", "/jobs"),),
    "trail": (Place("wu", "/trail"),),
    "people": (Place("wu", "/admin/people"), Place("wu", "/admin/people?search=nobody-there")),
    "person": (Place("wu", "/admin/people/{person}"),),
    "person_new": (Place("wu", "/admin/people/new"),),
    "person_edit": (Place("wu", "/admin/people/{person}/edit"),),
    "branches": (Place("wu", "/admin/branches"),),
    "branch_new": (Place("wu", "/admin/branches/new"),),
    "branch_edit": (Place("wu", "/admin/branches/HZ01"),),
    "import": (Place("wu", "/admin/import"),),
    "import_people": (Place("wu", "/admin/import/people"),),
    "tokens": (Place("wu", "/tokens"), Place("sun", "/tokens")),
}

REFUSED = frozenset({(404, "/reset/nothing-here"), (404, "/branches/ZZ99")})
"""Pages of what is not there."""

_ALL = tuple(place for places in PLACES.values() for place in places)


def route_names() -> set[str]:
    """The names of all addresses that answer to GET."""
    pages = (*PAGES, *report_routes.PAGES)
    return {page.name for page in pages if page.method == "GET"}


def by_login() -> Iterator[tuple[str | None, list[str]]]:
    """Everyone's paths."""
    for login in dict.fromkeys(place.login for place in _ALL):
        yield login, [place.path for place in _ALL if place.login == login]
