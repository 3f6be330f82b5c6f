"""How fast reports are set, beside other engines: same content, one run, engines taking turns.

Run: python -m benchmarks.pdf [rounds] [--plot growth.svg]. Needs the dependency group "bench" and,
for its row, a Chromium. Each engine has a process of its own that stays; each round brings other
words to all of them, so that nothing that was broken into lines before helps. Ratios mean the same
everywhere; milliseconds only here.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from benchmarks.pdf_content import Content, content
from benchmarks.pdf_engines import ENGINES
from benchmarks.pdf_growth import Grown, growth_plot

QUEUE = 12
GROWTH = ((0, 0), (48, 0), (48, 24), (48, 48), (96, 24), (192, 24), (48, 96))


@dataclass
class Worker:
    """A process that makes one engine's reports on demand."""

    name: str
    process: "subprocess.Popen[str]"
    walls: list[float] = field(default_factory=list)
    cpus: list[float] = field(default_factory=list)
    facts: dict[str, float] = field(default_factory=dict)

    @classmethod
    def start(cls, name: str, folder: Path) -> "Worker":
        """Start the engine's process."""
        command = [sys.executable, "-m", "benchmarks.pdf", "--worker", name, str(folder)]
        pipe = subprocess.PIPE
        return cls(name, subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True))

    def ask(self, seed: int, paragraphs: int = 48, photos: int = 24) -> None:
        """Order a report."""
        print(seed, paragraphs, photos, file=_in(self.process.stdin), flush=True)

    def answer(self) -> dict[str, float]:
        """Wait for the report ordered last."""
        self.facts = json.loads(_in(self.process.stdout).readline())
        return self.facts

    def stop(self) -> None:
        """End the process."""
        _in(self.process.stdin).close()
        self.process.wait()


def _in(pipe: IO[str] | None) -> IO[str]:
    assert pipe is not None
    return pipe


def work(name: str, folder: Path) -> None:
    """Make a report for each line of standard input; say what it took."""
    make = ENGINES[name]()
    target = folder / name / "report.pdf"
    target.parent.mkdir(exist_ok=True)
    for line in sys.stdin:
        seed, paragraphs, photos = map(int, line.split())
        report = content(folder, seed, paragraphs, photos)
        before = _cpu()
        start = time.perf_counter()
        make(report, target)
        wall = time.perf_counter() - start
        facts = {"wall": wall, "cpu": _cpu() - before, "size": target.stat().st_size}
        print(json.dumps(facts | {"rss": _memory(), "photos": _weight(report)}), flush=True)


def _cpu() -> float:
    found = os.times()
    return found.user + found.system + found.children_user + found.children_system


def _memory() -> int:
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return max(resource.getrusage(kind).ru_maxrss for kind in kinds) // 1024


def _weight(report: Content) -> int:
    return sum(path.stat().st_size for path, _ in report.photos)


def compare(folder: Path, rounds: int) -> None:
    """Let all engines take turns and print the table."""
    workers = [Worker.start(name, folder) for name in ENGINES]
    for seed in range(rounds + 1):
        for worker in workers:
            worker.ask(seed)
            facts = worker.answer()
            if seed:  # the first report of a process loads its fonts
                worker.walls.append(facts["wall"] * 1000)
                worker.cpus.append(facts["cpu"] * 1000)
    base = statistics.median(workers[0].walls)
    print(f"{rounds} rounds, medians; ratio = ours / theirs")
    print("engine        wall ms   cpu ms   ratio   RSS MB   size / photos")
    for worker in workers:
        wall, cpu = statistics.median(worker.walls), statistics.median(worker.cpus)
        share = worker.facts["size"] / worker.facts["photos"]
        row = f"{wall:8.0f} {cpu:8.0f} {base / wall:7.2f} {worker.facts['rss']:8.0f} {share:10.3f}"
        print(f"{worker.name:12} {row}")
        worker.stop()


def scale(folder: Path, rounds: int) -> None:
    """Print what two processes make in the time of one."""
    pair = [Worker.start("ours", folder) for _ in range(2)]
    for worker in pair:
        worker.ask(0)
        worker.answer()
    gains = [
        2 * _seconds(pair[:1], seed * QUEUE) / _seconds(pair, seed * QUEUE)
        for seed in range(1, rounds + 1)
    ]
    print(f"two processes make {statistics.median(gains):.2f} times what one makes")
    for worker in pair:
        worker.stop()


def _seconds(workers: list[Worker], seed: int) -> float:
    """Return how long it takes until each has made QUEUE reports, none waiting for another."""
    start = time.perf_counter()
    for worker in workers:
        for n in range(QUEUE):
            worker.ask(seed + n)
    for worker in workers:
        for _ in range(QUEUE):
            worker.answer()
    return time.perf_counter() - start


def grow(folder: Path, rounds: int) -> list[Grown]:
    """Print how time and memory grow with pages and photos; each size in a fresh process."""
    print("paragraphs  photos   wall ms   RSS MB   size MB")
    sizes = []
    for paragraphs, photos in GROWTH:
        worker = Worker.start("ours", folder)
        walls = []
        for seed in range(rounds + 1):
            worker.ask(seed, paragraphs, photos)
            walls.append(worker.answer()["wall"] * 1000)
        wall, facts = statistics.median(walls[1:]), worker.facts
        one = Grown(paragraphs, photos, wall, facts["rss"], facts["size"] / 1e6)
        print(f"{paragraphs:10} {photos:7} {wall:9.0f} {one.memory:8.0f} {one.size:9.2f}")
        sizes.append(one)
        worker.stop()
    return sizes


def main() -> None:
    """Print the three tables, and draw the last one if asked to."""
    if sys.argv[1:2] == ["--worker"]:
        work(sys.argv[2], Path(sys.argv[3]))
        return
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("rounds", nargs="?", type=int, default=7)
    asked.add_argument("--plot", type=Path, help="where to draw how reports grow (SVG)")
    options = asked.parse_args()
    rounds = options.rounds
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        content(folder, 0, photos=96)
        compare(folder, rounds)
        scale(folder, rounds)
        sizes = grow(folder, rounds)
    if options.plot:
        options.plot.write_bytes(growth_plot(sizes))


if __name__ == "__main__":
    main()
