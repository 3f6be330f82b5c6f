"""All tables. No rules, no clock, no queries: those live in the use cases above.

Integer keys (`id`) never leave the process; what is served is found by `uuid` or by a code that
people use (branch, region, brand, wave), so that no order or count can be read from an address.
Scores are integers of 1/100 point, moments are UTC, JSON columns hold documents that are stored
and read whole (what is searched or added up has columns of its own).
"""

from audit.models.batches import Batch
from audit.models.closing import Closing
from audit.models.comparing import SavedView, ScoreTarget
from audit.models.evidence import Photo, Upload
from audit.models.figures import VisitFigures, WaveFigures
from audit.models.network import Branch, BranchFacts, Brand, Region
from audit.models.people import (
    ApiToken,
    LoginAttempt,
    Person,
    RescueKey,
    ResetLink,
    RoleGrant,
    Session,
)
from audit.models.programme import Assignment, Checklist, ChecklistSection, ChecklistVersion, Wave
from audit.models.record import Report, Snapshot, TrailEntry, TrailHead, Worker
from audit.models.rescoring import Rescoring
from audit.models.visits import (
    Draft,
    ItemResult,
    RefusedSubmission,
    Remark,
    Score,
    Submission,
    Visit,
)

__all__ = [
    "ApiToken",
    "Assignment",
    "Batch",
    "Branch",
    "BranchFacts",
    "Brand",
    "Checklist",
    "ChecklistSection",
    "ChecklistVersion",
    "Closing",
    "Draft",
    "ItemResult",
    "LoginAttempt",
    "Person",
    "Photo",
    "RefusedSubmission",
    "Region",
    "Remark",
    "Report",
    "Rescoring",
    "RescueKey",
    "ResetLink",
    "RoleGrant",
    "SavedView",
    "Score",
    "ScoreTarget",
    "Session",
    "Snapshot",
    "Submission",
    "TrailEntry",
    "TrailHead",
    "Upload",
    "Visit",
    "VisitFigures",
    "Wave",
    "WaveFigures",
    "Worker",
]
