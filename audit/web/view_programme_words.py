"""How the programme's keys are told; English keys of the word catalogue."""

POLICIES = {
    "at_close": "When the wave is closed",
    "in_batches": "In batches",
    "at_approval": "As soon as a visit is approved",
}
STATES = {
    "planned": "Planned",
    "overdue": "Overdue",
    "draft": "Draft",
    "submitted": "Submitted",
    "in_review": "In review",
    "returned": "Sent back",
    "approved": "Approved",
    "released": "Released",
    "excluded": "Excluded",
    "cancelled": "Cancelled",
}
KIND_WORDS = {"mystery": "Mystery visit", "open": "Open inspection"}
CHANNEL_WORDS = {
    "on_site": "On site",
    "phone": "By phone",
    "online": "Online",
    "competitor": "Competitor",
}
DONE = {
    "made": "The wave is made. Plan its visits below.",
    "planned": "The visit is planned; the auditor sees it at once.",
    "cancelled": "The assignment is cancelled.",
    "closing": "The wave is being closed and its reports are being made.",
}
CSV_HEADS = (
    "Branch code",
    "Branch",
    "Region",
    "Auditor",
    "Kind",
    "Channel",
    "Checklist",
    "Version",
    "From",
    "Until",
    "State",
    "Score",
)
