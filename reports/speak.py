"""Numbers, dates and durations as people read them, in one language and one place.

All rounding is half up on the hundredths; a change is the difference of the values *shown*, so that
a reader's own subtraction agrees.
"""

from collections.abc import Callable, Mapping, Sequence
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

    def join(self, parts: Sequence[str], between: str = " · ") -> str:
        """Join short facts, leaving out the empty ones."""
        return between.join(part for part in parts if part)

    def fill(self, form: str, **parts: object) -> str:
        """Put parts into a form that is the same in all languages: "{a} → {b}"."""
        return form.format(**parts)

    def quote(self, said: str, aside: str) -> str:
        """Add an aside in the brackets of the language; nothing if it is empty."""
        if not aside:
            return said
        return f"{said}（{aside}）" if self.lang == "zh" else f"{said}  ({aside})"


class Pair(str):
    """The same said in Chinese and in English; as one text they follow each other."""

    __slots__ = ("en", "zh")
    zh: str
    en: str

    def __new__(cls, zh: str, en: str) -> "Pair":
        """Join both."""
        made = super().__new__(cls, f"{zh} {en}")
        made.zh, made.en = zh, en
        return made

    def lower(self) -> "Pair":
        """Return both in lower case."""
        return Pair(self.zh.lower(), self.en.lower())

    def rstrip(self, chars: str | None = None, /) -> "Pair":
        """Return both without `chars` at their ends."""
        return Pair(self.zh.rstrip(chars), self.en.rstrip(chars))


@dataclass(frozen=True)
class Bilingual(Speaker):
    """Says everything in Chinese and English: what differs becomes a Pair."""

    each: tuple[Speaker, ...] = ()

    def text(self, text: Text | None) -> str:
        """Return content in both languages."""
        return self._both("text", text)

    def day(self, day: date) -> str:
        """Write a day in both languages."""
        return self._both("day", day)

    def span(self, first: date, last: date) -> str:
        """Write a band of days in both languages."""
        return self._both("span", first, last)

    def duration(self, seconds: int) -> str:
        """Write a wait in both languages."""
        return self._both("duration", seconds)

    def series(self, numbers: list[int]) -> str:
        """Write numbers after each other, as each language does."""
        return self._both("series", numbers)

    def join(self, parts: Sequence[str], between: str = " · ") -> str:
        """Join short facts, those of each language by themselves."""
        zh, en = (
            one.join([_side(part, n) for part in parts], between) for n, one in enumerate(self.each)
        )
        return pair(zh, en)

    def fill(self, form: str, **parts: object) -> str:
        """Put the parts of each language into the form."""
        return _paired(_formatted, _formatted)(form, **parts)

    def quote(self, said: str, aside: str) -> str:
        """Add an aside to what each language says."""
        zh, en = (one.quote(_side(said, n), _side(aside, n)) for n, one in enumerate(self.each))
        return pair(zh, en)

    def _both(self, name: str, *asked: object) -> str:
        zh, en = (getattr(one, name)(*asked) for one in self.each)
        return pair(zh, en)


def pair(zh: str, en: str) -> str:
    """Return a Pair, or the one text that is the same in both languages."""
    if zh == en or not en or en in zh:
        return zh
    return Pair(zh, en) if zh else en


def speaker(lang: str, words: Mapping[str, Words], places: int = 1) -> Speaker:
    """Return who speaks "zh", "en" or "both"."""
    if lang != "both":
        return Speaker(lang, words[lang], places)
    zh, en = (Speaker(one, words[one], places) for one in ("zh", "en"))
    return Bilingual("zh", _paired(zh.t, en.t), places, (zh, en))


def sides(text: str) -> tuple[str, ...]:
    """Return the Chinese and the English of a Pair, or the one text; nothing of none."""
    if not text:
        return ()
    return (text.zh, text.en) if isinstance(text, Pair) else (text,)


def _formatted(form: str, **parts: object) -> str:
    return form.format(**parts)


def _side(text: str, place: int) -> str:
    return (text.zh, text.en)[place] if isinstance(text, Pair) else text


def _paired(zh: Words, en: Words) -> Words:
    def say(sentence: str, **params: object) -> str:
        sides = [
            {k: _side(v, n) if isinstance(v, str) else v for k, v in params.items()} for n in (0, 1)
        ]
        return pair(zh(sentence, **sides[0]), en(sentence, **sides[1]))

    return say


def _day_month(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]}"
