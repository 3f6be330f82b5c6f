"""Comparing branches."""

from reports.compare import Mark, change, heat_rows, mean, median, peer_median, rank, standings


def marks(**finals: list[int | None]) -> list[Mark]:
    return [
        Mark(branch, final, {"speech": final, "wait": None})
        for branch, values in finals.items()
        for final in values
    ]


def test_mean_rounds_half_up_once() -> None:
    assert mean([8841, 8840]) == 8841
    assert mean([1, 1, 2]) == 1
    assert mean([None, 100]) == 100
    assert mean([]) is None


def test_median_of_even_and_odd() -> None:
    assert median([300, 100, 200]) == 200
    assert median([100, 201]) == 151
    assert median([None]) is None


def test_ties_share_the_best_rank() -> None:
    assert rank({"a": 90, "b": 80, "c": 80, "d": 70}) == {"a": 1, "b": 2, "c": 2, "d": 4}


def test_what_looks_equal_is_a_tie() -> None:
    rows = standings(marks(a=[8841], b=[8844], c=[8700]), {})
    assert [(row.branch, row.rank) for row in rows] == [("a", 1), ("b", 1), ("c", 3)]


def test_a_branch_without_score_stands_last_without_rank() -> None:
    rows = standings(marks(a=[None], b=[5000, None]), {"b": 4000})
    assert [(r.branch, r.mean, r.n, r.rank, r.delta) for r in rows] == [
        ("b", 5000, 1, 1, 1000),
        ("a", None, 0, None, None),
    ]


def test_a_change_is_the_difference_of_what_is_shown() -> None:
    assert change(8644, 8316) == 8640 - 8320
    assert change(8644, None) is None


def test_few_peers_give_no_median() -> None:
    few = {"me": 1, "a": 2, "b": 3, "c": 4, "d": 5}
    assert peer_median(few, "me") is None
    assert peer_median(few | {"e": 6}, "me") == 4


def test_heat_rows_keep_the_order_of_sections() -> None:
    rows = standings(marks(a=[9000]), {})
    assert heat_rows(rows, ["wait", "speech", "gone"]) == [("a", [None, 9000, None])]
