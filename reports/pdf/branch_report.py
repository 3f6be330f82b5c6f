"""The report of a branch's wave: the mean of its visits, what failed, every answer."""

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
from reports.pdf.parts.visits import visits_chapter
from reports.pdf.parts.waits import waits_chapter
from reports.pdf.pen import Photos
from reports.pdf.sheet import Cover, build
from reports.pdf.style import WIDTH, Kit
from reports.snapshot import BranchSnapshot
from reports.speak import Words, speaker


def render_branch(
    snapshot: BranchSnapshot, lang: str, photos: Photos, words: Mapping[str, Words]
) -> bytes:
    """Return the branch report in "zh", "en" or "both"; photos and errors as in render_visit."""
    kit = Kit(speaker(lang, words, snapshot.score.places))
    name = kit.speak.text(snapshot.branch.name)
    cover = Cover.of(snapshot, kit.t("Branch report"), name, kit)
    shown = with_copies(snapshot, evidence(snapshot))
    return build(cover, branch_blocks(shown, kit), kit, photos)


def branch_blocks(snapshot: BranchSnapshot, kit: Kit) -> list[Block]:
    """Return everything that stands in the report, in order."""
    findings = all_findings(snapshot)
    short = failed(findings)
    return [
        *page_one(snapshot, _facts(snapshot, kit), findings, kit),
        Break(),
        *visits_chapter(snapshot, kit),
        *together(waterfall_block(snapshot, kit)),
        *together(lift_block(snapshot, snapshot.items, kit)),
        *peers_block(snapshot, kit),
        *trend_chapter(snapshot, kit),
        *views_chapter(snapshot.views, kit),
        *waits_chapter(findings, kit),
        *failed_chapter(short, snapshot.sections, kit),
        *actions_block(snapshot, snapshot.items, kit),
        *appeals_block(snapshot, snapshot.items, kit),
        *answers_chapter(findings, snapshot.sections, kit, visits=len(snapshot.visits)),
        *contact_sheet(_captions(snapshot, kit), WIDTH, kit),
        *method_chapter(snapshot, kit, _method_facts(snapshot, kit)),
        *glossary(kit),
    ]


def _captions(snapshot: BranchSnapshot, kit: Kit) -> list[Captioned]:
    found = [
        Captioned(
            photo,
            kit.t("Visit {n}: {text}", n=answer.visit, text=kit.speak.text(item.wording)),
        )
        for item in snapshot.items
        for answer in item.answers
        for photo in answer.photos
    ]
    return sorted(found, key=lambda one: one.photo.number)


def _facts(snapshot: BranchSnapshot, kit: Kit) -> list[str]:
    wave = snapshot.wave
    return [
        kit.speak.text(wave.name),
        kit.speak.span(wave.first_day, wave.last_day),
        _visit_words(len(snapshot.visits), kit),
    ]


def _visit_words(visits: int, kit: Kit) -> str:
    return kit.t("one visit") if visits == 1 else kit.t("mean of {n} visits", n=visits)


def _method_facts(snapshot: BranchSnapshot, kit: Kit) -> list[str]:
    sentences = [
        kit.t(
            "The score is the mean of {n} visits of equal weight. The numbers of the visits are "
            "labels, not their order in time.",
            n=len(snapshot.visits),
        )
    ]
    if len(snapshot.visits) < 3:
        sentences.append(kit.t("Fewer than three visits: small differences mean little."))
    return sentences
