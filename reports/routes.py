"""Every route of reports on one screen: what branches, regions and head office read."""

from pathlib import Path

from audit.web.api import Operation
from audit.web.pages import Page
from audit.web.services import NavEntry

TEMPLATES = Path(__file__).parent / "templates"
STATIC = Path(__file__).parent / "static"

OPERATIONS: tuple[Operation, ...] = ()
PAGES: tuple[Page, ...] = ()
NAV: tuple[NavEntry, ...] = ()
