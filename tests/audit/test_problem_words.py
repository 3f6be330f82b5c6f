"""Every refusal is said in Chinese: what happened and what to do."""

from audit.problems import CATALOGUE
from audit.words import load_words


def test_every_problem_is_said_in_chinese() -> None:
    said = load_words()["zh"]
    sentences = [text for kind in CATALOGUE.values() for text in (kind.title, kind.advice) if text]
    assert [text for text in sentences if said(text) == text] == []
