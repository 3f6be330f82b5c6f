"""A server on a bench: asked once, without a phone's patience, so that each answer can be read."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

import httpx2

from tests.soak.phones import API, Phone, PhotoTried
from tests.soak.serving import Server


class Bench:
    """One auditor at a server. `phone` repeats what is refused; `ask` and what follows do not."""

    def __init__(self, server: Server, phone: Phone, patience: float) -> None:
        self.server, self.phone = server, phone
        self.left = list(phone.seat.assignments)
        phone.client.timeout = httpx2.Timeout(patience)

    async def ask(
        self, method: str, path: str, lang: str = "en", headers: Mapping[str, str] = {}, **more: Any
    ) -> httpx2.Response:
        """Ask once, in a language."""
        told = {"Accept-Language": lang, **headers}
        return await self.phone.client.request(
            method, f"{self.server.url}{path}", headers=told, **more
        )

    def begin(self) -> tuple[UUID, UUID]:
        """Return an assignment that was not touched yet, and a new id for its visit."""
        assignment, visit = self.left.pop(), self.new_id()
        self.phone.ledger.visits[assignment] = visit
        return assignment, visit

    def new_id(self) -> UUID:
        """Return an id as a phone makes one."""
        return uuid4()

    async def draft(
        self, assignment: UUID, visit: UUID, answers: dict[str, Any], lang: str = "en"
    ) -> httpx2.Response:
        """Try to save a first draft."""
        body = self.phone._body(assignment, answers, []) | {"revision": 1}
        return await self.ask("PUT", f"{API}/visits/{visit}/draft", lang, json=body)

    async def patch(self, photo: PhotoTried, data: bytes, offset: int) -> httpx2.Response:
        """Try to send a part of a photo."""
        return await self.phone._patch(photo, data, offset)


def is_refusal(answer: httpx2.Response, status: int, code: str) -> bool:
    """Tell whether an answer is this refusal, with advice and a time to try again after."""
    if answer.status_code != status or not answer.headers.get("retry-after", "").isdigit():
        return False
    told = answer.json()
    return bool(
        answer.headers["content-type"] == "application/problem+json"
        and told["code"] == code
        and told["detail"]
    )
