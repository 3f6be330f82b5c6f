"""What the renderers are asked to do in tests; spawned processes import it by name."""

import os
import sys
import time


def double(number: int) -> int:
    return 2 * number


def refuse() -> None:
    raise ValueError("no such font")


def loaded() -> set[str]:
    return set(sys.modules)


def whoami() -> int:
    return os.getpid()


def sleep(seconds: float) -> None:
    time.sleep(seconds)


def die() -> None:
    os._exit(3)
