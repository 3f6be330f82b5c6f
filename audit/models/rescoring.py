"""Scoring visits again: the row is the request, and tells how far it got."""

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint
from tortoise.models import Model

from audit.models.programme import ChecklistVersion

RESCORING_STATES = ("wanted", "ready", "failed")


class Rescoring(Model):
    """The visits of one version scored again under a corrected one."""

    id = fields.IntField(primary_key=True)
    uuid = fields.UUIDField(unique=True)
    old: fields.ForeignKeyRelation[ChecklistVersion] = fields.ForeignKeyField(
        "audit.ChecklistVersion", related_name=False, on_delete=fields.RESTRICT
    )
    old_id: int
    new: fields.ForeignKeyRelation[ChecklistVersion] = fields.ForeignKeyField(
        "audit.ChecklistVersion", related_name=False, on_delete=fields.RESTRICT
    )
    new_id: int
    reason = fields.CharField(max_length=300)
    state = fields.CharField(max_length=8, db_default="wanted")
    attempt = fields.IntField(db_default=1)
    error = fields.CharField(max_length=500, db_default="")
    total = fields.IntField(description="visits to score again")
    done = fields.IntField(db_default=0, description="visits scored again so far")
    changed = fields.IntField(db_default=0, description="visits whose final score is another one")
    wanted_at = fields.DatetimeField()
    retry_at = fields.DatetimeField(null=True)
    made_at = fields.DatetimeField(null=True)

    class Meta:
        table = "rescoring"
        constraints = (
            CheckConstraint(
                name="ck_rescoring_state",
                check="state IN ('" + "', '".join(RESCORING_STATES) + "')",
            ),
        )
