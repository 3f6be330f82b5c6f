"""SQLite: one connection, taken in turn; a transaction has the write lock from its first moment.

Tortoise's own begins a transaction that takes the lock at its first write, when what it read may
be stale; keeps its turn for ever when it can't begin; and after a commit that failed (the disk is
full) commits the same again for whoever comes next. While another process holds the lock, the
turn is given back between tries, so that reads pass.
"""

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final, TypeVar

import aiosqlite
from tortoise.backends.base.client import ConnectionWrapper, TransactionalDBClient
from tortoise.backends.sqlite.client import (
    SqliteClient,
    SqliteTransactionContext,
    SqliteTransactionWrapper,
)
from tortoise.connection import get_connections
from tortoise.exceptions import IntegrityError, OperationalError

from audit.engines.sharing import MOST, Errand, run_all

T = TypeVar("T")
LOCK_SECONDS: Final = 5.0
"""How long a write waits for a lock that another process holds."""
TURN_SECONDS: Final = 15.0
"""How long a statement waits for the transactions of this process."""
_TRY_MS: Final = 20
_PAUSE: Final = 0.05


class OneConnection(SqliteClient):
    """Tortoise's client with turns that end and transactions that leave nothing behind."""

    def __init__(self, file_path: str, **kwargs: Any) -> None:
        super().__init__(file_path, **kwargs)
        self.pragmas.setdefault("busy_timeout", _TRY_MS)
        self.next_writer = asyncio.Lock()
        """Held by the one that tries to begin: many that try would let no read through."""
        self._errands: list[Errand] = []
        self._sharing: asyncio.Task[None] | None = None

    def acquire_connection(self) -> ConnectionWrapper[Any]:
        return _Turn(self._lock, self)

    def _in_transaction(self) -> "_Immediate":
        return _Immediate(SqliteTransactionWrapper(self), self._lock)

    async def commit(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Return what `work` returns, once what it wrote is on the disk; not in a transaction."""
        loop = asyncio.get_running_loop()
        errand = Errand(work, loop.create_future(), loop.time())
        self._errands.append(errand)
        if self._sharing is None or self._sharing.done():
            self._sharing = asyncio.create_task(self._share())
        done: T = await errand.future
        return done

    async def _share(self) -> None:
        """Run what waits, all together, until nothing waits."""
        taken: list[Errand] = []
        try:
            while self._errands:
                async with self.next_writer, self.acquire_connection() as own:
                    taken, self._errands = self._errands[:MOST], self._errands[MOST:]
                    wanted = [errand for errand in taken if not errand.future.done()]
                    works = [errand.work for errand in wanted]
                    outcomes = await own._execute(run_all, own._conn, works)
                if outcomes is None:
                    await self._wait_for_lock(wanted)
                    continue
                for errand, outcome in zip(wanted, outcomes, strict=True):
                    errand.answer(*outcome)
                taken = []
        except BaseException as failure:
            for errand in (*taken, *self._errands):
                errand.answer(None, failure)
            self._errands = []
            if not isinstance(failure, Exception):
                raise

    async def _wait_for_lock(self, wanted: list[Errand]) -> None:
        since = asyncio.get_running_loop().time() - LOCK_SECONDS
        for errand in wanted:
            if errand.since <= since:
                errand.answer(None, OperationalError("database is locked"))
        self._errands[:0] = wanted
        await asyncio.sleep(_PAUSE)


class _Turn(ConnectionWrapper[Any]):
    async def __aenter__(self) -> Any:
        await _take(self._lock)
        try:
            await self.ensure_connection()
        except BaseException:
            self._lock.release()
            raise
        return self.connection


async def _take(turn: asyncio.Lock) -> None:
    if not turn.locked():
        await turn.acquire()
        return
    async with asyncio.timeout(TURN_SECONDS):
        await turn.acquire()


class _Immediate(SqliteTransactionContext):
    __slots__ = ()

    async def __aenter__(self) -> TransactionalDBClient:
        clock = asyncio.get_running_loop()
        give_up = clock.time() + LOCK_SECONDS
        next_writer: asyncio.Lock = self.connection._parent.next_writer
        await _take(next_writer)
        try:
            while not await self._begun():
                if clock.time() >= give_up:
                    raise OperationalError("database is locked")
                await asyncio.sleep(_PAUSE)
        finally:
            next_writer.release()
        self.token = get_connections().set(self.connection_name, self.connection)
        client: TransactionalDBClient = self.connection
        return client

    async def _begun(self) -> bool:
        await _take(self._trxlock)
        try:
            await self.ensure_connection()
            await self._undo()  # what a commit that failed has left
            await self._own.execute("BEGIN IMMEDIATE")
        except BaseException as failure:
            try:
                await self._undo(surely=True)
            finally:
                self._trxlock.release()
            if isinstance(failure, sqlite3.OperationalError):
                if failure.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
                    return False
                raise OperationalError(failure) from failure
            raise
        return True

    async def __aexit__(self, exc_type: Any, exc_val: Any, exc_tb: Any) -> None:
        get_connections().reset(self.token)
        try:
            if exc_type is not None:
                await self._undo(surely=True)
            elif not self.connection._finalized:
                await self._keep()
        finally:
            self._trxlock.release()

    async def _keep(self) -> None:
        try:
            await self.connection.commit()
        except BaseException as failure:
            await self._undo(surely=True)
            if isinstance(failure, sqlite3.IntegrityError):
                raise IntegrityError(failure) from failure
            if isinstance(failure, sqlite3.OperationalError):
                raise OperationalError(failure) from failure
            raise

    async def _undo(self, *, surely: bool = False) -> None:
        """Roll back what is open. Surely: also behind a step that was cancelled on its way.

        The connection's thread works its steps in order, so it is enough to have asked. A disk
        that fails fails here too; the next transaction tries again.
        """
        if surely or self._own.in_transaction:
            with suppress(sqlite3.OperationalError):
                await self._own.rollback()

    @property
    def _own(self) -> aiosqlite.Connection:
        own: aiosqlite.Connection = self.connection._connection
        return own


client_class = OneConnection
