"""Conditions, bands and ranges that nothing can reach."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from forms.base import plain
from forms.checklist import Checklist
from forms.items import Number, Wait
from forms.lint.findings import Finding, finding, places
from forms.lint.possible import never_required, never_shown


def reach(checklist: Checklist) -> Iterator[Finding]:
    """What is written but can never come about."""
    yield from _score_bands(checklist)
    for path, item in places(checklist):
        if isinstance(item, Wait):
            yield from _wait_bands(path, item)
        if isinstance(item, Number):
            yield from _ranges(path, item)
    yield from (finding("never_shown", path, key) for path, key in never_shown(checklist))
    yield from (finding("never_required", path, key) for path, key in never_required(checklist))


def _score_bands(checklist: Checklist) -> Iterator[Finding]:
    policy = checklist.policy
    bands = sorted(policy.bands, key=lambda band: band.at_least)
    if not bands:
        yield finding("no_bands", "policy.bands")
    elif bands[0].at_least > 0:
        yield finding("bands_gap", "policy.bands", limit=plain(bands[0].at_least))
    step = Decimal(1).scaleb(-policy.places)
    for low, high in pairwise(bands):
        # The first shown score in the band; the band is empty when that is in the next one.
        first = (low.at_least / step).to_integral_value("ROUND_CEILING") * step
        if first >= high.at_least:
            place = policy.bands.index(low)
            yield finding("band_too_narrow", f"policy.bands[{place}]", places=policy.places)


def _wait_bands(path: str, item: Wait) -> Iterator[Finding]:
    tables = {"bands": item.bands or ()} | {f"formats.{k}": v for k, v in item.formats.items()}
    for name, bands in tables.items():
        for place, band in enumerate(bands):
            after = bands[place + 1].points if place + 1 < len(bands) else item.beyond
            if after == band.points:
                yield finding("band_same_points", f"{path}.{name}[{place}]", item.key)


def _ranges(path: str, item: Number) -> Iterator[Finding]:
    spans = [(_low(r.at_least), _high(r.at_most)) for r in item.ranges]
    least, most = _low(item.least), _high(item.most)
    for place, (low, high) in enumerate(spans):
        here = f"{path}.ranges[{place}]"
        if any(before <= low and high <= after for before, after in spans[:place]):
            yield finding("range_covered", here, item.key)
        elif low > most or high < least:
            told = ("…" if n is None else plain(n) for n in (item.least, item.most))
            yield finding("range_outside", here, item.key, least=next(told), most=next(told))


def _low(number: Decimal | None) -> Decimal:
    return Decimal("-Infinity") if number is None else number


def _high(number: Decimal | None) -> Decimal:
    return Decimal("Infinity") if number is None else number
