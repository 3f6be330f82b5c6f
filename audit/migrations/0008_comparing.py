"""Saved views of comparison, and targets that head office sets for some branches."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops
from tortoise.migrations.constraints import CheckConstraint

from audit.schema_steps import Together


class Migration(migrations.Migration):
    dependencies = [("audit", "0007_reports")]

    operations = [
        ops.CreateModel(
            name="SavedView",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("uuid", fields.UUIDField(unique=True)),
                (
                    "person",
                    fields.ForeignKeyField(
                        "audit.Person",
                        source_field="person_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("name", fields.CharField(max_length=80, description="as the person calls it")),
                ("path", fields.CharField(max_length=200, description="address of the page")),
                (
                    "query",
                    fields.CharField(max_length=2000, description="what follows the question mark"),
                ),
                ("created_at", fields.DatetimeField()),
            ],
            options={
                "table": "saved_view",
                "app": "audit",
                "pk_attr": "id",
                "table_description": "A page of comparison with its filter, as one person keeps it, seen by nobody else.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ScoreTarget",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("uuid", fields.UUIDField(unique=True)),
                (
                    "checklist",
                    fields.ForeignKeyField(
                        "audit.Checklist",
                        source_field="checklist_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "section_key",
                    fields.CharField(
                        max_length=64,
                        db_default="",
                        description="section of the checklist, empty: the total",
                    ),
                ),
                (
                    "format",
                    fields.CharField(
                        max_length=32, db_default="", description="empty: every format"
                    ),
                ),
                (
                    "region",
                    fields.ForeignKeyField(
                        "audit.Region",
                        source_field="region_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("target", fields.IntField(description="1/100 point (0 to 10000)")),
                ("set_at", fields.DatetimeField()),
            ],
            options={
                "table": "score_target",
                "app": "audit",
                "pk_attr": "id",
                "table_description": "A target that head office sets beside the checklist's, for some branches.",
            },
            bases=["Model"],
        ),
        Together(
            ops.AddConstraint(
                "ScoreTarget",
                CheckConstraint(name="ck_score_target_range", check="target BETWEEN 0 AND 10000"),
            ),
            ops.AddIndex("SavedView", Index(fields=["person_id"], name="ix_saved_view_person")),
            ops.AddIndex(
                "ScoreTarget", Index(fields=["checklist_id"], name="ix_score_target_checklist")
            ),
        ),
    ]
