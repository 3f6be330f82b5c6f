"""Short ways to say a checklist and answers in tests."""

from typing import Any

from forms.answers import Answers, parse_answers
from forms.checklist import Checklist
from forms.parse import parse_document
from forms.scoring import BranchFacts, Scorecard, score

Doc = dict[str, Any]


def section(key: str, *items: Doc, **more: Any) -> Doc:
    named = [item | {"key": f"{key}.{item['key']}"} for item in items]
    return {"key": key, "title": key, "items": named} | more


def yes_no(key: str, **more: Any) -> Doc:
    return {"kind": "yes_no", "key": key, "wording": key} | more


def choice(key: str, *points: float | str | None, **more: Any) -> Doc:
    """Options "a", "b", … with these points; None: the option carries no score."""
    options: list[Doc] = [{"key": chr(97 + n), "text": "t"} for n in range(len(points))]
    for option, worth in zip(options, points, strict=True):
        if worth is not None:
            option["points"] = worth
    return {"kind": "choice", "key": key, "wording": key, "options": options} | more


def wait(key: str, *bands: tuple[int, float], **more: Any) -> Doc:
    steps = [{"within": within, "points": points} for within, points in bands]
    return {"kind": "wait", "key": key, "wording": key, "bands": steps} | more


def critical(effect: str, **more: Any) -> Doc:
    return {"effect": effect, "definition": "d"} | more


def document(*sections: Doc, **policy: Any) -> Doc:
    return {"key": "test", "title": "test", "policy": policy, "sections": list(sections)}


def made(doc: Doc) -> Checklist:
    parsed = parse_document(doc)
    assert parsed.checklist is not None, [(i.path, i.code) for i in parsed.issues]
    return parsed.checklist


def answered(checklist: Checklist, raw: Doc) -> Answers:
    """Values by item key; "na" and "unseen" as a value mean a skip."""
    sent = {k: {"skip": v} if v in ("na", "unseen") else {"value": v} for k, v in raw.items()}
    answers, issues = parse_answers(checklist, sent)
    assert issues == []
    return answers


def scored(doc: Doc, raw: Doc, branch_format: str = "") -> Scorecard:
    checklist = made(doc)
    return score(checklist, answered(checklist, raw), BranchFacts(branch_format))
