"""The doctor of checklists."""

from typing import Any

import pytest
from hypothesis import given

from forms.lint import Finding, lint
from forms.standards import load, names
from tests.forms.build import Doc, choice, critical, made, section, wait, yes_no
from tests.forms.build import document as doc_of
from tests.forms.strategies import check_less, documents

TEXTS = {"standard": "s", "coaching": "c"}


def found(doc: Doc) -> dict[str, Finding]:
    return {one.code: one for one in lint(made(doc))}


def asked(zh: str, en: str = "Was it so?", **more: Any) -> dict[str, Finding]:
    item = yes_no("a", **TEXTS) | {"wording": {"zh": zh, "en": en}} | more
    return found(doc_of(section("s", item)))


@pytest.mark.parametrize("name", names())
def test_built_in_standards_have_no_warning(name: str) -> None:
    warned = [(one.key or one.path, one.code) for one in lint(load(name)) if one.severity == "warn"]
    allowed = {"too_many_items", "few_in_view"}
    assert [one for one in warned if one[1] not in allowed] == []


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("员工是否微笑并主动问候？", "Was it so?"),
        ("员工是否微笑、问候？", "Was it so?"),
        ("店员是否介绍了商品，并提醒保养？", "Was it so?"),
        ("地面是否干净，而且没有水渍？", "Was it so?"),
        ("是否问候？", "Did the person smile and greet you?"),
        ("是否问候？", "Was the floor clean as well as dry?"),
        ("是否问候？", "Did anyone come and did they help?"),
    ],
)
def test_two_questions_in_one(zh: str, en: str) -> None:
    assert asked(zh, en)["double"].path == "sections[0].items[0].wording"


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        (
            "离开前，是否提醒你带好商品、小票和随身物品？",
            "Were you reminded of goods, bag and receipt?",
        ),
        (
            "着装是否符合五项要求：整洁、无破损并且合身？",
            "Was the dress right: clean and also whole?",
        ),
        ("通道是否畅通、没有堆物？", "Were aisles and exits clear?"),
        ("员工是否看着你的眼睛问候？", "Did anyone look at you and say goodbye?"),
        ("是否说了“您好，并且欢迎”？", "Did they say “hello and also welcome”?"),
    ],
)
def test_one_question_about_several_things_is_one(zh: str, en: str) -> None:
    assert "double" not in asked(zh, en)


def test_words_that_suggest_or_judge() -> None:
    assert asked("难道不觉得店员热情吗？")["leading"].text("zh").startswith("“难道”")
    assert "leading" in asked("好吗？", "Surely you were greeted?")
    assert "subjective" in asked("员工是否热情？", standard=None)
    assert "subjective" not in asked("员工是否热情？")
    assert "long" in asked("问" * 61)


def test_both_languages_have_to_say_something() -> None:
    assert asked("问？", "")["not_translated"].text("en") == "The text is missing in English."
    assert "same_in_both" in asked("是否问候？", "是否问候？")
    assert "wrong_language" in asked("Did the person greet you?", "Was there a greeting?")
    assert "same_in_both" not in asked("GST", "GST")


def test_weights_that_matter_too_much_or_not_at_all() -> None:
    heavy = [yes_no(f"i{n}", weight=1, **TEXTS) for n in range(5)]
    heavy[0]["weight"], heavy[1]["weight"] = 30, "0.01"
    codes = {(one.code, one.key) for one in lint(made(doc_of(section("s", *heavy))))}
    assert ("too_heavy", "s.i0") in codes
    assert ("too_light", "s.i1") in codes
    pooled = doc_of(section("s", yes_no("a"), weight=2), section("t", yes_no("a")), rollup="points")
    assert "section_weight_unused" in found(pooled)
    assert "section_weightless" in found(doc_of(section("s", yes_no("a"), weight=0)))


def test_views_with_too_few_items() -> None:
    items = [yes_no(f"i{n}", axis="process", dimensions=["empathy"]) for n in range(2)]
    codes = found(doc_of(section("s", *items)))
    assert (
        codes["axis_missing"].text("en").startswith("No scored item stands for the personal axis")
    )
    assert codes["few_in_view"].params["n"] == 2


def test_a_section_may_vanish_and_yes_may_be_tapped_through() -> None:
    items = [yes_no(f"i{n}", **TEXTS) for n in range(8)]
    codes = found(doc_of(section("s", *items)))
    assert {"all_na", "only_yes"} <= codes.keys()
    items[0] |= {"may_skip": [], "good": False}
    assert not {"all_na", "only_yes"} & found(doc_of(section("s", *items))).keys()


def test_critical_rules() -> None:
    rule = {"effect": "zero_visit", "definition": {"zh": "违规", "en": "Broken"}}
    codes = found(doc_of(section("s", yes_no("a", critical=rule, ware="hardware"))))
    assert {"vague_rule", "rule_can_be_skipped", "rule_without_evidence"} <= codes.keys()
    never = critical("fail", below=30)
    assert "rule_never_fires" in found(doc_of(section("s", choice("a", 1, 2, critical=never))))


def test_evidence_standards_and_guessing() -> None:
    bare = yes_no("a", ware="hardware")
    assert {"no_evidence", "no_standard", "no_coaching"} <= found(doc_of(section("s", bare))).keys()
    shown = yes_no("a", axis="personal", photo={"when": "required"}, may_skip=[])
    assert {"photo_gives_away", "no_unseen"} <= found(doc_of(section("s", shown))).keys()


def test_bands_and_ranges_that_nothing_reaches() -> None:
    bands = [{"key": k, "title": k, "at_least": at} for k, at in (("A", 90), ("B", "89.99"))]
    codes = found(doc_of(section("s", yes_no("a")), bands=bands, places=1))
    assert codes["bands_gap"].params["limit"] == "89.99"
    assert codes["band_too_narrow"].path == "policy.bands[1]"
    assert "no_bands" in found(doc_of(section("s", yes_no("a"))))
    waits = found(doc_of(section("s", wait("w", (60, 2), (90, 2), (120, 1)))))
    assert waits["band_same_points"].path == "sections[0].items[0].bands[0]"
    number = {"kind": "number", "key": "n", "wording": "n", "least": 0, "most": 10}
    ranges = [{"at_least": 1, "points": 1}, {"at_least": 2, "at_most": 3, "points": 2}]
    ranges.append({"at_least": -5, "at_most": -1, "points": 2})
    codes = found(doc_of(section("s", number | {"ranges": ranges})))
    assert codes["range_covered"].path == "sections[0].items[0].ranges[1]"
    assert codes["range_outside"].params["least"] == "0"


def shown_if(*conditions: Doc, **more: Any) -> dict[str, Finding]:
    """Findings of a form whose last item is asked under all of these conditions."""
    scale: Doc = {"kind": "scale", "key": "s", "wording": "s"}
    scale |= {"levels": [{"level": n, "text": "t"} for n in range(1, 4)]}
    several = choice("m", 1, 1) | {"kind": "choices"}
    first = section("a", yes_no("y", may_skip=[]), choice("c", 1, 2), scale, several)
    asked_last = yes_no("z", show_if={"all": list(conditions)}) | more
    return found(doc_of(first, section("b", asked_last)))


@pytest.mark.parametrize(
    "conditions",
    [
        [{"item": "a.y", "is": True}, {"item": "a.y", "is": False}],
        [{"item": "a.y", "is": True}, {"not": {"item": "a.y", "is": True}}],
        [{"item": "a.y", "state": "na"}],
        [{"item": "a.c", "in": ["a"]}, {"item": "a.c", "in": ["b"]}],
        [{"item": "a.s", "at_least": 4}],
        [{"item": "a.s", "more_than": 2}, {"item": "a.s", "less_than": 3}],
        [{"item": "a.m", "includes": "a"}, {"item": "a.m", "at_most": 0}],
        [{"branch": "format", "is": "kiosk"}, {"branch": "format", "is": "shop"}],
        [{"any": [{"item": "a.s", "at_least": 9}, {"item": "a.y", "state": "unseen"}]}],
    ],
)
def test_conditions_that_can_never_hold(conditions: list[Doc]) -> None:
    assert "never_shown" in shown_if(*conditions)


@pytest.mark.parametrize(
    "conditions",
    [
        [{"item": "a.y", "is": True}, {"item": "a.s", "at_least": 3}],
        [{"item": "a.s", "more_than": 1}, {"item": "a.s", "less_than": 3}],
        [{"item": "a.m", "includes": "a"}, {"not": {"item": "a.m", "includes": "b"}}],
        [{"branch": "tags", "includes": "drive"}, {"branch": "tags", "includes": "night"}],
        [{"not": {"all": [{"item": "a.y", "is": True}, {"item": "a.y", "is": False}]}}],
        [{"item": "a.c", "state": "unseen"}],
    ],
)
def test_conditions_that_can_hold(conditions: list[Doc]) -> None:
    assert "never_shown" not in shown_if(*conditions)
    required = {"required_if": {"all": conditions}, "show_if": None}
    assert "never_required" not in shown_if(*conditions, **required)


def test_a_condition_on_an_item_that_is_hidden_then() -> None:
    first = section("a", yes_no("x"), yes_no("y", show_if={"item": "a.x", "is": True}))
    both = {"all": [{"item": "a.y", "is": True}, {"item": "a.x", "is": False}]}
    assert "never_shown" in found(doc_of(first, section("b", yes_no("z", show_if=both))))


@check_less
@given(documents())
def test_any_checklist_can_be_looked_at(doc: Doc) -> None:
    checklist = made(doc)
    for one in lint(checklist):
        assert one.text("zh")
        assert one.text("en")
        assert one.path
        assert one.as_json()["severity"] in {"warn", "hint"}
        assert (
            one.key == ""
            or one.key in checklist.by_key
            or any(one.key == section.key for section in checklist.sections)
        )


def test_groups_limits_scales_and_rates() -> None:
    scale: Doc = {"kind": "scale", "key": "s", "wording": "s"}
    points = (1, 3, 2)
    scale["levels"] = [{"level": n, "text": "t", "points": p} for n, p in enumerate(points)]
    number = {"kind": "number", "key": "n", "wording": "n", "most": 3}
    number["rate"] = {"start": 3, "each": -1, "after": 3}
    groups: list[Doc] = [
        {"key": "g", "title": "g", "weight": 2, "most": 9},
        {"key": "h", "title": "h"},
    ]
    codes = found(doc_of(section("s", yes_no("a", group="g"), scale, number, groups=groups)))
    assert {"group_unused", "group_weight_unused", "limit_unused"} <= codes.keys()
    assert {"anchors_unordered", "rate_never"} <= codes.keys()
    bound = [groups[0] | {"most": 1, "weight": 1}]
    good = doc_of(section("s", yes_no("a", group="g"), yes_no("b", group="g"), groups=bound))
    assert not {"group_unused", "group_weight_unused", "limit_unused"} & found(good).keys()


def test_rules_over_several_items() -> None:
    def of(**rule: Any) -> set[str]:
        written = {"key": "r", "text": "r", "effect": "fail"} | rule
        items = section("s", yes_no("a", tags=["x"]), yes_no("b"))
        return set(found(doc_of(items, rollup="points", rules=[written])))

    assert "rule_beyond_reach" in of(unmet_at_least=2, tags=["x"])
    assert "rule_beyond_reach" not in of(unmet_at_least=2)
    assert "rule_always" in of(judged_below=3)
    assert "rule_points" in of(lost_at_least=3)
    assert "rule_below_nothing" in of(below=0)
    assert "rule_cap_full" in of(below=50, effect="cap", cap=100)


def test_reference_pictures() -> None:
    item = yes_no("a", photo={"when": "never", "reference": "how.jpg"})
    checklist = made(doc_of(section("s", item)))
    codes = {one.code for one in lint(checklist, ["how.jpg"])}
    assert {"reference_missing", "reference_unseen"} <= codes
    assert "reference_missing" not in {one.code for one in lint(checklist)}


def test_long_texts() -> None:
    assert "long_text" in asked("问？", standard={"zh": "长" * 241, "en": "long"})
