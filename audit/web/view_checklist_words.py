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
SKIPS = {"na": "Not applicable", "unseen": "Could not observe"}
ITEM_VIEWS = ("axis", "ware", "stage", "side", "base")
"""Tags of an item whose values `forms.words` names; dimensions and quality are told apart."""
