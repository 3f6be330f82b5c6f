"""How the steps of a visit's trail are told; English keys of the word catalogue."""

TRAIL_WORDS = {
    "visit_submitted": "Submitted",
    "visit_in_review": "Review begun",
    "visit_returned": "Sent back",
    "visit_approved": "Approved",
    "visit_released": "Released",
    "visit_excluded": "Left out of all figures",
}
