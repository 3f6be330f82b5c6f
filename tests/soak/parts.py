"""The parts of the soak, in the order in which they run."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tests.soak import (
    away,
    crash_points,
    crowd,
    cut_bodies,
    full_disk,
    images,
    kills,
    postgres_kills,
    repeats,
    stateful,
    sweeps,
)
from tests.soak.counting import Counted
from tests.soak.places import Backend, Files, Place


@dataclass(frozen=True)
class Part:
    """One sort of fault: how often it is tried in a test and in a soak, and how."""

    name: str
    few: int
    many: int
    run: Callable[[int, Place], Awaitable[Counted]]
    backends: tuple[Backend, ...] = ("sqlite", "postgres")
    files: tuple[Files, ...] = ("local", "s3")


PARTS: tuple[Part, ...] = (
    Part("kills", 6, 125, kills.run),
    Part("crash_points", 1, 5, crash_points.run),
    Part("power_cuts", 1, 20, crash_points.run_power),
    Part("postgres_kills", 4, 20, postgres_kills.run, ("postgres",)),
    Part("sweeps", 40, 1_000, sweeps.run),
    Part("cut_bodies", 40, 1_000, cut_bodies.run),
    Part("repeats", 200, 10_000, repeats.run),
    Part("crowd", 10, 200, crowd.run),
    Part("away", 3, 30, away.run),
    Part("full_disk", 9, 45, full_disk.run),
    Part("stateful", 30, 500, stateful.run),
    Part("images", 300, 100_000, images.run, ("sqlite",), ("local",)),
)
