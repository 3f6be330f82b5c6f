"""Passwords: hashed by argon2id, compared in the same time for known and unknown people.

Two are hashed at a time, so that a storm of sign-ins costs waiting and not memory.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import anyio
from anyio.to_thread import run_sync
from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from audit.people import weak
from audit.problems import Problem
from forms.issues import Issue

# Above the floor of the OWASP Password Storage Cheat Sheet (19 MiB, t = 2, p = 1).
STRONG = PasswordHasher(time_cost=3, memory_cost=32 * 1024, parallelism=1, type=Type.ID)
_AT_ONCE = 2
_REASONS = {
    "too_short": "At least {least} characters are needed.",
    "too_long": "A password has at most {most} bytes.",
    "bad_text": "The text holds characters that can’t be kept.",
    "easy": "This password is among the first that others would try.",
    "same": "The new password is the old one.",
}


@dataclass(frozen=True)
class Verdict:
    """Whether a password was right, and its hash by today's parameters if the stored one is not."""

    right: bool
    rehashed: str | None = None


class Passwords:
    """Hash and verify with one set of parameters; tests give a cheap one."""

    def __init__(self, hasher: PasswordHasher = STRONG) -> None:
        self._hasher = hasher
        self._limiter = anyio.CapacityLimiter(_AT_ONCE)
        self._decoy = ""

    async def hash(self, password: str) -> str:
        """Return the hash to store (with salt and parameters in it)."""
        return await run_sync(self._hasher.hash, weak.same_text(password), limiter=self._limiter)

    async def verify(self, stored: str | None, password: str) -> Verdict:
        """Compare with a stored hash. None (nobody, or no password yet) takes as long."""
        return await run_sync(self._compare, stored, password, limiter=self._limiter)

    def _compare(self, stored: str | None, password: str) -> Verdict:
        self._decoy = self._decoy or self._hasher.hash("nobody has this password")
        if not _possible(password):
            stored, password = None, ""
        text = weak.same_text(password)
        try:
            self._hasher.verify(stored or self._decoy, text)
        except (VerificationError, InvalidHashError):
            return Verdict(right=False)
        if stored is None:
            return Verdict(right=False)
        outdated = self._hasher.check_needs_rehash(stored)
        return Verdict(right=True, rehashed=self._hasher.hash(text) if outdated else None)


def _possible(password: str) -> bool:
    return weak.fault(password) not in ("too_long", "bad_text")


PASSWORDS = Passwords()


def require_good(password: str, names: Iterable[str], path: str = "new") -> None:
    """Raise Problem("weak_password") with the reason at `path`."""
    if reason := weak.fault(password, names):
        refuse(reason, path)


def refuse(reason: str, path: str = "new") -> None:
    """Raise Problem("weak_password") for a reason of `_REASONS`."""
    params: dict[str, str | int] = {"least": weak.LEAST, "most": weak.MOST_BYTES}
    raise Problem("weak_password", issues=[Issue(path, reason, _REASONS[reason], params)])
