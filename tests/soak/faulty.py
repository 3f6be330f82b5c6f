"""A disk that fails by itself: called in a server before it starts."""

import errno
import os
from pathlib import Path
from random import Random

OFTEN = 0.3


def faulty(switch: Path) -> None:
    """Let writing and syncing of files fail with EIO now and then, while `switch` exists."""
    real_write, real_sync, random = os.pwrite, os.fsync, Random(0)

    def fail() -> None:
        if switch.exists() and random.random() < OFTEN:
            raise OSError(errno.EIO, os.strerror(errno.EIO))

    def write(handle: int, data: bytes, offset: int) -> int:
        fail()
        return real_write(handle, data, offset)

    def sync(handle: int) -> None:
        fail()
        real_sync(handle)

    os.pwrite = write  # type: ignore[assignment]
    os.fsync = sync  # type: ignore[assignment]
