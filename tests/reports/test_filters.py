"""A filter and its address say the same, and nonsense in an address is refused by name."""

from datetime import date
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.problems import Problem
from reports.rollup.filters import OTHER, Filter, has_other, parse

CODES = st.text("ABCxyz019-_", min_size=1, max_size=32)
MAYBE = st.none() | CODES
DAYS = st.none() | st.dates(date(2000, 1, 1), date(2100, 1, 1))
FILTERS = st.builds(
    Filter,
    waves=st.lists(CODES, unique=True, max_size=5).map(tuple),
    since=DAYS,
    until=DAYS,
    region=MAYBE,
    brand=MAYBE,
    format=MAYBE,
    tag=st.none() | st.text("夜abc &=", min_size=1, max_size=20),
    channel=st.sampled_from([None, "on_site", "phone", "online"]),
    daypart=st.sampled_from([None, "morning", "midday", "afternoon", "evening"]),
    checklist=MAYBE,
    kind=st.sampled_from(["own", "competitor"]),
    organised=st.sampled_from(["then", "today"]),
)


@given(FILTERS, FILTERS)
def test_two_filters_come_back_from_one_address(one: Filter, other: Filter) -> None:
    address = "&".join(part for part in (one.address(), other.address(OTHER)) if part)
    pairs = parse_qsl(address)
    assert parse(pairs) == one
    assert parse(pairs, OTHER) == other
    assert has_other(pairs) == bool(other.query())


def test_what_asks_for_nothing_is_left_out() -> None:
    assert Filter().address() == ""
    assert parse([("region", ""), ("wave", ""), ("page", "3"), ("sort", "score")]) == Filter()
    assert Filter(region="N").but(region=None, daypart="midday").address() == "daypart=midday"


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("since", "yesterday", "invalid"),
        ("daypart", "night", "invalid"),
        ("channel", "mail", "invalid"),
        ("kind", "both", "invalid"),
        ("organised", "tomorrow", "invalid"),
        ("region", "N\0", "not_found"),
        ("wave", "x" * 33, "not_found"),
        ("tag", "x" * 65, "not_found"),
    ],
)
def test_nonsense_is_refused(name: str, value: str, code: str) -> None:
    with pytest.raises(Problem) as refusal:
        parse([(name, value)])
    assert refusal.value.code == code


def test_too_many_waves_are_refused() -> None:
    with pytest.raises(Problem):
        parse([("wave", f"W{n}") for n in range(121)])
