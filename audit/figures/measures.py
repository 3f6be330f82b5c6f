"""The scores that figures hold. Pure."""

from audit.models.programme import SECTION_COLUMNS

VIEWS = (
    "reliability",
    "assurance",
    "tangibles",
    "empathy",
    "responsiveness",
    "process",
    "personal",
    "outcome_quality",
    "process_quality",
    "hardware",
    "software",
)
SECTIONS = tuple(f"s{number:02}" for number in range(1, SECTION_COLUMNS + 1))
SCORES = (*VIEWS, *SECTIONS)
"""Columns of visit_figures that hold a score (1/100), null where a visit has none."""
