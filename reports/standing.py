"""What a branch's score stands beside: the waves before, its peers, and what failed again."""

from collections.abc import Sequence
from dataclasses import dataclass

from audit.formats import format_name
from audit.models import Wave
from forms.texts import Text
from reports.compare import median
from reports.queries import (
    History,
    WaveScore,
    branch_history,
    earlier_waves,
    failed_before,
    wave_scores,
)
from reports.snapshot import Peers, Previous, TrendPoint
from reports.yardstick import Yardstick

FEWEST_PEERS = 5
"""Fewer branches than this would let a reader guess single scores from a median."""


@dataclass(frozen=True)
class Standing:
    """What stands beside the figures of one branch in one wave."""

    previous: Previous | None
    peers: Peers | None
    trend: tuple[TrendPoint, ...]
    repeats: dict[str, int]


async def standing(
    branch_id: int, wave: Wave, shop_format: str, scored_digest: str, held: Yardstick
) -> Standing:
    """Return the standing of a branch; its own figures of `wave` are added by the caller."""
    waves = await earlier_waves(wave, most=7)
    history = await branch_history(branch_id, waves)
    failed = await failed_before(branch_id, waves[:2])
    return Standing(
        previous=_previous(history, scored_digest, held),
        peers=_peers(await wave_scores(wave.id), branch_id, shop_format),
        trend=_trend(history, held),
        repeats=_repeats(failed),
    )


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


def _peers(scores: Sequence[WaveScore], branch_id: int, shop_format: str) -> Peers | None:
    finals = [
        one.final
        for one in scores
        if one.final is not None and one.format == shop_format and one.branch_id != branch_id
    ]
    if len(finals) < FEWEST_PEERS:
        return None
    name = format_name(shop_format)
    label = Text(zh=f"同类门店（{name.zh}）", en=f"Like branches ({name.en})")
    return Peers(label=label, branches=len(finals), median=median(finals))


def _repeats(failed: Sequence[set[str]]) -> dict[str, int]:
    """Return 2 for items that failed in the last wave, 3 for those of the two last waves."""
    if not failed:
        return {}
    before = failed[1] if len(failed) > 1 else set()
    return {key: 3 if key in before else 2 for key in failed[0]}


def _name(wave: Wave) -> Text:
    return Text(zh=wave.name_zh, en=wave.name_en)
