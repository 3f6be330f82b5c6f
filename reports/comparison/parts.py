"""The building blocks of a page: cells, tables, charts, rows of key figures. Plain dicts.

reports/templates/comparison/parts.html draws them; each maker's signature is the description.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup

from reports.charts.figure import Figure, to_svg
from reports.figures.units import Mean, Moved, whole
from reports.statistics.shares import Share
from reports.yardstick import Yardstick

NARROW = 400
"""A figure of this width, in points, fits the screen of a phone."""

Cell = dict[str, Any]
Block = dict[str, Any]


def text(words: object, sub: object = None, *, muted: bool = False, wrap: bool = False) -> Cell:
    """Words, with smaller ones below."""
    return {"kind": "text", "text": words, "sub": sub, "muted": muted, "wrap": wrap}


def link(href: str | None, words: object, sub: object = None, *, wrap: bool = False) -> Cell:
    """Words that lead on."""
    return {"kind": "link", "href": href, "text": words, "sub": sub, "wrap": wrap}


def number(value: object, href: str | None = None, *, muted: bool = False) -> Cell:
    """A count, or a number already written; with a way down to the visits behind it."""
    return {"kind": "number", "text": value, "href": href, "muted": muted}


def score(value: int | None, held: Yardstick) -> Cell:
    """A score with its band."""
    return {"kind": "score", "value": value, "band": held.band(value)}


def points(value: int | None, *, muted: bool = False) -> Cell:
    """A score without its band."""
    return {"kind": "points", "value": value, "muted": muted}


def between(mean: Mean) -> Cell:
    """The interval of a mean in figures."""
    return {"kind": "between", "low": mean.low, "high": mean.high}


def span(mean: Mean, *, fair: int | None = None, off: bool = False) -> Cell:
    """A mean on the table's shared axis with its interval; `fair`: what it is drawn towards."""
    return {
        "kind": "span",
        "value": mean.value,
        "low": mean.low,
        "high": mean.high,
        "fair": fair,
        "off": off,
    }


def moved(one: Moved | None, *, real: bool | None = None) -> Cell:
    """A change; `real` overrides what the branch's own test says (all judged together)."""
    if one is None or one.difference is None:
        return {"kind": "moved", "value": None, "real": False}
    return {
        "kind": "moved",
        "value": one.difference,
        "real": one.verdict == "real" if real is None else real,
    }


def gap(value: int | None) -> Cell:
    """How far above or below the target."""
    return {"kind": "gap", "value": value}


def part(one: Share, href: str | None = None) -> Cell:
    """A share with its interval."""
    return {"kind": "share", "href": href, **percents(one)}


def percents(one: Share) -> dict[str, Any]:
    """Return a share in whole per cent: value, low, high, hits, n."""
    return {
        "value": percent(one.value),
        "low": percent(one.interval.low) if one.interval else None,
        "high": percent(one.interval.high) if one.interval else None,
        "hits": one.hits,
        "n": one.n,
    }


def percent(value: float | None) -> int | None:
    """Return a share in whole per cent."""
    return None if value is None else whole(value * 100)


def bar(value: int | None, target: int | None, held: Yardstick) -> Cell:
    """A bar from zero to 100 with the target."""
    return {"kind": "bar", "value": value, "target": target, "band": held.band(value)}


def heat(value: int | None, step: int, href: str | None = None, *, short: bool = False) -> Cell:
    """A cell of a heat map; `short`: below its target."""
    return {"kind": "heat", "value": value, "step": step, "href": href, "short": short}


def outcome(key: str | None, words: str, href: str) -> Cell:
    """What became of an item in a visit, with the way there."""
    return {"kind": "outcome", "outcome": key, "text": words, "href": href}


def trail(values: Sequence[int | None]) -> Cell:
    """A small line through the waves, oldest first."""
    return {"kind": "trail", "values": list(values)}


def head(
    label: str,
    *,
    num: bool = False,
    href: str | None = None,
    order: str | None = None,
    grow: bool = False,
    hint: str | None = None,
) -> dict[str, Any]:
    """A column's head; with `href` it sorts."""
    return {"label": label, "num": num, "href": href, "order": order, "grow": grow, "hint": hint}


@dataclass(frozen=True)
class Axis:
    """The scale that the spans of a table share, in hundredths, and its target."""

    low: int
    high: int
    ticks: tuple[int, ...]
    target: int | None = None


def axis_of(values: Sequence[int | None], target: int | None = None) -> Axis:
    """Return the least span of whole tens that holds all values, 50 to 100 at least."""
    low = min([5000, *(value // 1000 * 1000 for value in values if value is not None)])
    step = 1000 if low >= 5000 else 2500
    return Axis(low, 10_000, tuple(range(low, 10_001, step)), target)


def table(
    heads: Sequence[Mapping[str, Any]],
    rows: Sequence[Sequence[Cell]],
    *,
    title: str | None = None,
    measure: str | None = None,
    label: str = "",
    axis: Axis | None = None,
    pager: Mapping[str, Any] | None = None,
    note: str | None = None,
    off: Sequence[bool] = (),
    nested: Sequence[int] = (),
    empty: str | None = None,
    more: tuple[str, str] | None = None,
) -> Block:
    """A table: rows of cells, the first of each its head. `off`: greyed rows; `nested`: depths;
    `more`: words and address of the whole list."""
    return {
        "kind": "table",
        "title": title,
        "measure": measure,
        "label": label or title or "",
        "heads": list(heads),
        "rows": [list(row) for row in rows],
        "axis": axis,
        "pager": pager,
        "note": note,
        "off": list(off) or [False] * len(rows),
        "nested": list(nested) or [0] * len(rows),
        "empty": empty,
        "more": more,
    }


def chart(
    figure: Figure | None,
    title: str,
    measure: str,
    rows: Block | None = None,
    *,
    note: str | None = None,
    late: bool = False,
) -> Block:
    """A chart with its finding, its measure, and the same as a table. `late`: its end matters most
    and is what a narrow screen shows first; a chart that is narrow itself fits any."""
    svg = None
    if figure is not None:
        figure = replace(figure, alt=figure.alt or f"{title}. {measure}")
        svg = Markup(to_svg(figure))  # noqa: S704 (escaped there)
    return {
        "kind": "chart",
        "figure": figure,
        "files": (),
        "title": title,
        "measure": measure,
        "svg": svg,
        "table": rows,
        "note": note,
        "late": late,
        "narrow": figure is not None and figure.width <= NARROW,
    }


def key_figure(
    label: str,
    cell: Cell,
    note: str | None = None,
    change: Cell | None = None,
    href: str | None = None,
) -> dict[str, Any]:
    """One of the numbers that are read first."""
    return {"label": label, "cell": cell, "note": note, "change": change, "href": href}


def key_figures(found: Sequence[dict[str, Any]]) -> Block:
    """The numbers that are read first."""
    return {"kind": "figures", "figures": list(found)}


def side_by_side(*blocks: Block) -> Block:
    """Blocks beside each other where the page is wide."""
    return {"kind": "columns", "blocks": list(blocks)}
