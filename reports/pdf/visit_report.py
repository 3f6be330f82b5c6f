"""The report of one visit, from its snapshot to PDF bytes."""

from collections.abc import Mapping

from reports.findings import all_findings, failed
from reports.pdf.blocks import Block
from reports.pdf.copies import evidence, with_copies
from reports.pdf.flow import Break
from reports.pdf.parts.actions import actions_block, appeals_block
from reports.pdf.parts.answers import answers_chapter
from reports.pdf.parts.failed import failed_chapter
from reports.pdf.parts.glossary import glossary
from reports.pdf.parts.method import method_chapter
from reports.pdf.parts.page_one import page_one
from reports.pdf.parts.peers import peers_block
from reports.pdf.parts.photos import Captioned, contact_sheet
from reports.pdf.parts.score_path import lift_block, together, waterfall_block
from reports.pdf.parts.trend import trend_chapter
from reports.pdf.parts.views import views_chapter
from reports.pdf.parts.waits import waits_chapter
from reports.pdf.pen import Photos
from reports.pdf.sheet import Cover, build
from reports.pdf.style import WIDTH, Kit
from reports.snapshot import VisitSnapshot
from reports.speak import Words, speaker

KINDS = {"mystery": "Mystery visit report", "open": "Open inspection report"}
CHANNELS = {
    "on_site": "on site",
    "phone": "by phone",
    "online": "online",
    "competitor": "competitor visit",
}
DAYPARTS = {
    "morning": "in the morning",
    "midday": "around midday",
    "afternoon": "in the afternoon",
    "evening": "in the evening",
}


def render_visit(
    snapshot: VisitSnapshot, lang: str, photos: Photos, words: Mapping[str, Words]
) -> bytes:
    """Return the visit report in `lang` ("zh", "en" or "both").

    `photos` gives the path of the re-encoded JPEG behind a file key. Raises PhotoUnusable or
    OSError if a photo can't be read, FontsMissing if the fonts were not set up.
    """
    kit = Kit(speaker(lang, words, snapshot.score.places))
    return build(
        Cover.of(snapshot, kit.t(KINDS[snapshot.kind]), kit.speak.text(snapshot.branch.name), kit),
        visit_blocks(with_copies(snapshot, evidence(snapshot)), kit),
        kit,
        photos,
    )


def visit_blocks(snapshot: VisitSnapshot, kit: Kit) -> list[Block]:
    """Return everything that stands in the report, in order."""
    findings = all_findings(snapshot)
    short = failed(findings)
    captions = [
        Captioned(photo, kit.speak.text(finding.item.wording))
        for finding in findings
        for one in finding.seen
        for photo in one.answer.photos
    ]
    captions.sort(key=lambda one: one.photo.number)
    return [
        *page_one(snapshot, _facts(snapshot, kit), findings, kit),
        Break(),
        *together(waterfall_block(snapshot, kit)),
        *together(lift_block(snapshot, snapshot.items, kit)),
        *peers_block(snapshot, kit),
        *trend_chapter(snapshot, kit),
        *views_chapter(snapshot.views, kit),
        *waits_chapter(findings, kit),
        *failed_chapter(short, snapshot.sections, kit),
        *actions_block(snapshot, snapshot.items, kit),
        *appeals_block(snapshot, snapshot.items, kit),
        *answers_chapter(findings, snapshot.sections, kit),
        *contact_sheet(captions, WIDTH, kit),
        *method_chapter(snapshot, kit, _method_facts(snapshot, kit)),
        *glossary(kit),
    ]


def _facts(snapshot: VisitSnapshot, kit: Kit) -> list[str]:
    when = snapshot.when
    part = kit.t(DAYPARTS[when.daypart]) if when.daypart else ""
    facts = [
        kit.speak.text(snapshot.wave.name),
        kit.speak.span(when.first_day, when.last_day),
        part,
        kit.t(CHANNELS[snapshot.channel]),
    ]
    if snapshot.inspector:
        facts.append(kit.t("inspected by {name}", name=snapshot.inspector[:80]))
    return facts


def _method_facts(snapshot: VisitSnapshot, kit: Kit) -> list[str]:
    if snapshot.kind == "open":
        return [kit.t("One open inspection. It shows one day, not the whole wave.")]
    return [
        kit.t(
            "One visit by a mystery shopper. It shows one moment, not the whole wave; who the "
            "shopper was and the exact time are kept from every reader of this report."
        )
    ]
