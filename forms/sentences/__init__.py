"""Definitions said in whole sentences, in both languages: for pages, diffs and commands.

conditions.py   when something is asked, and when it must be answered
effects.py      what a critical item or a rule of the policy does, and when
policy.py       how a checklist is scored; limits of sections and groups
measures.py     so many points for each, several choices, several reasons, photos
parts.py        the small words that join them
"""

from forms.sentences.conditions import condition_text, required_text, shown_text
from forms.sentences.effects import critical_text, rule_text
from forms.sentences.measures import choices_text, photo_text, rate_text, reasons_text
from forms.sentences.parts import span_text
from forms.sentences.policy import part_texts, policy_texts

__all__ = [
    "choices_text",
    "condition_text",
    "critical_text",
    "part_texts",
    "photo_text",
    "policy_texts",
    "rate_text",
    "reasons_text",
    "required_text",
    "rule_text",
    "shown_text",
    "span_text",
]
