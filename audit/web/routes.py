"""Every route of audit on one screen, and the menu."""

from audit.web import (
    api_devices,
    api_imports,
    api_network,
    api_people,
    api_programme,
    api_references,
    api_rescue,
    api_review,
    api_session,
    api_tus,
    api_visits,
    pages_checklists,
    pages_definitions,
    pages_imports,
    pages_network,
    pages_people,
    pages_programme,
    pages_records,
    pages_rescue,
    pages_review,
    pages_session,
    pages_system,
    pages_tokens,
)
from audit.web.api import Operation
from audit.web.pages import Page
from audit.web.services import NavEntry

OPERATIONS: tuple[Operation, ...] = (
    *api_session.OPERATIONS,
    *api_devices.OPERATIONS,
    *api_visits.OPERATIONS,
    *api_tus.OPERATIONS,
    *api_review.OPERATIONS,
    *api_rescue.OPERATIONS,
    *api_programme.OPERATIONS,
    *api_references.OPERATIONS,
    *api_people.OPERATIONS,
    *api_network.OPERATIONS,
    *api_imports.OPERATIONS,
)

PAGES: tuple[Page, ...] = (
    *pages_system.PAGES,
    *pages_session.PAGES,
    *pages_review.PAGES,
    *pages_rescue.PAGES,
    *pages_programme.PAGES,
    *pages_checklists.PAGES,
    *pages_definitions.PAGES,
    *pages_records.PAGES,
    *pages_people.PAGES,
    *pages_network.PAGES,
    *pages_imports.PAGES,
    *pages_tokens.PAGES,
)

ADMIN = frozenset({"admin"})
PLANNERS = frozenset({"head_office", "admin"})
NAV: tuple[NavEntry, ...] = (
    NavEntry("review", "Review", frozenset({"reviewer", "head_office"})),
    NavEntry("waves", "Waves", PLANNERS),
    NavEntry("checklists", "Checklists", PLANNERS),
    NavEntry("people", "People", ADMIN),
    NavEntry("branches", "Branches", ADMIN),
    NavEntry("import", "Import", ADMIN),
    NavEntry("tokens", "API tokens", PLANNERS),
    NavEntry("jobs", "Jobs", ADMIN),
    NavEntry("trail", "Trail", PLANNERS),
)
