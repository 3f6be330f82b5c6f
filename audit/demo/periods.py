"""Which days the waves of the demo take: a month each, the newest one two to three weeks old.

A calendar month would be empty on its first day. So the waves begin on the 1st, 11th or 21st,
whichever lets the newest be old enough to have visits and young enough to have some to come.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from audit.clock import local_day
from audit.demo.chain import ZONE
from forms.texts import Text

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_YOUNGEST = timedelta(days=14)


@dataclass(frozen=True)
class Period:
    """One wave: its number from 0, its first and last day, and the month it is named after."""

    number: int
    first: date
    last: date

    @property
    def _named(self) -> date:
        return self.first + timedelta(days=15)

    @property
    def code(self) -> str:
        """For example 2026-11."""
        return f"{self._named:%Y-%m}"

    @property
    def name(self) -> Text:
        """For example 2026年11月, November 2026."""
        day = self._named
        return Text(zh=f"{day.year}年{day.month}月", en=f"{_MONTHS[day.month - 1]} {day.year}")

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    @property
    def month(self) -> int:
        """The month it is named after, 1 to 12."""
        return self._named.month

    @property
    def closed_at(self) -> datetime:
        """When head office closed it."""
        return local(self.last, time(22, 30))


def local(day: date, at: time) -> datetime:
    """Return a moment of a branch's day."""
    return datetime.combine(day, at, ZoneInfo(ZONE))


def periods(now: datetime, count: int) -> list[Period]:
    """Return `count` waves, oldest first; the last one is open now."""
    starts = [_newest_start(local_day(now, ZONE) - _YOUNGEST)]
    starts.append(_months_later(starts[0], 1))
    starts += [_months_later(starts[0], -back) for back in range(1, count)]
    starts.sort()
    return [
        Period(number, starts[number], starts[number + 1] - timedelta(days=1))
        for number in range(count)
    ]


def _newest_start(day: date) -> date:
    return day.replace(day=21 if day.day >= 21 else 11 if day.day >= 11 else 1)


def _months_later(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    return day.replace(year=day.year + years, month=month + 1)
