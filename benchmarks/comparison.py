"""How long head office's questions take: p50 and p95, beside answer rows and beside DuckDB.

Run: python -m benchmarks.comparison [rounds], on an installation made by benchmarks.dataset (named
by MINGCHA_DATA or MINGCHA_DATABASE_URL). While the questions are asked, figures of visits in the
newest wave are written again, as a release writes them. DuckDB answers three of the questions from
the same visits in the same run (it is needed here only: pip install duckdb).
"""

import asyncio
import statistics
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import duckdb
import numpy as np

from audit.access import Scope
from audit.clock import system_clock
from audit.db import connection, is_sqlite, lock_rows, open_db, transaction
from audit.figures.keeping import keep
from audit.models import VisitFigures
from audit.settings import Settings
from reports.rollup.behind import visits_behind
from reports.rollup.branches import by_branch, movers
from reports.rollup.filters import Filter
from reports.rollup.items import item_league
from reports.rollup.lens import Lens, look
from reports.rollup.regions import region_tree
from reports.rollup.waits import waits
from reports.rollup.waves import against_competitors, distribution, totals, trend

Question = Callable[[Lens], Awaitable[object]]

QUESTIONS: dict[str, Question] = {
    "overview": totals,
    "ranking": by_branch,
    "sections": lambda lens: by_branch(lens, sections=True),
    "square": lambda lens: by_branch(lens, ["process", "personal"]),
    "movers": movers,
    "trend": trend,
    "distribution": distribution,
    "items": item_league,
    "waits": waits,
    "regions": region_tree,
    "competitors": against_competitors,
    "visits behind": visits_behind,
}
FILTERS = {
    "one wave": Filter(),
    "region today, midday": Filter(region="R3", organised="today", daypart="midday"),
}
_RELEASES = 1.0


async def main() -> None:
    """Print one table for each filter, then the ratios."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    async with open_db(Settings().database):
        count = await VisitFigures.all().count()
        kind = "SQLite" if is_sqlite(connection()) else "PostgreSQL"
        print(f"{kind}, {count} visits, {rounds} rounds (ms)")
        lenses = {name: await _lens(asked) for name, asked in FILTERS.items()}
        await trend(lenses["one wave"])  # reads every wave once
        written: list[float] = []
        releasing = asyncio.create_task(_release(lenses["one wave"], written))
        for name, asked in FILTERS.items():
            await _table(name, asked, rounds)
        releasing.cancel()
        with suppress(asyncio.CancelledError):
            await releasing
        print(f"figures of one visit written: p50 {statistics.median(written):.1f} ms")
        await _beside_others(rounds)


async def _lens(asked: Filter) -> Lens:
    return await look(asked, Scope(everything=True), system_clock().date())


async def _release(lens: Lens, written: list[float]) -> None:
    """Write figures of one visit of the newest wave after another, as a release does."""
    assert lens.wave is not None
    ids = (
        await VisitFigures.filter(wave_id=lens.wave.id)
        .limit(500)
        .values_list("visit_id", flat=True)
    )
    for visit in list(ids) * 100:
        started = time.perf_counter()
        async with transaction():
            await lock_rows("wave", lens.wave.id)
            await keep([int(str(visit))])
        written.append((time.perf_counter() - started) * 1000)
        await asyncio.sleep(_RELEASES)


async def _table(name: str, asked: Filter, rounds: int) -> None:
    print(f"\n{name:24} {'p50':>8} {'p95':>8}")
    spent: dict[str, list[float]] = {"look the filter up": []}
    for _ in range(rounds):
        started = time.perf_counter()
        lens = await _lens(asked)
        spent["look the filter up"].append((time.perf_counter() - started) * 1000)
        for question, ask in QUESTIONS.items():
            spent.setdefault(question, []).append(await _timed(ask, lens))
    for question, times in spent.items():
        print(f"  {question:22} {statistics.median(times):8.1f} {np.percentile(times, 95):8.1f}")


async def _timed(ask: Question, lens: Lens) -> float:
    started = time.perf_counter()
    await ask(lens)
    return (time.perf_counter() - started) * 1000


_ANSWERS = {
    "ranking": "SELECT v.branch_id, sum(i.earned), sum(i.possible) FROM visit v"
    " JOIN item_result i ON i.visit_id = v.id WHERE v.wave_id = {wave} GROUP BY v.branch_id",
    "items": "SELECT i.item_key, count(i.met), sum(CASE WHEN i.met THEN 1 ELSE 0 END)"
    " FROM visit v JOIN item_result i ON i.visit_id = v.id"
    " WHERE v.wave_id = {wave} GROUP BY i.item_key",
}
_DUCK = {
    "ranking": "SELECT branch_id, count(final), sum(final), sum(final * final) FROM figures"
    " WHERE wave_id = {wave} GROUP BY branch_id",
    "trend": "SELECT wave_id, count(final), sum(final), sum(final * final) FROM figures"
    " GROUP BY wave_id",
    "distribution": "SELECT final // 100, count(*) FROM figures WHERE wave_id = {wave} GROUP BY 1",
}


async def _beside_others(rounds: int) -> None:
    lens = await _lens(Filter())
    assert lens.wave is not None
    duck = await _duck()
    print(f"\n{'':24} {'ours':>8} {'answers':>8} {'ratio':>7} {'DuckDB':>8} {'ratio':>7}")
    for question in dict.fromkeys((*_ANSWERS, *_DUCK)):
        ours = statistics.median([await _timed(QUESTIONS[question], lens) for _ in range(rounds)])
        line = f"  {question:22} {ours:8.1f}"
        for asked, run in ((_ANSWERS, connection().execute_query), (_DUCK, duck)):
            if question in asked:
                other = await _median(run, asked[question].format(wave=lens.wave.id))
                line += f" {other:8.1f} {ours / other:7.3f}"
            else:
                line += f" {'':8} {'':7}"
        print(line)


async def _median(run: Callable[[str], Awaitable[Any]], statement: str) -> float:
    times = []
    for _ in range(3):
        started = time.perf_counter()
        await run(statement)
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times)


async def _duck() -> Callable[[str], Awaitable[Any]]:
    """Give DuckDB the same visits as a table of its own."""
    lens = await _lens(Filter())
    rows = await lens.rows(lens.every)
    columns = {name: rows.column(name) for name in ("wave_id", "branch_id", "final")}
    database = duckdb.connect()
    database.register("given", columns)
    database.execute("CREATE TABLE figures AS SELECT * FROM given")

    async def run(statement: str) -> Any:
        return database.execute(statement).fetchall()

    return run


if __name__ == "__main__":
    asyncio.run(main())
