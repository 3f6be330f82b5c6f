"""What the commands that run something do. `audit.__main__` only reads options and prints.

The application and the demo's chain are looked up when they are needed, so that a command that
needs neither starts fast.
"""

import asyncio
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pkgutil import resolve_name
from typing import Any

import uvloop
from pydantic import ValidationError
from starlette.applications import Starlette

from audit.clock import Clock, system_clock
from audit.operation.backup import Say
from audit.operation.running import Refused, alone
from audit.operation.running import serve as run_server
from audit.operation.versions import migrate_both, require_current
from audit.settings import Settings

_APPLICATION = "audit.app:create_app"
_DEMO = "audit.demo.seed:seed"


@dataclass(frozen=True)
class DemoLogin:
    """A login of the demo, one per role."""

    role: str
    login: str
    password: str


def read_settings(**given: Any) -> Settings:
    """Return the settings, given options before variables; Refused names what is wrong."""
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as faults:
        told = "; ".join(
            f"{'.'.join(map(str, fault['loc'])) or 'settings'}: {fault['msg']}"
            for fault in faults.errors()
        )
        raise Refused("The settings are not right: {faults}", faults=told) from None


def serve(settings: Settings, announce: Callable[[], None]) -> None:
    """Serve the application until a signal ends it."""
    with alone(settings):
        asyncio.run(require_current(settings))
        run_server(settings, partial(_create, settings), announce)


def _create(settings: Settings) -> Starlette:
    application: Starlette = resolve_name(_APPLICATION)(settings)
    return application


def demo(
    settings: Settings,
    say: Say,
    announce: Callable[[Sequence[DemoLogin]], None],
    clock: Clock = system_clock,
) -> None:
    """Make the demo's chain if it is not there yet, and serve it. `say` tells of progress."""
    with alone(settings):
        logins = asyncio.run(_prepare_demo(settings, say, clock))
        run_server(settings, partial(_create, settings), partial(announce, logins))


async def _prepare_demo(settings: Settings, say: Say, clock: Clock) -> list[DemoLogin]:
    await migrate_both(settings)
    seeded = await resolve_name(_DEMO)(settings, clock(), say)
    return [DemoLogin(*entry) for entry in seeded]


def work(settings: Settings, announce: Callable[[], None]) -> None:
    """Work the queues until a signal ends it, as the application but without its doors."""
    if settings.embedded:
        raise Refused("On SQLite the server works the queues itself; a worker needs PostgreSQL.")
    asyncio.run(require_current(settings))
    uvloop.run(_work(settings.model_copy(update={"workers_inside": True}), announce))


async def _work(settings: Settings, announce: Callable[[], None]) -> None:
    application = _create(settings)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with application.router.lifespan_context(application):
        await application.state.services.jobs.begun()
        announce()
        await stop.wait()
