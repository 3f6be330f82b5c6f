"""Scoring manuals of other trades and countries, written as policies and worked out by hand."""

from typing import Any

import pytest

from forms.answers import parse_answers
from forms.scoring import Scorecard, score
from tests.forms.build import Doc, choice, critical, document, made, scored, section, yes_no


def rule(key: str, effect: str, **more: Any) -> Doc:
    return {"key": key, "text": key, "effect": effect} | more


def bands(**limits: float) -> list[Doc]:
    return [{"key": key, "title": key, "at_least": limit} for key, limit in limits.items()]


def options(key: str, kind: str = "choice", /, **points: float) -> Doc:
    """An item whose options carry these keys."""
    found = [{"key": name, "text": name, "points": worth} for name, worth in points.items()]
    return {"kind": kind, "key": key, "wording": key, "options": found}


def counted(key: str, each: float, least: float = -1000, **more: Any) -> Doc:
    """So many faults, each of which costs something."""
    rate = {"start": 0, "each": each, "least": least, "most": 0}
    return {"kind": "number", "key": key, "wording": key, "rate": rate} | more


def sent(doc: Doc, raw: Doc) -> Scorecard:
    checklist = made(doc)
    answers, issues = parse_answers(checklist, raw)
    assert issues == []
    return score(checklist, answers)


HYGIENE = document(
    *(
        section(key, choice("x", *(-n for n in steps)), weight=max(steps))
        for key, steps in (
            ("food", (0, 5, 10, 15, 20, 25)),
            ("structure", (0, 5, 10, 15, 20, 25)),
            ("management", (0, 5, 10, 20, 30)),
        )
    ),
    rollup="deduction",
    full_marks=80,
    counts="lost",
    places=0,
    bands=[
        {"key": str(5 - n), "title": str(5 - n), "at_least": 80 - most}
        for n, most in enumerate((15, 20, 30, 40, 50, 80))
    ],
    rules=[
        rule(f"over-{most}", "band", unmet_at_least=1, unmet_below=share, band=band)
        for most, share, band in ((5, 80, "4"), (10, 60, "2"), (15, 40, "1"), (20, 20, "0"))
    ],
)


@pytest.mark.parametrize(
    ("faults", "points", "rating"),
    [
        ("aaa", 0, "5"), ("bbb", 15, "5"), ("cba", 15, "4"), ("ccb", 25, "3"), ("dba", 20, "2"),
        ("cca", 20, "4"), ("ddc", 40, "2"), ("eca", 30, "1"), ("aad", 20, "1"), ("fba", 30, "0"),
        ("eed", 60, "0"), ("dde", 60, "0"), ("ccc", 30, "3"), ("ddd", 50, "1"),
    ],
)  # fmt: skip
def test_a_hygiene_rating_by_demerits_and_the_worst_of_them(
    faults: str, points: int, rating: str
) -> None:
    raw = dict(zip(("food.x", "structure.x", "management.x"), faults, strict=True))
    card = scored(HYGIENE, raw)
    assert (card.final_points, card.band) == ((80 - points) * 100, rating)


def conformity(**more: Any) -> Doc:
    """A full, B mostly, C small part, D not; a major and a knock-out cost a share of the total."""
    rules = [
        rule("major", "deduct", picked=["major"], picked_at_least=1, deduct=15),
        rule("second", "deduct", picked=["major"], picked_at_least=2, deduct=15),
        rule("failed", "fail", picked=["major"], picked_at_least=1),
        rule("out", "deduct", picked=["ko"], picked_at_least=1, deduct=50),
    ]
    items = [options(f"i{n}", a=20, b=15, c=5, d=-20, major=0, ko=0) for n in range(10)]
    return document(
        section("s", *items, floor=-100), rollup="points", places=2, rules=rules, pass_mark=75,
        bands=bands(higher=95, foundation=75), **more,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("answers", "raw", "final", "outcome"),
    [
        ("a a a a a a a a a b", 9750, 9750, "pass"),
        ("a a a a a a a b c d", 7000, 7000, "fail"),  # 140 + 15 + 5 − 20
        ("a a a a a a a a a major", 9000, 7500, "critical"),
        ("a a a a a a a a major major", 8000, 5000, "critical"),
        ("a a a a a a a a a ko", 9000, 4000, "fail"),
    ],
)
def test_conformities_with_majors_that_cost_a_share_of_the_total(
    answers: str, raw: int, final: int, outcome: str
) -> None:
    card = scored(conformity(), {f"s.i{n}": key for n, key in enumerate(answers.split())})
    assert (card.raw, card.final, card.outcome) == (raw, final, outcome)


def test_a_grade_by_how_many_of_each_kind_together() -> None:
    """AA to 5 minors, A to 10, B to 16 or 1 major with 10, C to 24 or 1 with 16 or 2 with 10."""
    counts = [
        rule(f"minor{n}", "flag", picked=["minor"], picked_at_least=n) for n in (6, 11, 17, 25)
    ]
    counts += [rule(f"major{n}", "flag", picked=["major"], picked_at_least=n) for n in (1, 2, 3)]
    grades = (
        ("A", "minor6"), ("B", "minor11"), ("C", "minor17"), ("none", "minor25"), ("B", "major1"),
        ("C", "major1", "minor11"), ("none", "major1", "minor17"), ("C", "major2"),
        ("none", "major2", "minor11"), ("none", "major3"),
    )  # fmt: skip
    caps = [
        rule(f"g{n}", "band", band=band, needs=list(needs))
        for n, (band, *needs) in enumerate(grades)
    ]
    items = [options(f"i{n}", ok=0, minor=0, major=0, no=-1) for n in range(30)]
    doc = document(
        section("s", *items), rules=counts + caps, bands=bands(AA=95, A=90, B=85, C=80, none=0)
    )

    def grade(minors: int, majors: int) -> str | None:
        said = ["minor"] * minors + ["major"] * majors
        said += ["ok"] * (30 - len(said))
        return scored(doc, {f"s.i{n}": key for n, key in enumerate(said)}).band

    assert [grade(n, 0) for n in (5, 6, 10, 11, 16, 17, 24, 25)] == [
        "AA", "A", "A", "B", "B", "C", "C", "none"
    ]  # fmt: skip
    assert [grade(n, 1) for n in (0, 10, 11, 16, 17)] == ["B", "B", "C", "C", "none"]
    assert [grade(n, 2) for n in (10, 11)] == ["C", "none"]
    assert grade(0, 3) == "none"


def test_demerits_that_are_summed_without_end() -> None:
    doc = document(
        section("critical", counted("n", -7), weight=500),
        section("general", counted("n", -2), weight=500),
        rollup="deduction", full_marks=1000, counts="lost", places=0,
        bands=bands(A=987, B=973, C=0),
    )  # fmt: skip
    found = [scored(doc, {"critical.n": c, "general.n": g}) for c, g in ((1, 3), (2, 0), (3, 4))]
    assert [(card.final_points, card.band) for card in found] == [
        (98_700, "A"), (98_600, "B"), (97_100, "C")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("counts", "final", "band"),
    [
        ((3, 0, 0), 9700, "E"),
        ((5, 1, 0), 8500, "C"),
        ((0, 3, 0), 7000, "C"),
        ((1, 0, 1), 4900, "F"),
    ],
)
def test_a_hundred_less_one_ten_and_fifty(
    counts: tuple[int, int, int], final: int, band: str
) -> None:
    parts = zip(("minor", "major", "critical"), (-1, -10, -50), strict=True)
    doc = document(
        section("s", *(counted(key, each) for key, each in parts), weight=100),
        rollup="deduction", bands=bands(E=96, G=86, C=70, F=0),
    )  # fmt: skip
    raw = dict(zip(("s.minor", "s.major", "s.critical"), counts, strict=True))
    card = scored(doc, raw)
    assert (card.final, card.band) == (final, band)


def test_met_partly_met_not_met_with_limits_for_chapters() -> None:
    """10, 5, 0: each chapter must reach 8 and all of them 9 of 10."""
    chapters = [
        section(key, *(options(f"i{n}", met=10, partly=5, no=0) for n in range(5))) for key in "ab"
    ]
    doc = document(
        *chapters, rollup="points", full_marks=10, places=2, pass_mark=9,
        rules=[rule("chapter", "no_pass", sections=["a", "b"], below=80)],
    )  # fmt: skip
    best = {f"{key}.i{n}": "met" for key in "ab" for n in range(5)}
    one = scored(doc, best | {"a.i0": "partly", "a.i1": "partly"})
    assert (one.final_points, one.final, one.outcome) == (900, 9000, "pass")
    low = scored(doc, best | {"a.i0": "no"})
    assert (low.final_points, low.outcome) == (900, "pass")
    assert scored(doc, best | {"a.i0": "no", "a.i1": "partly"}).outcome == "fail"


def test_service_seventy_facility_thirty() -> None:
    """Departments within service count alike, whatever the number of their standards."""
    service = [yes_no(f"d{n}", group="desk") for n in range(8)]
    service += [yes_no(f"r{n}", group="room") for n in range(3)]
    groups = [{"key": key, "title": key} for key in ("desk", "room")]
    doc = document(
        section("service", *service, rollup="weights", groups=groups, weight=70),
        section("facility", *(yes_no(f"f{n}") for n in range(7)), weight=30),
    )
    raw = {f"service.d{n}": n > 0 for n in range(8)} | {f"service.r{n}": n > 0 for n in range(3)}
    card = scored(doc, raw | {f"facility.f{n}": n > 1 for n in range(7)})
    # (7/8 + 2/3) ÷ 2 = 37/48; 0.7 × 37/48 + 0.3 × 5/7 = 75.387
    assert (card.sections["service"].score, card.final) == (7710, 7540)


def test_stars_by_points_of_the_house_and_a_rate_of_service() -> None:
    """The total is the house's alone; service is scored and can only take a star away."""
    doc = document(
        section("house", {"kind": "number", "key": "n", "wording": "n",
                          "rate": {"start": 0, "each": 1, "most": 600}}),
        section("service", *(options(f"i{n}", best=3, good=2, fair=1, bad=0) for n in range(10)),
                weight=0),
        full_marks=600, places=0, bands=bands(s5=420, s4=320, s3=220),
        rules=[
            rule("five", "band", sections=["service"], below=90, band="s4"),
            rule("four", "band", sections=["service"], below=80, band="s3"),
        ],
    )  # fmt: skip
    good = {f"service.i{n}": "best" if n < 7 else "good" for n in range(10)}
    card = scored(doc, good | {"house.n": 431})
    assert (card.final_points, card.band, card.sections["service"].score) == (43_100, "s5", 9000)
    fair = good | {"service.i0": "fair", "service.i1": "fair"}
    card = scored(doc, fair | {"house.n": 431})
    assert (card.final_points, card.band, card.sections["service"].score) == (43_100, "s3", 7700)
    assert scored(doc, good | {"house.n": 219}).band is None


def test_a_group_counts_only_when_all_of_it_is_right() -> None:
    steps = [{"at_least": 100, "score": 100}]
    groups = [{"key": key, "title": key, "steps": steps} for key in "ab"]
    items = [yes_no(f"{key}{n}", group=key) for key in "ab" for n in range(4)]
    doc = document(section("s", *items, groups=groups))
    raw = {f"s.{key}{n}": True for key in "ab" for n in range(4)}
    assert scored(doc, raw | {"s.a0": False}).final == 5000
    assert scored(doc, raw | {"s.a0": "na"}).final == 10_000


def test_sections_turned_into_grade_points_and_averaged() -> None:
    steps = [{"at_least": n, "score": s} for n, s in ((50, 25), (70, 50), (80, 75), (90, 100))]
    parts = [section(key, *(yes_no(f"i{n}") for n in range(10)), steps=steps) for key in "abc"]
    doc = document(*parts, full_marks=4, places=2)
    raw = {f"{key}.i{n}": n >= lost for key, lost in zip("abc", (1, 3, 4), strict=True)
           for n in range(10)}  # fmt: skip
    # 90 % → 4, 70 % → 2, 60 % → 1: 7 ÷ 3
    assert scored(doc, raw).final_points == 233


def test_a_limit_on_the_section_of_a_bad_moment() -> None:
    hands = yes_no("hands", weight=1, critical=critical("cap_section", cap_section=60))
    doc = document(section("a", hands, yes_no("rest", weight=9)), section("b", yes_no("x")))
    card = scored(doc, {"a.hands": False, "a.rest": True, "b.x": True})
    assert (card.raw, card.final, card.sections["a"].final) == (9500, 8000, 6000)
    low = scored(doc, {"a.hands": False, "a.rest": False, "b.x": True})
    assert (low.final, low.sections["a"].final) == (5000, 0)


@pytest.mark.parametrize(
    ("answer", "outcome", "final"),
    [("good", "pass", 10_000), ("slow", "fail", 5000), ("rude", "critical", 5000)],
)
def test_one_option_fails_and_another_of_the_same_points_does_not(
    answer: str, outcome: str, final: int
) -> None:
    item = options("a", good=2, slow=0, rude=0) | {"critical": critical("fail", picked=["rude"])}
    doc = document(section("s", item, options("b", yes=2, no=0)), pass_mark=60)
    card = scored(doc, {"s.a": answer, "s.b": "yes"})
    assert (card.outcome, card.final) == (outcome, final)


def test_one_fault_among_many_undoes_the_visit() -> None:
    faults = options("faults", "choices", smoking=-20, no_card=-5, no_badge=-2)
    item = faults | {"critical": critical("zero_visit", picked=["smoking"])}
    doc = document(section("pumps", item, weight=100), rollup="deduction")
    assert scored(doc, {"pumps.faults": ["no_card", "no_badge"]}).final == 9300
    card = scored(doc, {"pumps.faults": ["no_card", "smoking"]})
    assert (card.raw, card.final, card.outcome) == (7500, 0, "critical")


def test_a_reason_may_undo_the_visit_too() -> None:
    reasons = [{"key": "late", "text": "late", "credit": 50}, {"key": "expired", "text": "old"}]
    item = yes_no("a", reasons=reasons, critical=critical("cap", cap=40, picked=["expired"]))
    doc = document(section("s", item, yes_no("b")))
    from_phone = {"s.a": {"value": False, "reasons": ["late"]}, "s.b": {"value": True}}
    assert sent(doc, from_phone).final == 7500
    assert sent(doc, from_phone | {"s.a": {"value": False, "reasons": ["expired"]}}).final == 4000


def test_the_mean_of_ratings_out_of_five() -> None:
    levels = [{"level": n, "text": "t"} for n in range(1, 6)]
    items = [{"kind": "scale", "key": f"i{n}", "wording": "w", "levels": levels} for n in range(6)]
    doc = document(section("s", *items), rollup="points", full_marks=5, places=2)
    card = scored(doc, dict(zip((f"s.i{n}" for n in range(6)), (5, 4, 4, 3, 5, 5), strict=True)))
    assert (card.final_points, card.final) == (433, 8660)


def test_a_grade_down_and_a_fifth_off() -> None:
    grade = bands(S=95, A=90, B=80, C=0)
    items = [counted(key, -1) for key in ("clean", "stock")]
    items += [yes_no("expired", weight=0, critical=critical("lower", lower=1))]
    items += [yes_no("rude", weight=0, critical=critical("lower", lower=2))]
    doc = document(
        section("s", *items, weight=100), rollup="deduction", bands=grade,
        rules=[rule("much", "keep", lost_at_least=15, keep=80)],
    )  # fmt: skip
    raw = {"s.clean": 2, "s.stock": 1, "s.expired": True, "s.rude": True}
    assert (scored(doc, raw).final, scored(doc, raw).band) == (9700, "S")
    down = scored(doc, raw | {"s.expired": False})
    assert (down.final, down.band) == (9700, "A")
    assert scored(doc, raw | {"s.expired": False, "s.rude": False}).band == "C"
    assert scored(doc, raw | {"s.clean": 20, "s.expired": False, "s.rude": False}).band == "C"
    # 79 of 100 are left, and of these four fifths
    assert scored(doc, raw | {"s.clean": 20}).final == 6320


def test_a_thousand_points_and_up_to_twenty_more() -> None:
    doc = document(
        section("site", counted("n", -2, -300), weight=400),
        section("service", counted("n", -5, -600), weight=600),
        section("honours", {"kind": "number", "key": "n", "wording": "n", "role": "bonus",
                            "rate": {"each": 5, "most": 50}}, most=20),
        rollup="deduction", full_marks=1000, cap_at_100=False, places=0,
    )  # fmt: skip
    card = scored(doc, {"site.n": 1, "service.n": 1, "honours.n": 7})
    assert (card.final_points, card.final) == (101_300, 10_130)


def test_negative_points_and_several_ticks_in_one_pool() -> None:
    items = (
        options("a", good=5, fair=0, bad=-5), options("b", "choices", x=2, y=3, z=-1),
        options("c", yes=1, no=0),
    )  # fmt: skip
    doc = document(section("s", *items), rollup="points", places=2)
    assert scored(doc, {"s.a": "bad", "s.b": ["x", "y"], "s.c": "yes"}).final == 909  # 1 of 11
    assert scored(doc, {"s.a": "bad", "s.b": ["z"], "s.c": "yes"}).final == 0
    assert scored(doc, {"s.a": "na", "s.b": ["x", "y"], "s.c": "no"}).final == 8333


@pytest.mark.parametrize(("sold", "points"), [(0, 0), (73, 730), (100, 1000), (130, 1000)])
def test_as_much_as_was_reached_of_the_goal(sold: int, points: int) -> None:
    rate = {"each": 10, "per": 100, "part": "exact", "most": 10}
    item = {"kind": "number", "key": "n", "wording": "n", "rate": rate}
    card = scored(document(section("s", item)), {"s.n": sold})
    assert card.items["s.n"].earned == points


def test_scores_by_words_of_its_own() -> None:
    """One form, two numbers: what is safe and what is the brand's."""
    items = [yes_no(f"i{n}", tags=["safety"] if n < 4 else ["brand"]) for n in range(10)]
    items[4]["tags"] = ["safety", "brand"]
    items[0]["weight"] = 3
    card = scored(document(section("s", *items)), {f"s.i{n}": n > 1 for n in range(10)})
    tags = card.views.tags
    assert list(tags) == ["brand", "safety"]
    assert (tags["safety"].score, tags["brand"].score) == (4290, 10_000)  # 3 of 7
    assert (tags["safety"].scored, tags["brand"].thin) == (5, False)


def test_low_twice_over_before_it_counts() -> None:
    rules = [
        rule("dirty", "flag", sections=["a"], below=70),
        rule("out", "no_pass", below=80, needs=["dirty"]),
    ]
    doc = document(
        section("a", *(yes_no(f"i{n}") for n in range(10))),
        section("b", *(yes_no(f"i{n}") for n in range(10))), pass_mark=60, rules=rules,
    )  # fmt: skip

    def outcome(a: int, b: int) -> str:
        raw = {f"a.i{n}": n >= a for n in range(10)} | {f"b.i{n}": n >= b for n in range(10)}
        return scored(doc, raw).outcome

    assert [outcome(4, 0), outcome(0, 5), outcome(4, 2)] == ["pass", "pass", "fail"]
