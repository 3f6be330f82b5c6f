"""Fetch everything that a person can reach: links, forms, ids and every registered address.

Begins at the menu and at each route; follows what pages, forms and JSON name; puts every id seen
anywhere into every route that takes one; and keeps each answer apart by channel (see unpack).
"""

import html
import json
import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from urllib.parse import parse_qsl, urljoin, urlsplit

import httpx2
from starlette.applications import Starlette
from starlette.routing import Mount, Route

from tests.guards.unpack import Part, parts

_LINK = re.compile(r"""\s(?:href|src|action|formaction|poster|data-[\w-]+)=["']([^"']+)""")
_SRCSET = re.compile(r"""\ssrcset=["']([^"']+)""")
_CSS = re.compile(r"""(?:url\(["']?|@import\s+["']|import\s+["']|from\s*["'])([^"')]+)""")
_FORM = re.compile(r"<form\b[^>]*>.*?</form>", re.S)
_HIDDEN = re.compile(r"""name=["']([^"']+)["'](?:\s+value=["']([^"']*)["'])?""")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_PARAMETER = re.compile(r"\{(\w+)(?::(\w+))?\}")
_ENDS_SESSION = re.compile(r"/login|/logout|/revoke|/password|/api/v1/session|/reset/")
_TEXT = ("text/", "application/json", "application/problem+json", "application/javascript")
_ENOUGH = 3
"""How often a form is sent, and one path is asked with the same names of filters."""
_VARIED = 12
"""How often a path is asked with any filters: their combinations have no end."""
MOST = 4000


@dataclass(frozen=True)
class Answer:
    """One answer, with where it was asked for."""

    method: str
    address: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def kind(self) -> str:
        return dict(self.headers).get("content-type", "")

    def channels(self) -> Iterator[Part]:
        """Return everything in the answer, by channel."""
        yield ("address", self.address.encode())
        for name, value in self.headers:
            yield (f"header {name}", value.encode("latin-1", "replace"))
        yield from parts(self.kind, self.body)


@dataclass
class Crawl:
    """A crawl by one signed-in browser. `codes` are words worth trying in {code} and {wave}."""

    client: httpx2.AsyncClient
    app: Starlette
    codes: Sequence[str] = ()
    posts: bool = True
    answers: list[Answer] = field(default_factory=list)
    ids: dict[str, None] = field(default_factory=dict)
    _seen: set[tuple[str, str, str]] = field(default_factory=set)
    _sent: Counter[str] = field(default_factory=Counter)
    _asked: Counter[tuple[str, ...]] = field(default_factory=Counter)
    _queue: deque[tuple[str, str, str]] = field(default_factory=deque)

    async def run(self, starts: Iterable[str] = ()) -> list[Answer]:
        """Fetch until nothing new is named; return all answers in the order fetched."""
        for start in (*starts, *plain_addresses(self.app), "/nothing/here", "/api/v1/nothing"):
            self._want("GET", start)
        while self._queue:
            while self._queue:
                await self._fetch(*self._queue.popleft())
            for address in self._by_ids():
                self._want("GET", address)
        return self.answers

    def _want(self, method: str, address: str, body: str = "") -> None:
        entry = (method, address, body)
        if entry not in self._seen and len(self._seen) < MOST:
            self._seen.add(entry)
            self._queue.append(entry)

    async def _fetch(self, method: str, address: str, body: str) -> None:
        headers = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        got = await self.client.request(method, address, content=body or None, headers=headers)
        answer = Answer(
            method, address, got.status_code, tuple(got.headers.multi_items()), got.content
        )
        self.answers.append(answer)
        if location := got.headers.get("location"):
            self._follow(address, location)
        if answer.kind.startswith(_TEXT):
            self._read(address, got.text, answer.kind)

    def _read(self, address: str, text: str, kind: str) -> None:
        self.ids |= dict.fromkeys(_UUID.findall(text))
        if "json" in kind:
            for word in _words(json.loads(text)):
                if word.startswith("/"):
                    self._follow(address, word)
            return
        for pattern in (_LINK, _CSS):
            for found in pattern.findall(text):
                self._follow(address, html.unescape(found))
        for several in _SRCSET.findall(text):
            for one in several.split(","):
                self._follow(address, html.unescape(one.strip().split(" ")[0]))
        if self.posts and kind.startswith("text/html"):
            self._forms(address, text)

    def _forms(self, address: str, text: str) -> None:
        for form in _FORM.findall(text):
            target = re.search(r'action="([^"]*)"', form.partition(">")[0])
            where = urljoin(address, html.unescape(target[1]) if target else "")
            if 'method="post"' not in form.partition(">")[0] or _ENDS_SESSION.search(where):
                continue
            self._sent[where] += 1
            if self._sent[where] > _ENOUGH:  # the language can be changed on each page
                continue
            fields = {name: html.unescape(value) for name, value in _HIDDEN.findall(form)}
            self._want("POST", where, str(httpx2.QueryParams(fields)) or "x=")

    def _follow(self, base: str, link: str) -> None:
        whole = urlsplit(urljoin(base, link))
        if whole.netloc not in ("", self.client.base_url.host) or not whole.path.startswith("/"):
            return
        if not whole.query:
            self._want("GET", whole.path)
        elif ("GET", address := f"{whole.path}?{whole.query}", "") not in self._seen:
            names = (whole.path, *sorted({name for name, _ in parse_qsl(whole.query)}))
            if self._asked[whole.path,] < _VARIED and self._asked[names] < _ENOUGH:
                self._asked.update([(whole.path,), names])
                self._want("GET", address)

    def _by_ids(self) -> Iterator[str]:
        for route in self.app.routes:
            if isinstance(route, Route) and "GET" in (route.methods or ()):
                yield from filled(route.path, list(self.ids), self.codes)


def _words(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, entry in value.items():
            yield from (*_words(key), *_words(entry))
    elif isinstance(value, list):
        for entry in value:
            yield from _words(entry)


def plain_addresses(app: Starlette) -> Iterator[str]:
    """Return the addresses that need no id, and the static folders' files by guess."""
    for route in app.routes:
        if isinstance(route, Mount):
            yield f"{route.path}/"
            yield f"{route.path}/../app.py"
        elif isinstance(route, Route) and "{" not in route.path:
            yield route.path
        elif isinstance(route, Route) and route.path.endswith("{path:path}"):
            yield route.path.removesuffix("{path:path}")


def filled(path: str, ids: Sequence[str], codes: Sequence[str]) -> Iterator[str]:
    """Return a route's path with every id, code and small number that could stand in it."""
    names = _PARAMETER.findall(path)
    choices: list[Sequence[str]] = []
    for name, kind in names:
        if kind == "path":
            return
        if kind == "uuid":
            choices.append(ids)
        elif kind == "int":
            choices.append(("1", "2"))
        elif name == "size":
            choices.append(("large", "small"))
        else:
            choices.append(codes)
    for values in product(*choices) if names else ():
        address = path
        for (name, kind), value in zip(names, values, strict=True):
            address = address.replace(f"{{{name}:{kind}}}" if kind else f"{{{name}}}", value)
        yield address
