"""Constraints and indexes, and the trail that cannot be changed.

Tortoise ignores constraints given when a table is made, and on SQLite each CHECK remakes its
table and loses the indexes made before: so checks come first, then unique constraints, then
indexes. tests/audit/test_schema.py compares the catalogue of both databases with the models.
"""

from tortoise import migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.migrations.schema_editor.base import BaseSchemaEditor

from audit.schema_steps import Together

_SQLITE = """
CREATE TRIGGER trail_entry_keep_{verb} BEFORE {verb} ON trail_entry
BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END
"""
_POSTGRES = """
CREATE FUNCTION trail_entry_keep() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the trail is append-only'; END $$;
CREATE TRIGGER trail_entry_keep BEFORE UPDATE OR DELETE ON trail_entry
FOR EACH ROW EXECUTE FUNCTION trail_entry_keep()
"""


async def keep_trail(apps: object, editor: BaseSchemaEditor) -> None:
    """Make the trail append-only, and write the link that the first entry hangs on."""
    client = editor.client
    if client.capabilities.dialect == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            await client.execute_query(_SQLITE.format(verb=verb))
    else:
        await client.execute_script(_POSTGRES)
    await client.execute_query(
        f"INSERT INTO trail_head (id, number, hash) VALUES (1, 0, '{'0' * 64}')"  # noqa: S608
    )


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [
        Together(
            ops.AddConstraint(
                "ChecklistSection",
                CheckConstraint(
                    check="score_column BETWEEN 1 AND 24", name="ck_checklist_section_column"
                ),
            ),
            ops.AddConstraint(
                "Photo",
                CheckConstraint(
                    check="state IN ('arrived', 'ready', 'refused')", name="ck_photo_state"
                ),
            ),
            ops.AddConstraint(
                "BranchFacts",
                CheckConstraint(
                    check="datum IN ('wgs84', 'gcj02', 'bd09')", name="ck_branch_facts_datum"
                ),
            ),
            ops.AddConstraint(
                "BranchFacts",
                CheckConstraint(
                    check="valid_to IS NULL OR valid_to > valid_from", name="ck_branch_facts_span"
                ),
            ),
            ops.AddConstraint(
                "RoleGrant",
                CheckConstraint(
                    check="role IN ('auditor', 'reviewer', 'branch_manager', 'region_manager', 'head_office', 'admin')",
                    name="ck_role_grant_role",
                ),
            ),
            ops.AddConstraint(
                "Report",
                CheckConstraint(
                    check="state IN ('wanted', 'ready', 'failed')", name="ck_report_state"
                ),
            ),
            ops.AddConstraint(
                "Wave", CheckConstraint(check="ends_on >= starts_on", name="ck_wave_span")
            ),
            ops.AddConstraint(
                "Wave",
                CheckConstraint(
                    check="release_policy IN ('at_close', 'in_batches', 'at_approval')",
                    name="ck_wave_release_policy",
                ),
            ),
            ops.AddConstraint(
                "Assignment",
                CheckConstraint(check="kind IN ('mystery', 'open')", name="ck_assignment_kind"),
            ),
            ops.AddConstraint(
                "Assignment",
                CheckConstraint(
                    check="channel IN ('on_site', 'phone', 'online', 'competitor')",
                    name="ck_assignment_channel",
                ),
            ),
            ops.AddConstraint(
                "Assignment", CheckConstraint(check="due_to >= due_from", name="ck_assignment_due")
            ),
            ops.AddConstraint(
                "Visit",
                CheckConstraint(
                    check="state IN ('draft', 'submitted', 'in_review', 'returned', 'approved', 'released', 'excluded')",
                    name="ck_visit_state",
                ),
            ),
            ops.AddConstraint(
                "Submission", CheckConstraint(check="number >= 1", name="ck_submission_number")
            ),
            ops.AddConstraint(
                "ChecklistSection",
                UniqueConstraint(fields=("checklist_id", "key"), name="uq_checklist_section_key"),
            ),
            ops.AddConstraint(
                "ChecklistSection",
                UniqueConstraint(
                    fields=("checklist_id", "score_column"), name="uq_checklist_section_column"
                ),
            ),
            ops.AddConstraint(
                "ChecklistVersion",
                UniqueConstraint(
                    fields=("checklist_id", "number"), name="uq_checklist_version_number"
                ),
            ),
            ops.AddConstraint(
                "ChecklistVersion",
                UniqueConstraint(
                    fields=("checklist_id", "digest"), name="uq_checklist_version_digest"
                ),
            ),
            ops.AddConstraint(
                "BranchFacts",
                UniqueConstraint(fields=("branch_id", "valid_from"), name="uq_branch_facts_from"),
            ),
            ops.AddConstraint(
                "Snapshot",
                UniqueConstraint(fields=("subject", "edition"), name="uq_snapshot_edition"),
            ),
            ops.AddConstraint(
                "Report",
                UniqueConstraint(fields=("snapshot_id", "language"), name="uq_report_language"),
            ),
            ops.AddConstraint(
                "ItemResult",
                UniqueConstraint(fields=("visit_id", "item_key"), name="uq_item_result_visit_item"),
            ),
            ops.AddConstraint(
                "RefusedSubmission",
                UniqueConstraint(
                    fields=("visit_id", "number", "digest"), name="uq_refused_submission_digest"
                ),
            ),
            ops.AddConstraint(
                "Score", UniqueConstraint(fields=("visit_id", "revision"), name="uq_score_revision")
            ),
            ops.AddConstraint(
                "Visit", UniqueConstraint(fields=("assignment_id",), name="uq_visit_assignment")
            ),
            ops.AddConstraint(
                "Submission",
                UniqueConstraint(fields=("visit_id", "number"), name="uq_submission_number"),
            ),
            ops.AddIndex(
                "LoginAttempt", Index(fields=["account", "at"], name="ix_login_attempt_account")
            ),
            ops.AddIndex(
                "LoginAttempt", Index(fields=["network", "at"], name="ix_login_attempt_network")
            ),
            ops.AddIndex("ApiToken", Index(fields=["person_id"], name="ix_api_token_person")),
            ops.AddIndex("Photo", Index(fields=["visit_uuid"], name="ix_photo_visit")),
            ops.AddIndex("Photo", Index(fields=["sha256"], name="ix_photo_sha256")),
            ops.AddIndex("Photo", Index(fields=["state"], name="ix_photo_state")),
            ops.AddIndex("Photo", Index(fields=["person_id"], name="ix_photo_person")),
            ops.AddIndex("Region", Index(fields=["path"], name="ix_region_path")),
            ops.AddIndex("Region", Index(fields=["parent_id"], name="ix_region_parent")),
            ops.AddIndex("BranchFacts", Index(fields=["region_id"], name="ix_branch_facts_region")),
            ops.AddIndex("BranchFacts", Index(fields=["brand_id"], name="ix_branch_facts_brand")),
            ops.AddIndex("ResetLink", Index(fields=["person_id"], name="ix_reset_link_person")),
            ops.AddIndex("RoleGrant", Index(fields=["person_id"], name="ix_role_grant_person")),
            ops.AddIndex("Session", Index(fields=["person_id"], name="ix_session_person")),
            ops.AddIndex("Report", Index(fields=["state"], name="ix_report_state")),
            ops.AddIndex("TrailEntry", Index(fields=["subject"], name="ix_trail_entry_subject")),
            ops.AddIndex("Upload", Index(fields=["expires_at"], name="ix_upload_expires")),
            ops.AddIndex("Upload", Index(fields=["person_id"], name="ix_upload_person")),
            ops.AddIndex(
                "Assignment", Index(fields=["auditor_id", "due_to"], name="ix_assignment_auditor")
            ),
            ops.AddIndex("Assignment", Index(fields=["wave_id"], name="ix_assignment_wave")),
            ops.AddIndex("Assignment", Index(fields=["branch_id"], name="ix_assignment_branch")),
            ops.AddIndex("Visit", Index(fields=["wave_id", "state"], name="ix_visit_wave_state")),
            ops.AddIndex(
                "Visit", Index(fields=["branch_id", "wave_id"], name="ix_visit_branch_wave")
            ),
            ops.AddIndex(
                "Visit", Index(fields=["auditor_id", "state"], name="ix_visit_auditor_state")
            ),
            ops.AddIndex("Visit", Index(fields=["state", "submitted_at"], name="ix_visit_queue")),
            ops.AddIndex(
                "Remark", Index(fields=["visit_id", "submission_number"], name="ix_remark_visit")
            ),
            ops.AddIndex("Score", Index(fields=["visit_id", "current"], name="ix_score_current")),
        ),
        ops.RunPython(keep_trail),
    ]
