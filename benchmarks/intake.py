"""How fast visits are taken in, beside servers that do next to nothing with the same bytes.

Run: python -m benchmarks.intake [photos|visits|derivation …] [--rounds 3] [--postgres URL]

The product runs as `mingcha serve` with everything switched on: sign-in, validation, scoring, the
trail, fsync, copies of photos. `photos` holds visits with six photos of 3.5 MB against the same
HTTP server reading and dropping the same bytes; `visits` holds visits without photos against a bare
server that parses the same JSON and keeps it in one durable commit; `derivation` holds the time of
one photo while copies of photos are made against that without. In each round every server is
started anew on a fresh installation and they take turns; ratios are of medians. `--postgres` names
a server where databases may be made (postgres://user@host:port).
"""

import argparse
import asyncio
import shutil
import statistics
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

import asyncpg

from audit.settings import Settings
from benchmarks.intake_client import Driven, drive
from benchmarks.intake_ground import PHOTOS, Ground, Sending, folder_settings, prepare
from benchmarks.intake_servers import Running, bare, product
from benchmarks.photos import SIZES, picture

AT_ONCE = (8, 32)
_DATABASE = "mingcha_intake"


@dataclass
class Figures:
    """What the rounds gave for one server at one concurrency."""

    rates: list[float] = field(default_factory=list)
    photo_p95: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    memory: float = 0.0

    @property
    def rate(self) -> float:
        return statistics.median(self.rates)

    def add(self, driven: Driven, running: Running, processor: float) -> None:
        self.rates.append(driven.rate)
        self.processor.append(processor / len(driven.visits) * 1000)
        if driven.photos:
            self.photo_p95.append(statistics.quantiles(driven.photos, n=20)[-1] * 1000)
        self.memory = max(self.memory, running.peak_memory())


class Bench:
    """The scratch folder, the picture, the other processes and the figures so far."""

    def __init__(self, folder: Path, options: argparse.Namespace) -> None:
        self.folder, self.options = folder, options
        self.data = picture(SIZES["12 MP, 4032 x 3024"])
        # A process for each task: what Tortoise learns of one database is wrong for another.
        self.apart = ProcessPoolExecutor(1, get_context("spawn"), max_tasks_per_child=1)
        self.figures: dict[tuple[str, int], Figures] = {}

    @contextmanager
    def installation(self, visits: int, postgres: bool) -> Iterator[tuple[Settings, Ground]]:
        """Make an installation that is thrown away afterwards."""
        folder = Path(tempfile.mkdtemp(dir=self.folder))
        url = ""
        if postgres:
            asyncio.run(_fresh_database(self.options.postgres))
            url = f"{self.options.postgres}/{_DATABASE}"
        try:
            settings = folder_settings(folder, url)
            yield settings, self.apart.submit(_prepare, settings, visits).result()
        finally:
            shutil.rmtree(folder)

    def measure(
        self, name: str, running: Running, sending: Sending, at_once: int, count: int, photos: int
    ) -> None:
        errands = sending.errands(count, photos)
        before = running.processor()
        done = self.apart.submit(drive, running.port, errands, sending.picture, at_once).result()
        spent = running.processor() - before
        self.figures.setdefault((name, at_once), Figures()).add(done, running, spent)

    def photos(self) -> None:
        """Visits with photos, and reading and dropping the same."""
        count = self.options.count or 32
        for _ in range(self.options.rounds):
            with self.installation(count * len(AT_ONCE) + 8, False) as (settings, ground):
                sending = Sending(ground, self.data)
                for name, server in (("drain", bare("drain")), ("product", product(settings))):
                    with server as running:
                        self.measure("warm", running, Sending(ground, self.data[:1000]), 4, 4, 1)
                        running.come_to_rest()
                        sending = Sending(ground, self.data)
                        sending.errands(8, 0)
                        for at_once in AT_ONCE:
                            self.measure(name, running, sending, at_once, count, PHOTOS)
        self._table("visits with 6 photos", "drain", "product")

    def visits(self) -> None:
        """Visits without photos, and a bare server's one durable commit."""
        self._visits("SQLite", lambda s: f"sqlite:{s.data / 'bare.sqlite3'}", postgres=False)
        if self.options.postgres:
            self._visits("PostgreSQL", lambda s: f"postgres:{s.database_url}", postgres=True)

    def _visits(self, name: str, where: Callable[[Settings], str], *, postgres: bool) -> None:
        count = self.options.count or 600
        for _ in range(self.options.rounds):
            with self.installation(count * len(AT_ONCE) + 40, postgres) as (settings, ground):
                servers = (("bare", bare(where(settings))), ("product", product(settings)))
                for kind, server in servers:
                    with server as running:
                        sending = Sending(ground, b"")
                        self.measure("warm", running, sending, 4, 40, 0)
                        running.come_to_rest()
                        for at_once in AT_ONCE:
                            self.measure(f"{kind} {name}", running, sending, at_once, count, 0)
        self._table(f"visits without photos, {name}", f"bare {name}", f"product {name}")

    def derivation(self) -> None:
        """One photo's time while copies are made, and while none are."""
        count = self.options.count or 24
        for turn in range(self.options.rounds):
            ways = [("no copies", "false"), ("copies", "true")]
            for name, inside in ways if turn % 2 else ways[::-1]:
                with (
                    self.installation(count * len(AT_ONCE) + 8, False) as (settings, ground),
                    product(settings, workers_inside=inside) as running,
                ):
                    sending = Sending(ground, self.data)
                    self.measure("warm", running, sending, 4, 4, 1)
                    running.come_to_rest()
                    for at_once in AT_ONCE:
                        self.measure(name, running, sending, at_once, count, PHOTOS)
        self._table("visits with 6 photos", "no copies", "copies")

    def _table(self, what: str, base: str, ours: str) -> None:
        columns = "visits/s; photo p95 ms; peak MB; server's processor ms a visit"
        print(f"{what}, {self.options.rounds} rounds ({columns})")
        for at_once in AT_ONCE:
            first, second = self.figures[base, at_once], self.figures[ours, at_once]
            for name, one in ((base, first), (ours, second)):
                spread = " ".join(f"{rate:.1f}" for rate in one.rates)
                spent = statistics.median(one.processor)
                p95 = f"{statistics.median(one.photo_p95):8.0f}" if one.photo_p95 else " " * 8
                figures = f"{one.rate:8.1f} {p95} {one.memory:6.0f} {spent:6.1f}"
                print(f"  {at_once:2} {name:20} {figures}  {spread}")
            print(f"     rate {second.rate / first.rate:.2f}", end="")
            if first.photo_p95:
                p95s = [statistics.median(one.photo_p95) for one in (first, second)]
                print(f", p95 {p95s[1] / p95s[0]:.2f}", end="")
            print(flush=True)


def _prepare(settings: Settings, visits: int) -> Ground:
    return asyncio.run(prepare(settings, visits))


async def _fresh_database(server: str) -> None:
    connection = await asyncpg.connect(f"{server}/postgres")
    try:
        await connection.execute(f"DROP DATABASE IF EXISTS {_DATABASE} WITH (FORCE)")
        await connection.execute(f"CREATE DATABASE {_DATABASE}")
    finally:
        await connection.close()


def main() -> None:
    """Read the options and print one table for each part."""
    parts = {"photos": Bench.photos, "visits": Bench.visits, "derivation": Bench.derivation}
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("parts", nargs="*", choices=[*parts, []], default=[])
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--count", type=int, default=0, help="visits at each concurrency")
    asked.add_argument("--postgres", default="")
    options = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="mingcha-intake-") as folder:
        bench = Bench(Path(folder), options)
        for name in options.parts or parts:
            parts[name](bench)
        bench.apart.shutdown()


if __name__ == "__main__":
    main()
