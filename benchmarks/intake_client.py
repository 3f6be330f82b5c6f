"""The phones of the intake benchmark: threads with plain sockets, in a process of their own.

They share the machine with the server, so they do as little as possible: everything is made before
the clock starts, and a photo goes to the kernel from the memory it lies in.
"""

import socket
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from benchmarks.intake_ground import Errand


@dataclass
class Driven:
    """How long it took: all of it, and each visit and each photo by itself, in seconds."""

    seconds: float = 0.0
    visits: list[float] = field(default_factory=list)
    photos: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Visits per second."""
        return len(self.visits) / self.seconds


def drive(port: int, errands: Sequence[Errand], picture: bytes, at_once: int) -> Driven:
    """Send all visits, `at_once` at a time. Raises RuntimeError when an answer is not 2xx."""
    driven, left = Driven(), list(reversed(errands))
    failures: list[str] = []
    lock = threading.Lock()

    def phone() -> None:
        with socket.create_connection(("127.0.0.1", port)) as line:
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while not failures:
                with lock:
                    if not left:
                        return
                    errand = left.pop()
                try:
                    visit, photos = _run(line, errand, picture)
                except (OSError, RuntimeError) as failure:
                    failures.append(repr(failure))
                    return
                with lock:
                    driven.visits.append(visit)
                    driven.photos.extend(photos)

    phones = [threading.Thread(target=phone) for _ in range(at_once)]
    started = time.perf_counter()
    for one in phones:
        one.start()
    for one in phones:
        one.join()
    driven.seconds = time.perf_counter() - started
    if failures:
        raise RuntimeError(failures[0])
    return driven


def _run(line: socket.socket, errand: Errand, picture: bytes) -> tuple[float, list[float]]:
    begun = time.perf_counter()
    cookie = {"Cookie": f"mingcha={errand.token}", "Sec-Fetch-Site": "same-origin"}
    _ask(line, "PUT", errand.path, cookie | {"Content-Type": "application/json"}, [errand.body])
    photos = []
    for headers, end in errand.photos:
        started = time.perf_counter()
        _ask(line, "POST", "/api/v1/uploads", cookie | headers, [picture, end])
        photos.append(time.perf_counter() - started)
    return time.perf_counter() - begun, photos


def _ask(
    line: socket.socket, method: str, path: str, headers: dict[str, str], body: Sequence[bytes]
) -> None:
    told = headers | {"Host": "127.0.0.1", "Content-Length": str(sum(map(len, body)))}
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in told.items())]
    line.sendall("\r\n".join([*lines, "", ""]).encode())
    for part in body:
        line.sendall(part)
    answer = _answer(line)
    if not answer.startswith(b"HTTP/1.1 2"):
        raise RuntimeError(f"{method} {path}: {answer[:600]!r}")


def _answer(line: socket.socket) -> bytes:
    """Read one answer with a Content-Length."""
    got = b""
    while b"\r\n\r\n" not in got:
        got += _more(line)
    head, _, body = got.partition(b"\r\n\r\n")
    length = 0
    for told in head.lower().split(b"\r\n"):
        if told.startswith(b"content-length:"):
            length = int(told.partition(b":")[2])
    while len(body) < length:
        piece = _more(line)
        got, body = got + piece, body + piece
    return got


def _more(line: socket.socket) -> bytes:
    piece = line.recv(65536)
    if not piece:
        raise RuntimeError("the server closed the connection")
    return piece
