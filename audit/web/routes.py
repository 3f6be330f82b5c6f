"""Every route of audit on one screen, and the menu."""

from audit.web import (
    api_programme,
    api_review,
    api_session,
    api_tus,
    api_visits,
    pages_review,
    pages_session,
    pages_system,
)
from audit.web.api import Operation
from audit.web.pages import Page
from audit.web.services import NavEntry

OPERATIONS: tuple[Operation, ...] = (
    *api_session.OPERATIONS,
    *api_visits.OPERATIONS,
    *api_tus.OPERATIONS,
    *api_review.OPERATIONS,
    *api_programme.OPERATIONS,
)

PAGES: tuple[Page, ...] = (
    *pages_system.PAGES,
    *pages_session.PAGES,
    *pages_review.PAGES,
)

NAV: tuple[NavEntry, ...] = (NavEntry("review", "Review", frozenset({"reviewer", "head_office"})),)
