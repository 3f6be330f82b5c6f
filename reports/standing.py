"""What a branch's score stands beside: the waves before, its peers, and what failed again.

Only visits by the same checklist are set beside each other.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from audit.models import ChecklistSection, Wave
from audit.network.formats import format_name
from forms.texts import Text
from reports.compare import median
from reports.queries import (
    History,
    LoadedVisit,
    WaveScore,
    branch_history,
    earlier_waves,
    failed_before,
    wave_scores,
)
from reports.snapshot import Peers, Previous, Section, TrendPoint
from reports.yardstick import Yardstick, yardstick_of

FEWEST_PEERS = 5
"""Fewer branches than this would let a reader guess single scores from a median."""


@dataclass(frozen=True)
class WaveFigures:
    """What all reports of a wave have in common, read once for all that are frozen together.

    `earlier`: the waves before, newest first; `places`: where a checklist's section stands in
    the `sections` of a score, by checklist and section key.
    """

    wave: Wave
    earlier: Sequence[Wave]
    scores: Sequence[WaveScore]
    places: Mapping[int, Mapping[str, int]]


async def wave_figures(wave: Wave) -> WaveFigures:
    """Read the figures of a wave as they are now."""
    places: dict[int, dict[str, int]] = {}
    for row in await ChecklistSection.all():
        places.setdefault(row.checklist_id, {})[row.key] = row.column - 1
    return WaveFigures(
        wave=wave,
        earlier=await earlier_waves(wave, most=7),
        scores=await wave_scores(wave.id),
        places=places,
    )


@dataclass(frozen=True)
class Standing:
    """What stands beside the figures of one branch in one wave; the last two by section key."""

    previous: Previous | None
    peers: Peers | None
    trend: tuple[TrendPoint, ...]
    repeats: dict[str, int]
    section_peers: Mapping[str, int | None]
    section_previous: Mapping[str, int | None]

    def beside(self, sections: Iterable[Section]) -> tuple[Section, ...]:
        """Return the sections with what they stand beside."""
        return tuple(
            section.model_copy(
                update={
                    "peer_median": self.section_peers.get(section.key),
                    "previous": self.section_previous.get(section.key),
                }
            )
            for section in sections
        )


async def standing(loaded: LoadedVisit, figures: WaveFigures) -> Standing:
    """Return the standing of a visit's branch; its own figures of the wave are not part of it."""
    branch, checklist = loaded.visit.branch_id, loaded.version.checklist_id
    history = await branch_history(branch, checklist, figures.earlier)
    failed = await failed_before(branch, checklist, figures.earlier[:2])
    held = yardstick_of(loaded.checklist)
    previous = _previous(history, loaded.version.scored_digest, held)
    peers = peers_of(figures.scores, branch, checklist, loaded.facts.format)
    places = figures.places.get(checklist, {})
    comparable = previous is not None and previous.comparable
    return Standing(
        previous=previous,
        peers=_peers(peers, loaded.facts.format),
        trend=_trend(history, held),
        repeats=_repeats(failed),
        section_peers=section_medians(peers, places),
        section_previous={k: history[0].sections[n] for k, n in places.items()}
        if comparable
        else {},
    )


def peers_of(
    scores: Iterable[WaveScore], branch_id: int, checklist_id: int, shop_format: str
) -> list[WaveScore]:
    """Return the other branches of a format that were visited by the same checklist."""
    return [
        one
        for one in scores
        if one.branch_id != branch_id
        and one.checklist_id == checklist_id
        and one.format == shop_format
    ]


def section_medians(peers: Sequence[WaveScore], places: Mapping[str, int]) -> dict[str, int | None]:
    """Return the peers' median of each section, by its key."""
    return {key: _median(one.sections[place] for one in peers) for key, place in places.items()}


def peers_label(shop_format: str) -> Text:
    """Say who the peers are."""
    name = format_name(shop_format)
    return Text(zh=f"同类门店（{name.zh}）", en=f"Like branches ({name.en})")


def _median(values: Iterable[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return median(known) if len(known) >= FEWEST_PEERS else None


def _peers(peers: Sequence[WaveScore], shop_format: str) -> Peers | None:
    middle = _median(one.final for one in peers)
    if middle is None:
        return None
    count = sum(one.final is not None for one in peers)
    return Peers(label=peers_label(shop_format), branches=count, median=middle)


def _previous(history: Sequence[History], scored_digest: str, held: Yardstick) -> Previous | None:
    if not history:
        return None
    newest = history[0]
    return Previous(
        wave=_name(newest.wave),
        final=newest.final,
        band=held.band(newest.final),
        comparable=newest.scored_digests == {scored_digest},
        visits=newest.visits,
    )


def _trend(history: Sequence[History], held: Yardstick) -> tuple[TrendPoint, ...]:
    points: list[TrendPoint] = []
    digests: frozenset[str] = frozenset()
    for past in reversed(history):
        points.append(
            TrendPoint(
                wave=_name(past.wave),
                final=past.final,
                band=held.band(past.final),
                visits=past.visits,
                broken=bool(points) and past.scored_digests != digests,
            )
        )
        digests = past.scored_digests
    return tuple(points)


def _repeats(failed: Sequence[set[str]]) -> dict[str, int]:
    """Return 2 for items that failed in the last wave, 3 for those of the two last waves."""
    if not failed:
        return {}
    before = failed[1] if len(failed) > 1 else set()
    return {key: 3 if key in before else 2 for key in failed[0]}


def _name(wave: Wave) -> Text:
    return Text(zh=wave.name_zh, en=wave.name_en)
