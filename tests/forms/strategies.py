"""Arbitrary valid checklists (as plain documents) and answers to them."""

import os
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

Doc = dict[str, Any]
FORMATS = ("", "kiosk", "flagship")

EXAMPLES = int(os.environ.get("MINGCHA_EXAMPLES", "30"))
check = settings(max_examples=EXAMPLES, deadline=None, derandomize=True)
check_less = settings(max_examples=EXAMPLES * 2 // 3, deadline=None, derandomize=True)

few_points = st.sampled_from([0, 1, 2, 3, 5, 7, "0.5", "2.25", "0.1"])
any_points = st.sampled_from([-2, "-0.5", 0, 1, 2, 3, 7, "0.7"])
weights = st.sampled_from([0, 1, 2, 3, 7, 13, "0.5", "1.25", "0.333333"])
hundreds = st.integers(0, 100)
treatments = st.sampled_from(["leave_out", "full", "none"])


@st.composite
def wait_bands(draw: st.DrawFn, highest: int) -> list[Doc]:
    limits = sorted(draw(st.sets(st.integers(0, 600), min_size=1, max_size=4)))
    falling = sorted(
        draw(st.lists(st.integers(0, highest), min_size=len(limits), max_size=len(limits))),
        reverse=True,
    )
    return [{"within": w, "points": p} for w, p in zip(limits, falling, strict=True)]


@st.composite
def kinds(draw: st.DrawFn) -> Doc:
    """The part of an item that its kind brings."""
    kind = draw(st.sampled_from(["yes_no", "choice", "choices", "scale", "wait", "number", "text"]))
    item: Doc = {"kind": kind}
    match kind:
        case "yes_no":
            item["good"] = draw(st.booleans())
        case "choice":
            options: list[Doc] = [
                {"key": f"o{n}", "text": "o"} for n in range(draw(st.integers(1, 5)))
            ]
            for option in options:
                if draw(st.integers(0, 4)):
                    option["points"] = draw(any_points)
            options.append({"key": "best", "text": "o", "points": draw(st.integers(1, 9))})
            item["options"] = options
        case "choices":
            points = draw(st.lists(any_points, min_size=1, max_size=5))
            item["options"] = [
                {"key": f"o{n}", "text": "o", "points": p} for n, p in enumerate(points)
            ]
            item["start"] = draw(st.integers(1, 6))
        case "scale":
            item["levels"] = [
                {"level": n, "text": "s", "points": draw(few_points)}
                for n in range(draw(st.integers(1, 4)))
            ] + [{"level": 9, "text": "s"}]
        case "wait":
            item["bands"] = [{"within": 5, "points": 9}]
            item["bands"] += [b for b in draw(wait_bands(9)) if b["within"] > 5]
            item["formats"] = {"kiosk": draw(wait_bands(9))}
        case "number":
            item["ranges"] = [
                {"at_least": low, "at_most": low + 5, "points": draw(few_points)}
                for low in draw(st.lists(st.integers(-20, 20), max_size=4))
            ] + [{"at_most": -10, "points": 4}]
    return item


@st.composite
def items(draw: st.DrawFn, key: str, simple: bool) -> Doc:
    item: Doc = draw(kinds()) | {"key": key, "wording": {"zh": "问", "en": "ask"}}
    if item["kind"] == "text":
        return item
    if draw(st.booleans()):
        item["weight"] = draw(weights)
    item["target"] = draw(hundreds)
    item["dimensions"] = draw(
        st.lists(st.sampled_from(["reliability", "assurance", "empathy"]), max_size=2, unique=True)
    )
    item["axis"] = draw(st.sampled_from(["process", "personal"]))
    if simple:
        return item
    item["role"] = draw(st.sampled_from(["normal"] * 6 + ["bonus", "penalty"]))
    if not draw(st.integers(0, 5)):
        item["unseen"] = draw(treatments)
    if not draw(st.integers(0, 3)):
        item["critical"] = draw(criticals())
    return item


@st.composite
def criticals(draw: st.DrawFn) -> Doc:
    effects = ["flag", "fail", "cap", "zero_section", "zero_visit"] * 3 + ["not_evaluable"]
    rule: Doc = {"effect": draw(st.sampled_from(effects)), "definition": "d"}
    if rule["effect"] == "cap":
        rule["cap"] = draw(hundreds)
    if draw(st.booleans()):
        rule["below"] = draw(hundreds)
    return rule


@st.composite
def policies(draw: st.DrawFn, simple: bool) -> Doc:
    policy: Doc = {
        "rollup": draw(st.sampled_from(["points", "sections", "deduction"])),
        "places": draw(st.integers(0, 2)),
    }
    if simple:
        return policy
    policy |= {
        "stage": draw(st.sampled_from(["total", "total", "section", "item"])),
        "rounding": draw(st.sampled_from(["half_up", "half_even", "down"])),
        "cap_at_100": draw(st.booleans()),
        "no_answer": {kind: draw(treatments) for kind in ("na", "unseen", "empty")},
    }
    if draw(st.booleans()):
        policy["pass_mark"] = draw(hundreds)
    return policy


@st.composite
def documents(draw: st.DrawFn, simple: bool = False) -> Doc:
    """A checklist. `simple` leaves out what may rightly break monotony and neutrality."""
    sections = []
    for s in range(draw(st.integers(1, 4))):
        section: Doc = {
            "key": f"s{s}",
            "title": {"zh": "部分", "en": "section"},
            "weight": draw(st.integers(1, 40)),
            "items": [draw(items(f"s{s}.i{i}", simple)) for i in range(draw(st.integers(1, 5)))],
        }
        if not simple and not draw(st.integers(0, 3)):
            section["floor"] = draw(st.integers(0, 30))
            section["cap"] = draw(st.integers(30, 100))
        sections.append(section)
    policy = draw(policies(simple))
    return {"key": "any", "title": "any", "policy": policy, "sections": sections}


def all_items(doc: Doc) -> list[Doc]:
    return [item for section in doc["sections"] for item in section["items"]]


def values(item: Doc) -> st.SearchStrategy[Any]:
    found: st.SearchStrategy[Any] = st.just("words")
    match item["kind"]:
        case "yes_no":
            found = st.booleans()
        case "choice":
            found = st.sampled_from([o["key"] for o in item["options"]])
        case "choices":
            found = st.lists(st.sampled_from([o["key"] for o in item["options"]]), unique=True)
        case "scale":
            found = st.sampled_from([s["level"] for s in item["levels"]])
        case "wait":
            edges = [b["within"] for t in (item["bands"], item["formats"]["kiosk"]) for b in t]
            around = st.sampled_from([second for e in edges for second in (e, e + 1)])
            found = around.map(lambda s: {"seconds": s, "method": "stopwatch"})
        case "number":
            found = st.integers(-30, 30) | st.sampled_from([0.5, -9.999999, 4.25])
    return found


@st.composite
def answers_to(draw: st.DrawFn, doc: Doc) -> Doc:
    raw: Doc = {}
    for item in all_items(doc):
        way = draw(st.integers(0, 9))
        if way == 0:
            raw[item["key"]] = {"skip": "na"}
        elif way == 1:
            raw[item["key"]] = {"skip": "unseen", "reason": "r"}
        elif way > 2:
            raw[item["key"]] = {"value": draw(values(item))}
    return raw


@st.composite
def cases(draw: st.DrawFn, simple: bool = False) -> tuple[Doc, Doc, str]:
    """(document, raw answers, branch format)."""
    doc = draw(documents(simple))
    return doc, draw(answers_to(doc)), draw(st.sampled_from(FORMATS))
