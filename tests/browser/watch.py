"""Keeps watch over a browser's pages: errors, failed requests, requests to other hosts."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.async_api import BrowserContext, ConsoleMessage, Request, Response, WebError

OWN_SCHEMES = ("data", "blob")
# How the phone form learns that nobody is signed in, or that a password is to be chosen first.
USUAL = frozenset({(401, "/api/v1/me"), (403, "/api/v1/assignments")})


@dataclass
class Watch:
    """What went wrong so far, and which refusals are expected."""

    host: str
    troubles: list[str] = field(default_factory=list)
    expected: set[tuple[int, str]] = field(default_factory=lambda: set(USUAL))

    def error(self, error: WebError) -> None:
        self.troubles.append(f"script error: {error.error}")

    def console(self, message: ConsoleMessage) -> None:
        # The browser says a refusal once more here; `answered` decides whether it is one.
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            self.troubles.append(f"console {message.type}: {message.text}")

    def asked(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in OWN_SCHEMES and address.netloc != self.host:
            self.troubles.append(f"another host: {request.url}")

    def failed(self, request: Request) -> None:
        # Leaving a page ends what it still fetches, and a download ends its navigation.
        if request.failure != "net::ERR_ABORTED":
            self.troubles.append(f"failed: {request.method} {request.url}: {request.failure}")

    def answered(self, response: Response) -> None:
        request, path = response.request, urlsplit(response.url).path
        if response.status >= 400 and (response.status, path) not in self.expected:
            self.troubles.append(f"{response.status}: {request.method} {request.url}")


def watch(context: BrowserContext, url: str) -> Watch:
    """Watch all pages of a context, also those of its service worker."""
    found = Watch(urlsplit(url).netloc)
    context.on("weberror", found.error)
    context.on("console", found.console)
    context.on("request", found.asked)
    context.on("requestfailed", found.failed)
    context.on("response", found.answered)
    return found
