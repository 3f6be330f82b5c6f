"""Dates and sizes are said as people write them, in both languages."""

from datetime import UTC, date, datetime

import pytest

from audit.web import show


@pytest.mark.parametrize(
    ("lang", "said"), [("zh", "2026年11月21日 周六"), ("en", "Sat 21 Nov 2026")]
)
def test_a_day_carries_its_weekday(lang: str, said: str) -> None:
    assert show.day(date(2026, 11, 21), lang) == said


@pytest.mark.parametrize(
    ("last", "zh", "en"),
    [
        (date(2026, 11, 3), "2026年11月3日 周二", "Tue 3 Nov 2026"),
        (date(2026, 11, 30), "2026年11月3日至30日", "3 – 30 Nov 2026"),
        (date(2026, 12, 2), "2026年11月3日至12月2日", "3 Nov – 2 Dec 2026"),
        (date(2027, 1, 2), "2026年11月3日至2027年1月2日", "3 Nov 2026 – 2 Jan 2027"),
    ],
)
def test_a_span_does_not_repeat_itself(last: date, zh: str, en: str) -> None:
    assert show.days(date(2026, 11, 3), last, "zh") == zh
    assert show.days(date(2026, 11, 3), last, "en") == en


def test_a_time_is_told_in_the_zone_of_the_branch() -> None:
    late = datetime(2026, 11, 21, 18, 30, tzinfo=UTC)
    assert show.moment(late, "zh", "Asia/Shanghai") == "2026年11月22日 周日 02:30"
    assert show.moment(late, "en") == "Sat 21 Nov 2026, 18:30"


@pytest.mark.parametrize(
    ("octets", "said"),
    [(820, "820 B"), (312_400, "312 kB"), (999_500, "1.0 MB"), (1_400_000, "1.4 MB")],
)
def test_a_size_is_short(octets: int, said: str) -> None:
    assert show.size(octets) == said
