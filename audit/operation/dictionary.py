"""What each table and column means, for those who read an export without Mingcha.

Tables are described by their models, columns by their fields; here is only what those leave out.
"""

import re
from dataclasses import dataclass

from tortoise.fields.base import Field
from tortoise.fields.relational import ForeignKeyFieldInstance, RelationalField
from tortoise.models import Model

from audit import models
from audit.operation.rows import Columns

_POINTS = "1/100 point (0 to 10000), empty: no score"

_ENDINGS = (
    (r"id", "internal key; other tables refer to it"),
    (r".*_id", "internal key of a row in {refers}"),
    (r"uuid", "outward key: what addresses and file names carry"),
    (r".*_uuid", "outward key of what the name says"),
    (r".*_at|at|device_time", "moment, UTC"),
    (r".*_on|due_.*|valid_from", "calendar day, the branch's own"),
    (r".*_zh", "text in Chinese"),
    (r".*_en", "text in English"),
    (r"s\d\d", f"score of the section with this number in checklist_section; {_POINTS}"),
    (
        r"reliability|assurance|tangibles|empathy|responsiveness",
        f"score of this RATER dimension; {_POINTS}",
    ),
    (r"process|personal", f"score of this axis of service; {_POINTS}"),
    (r"outcome_quality|process_quality", f"score of what was got, or how it was given; {_POINTS}"),
    (r"hardware|software", f"score of surroundings, or of people; {_POINTS}"),
    (r"raw_score", f"score before the critical rules; {_POINTS}"),
    (r"final_score", f"score after the critical rules: the one that counts; {_POINTS}"),
    (r"count_.*", "number of items without an answer for this reason"),
)

_COLUMNS = {
    "action": "what was done",
    "active": "may sign in",
    "address": "postal address",
    "attempt": "number of the attempt at drawing it",
    "band": "grade that the score falls into",
    "channel": "on_site, phone, online or competitor",
    "claims": "what the phone said of the photo when it was taken (JSON)",
    "code": "code that people use",
    "content": "the whole document as it was sent or frozen (JSON)",
    "current": "this row counts; others were before it",
    "datum": "coordinate system of latitude and longitude",
    "daypart": "part of the branch's local day",
    "definition": "the checklist itself (JSON)",
    "details": "particulars of the action (JSON)",
    "digest": "sha256 of the content",
    "edition": "how often the figures were frozen",
    "email": "e-mail address",
    "error": "why the last attempt failed",
    "file_key": "where Mingcha kept the file; see reports.csv for its name here",
    "hash": "sha256 of this link of the trail",
    "height": "of the copy that was served, in pixels",
    "item_key": "section.item of the checklist",
    "key": "name within checklists",
    "kind": "mystery or open for visits; visit or branch for snapshots",
    "language": "zh or en",
    "latitude": "degrees, north positive",
    "longitude": "degrees, east positive",
    "media_type": "type of the file",
    "met": "the standard was met",
    "mobile": "mobile number, may be used to sign in",
    "name": "name of the person or token",
    "number": "running number, from 1",
    "outcome": "pass, fail, critical or not_evaluable",
    "possible": _POINTS,
    "previous": "hash of the link before this one",
    "reason": "why it was scored again",
    "release_policy": "when the branch may see visits: at_close, in_batches, at_approval",
    "return_note": "what the reviewer wrote when sending it back",
    "revision": "running number of changes",
    "role": "auditor, reviewer, branch_manager, region_manager, head_office or admin",
    "score_column": "number of the section's column in score (1: s01)",
    "scored_items": "number of items that count",
    "service_type": "which of the four types of service (process by personal)",
    "sha256": "of the file's bytes",
    "size": "in bytes",
    "state": "see the documentation of the life of visits, photos and reports",
    "submission_number": "number of the submission meant",
    "tags": "words that checklists may ask for (JSON)",
    "text": "what the reviewer asks",
    "triggers": "critical rules that acted (JSON)",
}


@dataclass(frozen=True)
class Entry:
    """One column."""

    table: str
    column: str
    kind: str
    refers: str
    meaning: str


def table_meaning(table: str) -> str:
    """Return what a row of a table is."""
    return " ".join((_models()[table].__doc__ or "").split())


def entries(table: str, columns: Columns) -> list[Entry]:
    """Return what each column of a table means."""
    fields = _fields(_models()[table])
    return [_entry(table, name, kind, *fields[name]) for name, kind in columns.items()]


def _entry(table: str, column: str, kind: str, field: "Field[object]", refers: str) -> Entry:
    meaning = field.description or _COLUMNS.get(column) or _by_ending(column)
    return Entry(table, column, kind, refers, meaning.format(refers=refers))


def _by_ending(column: str) -> str:
    return next(meaning for ending, meaning in _ENDINGS if re.fullmatch(ending, column))


def _models() -> dict[str, type[Model]]:
    found = [getattr(models, name) for name in models.__all__]
    return {model._meta.db_table: model for model in found}


def _fields(model: type[Model]) -> dict[str, tuple["Field[object]", str]]:
    """Return field and table referred to, by column."""
    found: dict[str, tuple[Field[object], str]] = {}
    for name, field in model._meta.fields_map.items():
        if isinstance(field, ForeignKeyFieldInstance):
            found[f"{name}_id"] = (field, _table_of(field))
        elif not isinstance(field, RelationalField):
            found.setdefault(field.source_field or name, (field, ""))
    return found


def _table_of(field: "ForeignKeyFieldInstance[Model]") -> str:
    named = field.model_name  # a name until the models are tied together
    target = getattr(models, named.removeprefix("audit.")) if isinstance(named, str) else named
    return str(target._meta.db_table)
