"""What the running application holds; handed to each handler inside its `Call`."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from jinja2 import Environment
from starlette.requests import Request

from audit.access import Actor
from audit.clock import Clock
from audit.files.files import FileStore
from audit.jobs.jobs import JobPort
from audit.photos.images import Decoding
from audit.photos.receiving import Receiving
from audit.settings import Settings
from audit.visits.release import Freezing
from audit.words import Words


@dataclass(frozen=True)
class NavEntry:
    """A link of the menu: where it leads, what it is called, and whose roles show it."""

    route: str
    words: str
    roles: frozenset[str]
    within: tuple[str, ...] = ()
    """Further addresses that lie under it: there it is marked as the current place, too."""
    only: Callable[[Actor], bool] | None = None
    """Who of these roles may go there; None: all of them."""
    first: bool = True
    """Whether somebody's work may begin there: where signing in leads."""

    def suits(self, actor: Actor) -> bool:
        """Tell whether someone's menu shows it."""
        return actor.has(*self.roles) and (self.only is None or self.only(actor))


@dataclass(frozen=True)
class Services:
    """Everything that lives as long as the process."""

    settings: Settings
    clock: Clock
    files: FileStore
    decoding: Decoding
    receiving: Receiving
    jobs: JobPort
    words: Mapping[str, Words]
    templates: Environment
    nav: tuple[NavEntry, ...]
    freezing: Freezing
    ready: Callable[[], Awaitable[list[str]]]
    metrics: Callable[[], bytes]


@dataclass(frozen=True)
class Visitor:
    """Who asks, as found by the session middleware; None: nobody is signed in."""

    actor: Actor | None
    by_cookie: bool
    lost: bool = False
    """The session of this device was reported lost."""


def services_of(request: Request) -> Services:
    """Return the application's services."""
    services: Services = request.app.state.services
    return services
