"""The value of an answer, by kind of item; whatever does not fit becomes an issue."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Literal

from forms.base_item import Reason
from forms.issues import Issue, issue
from forms.items import (
    Choice,
    Choices,
    FreeText,
    Item,
    Location,
    Moment,
    Number,
    Option,
    Ranking,
    Scale,
    Signature,
    Wait,
    YesNo,
)

Method = Literal["stopwatch", "typed", "estimated"]
METHODS: Mapping[object, Method] = {m: m for m in ("stopwatch", "typed", "estimated")}
LONGEST_WAIT = 10**7
MOST_QUEUE = 10_000
MOST_NUMBER = 10**12
MOST_STROKES = 500
MOST_STROKE_NUMBERS = 5000
LONGEST_NAME = 100
_SIXTH = Decimal("0.000001")
_MOMENTS = {
    "date": (re.compile(r"\d{4}-\d\d-\d\d", re.ASCII), date.fromisoformat),
    "time": (re.compile(r"\d\d:\d\d", re.ASCII), time.fromisoformat),
    "datetime": (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d", re.ASCII), datetime.fromisoformat),
}


@dataclass(frozen=True, slots=True)
class Waited:
    """A measured wait: whole seconds, how they were taken, and the queue ahead if counted."""

    seconds: int
    method: Method
    queue: int | None = None
    started_at: str | None = None
    stopped_at: str | None = None


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature: the name, and strokes of x, y, x, y… in 0–1000 of the pad."""

    name: str
    strokes: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Located:
    """A position in WGS-84 degrees; the accuracy is a radius in metres."""

    latitude: float
    longitude: float
    accuracy_m: float | None = None


Value = bool | int | Decimal | str | tuple[str, ...] | Waited | Signed | Located
"""yes_no bool · scale int · number Decimal · choice, text, moment str · choices, ranking tuple ·
wait Waited · signature Signed · location Located."""

Read = tuple[Value | None, Issue | None]


def read_value(item: Item, raw: object) -> Read:
    """The value, and an issue where something had to be left out. Never raises."""
    read: Read = _wrong(item)
    match item:
        case YesNo() if isinstance(raw, bool):
            read = raw, None
        case Choice():
            read = _one_of(item, raw)
        case Choices():
            read = _some_of(item, raw)
        case Ranking():
            read = _ranked(item, raw)
        case Scale():
            read = _level(item, raw)
        case Wait():
            read = _waited(item, raw)
        case Number():
            read = _number(item, raw)
        case FreeText():
            read = read_text(item.key, raw, item.longest)
        case Moment():
            read = _moment_of(item, raw)
        case Location():
            read = _located(item, raw)
        case Signature():
            read = _signed(item, raw)
    return read


def read_text(path: str, raw: object, longest: int) -> tuple[str | None, Issue | None]:
    """Text without characters that a database or a page can't hold, cut at `longest`."""
    if not isinstance(raw, str):
        return None, issue(path, "wrong_value")
    text = "".join(c for c in raw[: longest + 1] if c >= " " or c in "\n\t")
    text = text.encode("utf-8", "replace").decode("utf-8")
    too_long = len(raw) > longest
    return text[:longest], issue(path, "text_too_long", most=longest) if too_long else None


def _wrong(item: Item) -> tuple[None, Issue]:
    return None, issue(item.key, "wrong_value")


def _one_of(item: Choice, raw: object) -> Read:
    if not isinstance(raw, str):
        return _wrong(item)
    if all(option.key != raw for option in item.options):
        return None, issue(item.key, "unknown_option")
    return raw, None


def _keys(raw: object) -> list[str] | None:
    """A list of words, each once; None for anything else."""
    if not isinstance(raw, list | tuple) or not all(isinstance(key, str) for key in raw):
        return None
    return list(dict.fromkeys(raw))


def _ranked(item: Ranking, raw: object) -> Read:
    ranked = _keys(raw)
    if ranked is None:
        return _wrong(item)
    if len(ranked) > item.most:
        return None, issue(item.key, "too_many_ticked", most=item.most)
    problem = ranked_problem(item.key, item.options, ranked)
    return (None, problem) if problem else (tuple(ranked), None)


def ranked_problem(
    path: str,
    options: Iterable[Option | Reason],
    ranked: Sequence[str],
    code: str = "unknown_option",
) -> Issue | None:
    """Why these can not be picked together from the options."""
    alone = {option.key: option.exclusive for option in options}
    if any(key not in alone for key in ranked):
        return issue(path, code)
    if len(ranked) > 1 and any(alone[key] for key in ranked):
        return issue(path, "exclusive_mixed")
    return None


def _some_of(item: Choices, raw: object) -> Read:
    found = _keys(raw)
    if found is None:
        return _wrong(item)
    ticked = set(found)
    known = tuple(option.key for option in item.options if option.key in ticked)
    if len(known) != len(ticked):
        return None, issue(item.key, "unknown_option")
    if len(known) > 1 and any(o.exclusive for o in item.options if o.key in ticked):
        return None, issue(item.key, "exclusive_mixed")
    return known, None


def _level(item: Scale, raw: object) -> Read:
    if isinstance(raw, bool) or not isinstance(raw, int):
        return _wrong(item)
    if all(level.level != raw for level in item.levels):
        return None, issue(item.key, "unknown_level")
    return raw, None


def _number(item: Number, raw: object) -> Read:
    number = _decimal(raw)
    if number is None:
        return _wrong(item)
    low = -MOST_NUMBER if item.least is None else item.least
    high = MOST_NUMBER if item.most is None else item.most
    if not low <= number <= high:
        return None, issue(item.key, "number_out_of_range")
    return number.quantize(_SIXTH), None


def _decimal(raw: object) -> Decimal | None:
    """Numbers only; a float by its shortest notation, so that 36.6 is 36.6."""
    if isinstance(raw, bool) or not isinstance(raw, int | float | Decimal):
        return None
    if isinstance(raw, float):
        return Decimal(repr(raw)) if math.isfinite(raw) else None
    if isinstance(raw, Decimal):
        return raw if raw.is_finite() else None
    return Decimal(raw) if abs(raw) <= MOST_NUMBER else Decimal("1E+99")


def _waited(item: Wait, raw: object) -> Read:
    if not isinstance(raw, Mapping):
        return _wrong(item)
    seconds = whole(raw.get("seconds"), LONGEST_WAIT)
    if seconds is None:
        return _wrong(item)
    method = raw.get("method", "typed")
    return Waited(
        seconds=seconds,
        method=METHODS.get(method, "typed") if isinstance(method, str) else "typed",
        queue=whole(raw.get("queue"), MOST_QUEUE),
        started_at=_moment(raw.get("started_at")),
        stopped_at=_moment(raw.get("stopped_at")),
    ), None


def whole(raw: object, most: int) -> int | None:
    """A count from 0 to `most`; parts of a second that have not run full are dropped."""
    number = _decimal(raw)
    return int(number) if number is not None and 0 <= number <= most else None


def _moment_of(item: Moment, raw: object) -> Read:
    pattern, read = _MOMENTS[item.ask]
    if not isinstance(raw, str) or not pattern.fullmatch(raw):
        return _wrong(item)
    try:
        read(raw)
    except ValueError:
        return _wrong(item)
    return raw, None


def _located(item: Location, raw: object) -> Read:
    if not isinstance(raw, Mapping):
        return _wrong(item)
    latitude, longitude = (_decimal(raw.get(name)) for name in ("latitude", "longitude"))
    if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
        return _wrong(item)
    accuracy = _decimal(raw.get("accuracy_m"))
    known = accuracy is not None and 0 <= accuracy <= MOST_NUMBER
    radius = float(accuracy) if accuracy is not None and known else None
    return Located(float(latitude), float(longitude), radius), None


def _signed(item: Signature, raw: object) -> Read:
    if not isinstance(raw, Mapping):
        return _wrong(item)
    name, problem = read_text(item.key, raw.get("name"), LONGEST_NAME)
    strokes = raw.get("strokes")
    if not isinstance(strokes, list | tuple) or name is None:
        return _wrong(item)
    sizes = [len(s) if isinstance(s, list | tuple) else MOST_STROKE_NUMBERS for s in strokes]
    if len(strokes) > MOST_STROKES or sum(sizes) > MOST_STROKE_NUMBERS:
        return None, issue(item.key, "too_big_drawing")
    if not all(len(stroke) % 2 == 0 and all(map(_on_pad, stroke)) for stroke in strokes):
        return _wrong(item)
    return Signed(name, tuple(tuple(stroke) for stroke in strokes)), problem


def _on_pad(number: object) -> bool:
    return isinstance(number, int) and not isinstance(number, bool) and 0 <= number <= 1000


def _moment(raw: object) -> str | None:
    return read_text("", raw, 64)[0] if isinstance(raw, str) else None
