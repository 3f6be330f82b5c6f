"""How the keys of a checklist are told; English keys of the word catalogue."""

ITEM_KINDS = {
    "yes_no": "Yes or no",
    "choice": "One choice",
    "choices": "Several choices",
    "scale": "Scale",
    "wait": "Wait, timed",
    "number": "A number",
    "text": "Free text",
    "photo": "Photo",
    "ranking": "Ranked choices",
    "signature": "Signature",
    "location": "Position",
    "moment": "Date or time",
}
ROLE_OF_ITEM = {"bonus": "Bonus", "penalty": "Penalty"}
ROLLUP_WORDS = {
    "points": "Every point counts alike over the whole form.",
    "sections": "Each section is scored by itself; the sections are weighted into the total.",
    "deduction": "Each section starts with full marks, and faults are taken off.",
}
STAGE_WORDS = {
    "total": "Rounded once, at the end, to {n} decimals.",
    "section": "Each section is rounded to {n} decimals, then the total.",
    "item": "Each item is rounded to {n} decimals, then the total.",
}
NO_ANSWER_WORDS = {
    "na": "Not applicable",
    "unseen": "Could not observe",
    "hidden": "Not asked here",
    "empty": "Left empty",
    "section": "Section without a judged item",
}
TREATMENT_WORDS = {
    "leave_out": "{kinds}: the item leaves the sum.",
    "full": "{kinds}: the item counts as met.",
    "none": "{kinds}: the item earns nothing.",
}
EFFECT_WORDS = {
    "flag": "It is only listed.",
    "fail": "The visit is failed; the number stays.",
    "no_pass": "The visit can’t pass; the number stays.",
    "band": "The band is at most {band}; the number stays.",
    "deduct": "{deduct} points come off the total.",
    "cap": "The total is at most {cap}.",
    "zero_section": "Its section scores 0.",
    "zero_visit": "The whole visit scores 0.",
    "not_evaluable": "The visit has no score.",
}
PHOTO_WORDS = {
    "required": "{n} photos required",
    "on_fail": "{n} photos when not met",
}
