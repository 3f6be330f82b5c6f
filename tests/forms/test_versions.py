"""Digests: the same, and the same for scoring."""

from hypothesis import given

from forms.checklist import Checklist
from forms.parse import parse_document
from forms.standards import load
from forms.versions import digest, document, scored_digest
from tests.forms.build import Doc, made, section, yes_no
from tests.forms.build import document as doc_of
from tests.forms.strategies import check_less, documents


def retail_with(**changes: object) -> Checklist:
    """The retail standard with its first item changed."""
    doc = document(load("retail-service"))
    doc["sections"][1]["items"][1] |= changes
    return made(doc)


def test_a_digest_is_of_the_content_and_not_of_the_writing() -> None:
    one = made(doc_of(section("s", yes_no("a", weight="1.50"), weight=2.0)))
    two = made(doc_of(section("s", yes_no("a", weight=1.5, good=True), weight="2")))
    assert digest(one) == digest(two)
    assert len(digest(one)) == 64


@check_less
@given(documents())
def test_a_document_makes_the_same_checklist(doc: Doc) -> None:
    checklist = made(doc)
    again = parse_document(document(checklist)).checklist
    assert again == checklist
    assert again is not None
    assert digest(again) == digest(checklist)


def test_words_change_the_digest_but_not_the_scored_one() -> None:
    before = load("retail-service")
    after = retail_with(wording={"zh": "新", "en": "New"}, photo={"when": "never"})
    assert digest(after) != digest(before)
    assert scored_digest(after) == scored_digest(before)


def test_weights_points_and_tags_change_both() -> None:
    before = load("retail-service")
    for change in ({"weight": 9}, {"target": 50}, {"axis": "personal"}, {"good": False}):
        after = retail_with(**change)
        assert digest(after) != digest(before)
        assert scored_digest(after) != scored_digest(before)


def test_order_and_bands_leave_scores_comparable() -> None:
    before = load("retail-service")
    doc = document(before)
    doc["sections"] = list(reversed(doc["sections"]))
    doc["sections"][0]["target"] = "12"
    doc["policy"]["bands"] = []
    after = made(doc)
    assert digest(after) != digest(before)
    assert scored_digest(after) == scored_digest(before)


def test_what_other_rules_need_is_part_of_the_score() -> None:
    low = {"key": "low", "text": "t", "effect": "flag", "below": 60}
    cap = {"key": "cap", "text": "t", "effect": "cap", "cap": 50, "needs": ["low"]}

    def found(*rules: Doc, **policy: object) -> str:
        return scored_digest(made(doc_of(section("s", yes_no("a")), rules=rules, **policy)))

    assert found(low, cap) != found(low | {"below": 70}, cap)
    assert found(low) == found(low | {"below": 70})
    assert found(low, cap) == found(low, cap, counts="lost")
