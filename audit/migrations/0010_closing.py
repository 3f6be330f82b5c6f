"""Closing a wave as a job: what it froze is seen by nobody until it is done."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint

from audit.schema_steps import Together


class Migration(migrations.Migration):
    dependencies = [("audit", "0009_marked_copies")]

    operations = [
        ops.CreateModel(
            name="Closing",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("uuid", fields.UUIDField(unique=True)),
                (
                    "wave",
                    fields.ForeignKeyField(
                        "audit.Wave",
                        source_field="wave_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("state", fields.CharField(db_default="wanted", max_length=8)),
                ("attempt", fields.IntField(db_default=1)),
                ("error", fields.CharField(db_default="", max_length=500)),
                ("total", fields.IntField(description="branches to freeze the reports of")),
                ("done", fields.IntField(db_default=0, description="branches frozen so far")),
                ("wanted_at", fields.DatetimeField()),
                ("retry_at", fields.DatetimeField(null=True)),
                ("made_at", fields.DatetimeField(null=True)),
            ],
            options={
                "table": "closing",
                "app": "audit",
                "pk_attr": "id",
                "table_description": "A wave whose reports are being frozen, or were.",
            },
            bases=["Model"],
        ),
        ops.AddField(
            model_name="Snapshot",
            name="closing",
            field=fields.ForeignKeyField(
                "audit.Closing",
                source_field="closing_id",
                db_constraint=True,
                to_field="id",
                related_name=False,
                null=True,
                on_delete=OnDelete.RESTRICT,
                description="what froze it, and hides it until ready",
            ),
        ),
        Together(
            ops.AddConstraint(
                "Closing",
                CheckConstraint(
                    name="ck_closing_state", check="state IN ('wanted', 'ready', 'failed')"
                ),
            ),
            ops.AddConstraint(
                "Closing", UniqueConstraint(fields=("wave_id",), name="uq_closing_wave")
            ),
        ),
    ]
