"""Answers → scorecard."""

from collections.abc import Mapping
from fractions import Fraction

from forms.answers import Answers
from forms.checklist import Checklist
from forms.scoring.scorecard import BranchFacts, Scorecard

VERSION = "1"
"""Changes when the same answers under the same checklist would score differently."""


def score(checklist: Checklist, answers: Answers, branch: BranchFacts | None = None) -> Scorecard:
    """Score one visit. Never raises for answers made by `parse_answers` with this checklist."""
    raise NotImplementedError


def effective_weights(checklist: Checklist) -> Mapping[str, Fraction]:
    """Points of the total (0–100) that each item moves when everything is judged."""
    raise NotImplementedError
