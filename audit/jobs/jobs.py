"""Durable jobs as a use case sees them: the row that wants something is the request.

A use case writes the row and, after its commit, calls `wake`. A sweeper finds wanted rows again
at the start and every 30 s, so neither a lost call nor a lost job store loses a job. A failed
attempt moves the row on to its next one. A body may run twice (after a kill), so it is
idempotent. How jobs are claimed and run is in `audit.jobs.queues`; what is too small and too
frequent to be written down once more is taken from the rows themselves, in `audit.jobs.streams`.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, NamedTuple, Protocol

MAX_ATTEMPTS = 5
_DELAYS = (5, 30, 120, 600)  # seconds after the first, second… failed attempt


class Wanted(NamedTuple):
    """One attempt at one job; `key` is the outward key of the row that wants it."""

    kind: str
    key: str
    attempt: int


@dataclass(frozen=True)
class Kind:
    """A sort of job.

    `body(key)` does it. `failed(key, attempt, why)` moves the row to its next attempt, or to
    failed for good, but only while it still wants this one: both may be called twice.
    """

    queue: Literal["pdf", "quick"]
    body: Callable[[str], Awaitable[None]]
    failed: Callable[[str, int, str], Awaitable[None]]


class Share(NamedTuple):
    """What falls to one of `of` processes: rows whose id leaves `rank` when divided by `of`."""

    rank: int = 0
    of: int = 1


@dataclass(frozen=True)
class Stream:
    """A sort of job that comes in numbers.

    `due(share)` returns some of the attempts that rows want now, oldest first. `body` and `failed`
    are those of `Kind`; `put_off(key)` has an attempt wait that could not be made for the time
    being (the disk is full, files are away), without counting it.
    """

    due: Callable[[Share], Awaitable[list[Wanted]]]
    body: Callable[[str], Awaitable[None]]
    failed: Callable[[str, int, str], Awaitable[None]]
    put_off: Callable[[str], Awaitable[None]]


class JobPort(Protocol):
    """What a use case may ask of the jobs, after its commit."""

    async def wake(self, kind: str, key: str, attempt: int) -> None:
        """Start an attempt soon. Never fails: what is not started now, the sweeper finds."""


class RecordingJobs:
    """Jobs that are only written down, for tests; bodies are called directly there."""

    def __init__(self) -> None:
        self.asked: list[Wanted] = []

    async def wake(self, kind: str, key: str, attempt: int) -> None:
        """Write the request down."""
        self.asked.append(Wanted(kind, key, attempt))


def time_left(rest: int, done: int, spent: float) -> int | None:
    """Return the seconds that `rest` will take at the pace so far; None before the first."""
    if not rest:
        return 0
    return round(rest * spent / done) if done else None


def delay_after(attempt: int) -> timedelta | None:
    """Return the wait after failed attempt `attempt` (from 1), None when it was the last one."""
    return timedelta(seconds=_DELAYS[attempt - 1]) if attempt < MAX_ATTEMPTS else None
