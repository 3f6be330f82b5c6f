"""Four kinds of no answer and three of answers, one sign each."""

from audit.figures.signs import sign


def test_no_answer_stays_apart_by_kind_and_by_what_it_counts_as() -> None:
    kinds = ("na", "unseen", "hidden", "empty")
    assert [sign(None, kind) for kind in kinds] == list("nuhe")
    assert [sign(False, kind) for kind in kinds] == list("NUHE")
    assert [sign(True, kind) for kind in kinds] == list("1234")
    assert [sign(met, None) for met in (True, False, None)] == list("mfi")
