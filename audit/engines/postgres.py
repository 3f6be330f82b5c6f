"""PostgreSQL: a pool whose connections are waited for with an end and always come back.

Tortoise's own waits for a connection for ever, and loses one for good when a transaction can't
begin on it.
"""

from contextlib import suppress
from typing import Any, Final

import asyncpg
from tortoise.backends.asyncpg.client import AsyncpgDBClient, TransactionWrapper
from tortoise.backends.base.client import TransactionalDBClient, TransactionContextPooled
from tortoise.connection import get_connections
from tortoise.exceptions import DBConnectionError, IntegrityError

POOL_SECONDS: Final = 5.0
"""How long to wait for a connection, and for one to come back in order."""
STATEMENT_SECONDS: Final = 20.0
LOCK_SECONDS: Final = 5.0
_LOST: Final = (asyncpg.PostgresError, asyncpg.InterfaceError, OSError)


def bounds() -> dict[str, Any]:
    """Return the credentials of a client that waits for nothing longer than this."""
    return {
        "timeout": POOL_SECONDS,
        "command_timeout": STATEMENT_SECONDS,
        "server_settings": {"lock_timeout": str(int(LOCK_SECONDS * 1000))},
    }


class _Connection(asyncpg.Connection):  # type: ignore[misc]
    def get_reset_query(self) -> str:
        """Ask nothing when it comes back: an open transaction is undone all the same, and nothing
        else of a session is ever set here. It would be a trip for each that is lent."""
        return ""


class _Pool(asyncpg.Pool):  # type: ignore[misc]  # the package has no types
    async def _acquire(self, timeout: float | None) -> Any:  # noqa: ASYNC109  asyncpg's own
        try:
            return await super()._acquire(timeout or POOL_SECONDS)
        except OSError as failure:  # refused, unknown, or nobody answered in time
            raise DBConnectionError(f"no connection: {failure!r}") from failure


class PatientPool(AsyncpgDBClient):
    """Tortoise's client on such a pool."""

    async def create_pool(self, **kwargs: Any) -> asyncpg.Pool:
        usual = {
            "max_queries": 50_000,
            "max_inactive_connection_lifetime": 300.0,
            "record_class": asyncpg.Record,
            "connection_class": _Connection,
        }
        return await _Pool(**usual | kwargs)

    def _in_transaction(self) -> "_Lent":
        return _Lent(TransactionWrapper(self), self._pool_init_lock)


class _Lent(TransactionContextPooled):
    __slots__ = ()

    async def __aenter__(self) -> TransactionalDBClient:
        await self.ensure_connection()
        self.client._connection = await self.client._parent._pool.acquire()
        try:
            await self.client.begin()
        except BaseException:
            await self._give_back()
            raise
        self.token = get_connections().set(self.connection_name, self.client)
        return self.client

    async def __aexit__(self, exc_type: Any, exc_val: Any, exc_tb: Any) -> None:
        get_connections().reset(self.token)
        try:
            if exc_type is not None:
                await self._undo()
            elif not self.client._finalized:
                await self._keep()
        finally:
            await self._give_back()

    async def _undo(self) -> None:
        if not self.client._finalized:
            with suppress(*_LOST):  # a lost connection undoes by itself; the first error goes on
                await self.client.rollback()

    async def _keep(self) -> None:
        try:
            await self.client.commit()
        except asyncpg.IntegrityConstraintViolationError as failure:
            raise IntegrityError(failure) from failure

    async def _give_back(self) -> None:
        """Return the connection; one that is out of order is ended by the pool itself."""
        if self.client._parent._pool:
            with suppress(*_LOST):
                await self.client._parent._pool.release(self.client._connection)


client_class = PatientPool
