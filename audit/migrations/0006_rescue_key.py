"""The key with which phones encrypt what they could not send."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("audit", "0005_rescoring")]

    operations = [
        ops.CreateModel(
            name="RescueKey",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("uuid", fields.UUIDField(unique=True)),
                (
                    "secret",
                    fields.CharField(
                        max_length=64, description="private number on P-256, hexadecimal"
                    ),
                ),
            ],
            options={
                "table": "rescue_key",
                "app": "audit",
                "pk_attr": "id",
                "table_description": "The one key for files of unsent work, phones keep its public half.",
            },
            bases=["Model"],
        ),
    ]
