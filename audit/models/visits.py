"""Visits: draft, numbered submissions, remarks of the reviewer, scores."""

from typing import Any

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from audit.models.network import Branch, BranchFacts
from audit.models.people import Person
from audit.models.programme import Assignment, ChecklistVersion, Wave

STATES = ("draft", "submitted", "in_review", "returned", "approved", "released", "excluded")


class Visit(Model):
    """One visit of one branch, with the facts of its day."""

    id = fields.IntField(primary_key=True)
    uuid = fields.UUIDField(unique=True, description="made by the phone when the visit begins")
    assignment: fields.OneToOneRelation[Assignment] = fields.OneToOneField(
        "audit.Assignment", related_name="visit", on_delete=fields.RESTRICT
    )
    assignment_id: int
    wave: fields.ForeignKeyRelation[Wave] = fields.ForeignKeyField(
        "audit.Wave", on_delete=fields.RESTRICT
    )
    wave_id: int
    branch: fields.ForeignKeyRelation[Branch] = fields.ForeignKeyField(
        "audit.Branch", on_delete=fields.RESTRICT
    )
    branch_id: int
    facts: fields.ForeignKeyRelation[BranchFacts] = fields.ForeignKeyField(
        "audit.BranchFacts", on_delete=fields.RESTRICT
    )
    facts_id: int
    version: fields.ForeignKeyRelation[ChecklistVersion] = fields.ForeignKeyField(
        "audit.ChecklistVersion", on_delete=fields.RESTRICT
    )
    version_id: int
    auditor: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "audit.Person", on_delete=fields.RESTRICT
    )
    auditor_id: int
    kind = fields.CharField(max_length=8)
    channel = fields.CharField(max_length=12)
    state = fields.CharField(max_length=12)
    local_day = fields.DateField(description="the branch's local day of the visit")
    daypart = fields.CharField(max_length=12)
    started_at = fields.DatetimeField()
    submission_number = fields.IntField(db_default=0, description="the newest one, 0: none yet")
    complete = fields.BooleanField(db_default=False, description="each listed photo has arrived")
    return_note = fields.TextField(null=True)
    submitted_at = fields.DatetimeField(null=True)
    approved_at = fields.DatetimeField(null=True)
    released_at = fields.DatetimeField(null=True)

    class Meta:
        table = "visit"
        indexes = (
            Index(fields=("wave_id", "state"), name="ix_visit_wave_state"),
            Index(fields=("branch_id", "wave_id"), name="ix_visit_branch_wave"),
            Index(fields=("auditor_id", "state"), name="ix_visit_auditor_state"),
            Index(fields=("state", "submitted_at"), name="ix_visit_queue"),
        )
        constraints = (
            # SQLite forgets that the relation is one to one when the check remakes the table.
            UniqueConstraint(fields=("assignment_id",), name="uq_visit_assignment"),
            CheckConstraint(
                name="ck_visit_state", check="state IN ('" + "', '".join(STATES) + "')"
            ),
        )


class Draft(Model):
    """The newest draft of a visit, backed up from the phone."""

    id = fields.IntField(primary_key=True)
    visit: fields.OneToOneRelation[Visit] = fields.OneToOneField(
        "audit.Visit", on_delete=fields.RESTRICT
    )
    visit_id: int
    revision = fields.IntField()
    digest = fields.CharField(max_length=64)
    content = fields.JSONField[dict[str, Any]]()
    saved_at = fields.DatetimeField()

    class Meta:
        table = "draft"


class Submission(Model):
    """What the auditor sent, as sent. Number n never changes, sending back opens n + 1."""

    id = fields.IntField(primary_key=True)
    visit: fields.ForeignKeyRelation[Visit] = fields.ForeignKeyField(
        "audit.Visit", related_name="submissions", on_delete=fields.RESTRICT
    )
    visit_id: int
    number = fields.IntField()
    digest = fields.CharField(max_length=64)
    content = fields.JSONField[dict[str, Any]]()
    received_at = fields.DatetimeField()
    device_time = fields.DatetimeField(null=True)
    complete_at = fields.DatetimeField(null=True)

    class Meta:
        table = "submission"
        constraints = (
            UniqueConstraint(fields=("visit_id", "number"), name="uq_submission_number"),
            CheckConstraint(name="ck_submission_number", check="number >= 1"),
        )


class RefusedSubmission(Model):
    """Another content under a number already taken: answered 409, kept for the reviewer."""

    id = fields.IntField(primary_key=True)
    visit: fields.ForeignKeyRelation[Visit] = fields.ForeignKeyField(
        "audit.Visit", on_delete=fields.RESTRICT
    )
    visit_id: int
    number = fields.IntField()
    digest = fields.CharField(max_length=64)
    content = fields.JSONField[dict[str, Any]]()
    received_at = fields.DatetimeField()

    class Meta:
        table = "refused_submission"
        constraints = (
            UniqueConstraint(
                fields=("visit_id", "number", "digest"), name="uq_refused_submission_digest"
            ),
        )


class Remark(Model):
    """What a reviewer asks about one item when sending a visit back."""

    id = fields.IntField(primary_key=True)
    visit: fields.ForeignKeyRelation[Visit] = fields.ForeignKeyField(
        "audit.Visit", related_name="remarks", on_delete=fields.RESTRICT
    )
    visit_id: int
    submission_number = fields.IntField()
    item_key = fields.CharField(max_length=129)
    text = fields.TextField()
    made_at = fields.DatetimeField()

    class Meta:
        table = "remark"
        indexes = (Index(fields=("visit_id", "submission_number"), name="ix_remark_visit"),)


class ItemResult(Model):
    """What one item came to in the score that counts now. Written in one statement per visit."""

    id = fields.BigIntField(primary_key=True)
    visit: fields.ForeignKeyRelation[Visit] = fields.ForeignKeyField(
        "audit.Visit", on_delete=fields.RESTRICT
    )
    visit_id: int
    item_key = fields.CharField(max_length=129)
    earned = fields.IntField(null=True, description="1/100 point, null: no score")
    possible = fields.IntField(null=True)
    met = fields.BooleanField(null=True)
    no_answer = fields.CharField(max_length=8, null=True, description="na, unseen, hidden, empty")
    seconds = fields.IntField(null=True, description="measured wait")

    class Meta:
        table = "item_result"
        constraints = (
            UniqueConstraint(fields=("visit_id", "item_key"), name="uq_item_result_visit_item"),
        )


def _column() -> fields.IntField[int | None]:
    return fields.IntField(null=True)


class Score(Model):
    """One wide row per scoring of a visit, `current` marks the one that counts.

    s01…s24 are the sections (see ChecklistSection), the rest the views of the same answers.
    Sums over visits are taken from here, never from the answers.
    """

    id = fields.BigIntField(primary_key=True)
    visit: fields.ForeignKeyRelation[Visit] = fields.ForeignKeyField(
        "audit.Visit", related_name="scores", on_delete=fields.RESTRICT
    )
    visit_id: int
    version: fields.ForeignKeyNullableRelation[ChecklistVersion] = fields.ForeignKeyField(
        "audit.ChecklistVersion", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    version_id: int | None
    revision = fields.IntField()
    current = fields.BooleanField(db_default=True)
    reason = fields.CharField(max_length=300, db_default="")
    submission_number = fields.IntField()
    digest = fields.CharField(max_length=64, description="answers + checklist + scoring version")
    scored_at = fields.DatetimeField()
    raw_score = _column()
    final_score = _column()
    outcome = fields.CharField(max_length=16)
    band = fields.CharField(max_length=8, null=True)
    triggers = fields.JSONField[list[dict[str, Any]]](default=list)
    scored_items = fields.IntField(db_default=0)
    count_na = fields.IntField(db_default=0)
    count_unseen = fields.IntField(db_default=0)
    count_hidden = fields.IntField(db_default=0)
    count_empty = fields.IntField(db_default=0)
    service_type = fields.CharField(max_length=24, null=True)
    bases = fields.IntField(null=True, description="bases touched in order, 0…4")
    reliability = _column()
    assurance = _column()
    tangibles = _column()
    empathy = _column()
    responsiveness = _column()
    process = _column()
    personal = _column()
    outcome_quality = _column()
    process_quality = _column()
    hardware = _column()
    software = _column()
    s01 = _column()
    s02 = _column()
    s03 = _column()
    s04 = _column()
    s05 = _column()
    s06 = _column()
    s07 = _column()
    s08 = _column()
    s09 = _column()
    s10 = _column()
    s11 = _column()
    s12 = _column()
    s13 = _column()
    s14 = _column()
    s15 = _column()
    s16 = _column()
    s17 = _column()
    s18 = _column()
    s19 = _column()
    s20 = _column()
    s21 = _column()
    s22 = _column()
    s23 = _column()
    s24 = _column()

    class Meta:
        table = "score"
        indexes = (Index(fields=("visit_id", "current"), name="ix_score_current"),)
        constraints = (UniqueConstraint(fields=("visit_id", "revision"), name="uq_score_revision"),)
