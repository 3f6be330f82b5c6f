"""What the phone gets, and what it must not get."""

import json
from collections.abc import Iterator

from forms.bundle import bundle
from forms.standards import load
from tests.forms.build import choice, document, made, section, yes_no

SECRET = {"weight", "points", "coaching", "critical", "bands", "target", "good", "policy", "start"}


def names(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
        for inner in value.values():
            yield from names(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from names(inner)


def test_nothing_about_scores_reaches_the_phone() -> None:
    sent = bundle(load("retail-service"))
    assert not SECRET & set(names(sent))
    words = json.dumps(sent, ensure_ascii=False)
    for item in load("retail-service").every_item():
        assert item.coaching is not None
        assert item.coaching.zh not in words


def test_it_is_plain_json_with_every_item_in_both_languages() -> None:
    checklist = load("retail-service")
    sent = json.loads(json.dumps(bundle(checklist)))
    items = [item for part in sent["sections"] for item in part["items"]]
    assert [item["key"] for item in items] == [item.key for item in checklist.every_item()]
    assert all(item["wording"]["zh"] and item["wording"]["en"] for item in items)


def test_answers_that_ask_for_a_photo() -> None:
    rule = {"when": "on_fail"}
    sent = bundle(
        made(
            document(
                section(
                    "s",
                    yes_no("good", photo=rule),
                    yes_no("bad", good=False, photo=rule),
                    choice("one", 4, 2, 0, None, target=50, photo=rule),
                    yes_no("other"),
                )
            )
        )
    )
    fails = [item["photo"]["fails"] for item in sent["sections"][0]["items"]]
    assert fails == [[False], [True], ["c"], []]
