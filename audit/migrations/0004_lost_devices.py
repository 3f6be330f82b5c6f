"""Devices reported lost: when that was said, and when the device said that it has erased."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_figures")]

    operations = [
        ops.AddField(
            model_name="Session",
            name="lost_at",
            field=fields.DatetimeField(
                null=True, description="reported lost: erase at next contact"
            ),
        ),
        ops.AddField(
            model_name="Session",
            name="erased_at",
            field=fields.DatetimeField(null=True, description="the device said that it has erased"),
        ),
    ]
