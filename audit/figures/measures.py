"""The scores that figures hold, and how the visits of a branch are added up. Pure."""

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
"""Columns of both tables: in visit_figures a score (1/100), in branch_figures their sum, beside
`<name>_n`, the number of visits that have one."""

BASES = tuple(f"bases{reached}" for reached in range(5))
CELL = ("wave_id", "branch_id", "facts_id", "checklist_id", "scale_id", "kind", "channel")
"""What the visits added up in one row of branch_figures have in common."""

SUMS = ("visits", "scored", "total", "squares", "critical", *BASES)


def added_up() -> dict[str, str]:
    """Return, for each column of branch_figures that adds up, the sum over visit_figures."""
    sums = {
        "visits": "count(*)",
        "scored": "count(final)",
        "total": "coalesce(sum(final), 0)",
        "squares": "coalesce(sum(final * final), 0)",
        "critical": "sum(critical)",
    }
    for reached, column in enumerate(BASES):
        sums[column] = f"sum(CASE WHEN bases = {reached} THEN 1 ELSE 0 END)"
    for name in SCORES:
        sums |= {name: f"sum({name})", f"{name}_n": f"count({name})"}
    return sums
