"""Definitions said in sentences."""

from typing import Any

import pytest
from hypothesis import given

from forms.checklist import Checklist
from forms.items import Choices, Number, Wait
from forms.sentences import (
    choices_text,
    condition_text,
    critical_text,
    part_texts,
    photo_text,
    policy_texts,
    rate_text,
    rule_text,
)
from forms.standards import load, names
from forms.texts import Text
from tests.forms.build import Doc, choice, made, section, wait, yes_no
from tests.forms.build import document as doc_of
from tests.forms.strategies import check_less, documents

NUMBER: Doc = {"kind": "number", "key": "n", "wording": "n"}
SCALE: Doc = {
    "kind": "scale",
    "key": "l",
    "wording": "l",
    "levels": [{"level": n, "text": "t"} for n in (1, 2)],
}


def shown_if(condition: Doc) -> Text:
    why = {"key": "rude", "text": {"zh": "不礼貌", "en": "Rude"}}
    asked = section(
        "s",
        yes_no("y", reasons=[why], wording={"zh": "问候了吗？", "en": "Greeted?"}),
        choice("c", 1, 2),
        choice("m", 1, 2) | {"kind": "choices"},
        wait("w", (60, 2)),
        NUMBER | {"ranges": [{"at_least": 1, "points": 1}]},
        SCALE,
    )
    checklist = made(doc_of(asked, section("t", yes_no("z", show_if=condition))))
    shown = checklist.by_key["t.z"].show_if
    assert shown is not None
    return condition_text(checklist, shown)


@pytest.mark.parametrize(
    ("condition", "zh", "en"),
    [
        ({"item": "s.y", "is": False}, "“问候了吗？”回答为“否”", "“Greeted?” is answered “No”"),
        (
            {"not": {"item": "s.y", "is": True}},
            "“问候了吗？”的回答不是“是”",
            "“Greeted?” is not answered “Yes”",
        ),
        (
            {"item": "s.y", "includes": "rude"},
            "“问候了吗？”的原因包括“不礼貌”",
            "“Rude” is a reason given for “Greeted?”",
        ),
        ({"item": "s.y", "state": "na"}, "“问候了吗？”为“不适用”", "“Greeted?” is not applicable"),
        ({"item": "s.w", "more_than": 300}, "“w”用时超过 5 分钟", "“w” takes more than 5 min"),
        ({"item": "s.m", "at_least": 2}, "“m”勾选项数不少于 2 ", "at least 2 are ticked in “m”"),
        ({"item": "s.l", "at_most": 1}, "“l”的评级不超过 1 ", "“l” is rated at most 1"),
        (
            {"any": [{"item": "s.n", "is": 3}, {"branch": "tags", "includes": "24h"}]},
            "“n”回答为“3”或门店带有标签“24h”",
            "“n” is answered “3” or the branch is tagged “24h”",
        ),
        (
            {
                "all": [
                    {"not": {"branch": "format", "in": ["kiosk", "mall"]}},
                    {"any": [{"item": "s.y", "is": True}, {"item": "s.c", "in": ["a", "b"]}]},
                ]
            },
            "门店业态不是“kiosk”或“mall”且（“问候了吗？”回答为“是”或“c”回答为“t”或“t”）",
            "the format of the branch is not “kiosk” or “mall” and (“Greeted?” is answered “Yes” "
            "or “c” is answered “t” or “t”)",
        ),
    ],
)
def test_conditions(condition: Doc, zh: str, en: str) -> None:
    said = shown_if(condition)
    assert (said.zh, said.en) == (zh, en)


@pytest.mark.parametrize(
    ("rule", "zh", "en"),
    [
        (
            {"unmet_at_least": 1, "tags": ["major"], "effect": "band", "band": "B"},
            "当标有“major”的题目中有任何一题不达标时，等级最高为“良”。",
            "When any of the items tagged “major” is not met, the band is at most “Good”.",
        ),
        (
            {"below": 60, "sections": ["s", "t"], "effect": "zero_section"},
            "当“s”或“t”得分低于 60时，该部分记 0 分。",
            "When “s” or “t” scores under 60, that section scores 0.",
        ),
        (
            {"judged_below": 2, "effect": "not_evaluable", "urgent": True},
            "当全部题目中评判的不足 2 题时，本次探访不计分。总部与区域会立即收到通报。",
            "When fewer than 2 of the items are judged, the visit has no score. "
            "Head office and the region learn of it at once.",
        ),
    ],
)
def test_rules(rule: Doc, zh: str, en: str) -> None:
    band = {"key": "B", "title": {"zh": "良", "en": "Good"}, "at_least": 0}
    sections = section("s", yes_no("a", tags=["major"])), section("t", yes_no("b"))
    rules = [{"key": "r", "text": "r"} | rule]
    checklist = made(doc_of(*sections, bands=[band], rules=rules))
    said = rule_text(checklist, checklist.policy.rules[0])
    assert (said.zh, said.en) == (zh, en)


@pytest.mark.parametrize(
    ("item", "rate", "en"),
    [
        (
            NUMBER,
            {"start": 10, "each": -2},
            "10 points; 2 off for each one; from 0 to 10 points.",
        ),
        (
            {"kind": "wait", "key": "n", "wording": "n"},
            {"start": 5, "each": -1, "per": 60, "after": 180},
            "5 points; 1 off for each minute over 3 min, a part counting as a whole; "
            "from 0 to 5 points.",
        ),
    ],
)
def test_rates(item: Doc, rate: Doc, en: str) -> None:
    found = made(doc_of(section("s", item | {"rate": rate}))).by_key["s.n"]
    assert isinstance(found, Wait | Number)
    said = rate_text(found)
    assert said is not None
    assert said.en == en


def every_text(checklist: Checklist) -> list[Any]:
    """All that can be said of a checklist."""
    said: list[Any] = [*policy_texts(checklist.policy)]
    said += [rule_text(checklist, rule) for rule in checklist.policy.rules]
    for section_ in checklist.sections:
        said += part_texts(checklist, section_, group=False)
        said += [x for g in section_.groups for x in part_texts(checklist, g, group=True)]
        for item in section_.items:
            conditions = [item.show_if, item.required_if, section_.show_if]
            said += [condition_text(checklist, one) for one in conditions if one is not None]
            said += [critical_text(checklist.policy, item, item.critical)] if item.critical else []
            said += [photo_text(item.photo)] if item.photo.when == "required" else []
            said += choices_text(item) if isinstance(item, Choices) else []
    return said


@pytest.mark.parametrize("name", names())
def test_built_in_standards_leave_no_place_open(name: str) -> None:
    for text in every_text(load(name)):
        assert "{" not in text.zh + text.en
        assert text.zh != text.en


@check_less
@given(documents())
def test_any_checklist_can_be_said(doc: Doc) -> None:
    assert all(isinstance(text, Text) for text in every_text(made(doc)))


def test_a_rule_that_only_leans_on_others() -> None:
    first: Doc = {"key": "a", "text": "Dirty", "effect": "flag", "unmet_at_least": 1}
    second: Doc = {"key": "b", "text": "b", "effect": "no_pass", "needs": ["a"]}
    checklist = made(doc_of(section("s", yes_no("y")), rules=[first, second]))
    said = rule_text(checklist, checklist.policy.rules[1])
    assert said.en == "When “Dirty” applies, the visit can’t pass; the number stays."
    assert said.zh == "当“Dirty”成立时，本次探访不得判为通过，分数保留。"
