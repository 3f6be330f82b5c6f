"""Every route of reports on one screen: what branches, regions and head office read."""

from pathlib import Path

from audit.web.api import Operation
from audit.web.pages import Page
from audit.web.services import NavEntry
from reports import (
    api_batches,
    api_reports,
    pages_batches,
    pages_behind,
    pages_branch,
    pages_comparison,
    pages_locked,
    pages_network,
    pages_sets,
    pages_spread,
    pages_verify,
)
from reports.comparison.frame import ROLES, TABS
from reports.exports import api as exports_api
from reports.exports import pages as exports_pages
from reports.raters import page as raters_page
from reports.raters.reach import RATER_ROLES, may_see_raters
from reports.saved import page as saved_page
from reports.targets import pages as targets_pages

TEMPLATES = Path(__file__).parent / "templates"

OPERATIONS: tuple[Operation, ...] = (
    *api_reports.OPERATIONS,
    *api_batches.OPERATIONS,
    *exports_api.OPERATIONS,
)
PAGES: tuple[Page, ...] = (
    *pages_comparison.PAGES,
    *pages_spread.PAGES,
    *pages_sets.PAGES,
    *pages_behind.PAGES,
    *pages_network.PAGES,
    *pages_branch.PAGES,
    *pages_batches.PAGES,
    *pages_locked.PAGES,
    *pages_verify.PAGES,
    *exports_pages.PAGES,
    *saved_page.PAGES,
    *raters_page.PAGES,
    *targets_pages.PAGES,
)
NAV: tuple[NavEntry, ...] = (
    NavEntry(
        "overview",
        "Compare",
        frozenset(ROLES),
        within=(*(f"/{name}" for name, _ in TABS), "/behind"),
    ),
    NavEntry("raters", "Auditors", frozenset(RATER_ROLES), only=may_see_raters, first=False),
    NavEntry("mine", "My branches", frozenset({"branch_manager", "region_manager"})),
    NavEntry("reports", "Reports", frozenset({"branch_manager", "region_manager", "head_office"})),
)
