"""Photos, as claimed by the phone, as received, and as served."""

from typing import Any

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint
from tortoise.models import Model

from audit.models.people import Person

PHOTO_STATES = ("arrived", "ready", "refused")


class Upload(Model):
    """An upload under way, how far it got is the size of its partial file, never a column."""

    id = fields.IntField(primary_key=True)
    photo_uuid = fields.UUIDField(unique=True)
    visit_uuid = fields.UUIDField()
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "audit.Person", on_delete=fields.RESTRICT
    )
    person_id: int
    length = fields.BigIntField()
    sha256 = fields.CharField(max_length=64)
    media_type = fields.CharField(max_length=64)
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()

    class Meta:
        table = "upload"
        indexes = (
            Index(fields=("expires_at",), name="ix_upload_expires"),
            Index(fields=("person_id",), name="ix_upload_person"),
        )


class Photo(Model):
    """A photo whose bytes have arrived whole. It may be here before its visit is."""

    id = fields.IntField(primary_key=True)
    uuid = fields.UUIDField(unique=True, description="made by the phone")
    visit_uuid = fields.UUIDField()
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "audit.Person", on_delete=fields.RESTRICT
    )
    person_id: int
    state = fields.CharField(max_length=8, description="arrived → ready or refused")
    refusal = fields.CharField(max_length=32, null=True, description="code, when refused")
    attempts = fields.IntField(db_default=0, description="of making the served copies")
    retry_at = fields.DatetimeField(null=True)
    sha256 = fields.CharField(max_length=64)
    size = fields.BigIntField()
    media_type = fields.CharField(max_length=64)
    received_at = fields.DatetimeField()
    taken_at = fields.DatetimeField(null=True, description="from EXIF, as if UTC when no offset")
    latitude = fields.FloatField(null=True)
    longitude = fields.FloatField(null=True)
    claims = fields.JSONField[dict[str, Any]](default=dict)
    width = fields.IntField(null=True, description="of the large copy")
    height = fields.IntField(null=True)
    copies = fields.CharField(
        max_length=64, null=True, description="sha256 of the large copy: names all copies"
    )
    marks = fields.CharField(
        max_length=64, null=True, description="digest of what the auditor drew over it, if anything"
    )
    marked = fields.CharField(
        max_length=64, null=True, description="sha256 of the large copy with the marks drawn in"
    )
    fingerprint = fields.BigIntField(null=True, description="perceptual hash, signed 64 bit")

    class Meta:
        table = "photo"
        indexes = (
            Index(fields=("visit_uuid",), name="ix_photo_visit"),
            Index(fields=("sha256",), name="ix_photo_sha256"),
            Index(fields=("state",), name="ix_photo_state"),
            Index(fields=("person_id",), name="ix_photo_person"),
        )
        constraints = (
            CheckConstraint(
                name="ck_photo_state", check="state IN ('" + "', '".join(PHOTO_STATES) + "')"
            ),
        )
