"""Files in an S3-compatible object store (AWS, MinIO, Ceph, OSS, COS…), spoken to by obstore.

Credentials come from the usual AWS_* variables, never from the URL.
"""

import hashlib
import tempfile
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs, urlsplit

import anyio
import obstore
from obstore.exceptions import BaseError, NotFoundError
from obstore.store import S3Store

from audit.files.file_port import CHUNK, FileMissing, FilesAway, Source, Stored, WrongHash, checked

_TRIES: Final = 3
_PATIENCE: Final = timedelta(seconds=10)
_ANSWER_SECONDS: Final = 10.0  # for what carries no bytes


class S3Files:
    """See `audit.files.file_port.FileStore`. ``scratch``: local folder for files that need a path.

    ``url`` is s3://bucket/prefix?endpoint=https://…&region=…; without an endpoint it is Amazon's.
    """

    def __init__(self, url: str, scratch: Path) -> None:
        parts = urlsplit(url)
        options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        endpoint = options.get("endpoint")
        self._scratch = scratch
        self._limiter = anyio.CapacityLimiter(16)
        self._store = S3Store(
            parts.netloc,
            prefix=parts.path.strip("/") or None,
            endpoint=endpoint,
            region=options.get("region", "us-east-1"),
            virtual_hosted_style_request=endpoint is None,
            client_options={
                "allow_http": endpoint is not None and endpoint.startswith("http://"),
                "connect_timeout": "3s",
                "timeout": "30s",
            },
            retry_config={"max_retries": _TRIES, "retry_timeout": _PATIENCE},
        )

    async def put(self, key: str, source: Source, *, sha256: str | None = None) -> Stored:
        digest, size = hashlib.sha256(), 0

        async def counted() -> AsyncIterator[bytes]:
            # Raising at the end breaks the upload off before the object exists.
            nonlocal size
            async for chunk in _chunks(source):
                digest.update(chunk)
                size += len(chunk)
                yield chunk
            if sha256 is not None and digest.hexdigest() != sha256:
                raise WrongHash(key)

        with _told(key):
            await obstore.put_async(self._store, checked(key), counted())
        return Stored(size, digest.hexdigest())

    async def adopt(self, key: str, path: Path, *, synced: bool = False) -> None:
        del synced  # the server's own business
        if not await anyio.to_thread.run_sync(path.is_file, limiter=self._limiter):
            raise FileMissing(path.name)
        with _told(key):
            await obstore.put_async(self._store, checked(key), path)
        await anyio.to_thread.run_sync(path.unlink, limiter=self._limiter)

    async def open(self, key: str, start: int = 0, stop: int | None = None) -> AsyncIterator[bytes]:
        end = await self.size(key)
        stop = end if stop is None else min(stop, end)
        if start >= stop:
            return
        with _told(key):
            found = await obstore.get_async(
                self._store, checked(key), options={"range": (start, stop)}
            )
            async for chunk in found.stream(min_chunk_size=CHUNK):
                yield bytes(chunk)

    async def read(self, key: str) -> bytes:
        with _told(key):
            found = await obstore.get_async(self._store, checked(key))
            return bytes(await found.bytes_async())

    async def size(self, key: str) -> int:
        with _told(key), anyio.fail_after(_ANSWER_SECONDS):
            return (await obstore.head_async(self._store, checked(key)))["size"]

    async def kept_since(self, key: str) -> datetime:
        with _told(key), anyio.fail_after(_ANSWER_SECONDS):
            return (await obstore.head_async(self._store, checked(key)))["last_modified"]

    async def exists(self, key: str) -> bool:
        try:
            await self.size(key)
        except FileMissing:
            return False
        return True

    async def delete(self, key: str) -> None:
        try:
            with _told(key), anyio.fail_after(_ANSWER_SECONDS):
                await obstore.delete_async(self._store, checked(key))
        except FileMissing:
            return

    async def keys(self, prefix: str = "") -> AsyncIterator[str]:
        folder = checked(prefix) if prefix else None
        with _told(prefix):
            async for batch in obstore.list(self._store, folder):
                for found in batch:
                    yield found["path"]

    def local_path(self, key: str) -> Path | None:
        checked(key)
        return None

    @asynccontextmanager
    async def as_path(self, key: str) -> AsyncIterator[Path]:
        with tempfile.TemporaryDirectory(dir=self._scratch) as folder:
            path = Path(folder) / key.rpartition("/")[2]
            async with await anyio.open_file(path, "wb") as file:
                async for chunk in self.open(key):
                    await file.write(chunk)
            yield path

    async def check(self) -> None:
        await self.exists(f"check-{uuid.uuid4().hex}")

    async def sweep(self, before: datetime) -> int:
        """Do nothing: a broken-off upload leaves no object; its parts go by the bucket's rules."""
        return 0


@contextmanager
def _told(key: str) -> Iterator[None]:
    """Turn obstore's errors into ours."""
    try:
        yield
    except (NotFoundError, FileNotFoundError) as error:
        raise FileMissing(key) from error
    except (BaseError, OSError) as error:
        raise FilesAway(f"{key}: {str(error)[:300]}") from error


async def _chunks(source: Source) -> AsyncIterator[bytes]:
    if isinstance(source, bytes):
        yield source
    elif isinstance(source, Path):
        async with await anyio.open_file(source, "rb") as file:
            while chunk := await file.read(CHUNK):
                yield chunk
    else:
        async for chunk in source:
            yield chunk
