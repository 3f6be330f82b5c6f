"""The answers an item offers and the points each brings."""

from decimal import Decimal
from typing import Any

from audit.web.call import Plain
from forms.base import plain
from forms.items import Choice, Choices, Item, Number, Scale, Wait, YesNo
from forms.measures import WaitBand
from forms.wording import NO, YES, waited_text

Row = dict[str, Any]


def answers_of(item: Item, call: Plain) -> list[Row]:
    """Return the answers to choose from, or the ranges that are judged; [] for free ones."""
    match item:
        case YesNo():
            told = [(YES, item.good), (NO, not item.good)]
            return [_row(text.say(call.lang), Decimal(int(good))) for text, good in told]
        case Choice() | Choices():
            rows = [_row(option.text.say(call.lang), option.points) for option in item.options]
            if isinstance(item, Choices) and item.start:
                rows.insert(0, _row(call.t("before anything is ticked"), item.start))
            return rows
        case Scale():
            return [
                _row(f"{level.level} · {level.text.say(call.lang)}", level.worth)
                for level in item.levels
            ]
        case Wait():
            rows = _waits(item.bands or (), item.beyond, "", call)
            for name, bands in item.formats.items():
                rows += _waits(bands, item.beyond, name, call)
            return rows
        case Number():
            return _ranges(item, call)
    return []


def _row(text: str, points: Decimal | None) -> Row:
    return {"text": text, "points": "–" if points is None else _signed(points)}


def _signed(points: Decimal) -> str:
    return plain(points).replace("-", "−")


def _waits(bands: tuple[WaitBand, ...], beyond: Decimal, name: str, call: Plain) -> list[Row]:
    if not bands:
        return []
    before = f"{name}: " if name else ""
    rows = [
        _row(before + call.t("up to {wait}", wait=waited_text(b.within).say(call.lang)), b.points)
        for b in bands
    ]
    return [*rows, _row(before + call.t("longer"), beyond)]


def _ranges(item: Number, call: Plain) -> list[Row]:
    rows = []
    for one in item.ranges:
        low = plain(one.at_least) if one.at_least is not None else None
        high = plain(one.at_most) if one.at_most is not None else None
        if low is None:
            text = call.t("at most {n}", n=high)
        else:
            text = call.t("at least {n}", n=low) if high is None else f"{low} – {high}"
        rows.append(_row(text, one.points))
    return [*rows, _row(call.t("anything else"), item.otherwise)] if rows else []
