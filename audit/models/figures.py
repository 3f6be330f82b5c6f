"""Figures of released visits, laid out for comparison. Derived: made again from scores at any time.

They name rows of other tables by key without a reference, so that they can be dropped and rebuilt;
backups leave them out.
"""

from tortoise import fields
from tortoise.indexes import Index
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
    stamp = fields.CharField(max_length=32, description="that of the wave when this was written")
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
        indexes = (Index(fields=("wave_id", "id"), name="ix_visit_figures_wave"),)


class WaveFigures(Model):
    """One row for each wave with figures: `stamp` is another one whenever they are."""

    id = fields.IntField(primary_key=True)
    wave_id = fields.IntField(unique=True)
    stamp = fields.CharField(max_length=32)

    class Meta:
        table = "wave_figures"
