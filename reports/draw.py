"""Drawing a stored snapshot; what a renderer process loads. No database, no HTTP."""

from pathlib import Path
from typing import Any

from audit.words import load_words
from reports.area_snapshot import AreaSnapshot, NetworkSnapshot, RegionSnapshot
from reports.pdf.action_sheet import render_action_sheet
from reports.pdf.area_report import render_area
from reports.pdf.branch_report import render_branch
from reports.pdf.visit_report import render_visit
from reports.snapshot import BranchSnapshot, VisitSnapshot

_AREAS: dict[str, type[AreaSnapshot]] = {"region": RegionSnapshot, "network": NetworkSnapshot}


def draw(kind: str, content: dict[str, Any], lang: str, photos: dict[str, Path]) -> bytes:
    """Return the PDF of a snapshot's document.

    `kind`: "visit", "branch", "region", "network", or "sheet" for the action sheet of a visit's or
    a branch's snapshot; `lang`: "zh", "en" or "both"; `photos`: the path behind each file key.
    """
    path, words = photos.__getitem__, load_words()
    if kind in _AREAS:
        return render_area(_AREAS[kind].model_validate(content), lang, path, words)
    snapshot = _of_branch(content)
    if kind == "sheet":
        return render_action_sheet(snapshot, lang, path, words)
    if isinstance(snapshot, VisitSnapshot):
        return render_visit(snapshot, lang, path, words)
    return render_branch(snapshot, lang, path, words)


def _of_branch(content: dict[str, Any]) -> VisitSnapshot | BranchSnapshot:
    if content["shape"] == "visit-1":
        return VisitSnapshot.model_validate(content)
    return BranchSnapshot.model_validate(content)
