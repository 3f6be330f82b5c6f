"""How dates, times and sizes are said on pages, in each language."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from audit.words import Words
from forms.texts import Text
from forms.wording import language_of

_WEEKDAYS = {
    "zh": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day(value: date, lang: str) -> str:
    """Say a day: 2026年11月21日 周六 · Sat 21 Nov 2026."""
    weekday = _WEEKDAYS[lang][value.weekday()]
    if lang == "zh":
        return f"{value.year}年{value.month}月{value.day}日 {weekday}"
    return f"{weekday} {value.day} {_MONTHS[value.month - 1]} {value.year}"


def short_day(value: date, lang: str) -> str:
    """Say a day in a dense table: 2026-11-21 · 21 Nov 2026."""
    return (
        value.isoformat()
        if lang == "zh"
        else f"{value.day} {_MONTHS[value.month - 1]} {value.year}"
    )


def days(first: date, last: date, lang: str) -> str:
    """Say a span of days, both ends included, without repeating year and month."""
    if first == last:
        return day(first, lang)
    if lang == "zh":
        return f"{_from_zh(first)}至{_to_zh(first, last)}"
    start = [str(first.day)]
    if (first.year, first.month) != (last.year, last.month):
        start.append(_MONTHS[first.month - 1])
    if first.year != last.year:
        start.append(str(first.year))
    return f"{' '.join(start)} – {last.day} {_MONTHS[last.month - 1]} {last.year}"


def _from_zh(first: date) -> str:
    return f"{first.year}年{first.month}月{first.day}日"


def _to_zh(first: date, last: date) -> str:
    if first.year != last.year:
        return _from_zh(last)
    return f"{last.month}月{last.day}日" if first.month != last.month else f"{last.day}日"


def moment(value: datetime, lang: str, zone: str = "UTC") -> str:
    """Say an aware time in `zone`: 2026年11月21日 周六 14:05 · Sat 21 Nov 2026, 14:05."""
    local = value.astimezone(ZoneInfo(zone))
    return f"{day(local, lang)}{' ' if lang == 'zh' else ', '}{local:%H:%M}"


def clock(value: datetime, zone: str) -> str:
    """Say the time of day in `zone`: 14:05."""
    return f"{value.astimezone(ZoneInfo(zone)):%H:%M}"


def own_words(answer: Text | None) -> str | None:
    """Return the language of an answer that somebody wrote: it stands the same in both."""
    if answer is None or answer.zh != answer.en or not any(map(str.isalpha, answer.zh)):
        return None
    return language_of(answer.zh)


def size(octets: int) -> str:
    """Say a file size: 820 B, 312 kB, 1.4 MB (powers of ten, as file managers count)."""
    if octets < 1000:
        return f"{octets} B"
    if octets < 999_500:
        return f"{round(octets / 1000)} kB"
    return f"{octets / 1_000_000:.1f} MB"


def time_left(seconds: int | None, t: Words) -> str | None:
    """Say how long something will take, in the unit that people wait in."""
    if not seconds:
        return None
    if seconds < 90:
        return t("about {n} s left", n=seconds)
    return t("about {n} min left", n=round(seconds / 60))
