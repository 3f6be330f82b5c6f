"""What people keep about comparison: views they come back to, and targets of head office."""

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint
from tortoise.models import Model

from audit.models.network import Region
from audit.models.people import Person
from audit.models.programme import Checklist


class SavedView(Model):
    """A page of comparison with its filter, as one person keeps it, seen by nobody else."""

    id = fields.IntField(primary_key=True)
    uuid = fields.UUIDField(unique=True)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "audit.Person", related_name=False, on_delete=fields.RESTRICT
    )
    person_id: int
    name = fields.CharField(max_length=80, description="as the person calls it")
    path = fields.CharField(max_length=200, description="address of the page")
    query = fields.CharField(max_length=2000, description="what follows the question mark")
    created_at = fields.DatetimeField()

    class Meta:
        table = "saved_view"
        indexes = (Index(fields=("person_id",), name="ix_saved_view_person"),)


class ScoreTarget(Model):
    """A target that head office sets beside the checklist's, for some branches.

    An empty section means the total score; an empty format or no region means all of them.
    """

    id = fields.IntField(primary_key=True)
    uuid = fields.UUIDField(unique=True)
    checklist: fields.ForeignKeyRelation[Checklist] = fields.ForeignKeyField(
        "audit.Checklist", related_name=False, on_delete=fields.RESTRICT
    )
    checklist_id: int
    section_key = fields.CharField(
        max_length=64, db_default="", description="section of the checklist, empty: the total"
    )
    format = fields.CharField(max_length=32, db_default="", description="empty: every format")
    region: fields.ForeignKeyNullableRelation[Region] = fields.ForeignKeyField(
        "audit.Region", null=True, related_name=False, on_delete=fields.RESTRICT
    )
    region_id: int | None
    target = fields.IntField(description="1/100 point (0 to 10000)")
    set_at = fields.DatetimeField()

    class Meta:
        table = "score_target"
        indexes = (Index(fields=("checklist_id",), name="ix_score_target_checklist"),)
        constraints = (
            CheckConstraint(name="ck_score_target_range", check="target BETWEEN 0 AND 10000"),
        )
