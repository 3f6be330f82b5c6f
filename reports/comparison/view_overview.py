"""The wave at a glance: how good, who moved, what is broken everywhere, how much was seen."""

from collections.abc import Mapping, Sequence

from reports.comparison import parts
from reports.comparison.frame import Room, Shown
from reports.comparison.parts import Block
from reports.comparison.words import interval_words, of_visits
from reports.figures.coverage import Coverage
from reports.figures.faults import Faults
from reports.figures.league import League
from reports.figures.units import Moved
from reports.rollup.branches import Named

SHOWN = 5


def facts_needed(found: League) -> list[int]:
    """Return the facts whose names the page needs."""
    return [found.line(branch).facts for branch in (*_best(found), *_worst(found), *_real(found))]


def _best(found: League) -> Sequence[int]:
    return found.standing.order[: min(SHOWN, -(-found.ranked // 2))]


def _worst(found: League) -> Sequence[int]:
    return tuple(reversed(found.standing.order[: found.ranked]))[: min(SHOWN, found.ranked // 2)]


def _real(found: League) -> Sequence[int]:
    moves = found.moves
    return (*moves.rises[:SHOWN], *moves.falls[:SHOWN]) if moves else ()


def shown(
    room: Room,
    found: League,
    broken: Faults,
    seen: Coverage,
    names: Mapping[int, Named],
) -> Shown:
    """Return the overview."""
    return Shown(
        title=_finding(room, found),
        measure=of_visits(room, found.visits, found.size),
        blocks=[
            parts.key_figures(_figures(room, found, seen)),
            parts.side_by_side(_sections(room, found), _broken(room, broken)),
            parts.side_by_side(*_movers(room, found, names)),
            parts.side_by_side(
                _ends(room, found, names, _best(found), room.t("At the top")),
                _ends(room, found, names, _worst(found), room.t("At the bottom")),
            ),
        ],
        methods=("mean", "movers", "share", "ranks"),
    )


def _finding(room: Room, found: League) -> str:
    whole, moves = found.whole, found.moves
    value = room.score(whole.value)
    if moves is None or moves.whole.difference is None:
        return room.t("{period}: the mean is {mean}", period=room.period, mean=value)
    if moves.whole.verdict != "real":
        return room.t(
            "{period}: the mean is {mean}; its change of {change} is within noise",
            period=room.period, mean=value, change=room.signed(moves.whole.difference),
        )  # fmt: skip
    rose = moves.whole.difference > 0
    words = (
        "{period}: the mean is {mean}, really up by {change}"
        if rose
        else "{period}: the mean is {mean}, really down by {change}"
    )
    return room.t(
        words, period=room.period, mean=value, change=room.score(abs(moves.whole.difference))
    )


def _figures(room: Room, found: League, seen: Coverage) -> list[dict[str, object]]:
    whole = found.whole
    change = found.moves.whole if found.moves else None
    missing = seen.visited.n - seen.visited.hits
    covered = room.t("{n} branches not seen yet", n=missing) if missing else room.t("all seen")
    return [
        parts.key_figure(
            room.t("All branches"),
            parts.score(whole.value, room.held),
            interval_words(room, whole.low, whole.high),
            parts.moved(change),
        ),
        parts.key_figure(
            room.t("At target"),
            parts.part(found.at_target),
            room.t("{hits} of {n} branches", hits=found.at_target.hits, n=found.at_target.n),
            href=room.at("targets"),
        ),
        parts.key_figure(
            room.t("Critical failures"),
            parts.part(found.critical),
            room.t("{hits} of {n} visits", hits=found.critical.hits, n=found.critical.n),
            href=room.behind(critical=1) if found.critical.hits else None,
        ),
        parts.key_figure(
            room.t("Branches seen"),
            parts.number(f"{seen.visited.hits} / {seen.visited.n}"),
            covered,
        ),
        parts.key_figure(
            room.t("Visits"),
            parts.number(found.visits, room.behind()),
            room.t("{n} still under review", n=seen.pending) if seen.pending else None,
            href=room.behind(),
        ),
        parts.key_figure(
            room.t("Too few visits to rank"),
            parts.number(seen.few),
            room.t("branches with a single visit"),
        ),
    ]


def _sections(room: Room, found: League) -> Block:
    rows = []
    for name in found.sections:
        mean, target = found.section(name), found.section_target(name)
        if mean.value is None:
            continue
        rows.append(
            (
                mean.value - (target or 0),
                [
                    parts.link(
                        room.at("ranking", room.asked.but(dimension=name.key)),
                        room.say(name.title),
                    ),
                    parts.score(mean.value, found.held),
                    parts.between(mean),
                    parts.bar(mean.value, target, found.held),
                    parts.gap(None if target is None else mean.value - target),
                ],
            )
        )
    rows.sort(key=lambda row: row[0])
    return parts.table(
        [
            parts.head(room.t("Section")),
            parts.head(room.t("Mean"), num=True),
            parts.head(room.t("Interval"), num=True),
            parts.head(room.t("Score against target"), grow=True),
            parts.head(room.t("Against target"), num=True),
        ],
        [row for _, row in rows],
        title=room.t("Sections, furthest below target first"),
        measure=room.t("mean over branches"),
    )


def _broken(room: Room, broken: Faults) -> Block:
    everywhere = broken.everywhere
    shown = (everywhere or broken.items)[:6]
    title = (
        room.t("Broken everywhere: {n} items", n=len(everywhere))
        if everywhere
        else room.t("Nothing is broken everywhere; most often missed")
    )
    return parts.table(
        [
            parts.head(room.t("Item")),
            parts.head(room.t("Missed"), num=True),
            parts.head(room.t("Missed again"), num=True),
        ],
        [
            [
                parts.link(
                    room.behind(item=one.key),
                    room.say(one.wording),
                    room.say(one.section),
                    wrap=True,
                ),
                parts.part(one.missed),
                parts.number(
                    room.t("{n} of {m}", n=one.again, m=one.branches), muted=not one.again
                ),
            ]
            for one in shown
        ],
        title=title,
        measure=room.t("share of visits; again: branches that missed it the wave before, too"),
        more=(room.t("All items"), room.at("items")),
    )


def _movers(room: Room, found: League, names: Mapping[int, Named]) -> tuple[Block, Block]:
    moves = found.moves
    tested = moves.tested if moves else 0
    measure = (
        room.t("of {n} branches that can be compared", n=tested)
        if moves
        else room.t("A change needs a single wave")
    )

    def side(title: str, branches: Sequence[int], none: str) -> Block:
        assert moves is not None or not branches
        return parts.table(
            _mover_heads(room),
            [_mover_row(room, names[found.line(b).facts], moves.moved[b]) for b in branches[:SHOWN]]
            if moves
            else [],
            title=title,
            measure=measure,
            empty=none,
            more=(room.t("All movers"), room.at("movers")) if branches else None,
        )

    rises, falls = (moves.rises, moves.falls) if moves else ((), ())
    return (
        side(
            room.t("Really better: {n}", n=len(rises)),
            rises,
            room.t("No rise is beyond noise. That does not mean that nothing changed."),
        ),
        side(
            room.t("Really worse: {n}", n=len(falls)),
            falls,
            room.t("No fall is beyond noise. That does not mean that nothing changed."),
        ),
    )


def _mover_heads(room: Room) -> list[dict[str, object]]:
    return [
        parts.head(room.t("Branch")),
        parts.head(room.t("Before"), num=True),
        parts.head(room.t("Change"), num=True),
        parts.head(room.t("Likely change"), num=True),
    ]


def _mover_row(room: Room, name: Named, moved: Moved) -> list[parts.Cell]:
    likely = (
        f"{room.signed(moved.low)} … {room.signed(moved.high)}" if moved.low is not None else "–"
    )
    return [
        parts.link(room.branch(name), room.say(name.name), room.say(name.region)),
        parts.points(moved.before, muted=True),
        parts.moved(moved, real=True),
        parts.number(likely, muted=True),
    ]


def _ends(
    room: Room, found: League, names: Mapping[int, Named], branches: Sequence[int], title: str
) -> Block:
    lines = [found.line(branch) for branch in branches]
    return parts.table(
        [
            parts.head(room.t("Branch")),
            parts.head(room.t("Rank range"), num=True),
            parts.head(room.t("Score"), num=True),
            parts.head(room.t("Interval"), num=True),
            parts.head(room.t("Visits"), num=True),
        ],
        [
            [
                parts.link(
                    room.branch(names[line.facts]),
                    room.say(names[line.facts].name),
                    room.say(names[line.facts].region),
                ),
                parts.number(line.rank or "–"),
                parts.score(line.mean.value, found.held),
                parts.between(line.mean),
                parts.number(line.visits, room.behind(branch=names[line.facts].code)),
            ]
            for line in lines
        ],
        title=title,
        measure=room.t("by the fair score; ranges overlap where the order may be luck"),
        empty=room.t("Ranked from {n} visits on.", n=2),
        more=(room.t("The whole ranking"), room.at("ranking")) if lines else None,
    )
