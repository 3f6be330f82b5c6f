"""The programme: checklists and their versions, waves, and who is to visit what."""

from typing import Any

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from audit.models.network import Branch
from audit.models.people import Person

VISIT_KINDS = ("mystery", "open")
CHANNELS = ("on_site", "phone", "online", "competitor")
RELEASE_POLICIES = ("at_close", "in_batches", "at_approval")
SECTION_COLUMNS = 24


class Checklist(Model):
    """A checklist through all its versions."""

    id = fields.IntField(primary_key=True)
    key = fields.CharField(max_length=64, unique=True)
    title_zh = fields.CharField(max_length=200)
    title_en = fields.CharField(max_length=200)

    class Meta:
        table = "checklist"


class ChecklistSection(Model):
    """Which score column (1…24) a section keeps through all versions of its checklist."""

    id = fields.IntField(primary_key=True)
    checklist: fields.ForeignKeyRelation[Checklist] = fields.ForeignKeyField(
        "audit.Checklist", on_delete=fields.RESTRICT
    )
    checklist_id: int
    key = fields.CharField(max_length=64)
    column = fields.IntField(source_field="score_column")
    title_zh = fields.CharField(max_length=200)
    title_en = fields.CharField(max_length=200)

    class Meta:
        table = "checklist_section"
        constraints = (
            UniqueConstraint(fields=("checklist_id", "key"), name="uq_checklist_section_key"),
            UniqueConstraint(
                fields=("checklist_id", "score_column"), name="uq_checklist_section_column"
            ),
            CheckConstraint(
                name="ck_checklist_section_column",
                check=f"score_column BETWEEN 1 AND {SECTION_COLUMNS}",
            ),
        )


class ChecklistVersion(Model):
    """A published version: never changes, only the next one differs."""

    id = fields.IntField(primary_key=True)
    uuid = fields.UUIDField(unique=True)
    checklist: fields.ForeignKeyRelation[Checklist] = fields.ForeignKeyField(
        "audit.Checklist", on_delete=fields.RESTRICT
    )
    checklist_id: int
    number = fields.IntField()
    definition = fields.JSONField[dict[str, Any]]()
    digest = fields.CharField(max_length=64)
    scored_digest = fields.CharField(max_length=64, description="equal: scores are comparable")
    published_at = fields.DatetimeField()

    class Meta:
        table = "checklist_version"
        constraints = (
            UniqueConstraint(fields=("checklist_id", "number"), name="uq_checklist_version_number"),
            UniqueConstraint(fields=("checklist_id", "digest"), name="uq_checklist_version_digest"),
        )


class Wave(Model):
    """One measuring period. Its first and last day are the branches' local days."""

    id = fields.IntField(primary_key=True)
    code = fields.CharField(max_length=32, unique=True)
    name_zh = fields.CharField(max_length=100)
    name_en = fields.CharField(max_length=100)
    starts_on = fields.DateField()
    ends_on = fields.DateField()
    release_policy = fields.CharField(max_length=12, db_default="at_close")
    batch_size = fields.IntField(db_default=5, description="least visits of an in_batches release")
    closed_at = fields.DatetimeField(null=True)
    edition = fields.IntField(db_default=0, description="of the wave's figures, 0 before closing")

    class Meta:
        table = "wave"
        constraints = (
            CheckConstraint(name="ck_wave_span", check="ends_on >= starts_on"),
            CheckConstraint(
                name="ck_wave_release_policy",
                check="release_policy IN ('" + "', '".join(RELEASE_POLICIES) + "')",
            ),
        )


class Assignment(Model):
    """One visit that one auditor is to make."""

    id = fields.IntField(primary_key=True)
    uuid = fields.UUIDField(unique=True)
    wave: fields.ForeignKeyRelation[Wave] = fields.ForeignKeyField(
        "audit.Wave", on_delete=fields.RESTRICT
    )
    wave_id: int
    branch: fields.ForeignKeyRelation[Branch] = fields.ForeignKeyField(
        "audit.Branch", on_delete=fields.RESTRICT
    )
    branch_id: int
    auditor: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "audit.Person", on_delete=fields.RESTRICT
    )
    auditor_id: int
    version: fields.ForeignKeyRelation[ChecklistVersion] = fields.ForeignKeyField(
        "audit.ChecklistVersion", on_delete=fields.RESTRICT
    )
    version_id: int
    kind = fields.CharField(max_length=8, db_default="mystery")
    channel = fields.CharField(max_length=12, db_default="on_site")
    scenario_zh = fields.TextField(null=True)
    scenario_en = fields.TextField(null=True)
    due_from = fields.DateField()
    due_to = fields.DateField()
    cancelled_at = fields.DatetimeField(null=True)

    class Meta:
        table = "assignment"
        indexes = (
            Index(fields=("auditor_id", "due_to"), name="ix_assignment_auditor"),
            Index(fields=("wave_id",), name="ix_assignment_wave"),
            Index(fields=("branch_id",), name="ix_assignment_branch"),
        )
        constraints = (
            CheckConstraint(
                name="ck_assignment_kind", check="kind IN ('" + "', '".join(VISIT_KINDS) + "')"
            ),
            CheckConstraint(
                name="ck_assignment_channel", check="channel IN ('" + "', '".join(CHANNELS) + "')"
            ),
            CheckConstraint(name="ck_assignment_due", check="due_to >= due_from"),
        )
