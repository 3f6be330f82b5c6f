"""Reports asked for together: the row is the request, the file a ZIP of them all."""

from typing import Any

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint
from tortoise.models import Model

from audit.models.programme import Wave

BATCH_STATES = ("wanted", "ready", "failed")


class Batch(Model):
    """The reports of a wave in one file, and asked for again the same batch."""

    id = fields.IntField(primary_key=True)
    uuid = fields.UUIDField(unique=True)
    wave: fields.ForeignKeyRelation[Wave] = fields.ForeignKeyField(
        "audit.Wave", related_name=False, on_delete=fields.RESTRICT
    )
    wave_id: int
    members = fields.CharField(max_length=64, unique=True, description="sha256 of what is in it")
    language = fields.CharField(max_length=4, description="zh, en, both, or all")
    content = fields.JSONField[dict[str, Any]](description="keys of the reports, of their branches")
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
        table = "batch"
        indexes = (
            Index(fields=("state",), name="ix_batch_state"),
            Index(fields=("wave_id",), name="ix_batch_wave"),
        )
        constraints = (
            CheckConstraint(
                name="ck_batch_state", check="state IN ('" + "', '".join(BATCH_STATES) + "')"
            ),
        )
