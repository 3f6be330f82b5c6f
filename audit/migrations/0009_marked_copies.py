"""Copies of photos with the auditor's marks drawn in, for all who must not see below them."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("audit", "0008_comparing")]

    operations = [
        ops.AddField(
            model_name="Photo",
            name="marks",
            field=fields.CharField(
                max_length=64,
                null=True,
                description="digest of what the auditor drew over it, if anything",
            ),
        ),
        ops.AddField(
            model_name="Photo",
            name="marked",
            field=fields.CharField(
                max_length=64,
                null=True,
                description="sha256 of the large copy with the marks drawn in",
            ),
        ),
    ]
