"""The only place that reads the clock.

Everything else is given a `Clock` or a moment. Stored moments are UTC; a *day* is always a
branch's local day.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo, available_timezones

Clock = Callable[[], datetime]

_ZONES = available_timezones()


def system_clock() -> datetime:
    """Return the present moment, UTC and aware."""
    return datetime.now(UTC)


def is_zone(name: str) -> bool:
    """Tell whether `name` is an IANA time zone this machine knows."""
    return name in _ZONES


def local_day(moment: datetime, zone: str) -> date:
    """Return the calendar day of `moment` in the IANA `zone`."""
    return moment.astimezone(ZoneInfo(zone)).date()


DAYPARTS = (("evening", 0), ("morning", 5), ("midday", 11), ("afternoon", 14), ("evening", 17))


def daypart(moment: datetime, zone: str) -> str:
    """Return the coarse part of the local day: all that a branch may learn of a visit's time."""
    return part_of_day(moment.astimezone(ZoneInfo(zone)).hour)


def part_of_day(hour: int) -> str:
    """Return the part of the day that an hour (0–23) belongs to."""
    return next(name for name, start in reversed(DAYPARTS) if hour >= start)
