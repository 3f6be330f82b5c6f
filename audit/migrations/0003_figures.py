"""Figures of released visits, for comparison; upgrading fills them from the scores."""

from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_constraints")]

    operations = [
        ops.CreateModel(
            name="VisitFigures",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("visit_id", fields.IntField(unique=True)),
                (
                    "stamp",
                    fields.CharField(
                        description="that of the wave when this was written", max_length=32
                    ),
                ),
                ("wave_id", fields.IntField()),
                ("branch_id", fields.IntField()),
                ("facts_id", fields.IntField()),
                ("checklist_id", fields.IntField()),
                ("version_id", fields.IntField()),
                (
                    "scale_id",
                    fields.IntField(description="oldest version whose scores compare with these"),
                ),
                ("kind", fields.CharField(max_length=8)),
                ("channel", fields.CharField(max_length=12)),
                ("daypart", fields.CharField(max_length=12)),
                ("final", fields.IntField(null=True)),
                ("critical", fields.IntField(description="1: a critical rule acted")),
                ("bases", fields.IntField(null=True)),
                ("service_type", fields.CharField(null=True, max_length=24)),
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
                ("items", fields.TextField(unique=False)),
                ("waits", fields.TextField(unique=False)),
            ],
            options={
                "table": "visit_figures",
                "app": "audit",
                "pk_attr": "id",
                "table_description": "One released visit with all it is filtered by, its scores, and each answer in one sign.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="WaveFigures",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("wave_id", fields.IntField(unique=True)),
                ("stamp", fields.CharField(max_length=32)),
            ],
            options={
                "table": "wave_figures",
                "app": "audit",
                "pk_attr": "id",
                "table_description": "One row for each wave with figures: `stamp` is another one whenever they are.",
            },
            bases=["Model"],
        ),
        ops.AddIndex("VisitFigures", Index(fields=["wave_id", "id"], name="ix_visit_figures_wave")),
    ]
