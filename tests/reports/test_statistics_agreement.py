"""Agreement of auditors, against printed tables and brute force."""

import math
import random
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.inter_rater import cohens_kappa, to_table

from reports.statistics.agreement import (
    Metric,
    cohen_kappa,
    gwet_ac1,
    krippendorff_alpha,
    percent_agreement,
)
from reports.statistics.icc import Icc, icc1, icc2, icc3

GAP = None
# Krippendorff (2011), "Computing Krippendorff's alpha-reliability", sections A–C.
BINARY = [(0, 1), (1, 1), (0, 1), (0, 0), (0, 0), (0, 1), (0, 0), (0, 0), (1, 0), (0, 0)]
TWO = list(zip("aabbdcccedda", "babbbccceddd", strict=True))
FOUR = list(
    zip(
        (1, 2, 3, 3, 2, 1, 4, 1, 2, GAP, GAP, GAP),
        (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, GAP, 3),
        (GAP, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, GAP),
        (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, GAP),
        strict=True,
    )
)
# Shrout and Fleiss (1979), table 2: six targets, four judges.
JUDGES = [(9, 2, 5, 8), (6, 1, 3, 2), (8, 4, 6, 8), (7, 1, 2, 6), (10, 5, 6, 9), (6, 2, 4, 7)]


def test_krippendorff_s_examples() -> None:
    assert krippendorff_alpha(BINARY, draws=0).value == pytest.approx(0.095, abs=5e-4)
    assert krippendorff_alpha(TWO, draws=0).value == pytest.approx(0.692, abs=5e-4)
    wanted: dict[Metric, float] = {"nominal": 0.743, "ordinal": 0.815, "interval": 0.849}
    for metric, alpha in wanted.items():
        found = krippendorff_alpha(FOUR, metric)
        assert found.value == pytest.approx(alpha, abs=5e-4)
        assert found.n == 11
        assert found.interval is not None
        assert found.interval.low < alpha < found.interval.high


def test_gwet_s_example_of_four_raters() -> None:
    found = gwet_ac1(FOUR)
    assert found.value == pytest.approx(0.77544, abs=5e-6)
    assert found.observed == pytest.approx(0.81818, abs=5e-6)
    assert found.expected == pytest.approx(0.19032, abs=5e-6)
    assert found.se == pytest.approx(0.14295, abs=5e-6)
    assert found.interval is not None
    assert found.interval.low == pytest.approx(0.46081, abs=5e-5)
    assert found.interval.high == 1
    assert percent_agreement(FOUR) == pytest.approx(0.81818, abs=5e-6)


def test_kappa_collapses_where_nearly_all_say_yes_and_ac1_does_not() -> None:
    table = [("+", "+")] * 118 + [("+", "-")] * 5 + [("-", "+")] * 2
    kappa, ac1 = cohen_kappa(table), gwet_ac1(table)
    assert kappa.observed == pytest.approx(0.944)
    assert kappa.value == pytest.approx(-0.0234, abs=5e-5)
    chance = 2 * 0.972 * 0.028
    assert ac1.expected == pytest.approx(chance)
    assert ac1.value == pytest.approx((0.944 - chance) / (1 - chance))


RATINGS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=40)


@given(RATINGS, st.sampled_from(["none", "linear", "quadratic"]))
def test_kappa_and_its_interval_are_those_of_statsmodels(
    table: list[tuple[int, int]], weights: str
) -> None:
    kinds = {"none": None, "linear": "linear", "quadratic": "quadratic"}
    found = cohen_kappa(table, weights, range(4))  # type: ignore[arg-type] # a Literal
    if found.value is None or found.se is None or found.interval is None:
        assert len({value for row in table for value in row}) == 1
        return
    with np.errstate(invalid="ignore", divide="ignore"):
        wanted = cohens_kappa(to_table(table, bins=np.arange(5) - 0.5)[0], wt=kinds[weights])
    assert found.value == pytest.approx(wanted.kappa, abs=1e-9)
    assert found.se == pytest.approx(math.sqrt(max(wanted.var_kappa, 0)), abs=1e-6)
    half = 1.959964 * found.se
    assert found.interval.low == pytest.approx(max(-1, wanted.kappa - half), abs=1e-5)
    assert found.interval.high == pytest.approx(min(1, wanted.kappa + half), abs=1e-5)


TABLES = st.lists(
    st.lists(st.sampled_from([None, 1, 2, 3, 5]), min_size=3, max_size=3), min_size=1, max_size=12
)


def alpha(table: list[list[int | None]], metric: Metric) -> float | None:
    """Krippendorff's alpha by going through all pairs."""
    units = [[v for v in row if v is not None] for row in table]
    units = [unit for unit in units if len(unit) > 1]
    values = [value for unit in units for value in unit]

    def apart(a: int, b: int) -> float:
        if metric == "nominal":
            return float(a != b)
        if metric == "interval":
            return float((a - b) ** 2)
        low, high = min(a, b), max(a, b)
        between = sum(low <= value <= high for value in values)
        return (between - (values.count(low) + values.count(high)) / 2) ** 2 if a != b else 0.0

    n = len(values)
    expected = sum(apart(a, b) for a, b in permutations(values, 2))
    if not expected:
        return None
    observed = sum(
        sum(apart(a, b) for a, b in permutations(unit, 2)) / (len(unit) - 1) for unit in units
    )
    return 1 - (n - 1) * observed / expected


@given(TABLES, st.sampled_from(["nominal", "ordinal", "interval"]))
def test_alpha_by_its_definition(table: list[list[int | None]], metric: Metric) -> None:
    found = krippendorff_alpha(table, metric, draws=0).value
    wanted = alpha(table, metric)
    assert found == (None if wanted is None else pytest.approx(wanted, abs=1e-9))


@given(TABLES)
def test_agreement_is_a_figure_or_none(table: list[list[int | None]]) -> None:
    found = gwet_ac1(table, [1, 2, 3, 5])
    assert (found.value is None) == (percent_agreement(table) is None)
    if found.value is not None:
        assert -1 <= found.value <= 1
        assert found.observed == pytest.approx(percent_agreement(table))


def test_one_answer_everywhere() -> None:
    same = [("yes", "yes")] * 4
    assert percent_agreement(same) == 1
    assert gwet_ac1(same).value == 1
    assert cohen_kappa(same).value is None
    assert krippendorff_alpha(same).value is None


def test_nothing_to_compare() -> None:
    for table in ([], [(None, "yes")], [(None, None)]):
        assert percent_agreement(table) is None
        assert gwet_ac1(table).value is None
        assert cohen_kappa(table).value is None
        assert krippendorff_alpha(table).value is None
    assert gwet_ac1([(1, 2)]).interval is None
    assert krippendorff_alpha([(1, 2)]).interval is None


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="two raters"):
        cohen_kappa([(1, 2, 3)])
    with pytest.raises(ValueError, match="categories"):
        gwet_ac1([(1, 2)], [1])
    with pytest.raises(ValueError, match="scale"):
        krippendorff_alpha([("a", "b")], "ordinal")
    with pytest.raises(ValueError, match="place"):
        icc1([(1, 2), (1, 2, 3)])


def limits(found: Icc) -> tuple[float, float]:
    assert found.interval is not None
    return found.interval.low, found.interval.high


def test_the_judges_of_shrout_and_fleiss() -> None:
    assert [round(one(JUDGES).value or 0, 2) for one in (icc1, icc2, icc3)] == [0.17, 0.29, 0.71]
    means = [one(JUDGES, mean=True).value or 0 for one in (icc1, icc2, icc3)]
    assert [round(value, 2) for value in means] == [0.44, 0.62, 0.91]
    assert limits(icc1(JUDGES)) == pytest.approx((-0.133, 0.723), abs=1e-3)
    assert limits(icc2(JUDGES)) == pytest.approx((0.019, 0.761), abs=1e-3)
    assert limits(icc3(JUDGES)) == pytest.approx((0.342, 0.946), abs=1e-3)
    assert limits(icc1(JUDGES, mean=True)) == pytest.approx((-0.884, 0.912), abs=1e-3)
    assert limits(icc3(JUDGES, mean=True)) == pytest.approx((0.676, 0.986), abs=1e-3)
    stepped = [4 * value / (1 + 3 * value) for value in limits(icc2(JUDGES))]
    assert limits(icc2(JUDGES, mean=True)) == pytest.approx(stepped)


def test_the_interval_of_icc_covers_the_truth_as_often_as_it_says() -> None:
    draw = random.Random(3)
    hits = {"one": 0, "two": 0}
    for _n in range(300):
        raters = [draw.gauss(0, 2) for _ in range(6)]
        rows = [
            [level + rater + draw.gauss(0, 3) for rater in raters]
            for level in (draw.gauss(80, 6) for _ in range(12))
        ]
        plain = [[value - rater for value, rater in zip(row, raters, strict=True)] for row in rows]
        low, high = limits(icc1(plain))
        hits["one"] += low <= 36 / 45 <= high
        low, high = limits(icc2(rows))
        hits["two"] += low <= 36 / 49 <= high
    assert 270 <= hits["one"] <= 299
    assert 265 <= hits["two"] <= 300


def test_icc_without_visits_or_without_spread() -> None:
    for one in (icc1, icc2, icc3):
        assert one([]).value is None
        assert one([(1, 2)]).value is None
        assert one([(80.1, 80.1)] * 5).value is None
        perfect = one([(1, 1), (2, 2), (5, 5)])
        assert (perfect.value, limits(perfect)) == (1, (1, 1))
        gaps = one([(1, 1), (None, 3), (2, 2), (5, 6)])
        assert (gaps.n, gaps.k) == (3, 2)
        opposite = one([(1, 2), (2, 1), (1, 2), (2, 1)])
        assert opposite.value is None or math.isfinite(opposite.value)
    shifted = icc3([(1, 3), (2, 4), (5, 7)])
    assert shifted.value == 1
    agreeing = icc2([(1, 3), (2, 4), (5, 7)]).value
    assert agreeing is not None
    assert agreeing < 1
