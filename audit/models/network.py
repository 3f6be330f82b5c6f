"""The network: regions, brands, branches, and what was true of a branch at a time."""

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

DATUMS = ("wgs84", "gcj02", "bd09")


class Region(Model):
    """A node of the tree head office → region → city."""

    id = fields.IntField(primary_key=True)
    code = fields.CharField(max_length=32, unique=True)
    parent: fields.ForeignKeyNullableRelation["Region"] = fields.ForeignKeyField(
        "audit.Region", null=True, related_name="children", on_delete=fields.RESTRICT
    )
    parent_id: int | None
    path = fields.CharField(max_length=400, description="/root/…/code/, a prefix is a subtree")
    name_zh = fields.CharField(max_length=100)
    name_en = fields.CharField(max_length=100)

    class Meta:
        table = "region"
        indexes = (
            Index(fields=("path",), name="ix_region_path"),
            Index(fields=("parent_id",), name="ix_region_parent"),
        )


class Brand(Model):
    """A brand of the company, the name of a competitor is one too."""

    id = fields.IntField(primary_key=True)
    code = fields.CharField(max_length=32, unique=True)
    name_zh = fields.CharField(max_length=100)
    name_en = fields.CharField(max_length=100)

    class Meta:
        table = "brand"


class Branch(Model):
    """One branch. What may change over the years is in BranchFacts."""

    id = fields.IntField(primary_key=True)
    code = fields.CharField(max_length=32, unique=True)
    opened_on = fields.DateField()
    closed_on = fields.DateField(null=True)
    facts: fields.ReverseRelation["BranchFacts"]

    class Meta:
        table = "branch"


class BranchFacts(Model):
    """What is true of a branch from a day on, until the next row begins."""

    id = fields.IntField(primary_key=True)
    branch: fields.ForeignKeyRelation[Branch] = fields.ForeignKeyField(
        "audit.Branch", related_name="facts", on_delete=fields.RESTRICT
    )
    branch_id: int
    valid_from = fields.DateField()
    valid_to = fields.DateField(null=True, description="first day it no longer holds")
    name_zh = fields.CharField(max_length=100)
    name_en = fields.CharField(max_length=100)
    region: fields.ForeignKeyRelation[Region] = fields.ForeignKeyField(
        "audit.Region", on_delete=fields.RESTRICT
    )
    region_id: int
    brand: fields.ForeignKeyRelation[Brand] = fields.ForeignKeyField(
        "audit.Brand", on_delete=fields.RESTRICT
    )
    brand_id: int
    format = fields.CharField(max_length=32, description="shop format, as checklists know it")
    tags = fields.JSONField[list[str]](default=list)
    zone = fields.CharField(max_length=64, description="IANA time zone")
    address = fields.CharField(max_length=300, db_default="")
    latitude = fields.FloatField(null=True)
    longitude = fields.FloatField(null=True)
    datum = fields.CharField(max_length=8, db_default="wgs84")

    class Meta:
        table = "branch_facts"
        indexes = (
            Index(fields=("region_id",), name="ix_branch_facts_region"),
            Index(fields=("brand_id",), name="ix_branch_facts_brand"),
        )
        constraints = (
            UniqueConstraint(fields=("branch_id", "valid_from"), name="uq_branch_facts_from"),
            CheckConstraint(
                name="ck_branch_facts_datum", check="datum IN ('" + "', '".join(DATUMS) + "')"
            ),
            CheckConstraint(
                name="ck_branch_facts_span", check="valid_to IS NULL OR valid_to > valid_from"
            ),
        )
