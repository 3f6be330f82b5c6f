"""Dimensions, axes and bases: the same answers seen in other ways."""

import pytest

from forms.scoring import Scorecard
from tests.forms.build import Doc, critical, document, scored, section, yes_no


def tagged(good: dict[str, tuple[int, int]], tag: str, **policy: object) -> Scorecard:
    """For each value of `tag`: (items met, items)."""
    items, raw = [], {}
    for value, (met, number) in good.items():
        for n in range(number):
            tags: Doc = {tag: [value] if tag == "dimensions" else value}
            items.append(yes_no(f"{value}{n}", **tags))
            raw[f"s.{value}{n}"] = n < met
    return scored(document(section("s", *items), **policy), raw)


def test_dimensions_are_thin_under_three_items() -> None:
    views = tagged({"reliability": (2, 3), "empathy": (2, 2)}, "dimensions").views
    assert views.dimensions["reliability"].score == 6670
    assert not views.dimensions["reliability"].thin
    assert views.dimensions["empathy"].thin
    assert views.dimensions["assurance"].score is None
    assert list(views.dimensions) == [
        "reliability", "assurance", "tangibles", "empathy", "responsiveness",
    ]  # fmt: skip


def test_a_view_weighs_items_as_the_total_does() -> None:
    doc = document(
        section("s", yes_no("a", ware="software"), weight=90),
        section("t", yes_no("b", ware="software"), yes_no("c", ware="hardware"), weight=10),
    )
    card = scored(doc, {"s.a": False, "t.b": True, "t.c": True})
    # 5 of 95 points of the total
    assert card.views.ware["software"].score == 530
    assert card.views.ware["hardware"].score == 10_000


def test_views_are_raw() -> None:
    item = yes_no("a", quality="outcome", critical=critical("zero_visit"))
    card = scored(document(section("s", item, yes_no("b", quality="process"))),
                  {"s.a": False, "s.b": True})  # fmt: skip
    assert card.final == 0
    assert card.views.quality["process"].score == 10_000


@pytest.mark.parametrize(
    ("process", "personal", "expected"),
    [
        (9, 9, "quality"),
        (9, 1, "by_the_book"),
        (1, 9, "friendly_helpless"),
        (1, 1, "indifferent"),
        (8, 9, "quality"),
        (7, 9, "friendly_helpless"),
    ],
)
def test_four_service_types(process: int, personal: int, expected: str) -> None:
    axes = {"process": (process, 10), "personal": (personal, 10)}
    assert tagged(axes, "axis").views.service_type == expected


def test_service_type_undecided_thin_or_missing() -> None:
    zone = {"service_types": {"process_at": 75, "personal_at": 75, "undecided": 6}}
    near = tagged({"process": (8, 10), "personal": (10, 10)}, "axis", **zone)
    assert near.views.service_type == "undecided"
    thin = tagged({"process": (2, 2), "personal": (10, 10)}, "axis")
    assert thin.views.service_type == "undecided"
    one_axis = tagged({"process": (9, 10)}, "axis")
    assert one_axis.views.service_type is None


def test_bases_are_touched_in_order() -> None:
    run = tagged({"first": (4, 4), "second": (1, 4), "third": (4, 4), "home": (4, 4)}, "base").views
    assert (run.run.reached, run.run.stopped_at) == (1, "second")
    assert run.run.touched == {"first": True, "second": False, "third": True, "home": True}


def test_a_home_run_and_a_base_not_judged() -> None:
    full = tagged({"first": (4, 4), "second": (3, 4), "third": (4, 4), "home": (4, 4)}, "base")
    assert (full.views.run.reached, full.views.run.stopped_at) == (4, None)
    without = tagged({"first": (4, 4), "third": (4, 4), "home": (0, 4)}, "base").views.run
    assert (without.reached, without.stopped_at) == (2, "home")
    assert without.touched["second"] is None


def test_stages_and_sides() -> None:
    views = tagged({"pre": (1, 2), "after": (2, 2)}, "stage").views
    assert (views.stages["pre"].score, views.stages["in"].score) == (5000, None)
    assert tagged({"front": (1, 4)}, "side").views.sides["front"].score == 2500
