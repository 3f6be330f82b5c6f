"""Every page by name: its template and a context for it."""

from tests.audit import page_door
from tests.audit.page_contexts import Context

Pages = dict[str, tuple[str, Context]]


def pages(lang: str) -> Pages:
    return {**page_door.pages(lang)}
