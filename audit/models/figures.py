"""Figures of released visits, laid out for comparison. Derived: made again from scores at any time.

They name rows of other tables by key without a reference, so that they can be dropped and rebuilt;
backups leave them out.
"""

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import UniqueConstraint
from tortoise.models import Model


def _sum() -> fields.IntField[int | None]:
    return fields.IntField(null=True)


class VisitFigures(Model):
    """One released visit with all it is filtered by, its scores, and each answer in one sign.

    A score of a section or view is null where the visit has none. `items` holds one sign for each
    item of the version, in its order (see audit.figures.signs); `waits` is a JSON list of the
    seconds of its wait items, null where none was measured.
    """

    id = fields.BigIntField(primary_key=True)
    visit_id = fields.IntField(unique=True)
    wave_id = fields.IntField()
    branch_id = fields.IntField()
    facts_id = fields.IntField()
    checklist_id = fields.IntField()
    version_id = fields.IntField()
    scale_id = fields.IntField(description="oldest version whose scores compare with these")
    kind = fields.CharField(max_length=8)
    channel = fields.CharField(max_length=12)
    daypart = fields.CharField(max_length=12)
    final = _sum()
    critical = fields.IntField(description="1: a critical rule acted")
    bases = _sum()
    service_type = fields.CharField(max_length=24, null=True)
    reliability = _sum()
    assurance = _sum()
    tangibles = _sum()
    empathy = _sum()
    responsiveness = _sum()
    process = _sum()
    personal = _sum()
    outcome_quality = _sum()
    process_quality = _sum()
    hardware = _sum()
    software = _sum()
    s01 = _sum()
    s02 = _sum()
    s03 = _sum()
    s04 = _sum()
    s05 = _sum()
    s06 = _sum()
    s07 = _sum()
    s08 = _sum()
    s09 = _sum()
    s10 = _sum()
    s11 = _sum()
    s12 = _sum()
    s13 = _sum()
    s14 = _sum()
    s15 = _sum()
    s16 = _sum()
    s17 = _sum()
    s18 = _sum()
    s19 = _sum()
    s20 = _sum()
    s21 = _sum()
    s22 = _sum()
    s23 = _sum()
    s24 = _sum()
    items = fields.TextField()
    waits = fields.TextField()

    class Meta:
        table = "visit_figures"
        indexes = (
            Index(fields=("wave_id", "branch_id"), name="ix_visit_figures_wave"),
            Index(fields=("branch_id", "wave_id"), name="ix_visit_figures_branch"),
        )


class BranchFigures(Model):
    """The visits of one branch in one wave, added up: a sum and a count for each score.

    One row for each set of facts, comparable checklist, kind and channel among those visits.
    """

    id = fields.BigIntField(primary_key=True)
    wave_id = fields.IntField()
    branch_id = fields.IntField()
    facts_id = fields.IntField()
    checklist_id = fields.IntField()
    scale_id = fields.IntField()
    kind = fields.CharField(max_length=8)
    channel = fields.CharField(max_length=12)
    visits = fields.IntField()
    scored = fields.IntField(description="visits with a final score")
    total = fields.BigIntField(description="sum of final scores")
    squares = fields.BigIntField(description="sum of their squares")
    critical = fields.IntField(description="visits in which a critical rule acted")
    bases0 = fields.IntField(description="visits that touched no base")
    bases1 = fields.IntField()
    bases2 = fields.IntField()
    bases3 = fields.IntField()
    bases4 = fields.IntField()
    reliability = _sum()
    reliability_n = fields.IntField()
    assurance = _sum()
    assurance_n = fields.IntField()
    tangibles = _sum()
    tangibles_n = fields.IntField()
    empathy = _sum()
    empathy_n = fields.IntField()
    responsiveness = _sum()
    responsiveness_n = fields.IntField()
    process = _sum()
    process_n = fields.IntField()
    personal = _sum()
    personal_n = fields.IntField()
    outcome_quality = _sum()
    outcome_quality_n = fields.IntField()
    process_quality = _sum()
    process_quality_n = fields.IntField()
    hardware = _sum()
    hardware_n = fields.IntField()
    software = _sum()
    software_n = fields.IntField()
    s01 = _sum()
    s01_n = fields.IntField()
    s02 = _sum()
    s02_n = fields.IntField()
    s03 = _sum()
    s03_n = fields.IntField()
    s04 = _sum()
    s04_n = fields.IntField()
    s05 = _sum()
    s05_n = fields.IntField()
    s06 = _sum()
    s06_n = fields.IntField()
    s07 = _sum()
    s07_n = fields.IntField()
    s08 = _sum()
    s08_n = fields.IntField()
    s09 = _sum()
    s09_n = fields.IntField()
    s10 = _sum()
    s10_n = fields.IntField()
    s11 = _sum()
    s11_n = fields.IntField()
    s12 = _sum()
    s12_n = fields.IntField()
    s13 = _sum()
    s13_n = fields.IntField()
    s14 = _sum()
    s14_n = fields.IntField()
    s15 = _sum()
    s15_n = fields.IntField()
    s16 = _sum()
    s16_n = fields.IntField()
    s17 = _sum()
    s17_n = fields.IntField()
    s18 = _sum()
    s18_n = fields.IntField()
    s19 = _sum()
    s19_n = fields.IntField()
    s20 = _sum()
    s20_n = fields.IntField()
    s21 = _sum()
    s21_n = fields.IntField()
    s22 = _sum()
    s22_n = fields.IntField()
    s23 = _sum()
    s23_n = fields.IntField()
    s24 = _sum()
    s24_n = fields.IntField()

    class Meta:
        table = "branch_figures"
        indexes = (Index(fields=("branch_id", "wave_id"), name="ix_branch_figures_branch"),)
        constraints = (
            UniqueConstraint(
                fields=(
                    "wave_id",
                    "branch_id",
                    "facts_id",
                    "scale_id",
                    "kind",
                    "channel",
                ),
                name="uq_branch_figures_cell",
            ),
        )
