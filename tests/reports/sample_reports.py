"""Sample reports as PDF, each rendered once for all tests that only read it."""

from collections.abc import Callable
from typing import Any

from audit.words import load_words
from reports.pdf.branch_report import render_branch
from reports.pdf.visit_report import render_visit
from reports.snapshot import BranchSnapshot, VisitSnapshot
from tests.reports import samples
from tests.reports.sample_album import Album

WORDS = load_words()
CASES: dict[str, Callable[[], VisitSnapshot | BranchSnapshot]] = {
    "normal": samples.visit,
    "critical": samples.critical_visit,
    "empty": samples.empty_visit,
    "huge": samples.huge_visit,
    "branch": samples.branch,
    "full": samples.full_branch,
}


def render(snapshot: VisitSnapshot | BranchSnapshot, lang: str, album: Album) -> bytes:
    if isinstance(snapshot, VisitSnapshot):
        return render_visit(snapshot, lang, album, WORDS)
    return render_branch(snapshot, lang, album, WORDS)


_RENDERED: dict[tuple[str, str], bytes] = {}


def opened(value: Any) -> Any:
    """A dictionary of the file, whether it stands here or elsewhere."""
    return value.get_object()


def rendered(case: str, lang: str, album: Album) -> bytes:
    """A case's report, rendered once for all tests that only read it."""
    key = (case, lang)
    if key not in _RENDERED:
        _RENDERED[key] = render(CASES[case](), lang, album)
    return _RENDERED[key]
