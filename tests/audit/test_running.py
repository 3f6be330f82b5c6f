"""One process per data folder; a server that waits for nobody for ever and says where it is."""

import asyncio
import gc
import resource
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import cast

import pytest
from starlette.types import Receive, Scope, Send

from audit.operation import patience, running
from audit.operation.running import Refused, Server, address, alone, listen, server_config
from audit.settings import Settings


async def tiny(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer anything with two bytes, or with ten million under /long."""
    if scope["type"] == "lifespan":
        while (message := await receive())["type"] != "lifespan.shutdown":
            await send({"type": message["type"] + ".complete"})
        await send({"type": "lifespan.shutdown.complete"})
        return
    size = 10_000_000 if scope["path"] == "/long" else 2
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"x" * size})


@asynccontextmanager
async def served(settings: Settings) -> AsyncIterator[int]:
    ready = asyncio.Event()
    with listen("127.0.0.1", 0) as listener:
        server = Server(server_config(settings, lambda: tiny), ready.set)
        task = asyncio.create_task(server.serve([listener]))
        await ready.wait()
        try:
            yield listener.getsockname()[1]
        finally:
            server.should_exit = True
            await task


async def ask(port: int, sent: bytes) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(sent)
    await writer.drain()
    return reader, writer


async def closed(reader: asyncio.StreamReader) -> bytes:
    """Read until the other side closes, by end or by reset."""
    got = b""
    try:
        async with asyncio.timeout(10):
            while chunk := await reader.read(65_536):
                got += chunk
    except ConnectionResetError:
        pass
    return got


GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"


@pytest.mark.asyncio
@pytest.mark.parametrize("sent", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: a\r\nX-Slow: "])
async def test_a_head_that_stalls_is_closed(sent: bytes, tmp_path: Path) -> None:
    async with served(Settings(data=tmp_path, idle_seconds=0.3)) as port:
        reader, writer = await ask(port, sent)
        assert await closed(reader) == b""
        writer.close()


@pytest.mark.asyncio
async def test_a_head_that_drips_is_closed_and_a_second_one_too(tmp_path: Path) -> None:
    async with served(Settings(data=tmp_path, idle_seconds=0.5)) as port:
        reader, writer = await ask(port, GET)
        assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200")
        for letter in (b"G", b"E", b"T"):
            writer.write(letter)
            await asyncio.sleep(0.05)
        assert len(await closed(reader)) < 50
        writer.close()


@pytest.mark.asyncio
async def test_a_head_without_end_is_cut_off(tmp_path: Path) -> None:
    async with served(Settings(data=tmp_path)) as port:
        reader, writer = await ask(port, b"GET / HTTP/1.1\r\nX: " + b"x" * 1_000_000)
        assert await closed(reader) == b""
        writer.close()


@pytest.mark.asyncio
async def test_who_does_not_take_the_answer_is_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "WRITE_SECONDS", 0.3)
    async with served(Settings(data=tmp_path)) as port:
        reader, writer = await ask(port, GET.replace(b"/ ", b"/long "))
        cast("asyncio.ReadTransport", writer.transport).pause_reading()
        await asyncio.sleep(1)
        cast("asyncio.ReadTransport", writer.transport).resume_reading()
        assert len(await closed(reader)) < 10_000_000
        writer.close()


POST = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n"


@pytest.mark.asyncio
async def test_a_body_that_drips_on_after_the_answer_is_closed(tmp_path: Path) -> None:
    async with served(Settings(data=tmp_path, idle_seconds=0.5)) as port:
        reader, writer = await ask(port, POST)
        assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200")
        dripping = asyncio.create_task(drip(writer))
        await closed(reader)
        dripping.cancel()
        writer.close()


async def drip(writer: asyncio.StreamWriter) -> None:
    while True:
        writer.write(b"x")
        await asyncio.sleep(0.05)


@pytest.mark.asyncio
async def test_a_body_that_ends_after_the_answer_keeps_its_connection(tmp_path: Path) -> None:
    async with served(Settings(data=tmp_path, idle_seconds=0.5)) as port:
        reader, writer = await ask(port, POST)
        await reader.readuntil(b"\r\n0\r\n\r\n")
        writer.write(b"x" * 1_000_000)
        await asyncio.sleep(0.7)
        writer.write(GET)
        assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200")
        writer.close()


@pytest.mark.asyncio
async def test_far_too_many_connections_are_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "CONNECTIONS", 4)
    async with served(Settings(data=tmp_path, idle_seconds=0.7)) as port:
        lines = [await ask(port, b"GET /") for _ in range(40)]
        async with asyncio.TaskGroup() as group:
            ends = [group.create_task(closed(reader)) for reader, _ in lines]
            await asyncio.sleep(0.3)
            assert sum(end.done() for end in ends) == 40 - 2 * 4
        reader, writer = await ask(port, GET)
        assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200")
        for _, one in [*lines, (reader, writer)]:
            one.close()


def test_more_files_may_be_open_than_is_usual() -> None:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (1024, before[1]))
    try:
        running.allow_files()
        assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] > 2 * running.CONNECTIONS
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


@pytest.mark.asyncio
async def test_the_server_does_not_name_itself(tmp_path: Path) -> None:
    async with served(Settings(data=tmp_path)) as port:
        reader, writer = await ask(port, GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        assert b"server:" not in (await closed(reader)).lower()
        writer.close()


def test_a_second_process_is_refused_with_words(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    with alone(settings), pytest.raises(Refused, match="already runs on"), alone(settings):
        pass
    with alone(settings):
        pass


def test_processes_on_postgresql_don_t_exclude_each_other(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, database_url="postgres://db/m")
    with alone(settings), alone(settings):
        pass


def test_a_taken_port_is_refused_with_words() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Refused, match="MINGCHA_PORT"):
            listen("127.0.0.1", port)


def test_a_certificate_that_is_none_is_refused_with_words(tmp_path: Path) -> None:
    (tmp_path / "cert.pem").write_text("no certificate")
    settings = Settings(data=tmp_path, tls_cert=tmp_path / "cert.pem", tls_key=tmp_path / "k.pem")
    with pytest.raises(Refused, match=r"cert\.pem"):
        server_config(settings, lambda: tiny)


def test_the_address_is_one_that_a_browser_here_can_open() -> None:
    assert address(Settings(host="0.0.0.0")) == "http://localhost:8000"
    assert address(Settings(base_url="https://audit.example")) == "https://audit.example"


def test_what_is_loaded_is_left_out_of_later_searches_for_cycles() -> None:
    before = gc.get_threshold()
    running.settle_memory()
    try:
        assert gc.get_freeze_count() > 10_000
        assert gc.isenabled()
        assert gc.get_threshold() == running.COLLECT_AT
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)
