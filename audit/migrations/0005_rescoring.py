"""Scoring visits again under a corrected version; each revision remembers its version."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops
from tortoise.migrations.constraints import CheckConstraint

from audit.schema_steps import Together


class Migration(migrations.Migration):
    dependencies = [("audit", "0004_lost_devices")]

    operations = [
        ops.CreateModel(
            name="Rescoring",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("uuid", fields.UUIDField(unique=True)),
                (
                    "old",
                    fields.ForeignKeyField(
                        "audit.ChecklistVersion",
                        source_field="old_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "new",
                    fields.ForeignKeyField(
                        "audit.ChecklistVersion",
                        source_field="new_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("reason", fields.CharField(max_length=300)),
                ("state", fields.CharField(db_default="wanted", max_length=8)),
                ("attempt", fields.IntField(db_default=1)),
                ("error", fields.CharField(db_default="", max_length=500)),
                ("total", fields.IntField(description="visits to score again")),
                ("done", fields.IntField(db_default=0, description="visits scored again so far")),
                (
                    "changed",
                    fields.IntField(
                        db_default=0, description="visits whose final score is another one"
                    ),
                ),
                ("wanted_at", fields.DatetimeField()),
                ("retry_at", fields.DatetimeField(null=True)),
                ("made_at", fields.DatetimeField(null=True)),
            ],
            options={
                "table": "rescoring",
                "app": "audit",
                "pk_attr": "id",
                "table_description": "The visits of one version scored again under a corrected one.",
            },
            bases=["Model"],
        ),
        ops.AddField(
            model_name="Score",
            name="version",
            field=fields.ForeignKeyField(
                "audit.ChecklistVersion",
                source_field="version_id",
                db_constraint=True,
                to_field="id",
                related_name=False,
                null=True,
                on_delete=OnDelete.RESTRICT,
            ),
        ),
        Together(
            ops.AddConstraint(
                "Rescoring",
                CheckConstraint(
                    name="ck_rescoring_state", check="state IN ('wanted', 'ready', 'failed')"
                ),
            ),
        ),
    ]
