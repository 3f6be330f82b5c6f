"""Drawing a stored snapshot; what a renderer process loads. No database, no HTTP."""

from pathlib import Path
from typing import Any

from audit.words import load_words
from reports.pdf.branch_report import render_branch
from reports.pdf.visit_report import render_visit
from reports.snapshot import BranchSnapshot, VisitSnapshot


def draw(kind: str, content: dict[str, Any], lang: str, photos: dict[str, Path]) -> bytes:
    """Return the PDF of a snapshot's document; `photos` gives the path behind each file key."""
    if kind == "visit":
        visit = VisitSnapshot.model_validate(content)
        return render_visit(visit, lang, photos.__getitem__, load_words())
    branch = BranchSnapshot.model_validate(content)
    return render_branch(branch, lang, photos.__getitem__, load_words())
