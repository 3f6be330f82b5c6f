"""Numbers, dates and durations as people read them, in one language and one place.

All rounding is half up on the hundredths; a change is the difference of the values *shown*, so that
a reader's own subtraction agrees.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from forms.texts import Text

Words = Callable[..., str]

_DAYS = {"zh": "一二三四五六日", "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def rounded(value: int, places: int = 1) -> int:
    """Round hundredths half up to `places` decimals; the result is again in hundredths."""
    step = (100, 10, 1)[places]
    sign = -1 if value < 0 else 1
    return sign * ((abs(value) * 2 + step) // (2 * step)) * step


def decimal(value: int, places: int = 1) -> str:
    """Write hundredths with `places` decimals: 8840 -> "88.4", -35 -> "−0.4"."""
    whole = abs(rounded(value, places))
    text = f"{whole // 100}.{whole % 100:02d}"
    text = text[: len(text) - 2 + places] if places else text[:-3]
    return f"−{text}" if value < 0 and whole else text


@dataclass(frozen=True)
class Speaker:
    """Says things in one language. `t` translates interface sentences."""

    lang: str
    t: Words
    places: int = 1

    def text(self, text: Text | None) -> str:
        """Return content in this language, empty if there is none."""
        return text.say(self.lang) if text is not None else ""

    def score(self, value: int | None) -> str:
        """Write a score, or a dash where there is none."""
        return "–" if value is None else decimal(value, self.places)

    def points(self, value: int) -> str:
        """Write points of an item: up to two decimals, none if whole."""
        return decimal(value, 2).rstrip("0").rstrip(".")

    def signed(self, value: int) -> str:
        """Write a change with its sign."""
        sign = "+" if value > 0 else ("−" if value < 0 else "")
        return sign + decimal(abs(value), self.places)

    def day(self, day: date) -> str:
        """Write a day with its weekday."""
        if self.lang == "zh":
            return f"{day.year}年{day.month}月{day.day}日 周{_DAYS['zh'][day.weekday()]}"
        weekday = _DAYS["en"][day.weekday()]
        return f"{weekday} {day.day} {_MONTHS[day.month - 1]} {day.year}"

    def span(self, first: date, last: date) -> str:
        """Write a band of days without weekdays."""
        if first == last:
            return self.day(first)
        same = first.year == last.year
        if self.lang == "zh":
            end = (
                f"{last.month}月{last.day}日"
                if same
                else f"{last.year}年{last.month}月{last.day}日"
            )
            if same and first.month == last.month:
                end = f"{last.day}日"
            return f"{first.year}年{first.month}月{first.day}日—{end}"
        begin = f"{first.day}" if same and first.month == last.month else _day_month(first)
        return f"{begin if same else f'{begin} {first.year}'}–{_day_month(last)} {last.year}"

    def duration(self, seconds: int) -> str:
        """Write a wait: 45 s, 3 min 20 s; 45 秒, 3 分 20 秒."""
        minutes, rest = divmod(seconds, 60)
        minute, second = (" 分", " 秒") if self.lang == "zh" else (" min", " s")
        if not minutes:
            return f"{rest}{second}"
        return f"{minutes}{minute} {rest}{second}" if rest else f"{minutes}{minute}"

    def series(self, numbers: list[int]) -> str:
        """Write numbers after each other: 3、4 or 3, 4."""
        return ("、" if self.lang == "zh" else ", ").join(map(str, numbers))

    def join(self, parts: list[str]) -> str:
        """Join short facts with a middle dot, leaving out the empty ones."""
        return " · ".join(part for part in parts if part)


def _day_month(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]}"
