"""What is kept for good: the trail, frozen snapshots and the reports made from them."""

from typing import Any

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from audit.models.closing import Closing

REPORT_STATES = ("wanted", "ready", "failed")
REPORT_FORMS = ("report", "sheet")


class TrailHead(Model):
    """One row: the newest link of the trail. Locked while a link is added."""

    id = fields.IntField(primary_key=True)
    number = fields.BigIntField()
    hash = fields.CharField(max_length=64)

    class Meta:
        table = "trail_head"


class TrailEntry(Model):
    """Who did what, each link holding the hash of the one before. Triggers forbid changes."""

    id = fields.BigIntField(primary_key=True)
    number = fields.BigIntField(unique=True)
    at = fields.DatetimeField()
    actor = fields.CharField(max_length=36, description="uuid of the person, or 'system'")
    action = fields.CharField(max_length=40)
    subject = fields.CharField(max_length=80, description="kind:outward key")
    details = fields.JSONField[dict[str, Any]](default=dict)
    previous = fields.CharField(max_length=64)
    hash = fields.CharField(max_length=64)

    class Meta:
        table = "trail_entry"
        indexes = (Index(fields=("subject",), name="ix_trail_entry_subject"),)


class Snapshot(Model):
    """The frozen figures that a report is drawn from."""

    id = fields.IntField(primary_key=True)
    kind = fields.CharField(max_length=8)
    subject = fields.CharField(max_length=80, description="visit:uuid or branch:code:wave")
    edition = fields.IntField()
    digest = fields.CharField(max_length=64)
    content = fields.JSONField[dict[str, Any]]()
    made_at = fields.DatetimeField()
    closing: fields.ForeignKeyNullableRelation[Closing] = fields.ForeignKeyField(
        "audit.Closing",
        related_name=False,
        null=True,
        on_delete=fields.RESTRICT,
        description="what froze it, and hides it until ready",
    )
    closing_id: int | None

    class Meta:
        table = "snapshot"
        indexes = (Index(fields=("digest",), name="ix_snapshot_digest"),)
        constraints = (UniqueConstraint(fields=("subject", "edition"), name="uq_snapshot_edition"),)


class Report(Model):
    """A PDF that is wanted, ready or failed. The row is the request, the job only finds it."""

    id = fields.IntField(primary_key=True)
    uuid = fields.UUIDField(unique=True)
    snapshot: fields.ForeignKeyRelation[Snapshot] = fields.ForeignKeyField(
        "audit.Snapshot", on_delete=fields.RESTRICT
    )
    snapshot_id: int
    language = fields.CharField(max_length=4)
    form = fields.CharField(
        max_length=8, db_default="report", description="report, or sheet: what to do, on one page"
    )
    state = fields.CharField(max_length=8)
    attempt = fields.IntField(db_default=1)
    error = fields.CharField(max_length=500, db_default="")
    file_key = fields.CharField(max_length=200, null=True)
    size = fields.BigIntField(null=True)
    sha256 = fields.CharField(max_length=64, null=True)
    wanted_at = fields.DatetimeField()
    retry_at = fields.DatetimeField(null=True)
    made_at = fields.DatetimeField(null=True)

    class Meta:
        table = "report"
        indexes = (
            Index(fields=("state",), name="ix_report_state"),
            Index(fields=("sha256",), name="ix_report_sha256"),
        )
        constraints = (
            UniqueConstraint(fields=("snapshot_id", "language", "form"), name="uq_report_form"),
            CheckConstraint(
                name="ck_report_state", check="state IN ('" + "', '".join(REPORT_STATES) + "')"
            ),
        )


class Worker(Model):
    """A process that works the queues on PostgreSQL, dead when it has not been seen for long."""

    id = fields.CharField(max_length=64, primary_key=True)
    seen_at = fields.DatetimeField()

    class Meta:
        table = "worker"
