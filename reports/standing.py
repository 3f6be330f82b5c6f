"""What a branch's score stands beside: the waves before, its peers, and what failed again.

Only visits by the same checklist, scored by versions that score alike, are set beside each other.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from audit.models import ChecklistSection, ChecklistVersion, Wave
from audit.network.formats import format_name
from forms.texts import Text
from reports.certainty import Certainty, limits
from reports.compare import median
from reports.frozen import Limits, PeerDots
from reports.queries import (
    COUNTED,
    History,
    LoadedVisit,
    WaveScore,
    branch_history,
    earlier_waves,
    failed_before,
    wave_scores,
)
from reports.snapshot import Peers, Previous, Score, Section, TrendPoint
from reports.yardstick import Yardstick, yardstick_of

FEWEST_PEERS = 5
"""Fewer branches than this would let a reader guess single scores from a median."""
MOST_DOTS = 200
"""More dots than this can't be told apart: evenly spaced ones stand for all."""

_REGION = Text(zh="本区域", en="This region")
_NETWORK = Text(zh="全部门店", en="All branches")


@dataclass(frozen=True)
class WaveFigures:
    """What all reports of a wave have in common, read once for all that are frozen together.

    `earlier`: the waves before, newest first; `places`: where a checklist's section stands in
    the `sections` of a score, by checklist and section key; `states`: of the visits that count.
    """

    wave: Wave
    earlier: Sequence[Wave]
    scores: Sequence[WaveScore]
    places: Mapping[int, Mapping[str, int]]
    states: Sequence[str] = COUNTED

    @cached_property
    def _by_scale(self) -> dict[tuple[int, str], Certainty]:
        found: dict[tuple[int, str], list[WaveScore]] = {}
        for one in self.scores:
            found.setdefault((one.checklist_id, one.scale), []).append(one)
        return {scale: Certainty(alike) for scale, alike in found.items()}

    def certainty(self, version: ChecklistVersion) -> Certainty:
        """Return what the visits whose scores compare with a version's tell of chance."""
        scale = version.checklist_id, version.scored_digest
        return self._by_scale.get(scale) or Certainty(())

    def commonest(self, versions: Iterable[ChecklistVersion]) -> str:
        """Return by what most visits of the wave were scored, among versions of one checklist;
        of two as common ones the newer."""

        def common(version: ChecklistVersion) -> tuple[int, int]:
            return sum(one.visits for one in self.certainty(version).scores), version.number

        return max(versions, key=common).scored_digest


async def wave_figures(wave: Wave, states: Sequence[str] = COUNTED) -> WaveFigures:
    """Read the figures of a wave as they are now, from its visits in these states."""
    places: dict[int, dict[str, int]] = {}
    for row in await ChecklistSection.all():
        places.setdefault(row.checklist_id, {})[row.key] = row.column - 1
    return WaveFigures(
        wave=wave,
        earlier=await earlier_waves(wave, most=7),
        scores=await wave_scores(wave.id, states),
        places=places,
        states=states,
    )


@dataclass(frozen=True)
class Standing:
    """What stands beside the figures of one branch in one wave; the sections' by their key.

    `before`: the scores of the visits of the wave before; `certainty`: of this wave.
    """

    previous: Previous | None
    before: tuple[int, ...]
    peers: Peers | None
    dots: tuple[PeerDots, ...]
    ranks: tuple[int, int] | None
    trend: tuple[TrendPoint, ...]
    alike: bool
    certainty: Certainty
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

    def weighed(self, score: Score, finals: Sequence[int]) -> Score:
        """Return the score of some visits with what it stands beside and how sure it is.

        One visit alone has no interval and no rank: those are its branch's.
        """
        comparable = self.previous is not None and self.previous.comparable
        update: dict[str, object] = {
            "previous": self.previous,
            "peers": self.peers,
            "change": self.certainty.change(self.before, finals, comparable=comparable),
        }
        return score.model_copy(update=update)

    def ranked(self, score: Score, finals: Sequence[int]) -> Score:
        """Return the score of a branch with its interval and the range of its rank."""
        low, high = self.certainty.interval(finals) or (None, None)
        update: dict[str, object] = {"low": low, "high": high}
        if score.peers is not None and self.ranks is not None:
            best, worst = self.ranks
            ranks = {"rank_low": best, "rank_high": worst}
            update["peers"] = score.peers.model_copy(update=ranks)
        return score.model_copy(update=update)

    def limits(self, final: int | None) -> Limits | None:
        """Return the control limits of the last waves that compare, this one included."""
        run: list[int] = [] if final is None else [final]
        for point, after in zip(reversed(self.trend), self._broken_after(), strict=True):
            if after or point.final is None:
                break
            run.insert(0, point.final)
        found = limits(run)
        return None if found is None else Limits(centre=found[0], low=found[1], high=found[2])

    def _broken_after(self) -> list[bool]:
        """Tell for each point, newest first, whether what follows it is not comparable."""
        return [not self.alike, *(point.broken for point in reversed(self.trend))][
            : len(self.trend)
        ]


async def standing(loaded: LoadedVisit, figures: WaveFigures) -> Standing:
    """Return the standing of a visit's branch; its own figures of the wave are not part of it."""
    branch, checklist = loaded.visit.branch_id, loaded.version.checklist_id
    history = await branch_history(branch, checklist, figures.earlier)
    failed = await failed_before(branch, checklist, figures.earlier[:2])
    held, certainty = yardstick_of(loaded.checklist), figures.certainty(loaded.version)
    previous = _previous(history, loaded.version.scored_digest, held)
    peers = peers_of(certainty.scores, branch, loaded.facts.format)
    places = figures.places.get(checklist, {})
    comparable = previous is not None and previous.comparable
    return Standing(
        previous=previous,
        before=history[0].finals if history else (),
        peers=_peers(peers, loaded.facts.format),
        dots=peer_dots(certainty.scores, loaded),
        ranks=certainty.ranks(branch, loaded.facts.format),
        trend=_trend(history, held, certainty),
        alike=comparable,
        certainty=certainty,
        repeats=_repeats(failed),
        section_peers=section_medians(peers, places),
        section_previous={k: history[0].sections[n] for k, n in places.items()}
        if comparable
        else {},
    )


def peer_dots(scores: Iterable[WaveScore], loaded: LoadedVisit) -> tuple[PeerDots, ...]:
    """Return the scores of the branches beside this one: like it, in its region, anywhere.

    Only where there are enough of them that nobody is singled out.
    """
    facts, others = loaded.facts, [o for o in scores if o.branch_id != loaded.visit.branch_id]
    region = loaded.region[-1] if loaded.region else _REGION
    return (
        *_dots(
            "format", peers_label(facts.format), (o for o in others if o.format == facts.format)
        ),
        *_dots("region", region, (o for o in others if o.region_id == facts.region_id)),
        *_dots("network", _NETWORK, others),
    )


def _dots(scope: str, label: Text, others: Iterable[WaveScore]) -> list[PeerDots]:
    finals = sorted(one.final for one in others if one.final is not None)
    if len(finals) < FEWEST_PEERS:
        return []
    if len(finals) > MOST_DOTS:
        step = (len(finals) - 1) / (MOST_DOTS - 1)
        finals = [finals[round(place * step)] for place in range(MOST_DOTS)]
    return [PeerDots.model_validate({"scope": scope, "label": label, "finals": finals})]


def peers_of(scores: Iterable[WaveScore], branch_id: int, shop_format: str) -> list[WaveScore]:
    """Return the other branches of a format."""
    return [one for one in scores if one.branch_id != branch_id and one.format == shop_format]


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


def _trend(
    history: Sequence[History], held: Yardstick, certainty: Certainty
) -> tuple[TrendPoint, ...]:
    points: list[TrendPoint] = []
    digests: frozenset[str] = frozenset()
    for past in reversed(history):
        low, high = certainty.interval(past.finals) or (None, None)
        points.append(
            TrendPoint(
                wave=_name(past.wave),
                final=past.final,
                band=held.band(past.final),
                visits=past.visits,
                broken=bool(points) and past.scored_digests != digests,
                low=low,
                high=high,
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
