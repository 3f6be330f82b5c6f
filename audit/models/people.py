"""People, what they may do, and how they prove who they are."""

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint
from tortoise.models import Model

from audit.models.network import Branch, Brand, Region

ROLES = ("auditor", "reviewer", "branch_manager", "region_manager", "head_office", "admin")


class Person(Model):
    """Someone who signs in. Never deleted, only made inactive."""

    id = fields.IntField(primary_key=True)
    uuid = fields.UUIDField(unique=True)
    login = fields.CharField(max_length=64, unique=True, description="employee number, lower case")
    mobile = fields.CharField(max_length=24, null=True, unique=True)
    email = fields.CharField(max_length=254, null=True)
    name = fields.CharField(max_length=100)
    pseudonym = fields.CharField(max_length=32, unique=True, description="all a reviewer sees")
    language = fields.CharField(max_length=8, db_default="zh")
    password_hash = fields.CharField(max_length=255, null=True)
    password_due = fields.BooleanField(db_default=True, description="must choose a new password")
    active = fields.BooleanField(db_default=True)
    created_at = fields.DatetimeField()

    class Meta:
        table = "person"


class RoleGrant(Model):
    """One role of one person, over a region (with all below it), a brand, a branch, or all."""

    id = fields.IntField(primary_key=True)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "audit.Person", related_name="grants", on_delete=fields.RESTRICT
    )
    person_id: int
    role = fields.CharField(max_length=20)
    region: fields.ForeignKeyNullableRelation[Region] = fields.ForeignKeyField(
        "audit.Region", null=True, on_delete=fields.RESTRICT
    )
    region_id: int | None
    brand: fields.ForeignKeyNullableRelation[Brand] = fields.ForeignKeyField(
        "audit.Brand", null=True, on_delete=fields.RESTRICT
    )
    brand_id: int | None
    branch: fields.ForeignKeyNullableRelation[Branch] = fields.ForeignKeyField(
        "audit.Branch", null=True, on_delete=fields.RESTRICT
    )
    branch_id: int | None
    starts_on = fields.DateField()
    ends_on = fields.DateField(null=True, description="last day of the role, itself included")

    class Meta:
        table = "role_grant"
        indexes = (Index(fields=("person_id",), name="ix_role_grant_person"),)
        constraints = (
            CheckConstraint(
                name="ck_role_grant_role",
                check="role IN ('" + "', '".join(ROLES) + "')",
            ),
        )


class Session(Model):
    """One sign-in. Only the token's hash is kept."""

    id = fields.IntField(primary_key=True)
    uuid = fields.UUIDField(unique=True)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "audit.Person", on_delete=fields.RESTRICT
    )
    person_id: int
    token_hash = fields.CharField(max_length=64, unique=True)
    device = fields.CharField(max_length=120, description="from the user agent, for the list")
    created_at = fields.DatetimeField()
    seen_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    revoked_at = fields.DatetimeField(null=True)
    lost_at = fields.DatetimeField(null=True, description="reported lost: erase at next contact")
    erased_at = fields.DatetimeField(null=True, description="the device said that it has erased")

    class Meta:
        table = "session"
        indexes = (Index(fields=("person_id",), name="ix_session_person"),)


class ApiToken(Model):
    """A long-lived key of a person for programs, sent as a bearer token."""

    id = fields.IntField(primary_key=True)
    uuid = fields.UUIDField(unique=True)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "audit.Person", on_delete=fields.RESTRICT
    )
    person_id: int
    name = fields.CharField(max_length=100)
    token_hash = fields.CharField(max_length=64, unique=True)
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField(null=True)
    revoked_at = fields.DatetimeField(null=True)

    class Meta:
        table = "api_token"
        indexes = (Index(fields=("person_id",), name="ix_api_token_person"),)


class RescueKey(Model):
    """The one key for files of unsent work, phones keep its public half."""

    id = fields.IntField(primary_key=True)
    uuid = fields.UUIDField(unique=True)
    secret = fields.CharField(max_length=64, description="private number on P-256, hexadecimal")

    class Meta:
        table = "rescue_key"


class ResetLink(Model):
    """An administrator's one-time link by which a person chooses a new password."""

    id = fields.IntField(primary_key=True)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "audit.Person", related_name="reset_links", on_delete=fields.RESTRICT
    )
    person_id: int
    token_hash = fields.CharField(max_length=64, unique=True)
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    used_at = fields.DatetimeField(null=True)

    class Meta:
        table = "reset_link"
        indexes = (Index(fields=("person_id",), name="ix_reset_link_person"),)


class LoginAttempt(Model):
    """A failed sign-in, so that the limit survives a restart. Swept after a day."""

    id = fields.IntField(primary_key=True)
    account = fields.CharField(max_length=64, description="hash of the login that was tried")
    network = fields.CharField(max_length=64, description="hash of the address it came from")
    at = fields.DatetimeField()

    class Meta:
        table = "login_attempt"
        indexes = (
            Index(fields=("account", "at"), name="ix_login_attempt_account"),
            Index(fields=("network", "at"), name="ix_login_attempt_network"),
        )
