"""The answers an item offers and the points each brings."""

from decimal import Decimal
from typing import Any

from audit.web.call import Plain
from forms.base import plain
from forms.base_item import Reasoned
from forms.items import Choice, Choices, Item, Number, Ranking, Scale, Wait, YesNo
from forms.measures import NumberRange, WaitBand
from forms.sentences import choices_text, rate_text, reasons_text, span_text
from forms.texts import Text
from forms.wording import NO, YES

Row = dict[str, Any]


def answers_of(item: Item, call: Plain) -> list[Row]:
    """Return tables of answers to choose from, or of ranges that are judged; [] for free ones.

    A table is {"title": of a branch format, or None, "rows": [{"text", "points"}]}.
    """
    tables: list[tuple[str | None, list[Row]]] = [(None, [])]
    match item:
        case YesNo():
            told = [(YES, item.good), (NO, not item.good)]
            tables = [(None, [_row(text.say(call.lang), Decimal(int(met))) for text, met in told])]
        case Choice() | Choices() | Ranking():
            rows = [_row(option.text.say(call.lang), option.points) for option in item.options]
            tables = [(None, rows)]
            if isinstance(item, Choices):
                counted = _ranges(item.ranges, item.otherwise, call)
                tables.append((call.t("By the number ticked"), counted))
        case Scale():
            levels = [(f"{step.level} · {step.text.say(call.lang)}", step) for step in item.levels]
            tables = [(None, [_row(text, step.worth) for text, step in levels])]
        case Wait():
            tables = [(None, _waits(item.bands or (), item.beyond, call))]
            tables += [
                (call.t("Format {name}", name=name), _waits(bands, item.beyond, call))
                for name, bands in item.formats.items()
            ]
        case Number():
            tables = [(None, _ranges(item.judged_by, item.otherwise, call))]
    return [{"title": title, "rows": rows} for title, rows in tables if rows]


def counting(item: Item, call: Plain) -> list[str]:
    """Return sentences on how the answers count, beyond the points of each."""
    said: list[Text] = []
    if isinstance(item, Choices):
        said = choices_text(item)
    elif isinstance(item, Wait | Number) and (rate := rate_text(item)):
        said = [rate]
    return [text.say(call.lang) for text in said]


def reasons_of(item: Item, call: Plain) -> Row | None:
    """Return the reasons asked for when the standard is not met, with what each leaves."""
    if not isinstance(item, Reasoned) or not item.reasons:
        return None
    return {
        "rows": [
            {
                "text": one.text.say(call.lang),
                "points": None if one.credit is None else f"{plain(one.credit)} %",
            }
            for one in item.reasons
        ],
        "notes": [text.say(call.lang) for text in reasons_text(item)],
    }


def _row(text: str, points: Decimal | None) -> Row:
    return {"text": text, "points": "–" if points is None else _signed(points)}


def _signed(points: Decimal) -> str:
    return plain(points).replace("-", "−")


def _waits(bands: tuple[WaitBand, ...], beyond: Decimal, call: Plain) -> list[Row]:
    if not bands:
        return []
    rows = [
        _row(call.t("up to {wait}", wait=span_text(b.within).say(call.lang)), b.points)
        for b in bands
    ]
    return [*rows, _row(call.t("longer"), beyond)]


def _ranges(ranges: tuple[NumberRange, ...], otherwise: Decimal, call: Plain) -> list[Row]:
    rows = []
    for one in ranges:
        low = plain(one.at_least) if one.at_least is not None else None
        high = plain(one.at_most) if one.at_most is not None else None
        if low is None:
            text = call.t("at most {n}", n=high)
        elif high is None:
            text = call.t("at least {n}", n=low)
        else:
            text = low if low == high else f"{low} – {high}"
        rows.append(_row(text, one.points))
    return [*rows, _row(call.t("anything else"), otherwise)] if rows else []
