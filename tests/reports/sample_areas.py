"""Snapshots of many branches to render in tests: a region and a network."""

from random import Random

from reports.area_snapshot import (
    AreaBranch,
    HeatRow,
    LeagueItem,
    Mover,
    NetworkSnapshot,
    Place,
    RegionSnapshot,
    WaitSummary,
)
from tests.reports.sample_parts import SCORE, items
from tests.reports.sample_words import SECTIONS, text
from tests.reports.samples import visit


def region(**changes: object) -> RegionSnapshot:
    """A region of 24 branches."""
    return RegionSnapshot.model_validate(
        _area(24, 24) | {"region": (text("全国", "All"),)} | changes
    )


def network(**changes: object) -> NetworkSnapshot:
    """A network of 480 branches, 40 of them listed."""
    name = {"name": text("晨光百货全网", "Morninglight, whole network")}
    return NetworkSnapshot.model_validate(_area(480, 40) | name | changes)


def _area(total: int, listed: int) -> dict[str, object]:
    r = Random(9)
    finals = sorted(int(min(max(r.gauss(8500, 520), 5200), 9990)) for _ in range(total))
    branches = [_area_branch(n, final, r) for n, final in enumerate(reversed(finals[-listed:]), 1)]
    whole = visit().model_dump(
        exclude={"shape", "kind", "channel", "when", "inspector", "items", "branch"}
    )
    score = SCORE.model_copy(update={"peers": None, "final": 8512, "raw": 8540, "change": "real"})
    places = [(r.randint(6500, 9600), r.randint(6200, 9700)) for _ in range(listed)]
    return whole | {
        "number": "R-2026Q4-EAST01",
        "name": text("华东区", "East"),
        "score": score,
        "total": total,
        "visits": total * 3,
        "finals": tuple(finals),
        "branches": tuple(branches),
        "heat": tuple(
            HeatRow(label=b.name, final=b.final, cells=b.sections) for b in branches[:30]
        ),
        "league": tuple(
            LeagueItem(
                key=item.key, wording=item.wording, section=item.section, met=41 + 2 * n,
                judged=72, again=6 - n // 2, low=4300 + 250 * n, high=6700 + 250 * n,
            )
            for n, item in enumerate(items()[:12])
        ),
        "movers": tuple(
            Mover(code=b.code, name=b.name, before=(b.final or 0) + step, now=b.final or 0)
            for b, step in zip(branches, (-910, -640, -520, 480, 770), strict=False)
        ),
        "square": tuple(
            Place(label=b.name, process=process, personal=personal)
            for b, (process, personal) in zip(branches, places, strict=True)
        ),
        "waits": (
            WaitSummary(label=text("收银排队", "Queue at the till"), median=142, slow=388,
                        limit=180, within=51, visits=72),
            WaitSummary(label=text("首次问候", "First greeting"), median=14, slow=42, limit=30,
                        within=60, visits=72),
        ),
    }  # fmt: skip


def _area_branch(n: int, final: int, r: Random) -> AreaBranch:
    streets = ("天钥桥路", "淮海中路", "长寿路", "中山公园", "五角场", "张江", "莘庄", "松江大学城")
    name = text(f"{streets[n % 8]}{n}店", f"Branch {n}, Shanghai")
    spread = r.randint(150, 420)
    return AreaBranch(
        code=f"SH-{n:03d}",
        name=name,
        final=final,
        band="A" if final >= 9000 else "B" if final >= 8000 else "C" if final >= 6500 else "D",
        visits=3,
        previous=final - r.randint(-700, 900),
        change="real" if n % 5 == 0 else "noise",
        rank_low=max(n - 4, 1),
        rank_high=n + 5,
        low=final - spread,
        high=min(final + spread, 10000),
        sections=tuple(min(max(final + r.randint(-1500, 1200), 3000), 10000) for _ in SECTIONS),
    )
