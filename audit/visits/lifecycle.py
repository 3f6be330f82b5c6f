"""The states of a visit and which steps lead from one to another. Pure.

draft → submitted → in_review → returned → submitted … → approved → released; a visit that was
made in vain is excluded, with a reason, and stays readable.
"""

from audit.problems import Problem

STEPS: dict[str, tuple[frozenset[str], str]] = {
    "submit": (frozenset({"draft", "returned"}), "submitted"),
    "take": (frozenset({"submitted"}), "in_review"),
    "send_back": (frozenset({"submitted", "in_review", "approved"}), "returned"),
    "approve": (frozenset({"submitted", "in_review"}), "approved"),
    "release": (frozenset({"approved"}), "released"),
    "exclude": (frozenset({"submitted", "in_review", "returned", "approved"}), "excluded"),
    "include": (frozenset({"excluded"}), "in_review"),
}

EDITABLE = frozenset({"draft", "returned"})
"""States in which the auditor may go on writing."""


def next_state(step: str, state: str) -> str:
    """Return the state a step leads to; raises Problem("wrong_state") when it is not possible."""
    sources, target = STEPS[step]
    if state not in sources:
        raise Problem("wrong_state", state=state, step=step)
    return target


def may(step: str, state: str) -> bool:
    """Tell whether a step is possible from a state."""
    return state in STEPS[step][0]
