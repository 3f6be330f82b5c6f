"""Every table, without constraints and indexes: Tortoise drops those it is given here."""

import functools
from json import dumps, loads

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name="Branch",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("code", fields.CharField(unique=True, max_length=32)),
                ("opened_on", fields.DateField()),
                ("closed_on", fields.DateField(null=True)),
            ],
            options={
                "table": "branch",
                "app": "audit",
                "pk_attr": "id",
                "table_description": "One branch. What may change over the years is in BranchFacts.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Brand",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("code", fields.CharField(unique=True, max_length=32)),
                ("name_zh", fields.CharField(max_length=100)),
                ("name_en", fields.CharField(max_length=100)),
            ],
            options={
                "table": "brand",
                "app": "audit",
                "pk_attr": "id",
                "table_description": "A brand of the company, the name of a competitor is one too.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Checklist",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("key", fields.CharField(unique=True, max_length=64)),
                ("title_zh", fields.CharField(max_length=200)),
                ("title_en", fields.CharField(max_length=200)),
            ],
            options={
                "table": "checklist",
                "app": "audit",
                "pk_attr": "id",
                "table_description": "A checklist through all its versions.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ChecklistSection",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                (
                    "checklist",
                    fields.ForeignKeyField(
                        "audit.Checklist",
                        source_field="checklist_id",
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("key", fields.CharField(max_length=64)),
                ("column", fields.IntField(source_field="score_column")),
                ("title_zh", fields.CharField(max_length=200)),
                ("title_en", fields.CharField(max_length=200)),
            ],
            options={
                "table": "checklist_section",
                "app": "audit",
                "pk_attr": "id",
                "table_description": "Which score column (1…24) a section keeps through all versions of its checklist.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ChecklistVersion",
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
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("number", fields.IntField()),
                (
                    "definition",
                    fields.JSONField(
                        encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads
                    ),
                ),
                ("digest", fields.CharField(max_length=64)),
                (
                    "scored_digest",
                    fields.CharField(description="equal: scores are comparable", max_length=64),
                ),
                ("published_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "checklist_version",
                "app": "audit",
                "pk_attr": "id",
                "table_description": "A published version: never changes, only the next one differs.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="LoginAttempt",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                (
                    "account",
                    fields.CharField(description="hash of the login that was tried", max_length=64),
                ),
                (
                    "network",
                    fields.CharField(description="hash of the address it came from", max_length=64),
                ),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "login_attempt",
                "app": "audit",
                "pk_attr": "id",
                "table_description": "A failed sign-in, so that the limit survives a restart. Swept after a day.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Person",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("uuid", fields.UUIDField(unique=True)),
                (
                    "login",
                    fields.CharField(
                        unique=True, description="employee number, lower case", max_length=64
                    ),
                ),
                ("mobile", fields.CharField(null=True, unique=True, max_length=24)),
                ("email", fields.CharField(null=True, max_length=254)),
                ("name", fields.CharField(max_length=100)),
                (
                    "pseudonym",
                    fields.CharField(unique=True, description="all a reviewer sees", max_length=32),
                ),
                ("language", fields.CharField(db_default="zh", max_length=8)),
                ("password_hash", fields.CharField(null=True, max_length=255)),
                (
                    "password_due",
                    fields.BooleanField(description="must choose a new password", db_default=True),
                ),
                ("active", fields.BooleanField(db_default=True)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "person",
                "app": "audit",
                "pk_attr": "id",
                "table_description": "Someone who signs in. Never deleted, only made inactive.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ApiToken",
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
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("name", fields.CharField(max_length=100)),
                ("token_hash", fields.CharField(unique=True, max_length=64)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("expires_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("revoked_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "api_token",
                "app": "audit",
                "pk_attr": "id",
                "table_description": "A long-lived key of a person for programs, sent as a bearer token.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Photo",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("uuid", fields.UUIDField(unique=True, description="made by the phone")),
                ("visit_uuid", fields.UUIDField()),
                (
                    "person",
                    fields.ForeignKeyField(
                        "audit.Person",
                        source_field="person_id",
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("state", fields.CharField(description="arrived → ready or refused", max_length=8)),
                (
                    "refusal",
                    fields.CharField(null=True, description="code, when refused", max_length=32),
                ),
                (
                    "attempts",
                    fields.IntField(description="of making the served copies", db_default=0),
                ),
                ("retry_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("sha256", fields.CharField(max_length=64)),
                ("size", fields.BigIntField()),
                ("media_type", fields.CharField(max_length=64)),
                ("received_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                (
                    "taken_at",
                    fields.DatetimeField(
                        null=True,
                        description="from EXIF, as if UTC when no offset",
                        auto_now=False,
                        auto_now_add=False,
                    ),
                ),
                ("latitude", fields.FloatField(null=True)),
                ("longitude", fields.FloatField(null=True)),
                (
                    "claims",
                    fields.JSONField(
                        default=dict,
                        encoder=functools.partial(dumps, separators=(",", ":")),
                        decoder=loads,
                    ),
                ),
                ("width", fields.IntField(null=True, description="of the large copy")),
                ("height", fields.IntField(null=True)),
                (
                    "fingerprint",
                    fields.BigIntField(null=True, description="perceptual hash, signed 64 bit"),
                ),
            ],
            options={
                "table": "photo",
                "app": "audit",
                "pk_attr": "id",
                "table_description": "A photo whose bytes have arrived whole. It may be here before its visit is.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Region",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("code", fields.CharField(unique=True, max_length=32)),
                (
                    "parent",
                    fields.ForeignKeyField(
                        "audit.Region",
                        source_field="parent_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="children",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "path",
                    fields.CharField(
                        description="/root/…/code/, a prefix is a subtree", max_length=400
                    ),
                ),
                ("name_zh", fields.CharField(max_length=100)),
                ("name_en", fields.CharField(max_length=100)),
            ],
            options={
                "table": "region",
                "app": "audit",
                "pk_attr": "id",
                "table_description": "A node of the tree head office → region → city.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="BranchFacts",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                (
                    "branch",
                    fields.ForeignKeyField(
                        "audit.Branch",
                        source_field="branch_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="facts",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("valid_from", fields.DateField()),
                (
                    "valid_to",
                    fields.DateField(null=True, description="first day it no longer holds"),
                ),
                ("name_zh", fields.CharField(max_length=100)),
                ("name_en", fields.CharField(max_length=100)),
                (
                    "region",
                    fields.ForeignKeyField(
                        "audit.Region",
                        source_field="region_id",
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "brand",
                    fields.ForeignKeyField(
                        "audit.Brand",
                        source_field="brand_id",
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "format",
                    fields.CharField(
                        description="shop format, as checklists know it", max_length=32
                    ),
                ),
                (
                    "tags",
                    fields.JSONField(
                        default=list,
                        encoder=functools.partial(dumps, separators=(",", ":")),
                        decoder=loads,
                    ),
                ),
                ("zone", fields.CharField(description="IANA time zone", max_length=64)),
                ("address", fields.CharField(db_default="", max_length=300)),
                ("latitude", fields.FloatField(null=True)),
                ("longitude", fields.FloatField(null=True)),
                ("datum", fields.CharField(db_default="wgs84", max_length=8)),
            ],
            options={
                "table": "branch_facts",
                "app": "audit",
                "pk_attr": "id",
                "table_description": "What is true of a branch from a day on, until the next row begins.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ResetLink",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                (
                    "person",
                    fields.ForeignKeyField(
                        "audit.Person",
                        source_field="person_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="reset_links",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("token_hash", fields.CharField(unique=True, max_length=64)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("expires_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("used_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "reset_link",
                "app": "audit",
                "pk_attr": "id",
                "table_description": "An administrator's one-time link by which a person chooses a new password.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="RoleGrant",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                (
                    "person",
                    fields.ForeignKeyField(
                        "audit.Person",
                        source_field="person_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="grants",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("role", fields.CharField(max_length=20)),
                (
                    "region",
                    fields.ForeignKeyField(
                        "audit.Region",
                        source_field="region_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "brand",
                    fields.ForeignKeyField(
                        "audit.Brand",
                        source_field="brand_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "branch",
                    fields.ForeignKeyField(
                        "audit.Branch",
                        source_field="branch_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("starts_on", fields.DateField()),
                (
                    "ends_on",
                    fields.DateField(
                        null=True, description="last day of the role, itself included"
                    ),
                ),
            ],
            options={
                "table": "role_grant",
                "app": "audit",
                "pk_attr": "id",
                "table_description": "One role of one person, over a region (with all below it), a brand, a branch, or all.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Session",
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
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("token_hash", fields.CharField(unique=True, max_length=64)),
                (
                    "device",
                    fields.CharField(
                        description="from the user agent, for the list", max_length=120
                    ),
                ),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("seen_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("expires_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("revoked_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "session",
                "app": "audit",
                "pk_attr": "id",
                "table_description": "One sign-in. Only the token's hash is kept.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Snapshot",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("kind", fields.CharField(max_length=8)),
                (
                    "subject",
                    fields.CharField(description="visit:uuid or branch:code:wave", max_length=80),
                ),
                ("edition", fields.IntField()),
                ("digest", fields.CharField(max_length=64)),
                (
                    "content",
                    fields.JSONField(
                        encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads
                    ),
                ),
                ("made_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "snapshot",
                "app": "audit",
                "pk_attr": "id",
                "table_description": "The frozen figures that a report is drawn from.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Report",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("uuid", fields.UUIDField(unique=True)),
                (
                    "snapshot",
                    fields.ForeignKeyField(
                        "audit.Snapshot",
                        source_field="snapshot_id",
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("language", fields.CharField(max_length=4)),
                ("state", fields.CharField(max_length=8)),
                ("attempt", fields.IntField(db_default=1)),
                ("error", fields.CharField(db_default="", max_length=500)),
                ("file_key", fields.CharField(null=True, max_length=200)),
                ("size", fields.BigIntField(null=True)),
                ("sha256", fields.CharField(null=True, max_length=64)),
                ("wanted_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("retry_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("made_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "report",
                "app": "audit",
                "pk_attr": "id",
                "table_description": "A PDF that is wanted, ready or failed. The row is the request, the job only finds it.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="TrailEntry",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("number", fields.BigIntField(unique=True)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                (
                    "actor",
                    fields.CharField(description="uuid of the person, or 'system'", max_length=36),
                ),
                ("action", fields.CharField(max_length=40)),
                ("subject", fields.CharField(description="kind:outward key", max_length=80)),
                (
                    "details",
                    fields.JSONField(
                        default=dict,
                        encoder=functools.partial(dumps, separators=(",", ":")),
                        decoder=loads,
                    ),
                ),
                ("previous", fields.CharField(max_length=64)),
                ("hash", fields.CharField(max_length=64)),
            ],
            options={
                "table": "trail_entry",
                "app": "audit",
                "pk_attr": "id",
                "table_description": "Who did what, each link holding the hash of the one before. Triggers forbid changes.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="TrailHead",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("number", fields.BigIntField()),
                ("hash", fields.CharField(max_length=64)),
            ],
            options={
                "table": "trail_head",
                "app": "audit",
                "pk_attr": "id",
                "table_description": "One row: the newest link of the trail. Locked while a link is added.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Upload",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("photo_uuid", fields.UUIDField(unique=True)),
                ("visit_uuid", fields.UUIDField()),
                (
                    "person",
                    fields.ForeignKeyField(
                        "audit.Person",
                        source_field="person_id",
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("length", fields.BigIntField()),
                ("sha256", fields.CharField(max_length=64)),
                ("media_type", fields.CharField(max_length=64)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("expires_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "upload",
                "app": "audit",
                "pk_attr": "id",
                "table_description": "An upload under way, how far it got is the size of its partial file, never a column.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Wave",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("code", fields.CharField(unique=True, max_length=32)),
                ("name_zh", fields.CharField(max_length=100)),
                ("name_en", fields.CharField(max_length=100)),
                ("starts_on", fields.DateField()),
                ("ends_on", fields.DateField()),
                ("release_policy", fields.CharField(db_default="at_close", max_length=12)),
                (
                    "batch_size",
                    fields.IntField(
                        description="least visits of an in_batches release", db_default=5
                    ),
                ),
                ("closed_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                (
                    "edition",
                    fields.IntField(
                        description="of the wave's figures, 0 before closing", db_default=0
                    ),
                ),
            ],
            options={
                "table": "wave",
                "app": "audit",
                "pk_attr": "id",
                "table_description": "One measuring period. Its first and last day are the branches' local days.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Assignment",
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
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "branch",
                    fields.ForeignKeyField(
                        "audit.Branch",
                        source_field="branch_id",
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "auditor",
                    fields.ForeignKeyField(
                        "audit.Person",
                        source_field="auditor_id",
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "version",
                    fields.ForeignKeyField(
                        "audit.ChecklistVersion",
                        source_field="version_id",
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("kind", fields.CharField(db_default="mystery", max_length=8)),
                ("channel", fields.CharField(db_default="on_site", max_length=12)),
                ("scenario_zh", fields.TextField(null=True, unique=False)),
                ("scenario_en", fields.TextField(null=True, unique=False)),
                ("due_from", fields.DateField()),
                ("due_to", fields.DateField()),
                (
                    "cancelled_at",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
            ],
            options={
                "table": "assignment",
                "app": "audit",
                "pk_attr": "id",
                "table_description": "One visit that one auditor is to make.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Visit",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                (
                    "uuid",
                    fields.UUIDField(
                        unique=True, description="made by the phone when the visit begins"
                    ),
                ),
                (
                    "assignment",
                    fields.OneToOneField(
                        "audit.Assignment",
                        source_field="assignment_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="visit",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "wave",
                    fields.ForeignKeyField(
                        "audit.Wave",
                        source_field="wave_id",
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "branch",
                    fields.ForeignKeyField(
                        "audit.Branch",
                        source_field="branch_id",
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "facts",
                    fields.ForeignKeyField(
                        "audit.BranchFacts",
                        source_field="facts_id",
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "version",
                    fields.ForeignKeyField(
                        "audit.ChecklistVersion",
                        source_field="version_id",
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "auditor",
                    fields.ForeignKeyField(
                        "audit.Person",
                        source_field="auditor_id",
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("kind", fields.CharField(max_length=8)),
                ("channel", fields.CharField(max_length=12)),
                ("state", fields.CharField(max_length=12)),
                ("local_day", fields.DateField(description="the branch's local day of the visit")),
                ("daypart", fields.CharField(max_length=12)),
                ("started_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                (
                    "submission_number",
                    fields.IntField(description="the newest one, 0: none yet", db_default=0),
                ),
                (
                    "complete",
                    fields.BooleanField(
                        description="each listed photo has arrived", db_default=False
                    ),
                ),
                ("return_note", fields.TextField(null=True, unique=False)),
                (
                    "submitted_at",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                (
                    "approved_at",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                (
                    "released_at",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
            ],
            options={
                "table": "visit",
                "app": "audit",
                "pk_attr": "id",
                "table_description": "One visit of one branch, with the facts of its day.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Draft",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                (
                    "visit",
                    fields.OneToOneField(
                        "audit.Visit",
                        source_field="visit_id",
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("revision", fields.IntField()),
                ("digest", fields.CharField(max_length=64)),
                (
                    "content",
                    fields.JSONField(
                        encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads
                    ),
                ),
                ("saved_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "draft",
                "app": "audit",
                "pk_attr": "id",
                "table_description": "The newest draft of a visit, backed up from the phone.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ItemResult",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                (
                    "visit",
                    fields.ForeignKeyField(
                        "audit.Visit",
                        source_field="visit_id",
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("item_key", fields.CharField(max_length=129)),
                ("earned", fields.IntField(null=True, description="1/100 point, null: no score")),
                ("possible", fields.IntField(null=True)),
                ("met", fields.BooleanField(null=True)),
                (
                    "no_answer",
                    fields.CharField(
                        null=True, description="na, unseen, hidden, empty", max_length=8
                    ),
                ),
                ("seconds", fields.IntField(null=True, description="measured wait")),
            ],
            options={
                "table": "item_result",
                "app": "audit",
                "pk_attr": "id",
                "table_description": "What one item came to in the score that counts now. Written in one statement per visit.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="RefusedSubmission",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                (
                    "visit",
                    fields.ForeignKeyField(
                        "audit.Visit",
                        source_field="visit_id",
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("number", fields.IntField()),
                ("digest", fields.CharField(max_length=64)),
                (
                    "content",
                    fields.JSONField(
                        encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads
                    ),
                ),
                ("received_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "refused_submission",
                "app": "audit",
                "pk_attr": "id",
                "table_description": "Another content under a number already taken: answered 409, kept for the reviewer.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Remark",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                (
                    "visit",
                    fields.ForeignKeyField(
                        "audit.Visit",
                        source_field="visit_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="remarks",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("submission_number", fields.IntField()),
                ("item_key", fields.CharField(max_length=129)),
                ("text", fields.TextField(unique=False)),
                ("made_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "remark",
                "app": "audit",
                "pk_attr": "id",
                "table_description": "What a reviewer asks about one item when sending a visit back.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Score",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                (
                    "visit",
                    fields.ForeignKeyField(
                        "audit.Visit",
                        source_field="visit_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="scores",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("revision", fields.IntField()),
                ("current", fields.BooleanField(db_default=True)),
                ("reason", fields.CharField(db_default="", max_length=300)),
                ("submission_number", fields.IntField()),
                (
                    "digest",
                    fields.CharField(
                        description="answers + checklist + scoring version", max_length=64
                    ),
                ),
                ("scored_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("raw_score", fields.IntField(null=True)),
                ("final_score", fields.IntField(null=True)),
                ("outcome", fields.CharField(max_length=16)),
                ("band", fields.CharField(null=True, max_length=8)),
                (
                    "triggers",
                    fields.JSONField(
                        default=list,
                        encoder=functools.partial(dumps, separators=(",", ":")),
                        decoder=loads,
                    ),
                ),
                ("scored_items", fields.IntField(db_default=0)),
                ("count_na", fields.IntField(db_default=0)),
                ("count_unseen", fields.IntField(db_default=0)),
                ("count_hidden", fields.IntField(db_default=0)),
                ("count_empty", fields.IntField(db_default=0)),
                ("service_type", fields.CharField(null=True, max_length=24)),
                ("bases", fields.IntField(null=True, description="bases touched in order, 0…4")),
                ("reliability", fields.IntField(null=True)),
                ("assurance", fields.IntField(null=True)),
                ("tangibles", fields.IntField(null=True)),
                ("empathy", fields.IntField(null=True)),
                ("responsiveness", fields.IntField(null=True)),
                ("process", fields.IntField(null=True)),
                ("personal", fields.IntField(null=True)),
                ("outcome_quality", fields.IntField(null=True)),
                ("process_quality", fields.IntField(null=True)),
                ("hardware", fields.IntField(null=True)),
                ("software", fields.IntField(null=True)),
                ("s01", fields.IntField(null=True)),
                ("s02", fields.IntField(null=True)),
                ("s03", fields.IntField(null=True)),
                ("s04", fields.IntField(null=True)),
                ("s05", fields.IntField(null=True)),
                ("s06", fields.IntField(null=True)),
                ("s07", fields.IntField(null=True)),
                ("s08", fields.IntField(null=True)),
                ("s09", fields.IntField(null=True)),
                ("s10", fields.IntField(null=True)),
                ("s11", fields.IntField(null=True)),
                ("s12", fields.IntField(null=True)),
                ("s13", fields.IntField(null=True)),
                ("s14", fields.IntField(null=True)),
                ("s15", fields.IntField(null=True)),
                ("s16", fields.IntField(null=True)),
                ("s17", fields.IntField(null=True)),
                ("s18", fields.IntField(null=True)),
                ("s19", fields.IntField(null=True)),
                ("s20", fields.IntField(null=True)),
                ("s21", fields.IntField(null=True)),
                ("s22", fields.IntField(null=True)),
                ("s23", fields.IntField(null=True)),
                ("s24", fields.IntField(null=True)),
            ],
            options={
                "table": "score",
                "app": "audit",
                "pk_attr": "id",
                "table_description": "One wide row per scoring of a visit, `current` marks the one that counts.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Submission",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                (
                    "visit",
                    fields.ForeignKeyField(
                        "audit.Visit",
                        source_field="visit_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="submissions",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("number", fields.IntField()),
                ("digest", fields.CharField(max_length=64)),
                (
                    "content",
                    fields.JSONField(
                        encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads
                    ),
                ),
                ("received_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                (
                    "device_time",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                (
                    "complete_at",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
            ],
            options={
                "table": "submission",
                "app": "audit",
                "pk_attr": "id",
                "table_description": "What the auditor sent, as sent. Number n never changes, sending back opens n + 1.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Worker",
            fields=[
                (
                    "id",
                    fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64),
                ),
                ("seen_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "worker",
                "app": "audit",
                "pk_attr": "id",
                "table_description": "A process that works the queues on PostgreSQL, dead when it has not been seen for long.",
            },
            bases=["Model"],
        ),
    ]
