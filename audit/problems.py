"""The catalogue of refusals: stable code, status, and what to say.

A refusal is raised from any layer as `Problem(code, **details)` and rendered once, by
`audit.web.errors`: as RFC 9457 JSON under /api, as a page elsewhere. Titles and advice are
English keys of the word catalogue (problems.po).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from forms.issues import Issue


@dataclass(frozen=True)
class Kind:
    """One entry of the catalogue."""

    status: int
    title: str
    advice: str = ""


CATALOGUE: dict[str, Kind] = {
    "bad_json": Kind(400, "The body is not valid JSON", "Send UTF-8 JSON as described in the API."),
    "bad_request": Kind(400, "The request could not be understood", "Check its headers and body."),
    "signed_out": Kind(401, "You are not signed in", "Sign in and try again; nothing is lost."),
    "device_revoked": Kind(
        401,
        "This device was reported lost",
        "What it holds is erased. If you have it back, sign in again.",
    ),
    "wrong_login": Kind(
        401, "Login or password is wrong", "Check both, or ask an administrator for a new link."
    ),
    "not_allowed": Kind(
        403, "Your role does not include this", "Ask an administrator for the role."
    ),
    "cross_site": Kind(
        403, "The request came from another site", "Open the page itself and repeat."
    ),
    "password_due": Kind(403, "Choose your own password first", "Open the page “Password”."),
    "not_found": Kind(404, "There is nothing here that you may see", "Check the address."),
    "method_not_allowed": Kind(405, "This address does not take that method", "See the API page."),
    "not_acceptable": Kind(406, "This address has no such format", "Ask for one that it offers."),
    "draft_outdated": Kind(
        409, "A newer draft is on the server", "Continue from it, or save with a higher revision."
    ),
    "submission_differs": Kind(
        409,
        "This submission was received before with other content",
        "The first one stands; yours is kept for the reviewer.",
    ),
    "visit_exists": Kind(
        409, "This assignment already has a visit", "Go on with that one; yours is kept."
    ),
    "wrong_state": Kind(
        409, "That step is not possible now", "Reload: someone may have been faster."
    ),
    "last_admin": Kind(
        409, "Nobody would be left to administer", "Make someone else an administrator first."
    ),
    "already_exists": Kind(409, "There is one already", "Use another code or name."),
    "wave_closed": Kind(409, "The wave is closed", "Plan the visit in an open wave."),
    "wave_closing": Kind(
        409, "The wave is being closed", "Wait until it is closed, then do it again."
    ),
    "wrong_offset": Kind(
        409, "The upload continues elsewhere", "Ask for the offset and go on there."
    ),
    "upload_gone": Kind(410, "The upload has expired", "Begin it again with the same photo."),
    "precondition": Kind(412, "This tus version is not spoken here", "Use Tus-Resumable: 1.0.0."),
    "too_large": Kind(413, "That is more than the server takes", "Send something smaller."),
    "wrong_type": Kind(415, "This address does not take that media type", "See the API page."),
    "invalid": Kind(422, "Some fields are not right", "Each one is named with what it should be."),
    "image_refused": Kind(422, "The file cannot be used as a photo", "Take it again as JPEG."),
    "weak_password": Kind(
        422, "That password is too easy to guess", "Use 10 or more characters that nobody expects."
    ),
    "upload_busy": Kind(
        423, "Another request is writing this upload", "Wait and ask for the offset."
    ),
    "too_many": Kind(429, "Too many attempts", "Wait for the time given, then try again."),
    "checksum": Kind(460, "The bytes do not match their checksum", "Send this part again."),
    "internal": Kind(
        500, "Something went wrong on our side", "Try again; the fault has been noted."
    ),
    "unavailable": Kind(503, "The service is busy or being looked after", "Try again in a moment."),
    "rescue_unreadable": Kind(
        422,
        "This file cannot be opened here",
        "It was made for another installation, or changed on its way. Ask for it once more.",
    ),
    "disk_full": Kind(
        507, "The server's disk is full", "Keep your work; an administrator is needed."
    ),
}


class Problem(Exception):
    """A refusal with a name. `code` is a key of CATALOGUE; `details` join the document."""

    def __init__(
        self,
        code: str,
        *,
        issues: Sequence[Issue] = (),
        headers: dict[str, str] | None = None,
        **details: object,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.kind = CATALOGUE[code]
        self.issues = tuple(issues)
        self.headers = headers or {}
        self.details = details
