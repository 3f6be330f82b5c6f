"""A score replayed, section by section, in sums that a reader can do again."""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Any

from audit.visits.replay import Replay, Revision
from audit.web import show
from audit.web.call import Plain
from forms.checklist import Checklist
from forms.fixes import Fixes
from forms.sentences import rule_text
from forms.trace import TraceRow

_STEPS = {
    "raw": "Raw total",
    "rule": "Critical rule",
    "final": "Final score",
    "band": "Band",
}
_SHOWN = 2
"""Decimals of what a part brings; the exact fraction stands beneath where they are not enough."""


def replay_page(replay: Replay, call: Plain) -> dict[str, Any]:
    """The context of review/trace.html."""
    parts = list(_parts(replay.rows))
    end = [row for row in replay.rows if row.step in ("raw", "rule", "final", "band")]
    final = next((row for row in end if row.step == "final"), None)
    current = next((one for one in replay.revisions if one.current), None)
    return {
        "visit": {
            "branch": replay.branch.say(call.lang),
            "code": replay.code,
            "checklist": replay.checklist.title.say(call.lang),
            "number": replay.number,
        },
        "final": None if final is None else final.shown,
        "band": current.band if current else None,
        "sum": _sum(parts, end, replay.checklist, call),
        "sections": [_section(rows, replay.checklist, call) for rows in parts],
        "end": [_step(row, replay.checklist, call) for row in end],
        "agrees": replay.agrees,
        "revisions": [_revision(one, call) for one in replay.revisions],
        "places": replay.checklist.policy.places,
        "fixes": _fixes(replay.fixes, replay.checklist, call) if replay.fixes else None,
    }


def _parts(rows: Iterable[TraceRow]) -> Iterator[list[TraceRow]]:
    """The rows of each section, that of the section last."""
    waiting: list[TraceRow] = []
    for row in rows:
        if row.step not in ("item", "group", "section"):
            continue
        waiting.append(row)
        if row.step == "section":
            yield waiting
            waiting = []


def brings(row: TraceRow) -> Fraction | None:
    """Points of the total (0–100) that a row brings; None where it has no weight of its own."""
    if row.earned is None or row.possible is None or row.weight is None:
        return None
    possible = Fraction(row.possible)
    return Fraction(row.earned) / possible * Fraction(row.weight) if possible else None


def _sum(
    parts: Sequence[Sequence[TraceRow]], end: Sequence[TraceRow], checklist: Checklist, call: Plain
) -> dict[str, Any] | None:
    """What each section brings, as terms that add up; None where sections do not simply add up."""
    raw = next((Fraction(row.earned) for row in end if row.step == "raw" and row.earned), None)
    told = [(rows[-1], brings(rows[-1])) for rows in parts]
    terms = [(row, value) for row, value in told if value is not None]
    if raw is None or len(terms) < 2 or sum(value for _, value in terms) != raw:
        return None
    shown = adding_up([value for _, value in terms], raw)
    return {
        "terms": [
            {
                "name": _name(row, checklist, call),
                "value": value,
                "of": decimal(Fraction(row.weight or 0)),
            }
            for (row, _), value in zip(terms, shown, strict=True)
        ],
        "total": decimal(raw),
    }


def adding_up(values: Sequence[Fraction], total: Fraction) -> list[str]:
    """The values with two decimals, some rounded up and some down, so that what is shown adds up
    to the total as it is shown (largest remainders)."""
    unit = 10**_SHOWN
    floors = [int(value * unit // 1) for value in values]
    rest = _rounded(total) - sum(floors)
    order = sorted(range(len(values)), key=lambda n: -(values[n] * unit - floors[n]))
    for n in order[: max(rest, 0)]:
        floors[n] += 1
    return [decimal(Fraction(n, unit)) for n in floors]


def _rounded(value: Fraction) -> int:
    return int((value * 10**_SHOWN + Fraction(1, 2)) // 1)


def decimal(value: Fraction) -> str:
    """A number with at most two decimals, half up."""
    hundredths = _rounded(abs(value))
    whole, rest = divmod(hundredths, 100)
    digits = f"{whole}.{rest:02}".rstrip("0").rstrip(".")
    return f"−{digits}" if value < 0 and hundredths else digits


def _amount(text: str | None) -> dict[str, str | None] | None:
    """An exact amount as a decimal, and as the fraction it is where two decimals cut it."""
    if text is None:
        return None
    value = Fraction(text)
    exact = value * 10**_SHOWN == int(value * 10**_SHOWN)
    return {"decimal": decimal(value), "fraction": None if exact else str(value)}


def _section(rows: Sequence[TraceRow], checklist: Checklist, call: Plain) -> dict[str, Any]:
    last = rows[-1]
    return _row(last, checklist, call) | {
        "rows": [_row(row, checklist, call) for row in rows[:-1]],
    }


def _row(row: TraceRow, checklist: Checklist, call: Plain) -> dict[str, Any]:
    brought = brings(row)
    return {
        "step": row.step,
        "name": _name(row, checklist, call),
        "key": row.key,
        "out": row.code == "out",
        "earned": _amount(row.earned),
        "possible": _amount(row.possible),
        "weight": _amount(row.weight),
        "brings": _amount(None if brought is None else str(brought)),
        "shown": row.shown,
        "why": row.text(call.lang),
    }


def _step(row: TraceRow, checklist: Checklist, call: Plain) -> dict[str, Any]:
    rules = {rule.key: rule for rule in checklist.policy.rules}
    said = row.text(call.lang)
    if row.step == "rule" and row.key in rules:
        said = rule_text(checklist, rules[row.key]).say(call.lang)
    return {
        "step": row.step,
        "name": _name(row, checklist, call),
        "earned": _amount(row.earned),
        "shown": row.shown,
        "why": said,
    }


def _name(row: TraceRow, checklist: Checklist, call: Plain) -> str:
    item = checklist.by_key.get(row.key)
    if row.step == "item" and item is not None:
        return item.wording.say(call.lang)
    if row.step == "rule":
        rule = next((one for one in checklist.policy.rules if one.key == row.key), None)
        named = item.wording if item is not None else rule.text if rule is not None else None
        return call.t(_STEPS["rule"]) if named is None else named.say(call.lang)
    for section in checklist.sections:
        if row.step == "section" and section.key == row.key:
            return section.title.say(call.lang)
        for group in section.groups:
            if row.step == "group" and row.key == f"{section.key}.{group.key}":
                return group.title.say(call.lang)
    if row.step == "group":
        return call.t("Items without a group")
    return call.t(_STEPS[row.step]) if row.step in _STEPS else row.key


def _revision(one: Revision, call: Plain) -> dict[str, Any]:
    return {
        "number": one.revision,
        "at": show.moment(one.scored_at, call.lang, call.services.settings.zone),
        "version": one.version,
        "final": one.final,
        "band": one.band,
        "reason": one.reason,
        "current": one.current,
    }


def _fixes(fixes: Fixes, checklist: Checklist, call: Plain) -> dict[str, Any]:
    return {
        "band": fixes.band.title.say(call.lang),
        "before": fixes.before,
        "reached": fixes.reached,
        "smallest": fixes.smallest,
        "steps": [
            {
                "wording": checklist.by_key[step.item].wording.say(call.lang),
                "gained": step.gained,
                "after": step.after,
            }
            for step in fixes.steps
        ],
    }
