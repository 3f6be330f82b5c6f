"""One sign for what became of an item, so that a visit's answers are one short text. Pure.

m met, f not met (judged answers); i answered but not judged; - not part of the visit.
No answer has one of four letters by its kind: n not applicable, u could not observe, h hidden by
logic, e left empty; as a capital when the policy counts it as not met, as a digit 1…4 when it
counts it as met.
"""

MET, MISSED, INFORMED, ABSENT = "m", "f", "i", "-"
_KINDS = {"na": "n", "unseen": "u", "hidden": "h", "empty": "e"}
_GRANTED = {"na": "1", "unseen": "2", "hidden": "3", "empty": "4"}

COUNTED_MET = MET + "".join(_GRANTED.values())
COUNTED_MISSED = MISSED + "".join(_KINDS.values()).upper()
NOT_APPLICABLE = "nN1"
UNSEEN = "uU2"
HIDDEN = "hH3"
EMPTY = "eE4"


def sign(met: bool | None, no_answer: str | None) -> str:
    """Return the sign of an item result."""
    if no_answer is None:
        return INFORMED if met is None else MET if met else MISSED
    if met is None:
        return _KINDS[no_answer]
    return _GRANTED[no_answer] if met else _KINDS[no_answer].upper()
