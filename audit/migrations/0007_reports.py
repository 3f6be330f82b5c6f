"""Reports in more forms and in batches, found by their fingerprints; photo copies by content."""

import functools
from json import dumps, loads

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint

from audit.schema_steps import Together


class Migration(migrations.Migration):
    dependencies = [("audit", "0006_rescue_key")]

    operations = [
        ops.CreateModel(
            name="Batch",
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
                (
                    "members",
                    fields.CharField(
                        unique=True, max_length=64, description="sha256 of what is in it"
                    ),
                ),
                (
                    "language",
                    fields.CharField(max_length=4, description="zh, en, both, or all"),
                ),
                (
                    "content",
                    fields.JSONField(
                        encoder=functools.partial(dumps, separators=(",", ":")),
                        decoder=loads,
                        description="keys of the reports, of their branches",
                    ),
                ),
                ("state", fields.CharField(max_length=8)),
                ("attempt", fields.IntField(db_default=1)),
                ("error", fields.CharField(db_default="", max_length=500)),
                ("file_key", fields.CharField(null=True, max_length=200)),
                ("size", fields.BigIntField(null=True)),
                ("sha256", fields.CharField(null=True, max_length=64)),
                ("wanted_at", fields.DatetimeField()),
                ("retry_at", fields.DatetimeField(null=True)),
                ("made_at", fields.DatetimeField(null=True)),
            ],
            options={
                "table": "batch",
                "app": "audit",
                "pk_attr": "id",
                "table_description": "The reports of a wave in one file, and asked for again the same batch.",
            },
            bases=["Model"],
        ),
        ops.AddField(
            model_name="Report",
            name="form",
            field=fields.CharField(
                max_length=8,
                db_default="report",
                description="report, or sheet: what to do, on one page",
            ),
        ),
        ops.AddField(
            model_name="Photo",
            name="copies",
            field=fields.CharField(
                max_length=64, null=True, description="sha256 of the large copy: names all copies"
            ),
        ),
        ops.RemoveConstraint(model_name="Report", name="uq_report_language"),
        Together(
            ops.AddConstraint(
                "Batch",
                CheckConstraint(
                    name="ck_batch_state", check="state IN ('wanted', 'ready', 'failed')"
                ),
            ),
            ops.AddConstraint(
                "Report",
                UniqueConstraint(fields=("snapshot_id", "language", "form"), name="uq_report_form"),
            ),
            ops.AddIndex("Report", Index(fields=("sha256",), name="ix_report_sha256")),
            ops.AddIndex("Snapshot", Index(fields=("digest",), name="ix_snapshot_digest")),
            ops.AddIndex("Batch", Index(fields=("state",), name="ix_batch_state")),
            ops.AddIndex("Batch", Index(fields=("wave_id",), name="ix_batch_wave")),
        ),
    ]
