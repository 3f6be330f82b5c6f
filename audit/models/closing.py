"""Closing a wave: the row is the request, and tells how far it got."""

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from audit.models.programme import Wave

CLOSING_STATES = ("wanted", "ready", "failed")


class Closing(Model):
    """A wave whose reports are being frozen, or were."""

    id = fields.IntField(primary_key=True)
    uuid = fields.UUIDField(unique=True)
    wave: fields.ForeignKeyRelation[Wave] = fields.ForeignKeyField(
        "audit.Wave", related_name=False, on_delete=fields.RESTRICT
    )
    wave_id: int
    state = fields.CharField(max_length=8, db_default="wanted")
    attempt = fields.IntField(db_default=1)
    error = fields.CharField(max_length=500, db_default="")
    total = fields.IntField(description="branches to freeze the reports of")
    done = fields.IntField(db_default=0, description="branches frozen so far")
    wanted_at = fields.DatetimeField()
    retry_at = fields.DatetimeField(null=True)
    made_at = fields.DatetimeField(null=True)

    class Meta:
        table = "closing"
        constraints = (
            UniqueConstraint(fields=("wave_id",), name="uq_closing_wave"),
            CheckConstraint(
                name="ck_closing_state",
                check="state IN ('" + "', '".join(CLOSING_STATES) + "')",
            ),
        )
