"""How long head office waits: every page, every question, beside answer rows and beside DuckDB.

Run: python -m benchmarks.comparison [--rounds 4] [--pages-only] [DATABASE_URL …]

Each database is an installation made by benchmarks.dataset; without one, that of MINGCHA_DATA or
MINGCHA_DATABASE_URL. Pages are asked for as head office does, at rest and while a visit is
released each second. DuckDB answers three of the questions from the same visits in the same run (it
is needed here only: pip install duckdb).
"""

import argparse
import asyncio
import gc
import logging
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any

import duckdb
import numpy as np
import structlog

from audit.access import Scope
from audit.app import create_app
from audit.clock import system_clock
from audit.db import connection, is_sqlite, open_db
from audit.models import VisitFigures
from audit.operation.running import settle_memory
from audit.settings import Settings
from benchmarks.comparison_pages import page_table
from benchmarks.releasing import put_back, take_back
from reports.figures.tree import regions
from reports.rollup.behind import visits_behind
from reports.rollup.branches import by_branch, movers
from reports.rollup.filters import Filter
from reports.rollup.items import item_league
from reports.rollup.lens import Lens, look
from reports.rollup.sheets import warm
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
    "regions": regions,
    "competitors": against_competitors,
    "visits behind": visits_behind,
}
FILTERS = {
    "one wave": Filter(),
    "region today, midday": Filter(region="R3", organised="today", daypart="midday"),
}
_COMING = 600
_LONG = 3000.0
"""A question of answer rows that took so many milliseconds is not asked again."""
_BY_VISIT = "SELECT v.{by}, sum(i.earned), sum(i.possible) FROM visit v"
_JOINED = " JOIN item_result i ON i.visit_id = v.id"


def main() -> None:
    """Measure each database in a process of its own."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    asked.add_argument("--rounds", type=int, default=4)
    asked.add_argument("--pages-only", action="store_true")
    asked.add_argument("databases", nargs="*")
    chosen = asked.parse_args()
    if not chosen.databases:
        only_errors = structlog.make_filtering_bound_logger(logging.ERROR)
        structlog.configure(wrapper_class=only_errors)
        asyncio.run(_measure(chosen.rounds, pages_only=chosen.pages_only))
    for url in chosen.databases:
        command = [sys.executable, "-m", "benchmarks.comparison", "--rounds", str(chosen.rounds)]
        command += ["--pages-only"] * chosen.pages_only
        subprocess.run(command, env={**os.environ, "MINGCHA_DATABASE_URL": url}, check=True)


async def _measure(rounds: int, *, pages_only: bool) -> None:
    settings = Settings(workers_inside=False)
    async with open_db(settings.database):
        await put_back()
        count = await VisitFigures.all().count()
        kind = "SQLite" if is_sqlite(connection()) else "PostgreSQL"
        print(f"{kind}, {count} visits, {rounds} rounds", flush=True)
        coming = await take_back(_COMING)
    app = create_app(settings)
    try:
        async with app.router.lifespan_context(app):
            started = time.perf_counter()
            settle_memory()
            await warm()
            print(f"all waves read ahead {time.perf_counter() - started:.1f} s after the start")
            await page_table(app, rounds, coming)
            if not pages_only:
                for name, asked in FILTERS.items():
                    await _table(name, asked, rounds)
                await _beside_others(rounds)
    finally:
        gc.unfreeze()  # else DuckDB tells of all it could not take down
        async with open_db(settings.database):
            await put_back()


async def _lens(asked: Filter) -> Lens:
    return await look(asked, Scope(everything=True), system_clock().date())


async def _table(name: str, asked: Filter, rounds: int) -> None:
    print(f"\nquestions, {name}: ms {'p50':>8} {'p95':>8}")
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
    "ranking": _BY_VISIT.format(by="branch_id") + _JOINED + " WHERE v.wave_id = {wave} GROUP BY 1",
    "items": "SELECT i.item_key, count(i.met), sum(CASE WHEN i.met THEN 1 ELSE 0 END) FROM visit v"
    + _JOINED + " WHERE v.wave_id = {wave} GROUP BY i.item_key",
    "regions": "SELECT f.region_id, sum(i.earned), sum(i.possible) FROM visit v"
    " JOIN branch_facts f ON f.id = v.facts_id" + _JOINED
    + " WHERE v.wave_id = {wave} GROUP BY 1",
    "waits": "SELECT i.item_key, i.seconds FROM visit v" + _JOINED
    + " WHERE v.wave_id = {wave} AND i.seconds IS NOT NULL ORDER BY 1, 2",
    "trend": _BY_VISIT.format(by="wave_id") + _JOINED + " GROUP BY 1",
}  # fmt: skip
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
    times: list[float] = []
    while len(times) < 3 and sum(times) < _LONG:
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
    main()
