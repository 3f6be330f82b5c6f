"""The reports on many branches: a region's, and the network's for head office."""

from collections.abc import Mapping

from reports.area_snapshot import AreaSnapshot, RegionSnapshot
from reports.pdf.blocks import Block
from reports.pdf.flow import Break, paginate
from reports.pdf.parts.area import branch_table, heat_table, league_table, waits_table
from reports.pdf.parts.area_front import FEW, movers_block, spread_block, urgent_block
from reports.pdf.parts.area_views import bases_block, square_block
from reports.pdf.parts.glossary import glossary
from reports.pdf.parts.method import method_chapter
from reports.pdf.parts.sections import section_table
from reports.pdf.parts.summary import edition, named, score_block
from reports.pdf.parts.trend import trend_chapter
from reports.pdf.parts.views import views_chapter
from reports.pdf.pen import Photos
from reports.pdf.sheet import Cover, build
from reports.pdf.style import BODY_HEIGHT, WIDTH, Kit
from reports.snapshot import Views
from reports.speak import Words, speaker


def render_area(
    snapshot: AreaSnapshot, lang: str, photos: Photos, words: Mapping[str, Words]
) -> bytes:
    """Return a region's or the network's report in "zh", "en" or "both"."""
    kit = Kit(speaker(lang, words, snapshot.score.places))
    region = isinstance(snapshot, RegionSnapshot)
    kind = kit.t("Region report") if region else kit.t("Network summary")
    cover = Cover.of(snapshot, kind, kit.speak.text(snapshot.name), kit)
    return build(cover, area_blocks(snapshot, kit), kit, photos)


def area_blocks(snapshot: AreaSnapshot, kit: Kit) -> list[Block]:
    """Return everything that stands in the report, in order."""
    front, rest = _front(snapshot, kit)
    return [
        *front,
        Break(),
        *rest,
        *([] if snapshot.total <= FEW else branch_table(snapshot, kit)),
        *movers_block(snapshot, kit),
        *heat_table(snapshot, kit, branches=isinstance(snapshot, RegionSnapshot)),
        *league_table(snapshot, kit),
        *waits_table(snapshot.waits, kit),
        *trend_chapter(snapshot, kit),
        *square_block(snapshot, kit),
        *views_chapter(_other_views(snapshot), kit, _visits),
        *bases_block(snapshot.runs, kit),
        *method_chapter(snapshot, kit, _method_facts(snapshot, kit)),
        *glossary(kit),
    ]


def _front(snapshot: AreaSnapshot, kit: Kit) -> tuple[list[Block], list[Block]]:
    """Return page one, where the area stands and what to fix; and what has no room on it."""
    few = branch_table(snapshot, kit, small=True) if snapshot.total <= FEW else []
    begin = [*_masthead(snapshot, kit), *score_block(snapshot, kit)]
    spread, urgent = spread_block(snapshot, kit), urgent_block(snapshot, kit)
    sections = section_table(snapshot.sections, kit, tight=1)
    choices: tuple[tuple[list[Block], list[Block]], ...] = (
        ([*begin, *spread, *few, *sections, *urgent], []),
        ([*begin, *few, *urgent], [*sections, *spread]),
        ([*begin, *urgent], [*few, *sections, *spread]),
    )
    for front, rest in choices:
        if len(paginate(front, WIDTH, BODY_HEIGHT)) == 1:
            return front, rest
    return choices[-1]


def _visits(n: int, kit: Kit) -> str:
    return kit.t("{n} visits", n=n)


def _other_views(snapshot: AreaSnapshot) -> Views:
    """Leave out the square of the mean where the one of all branches stands."""
    return snapshot.views.model_copy(update={"axes": ()}) if snapshot.square else snapshot.views


def _masthead(snapshot: AreaSnapshot, kit: Kit) -> list[Block]:
    speak, wave = kit.speak, snapshot.wave
    path = [speak.text(part) for part in getattr(snapshot, "region", ())]
    counts = [
        kit.t("{n} branches", n=snapshot.total),
        kit.t("{n} visits", n=snapshot.visits) if snapshot.visits else "",
    ]
    days = speak.span(wave.first_day, wave.last_day)
    lines = [speak.join(path, " › "), speak.join([speak.text(wave.name), days, *counts])]
    return named(speak.text(snapshot.name), [*lines, edition(snapshot, kit)], kit)


def _method_facts(snapshot: AreaSnapshot, kit: Kit) -> list[str]:
    return [
        kit.t(
            "Each branch counts once, with the mean of its visits; the score above is the mean "
            "over {n} branches.",
            n=len(snapshot.finals) or snapshot.total,
        )
    ]
