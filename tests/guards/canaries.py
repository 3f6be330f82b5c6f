"""What must not leak, in every spelling in which it could: the search half of the leak crawl.

A secret is a name and one value; `spellings` gives the byte strings that betray it. Words are
looked for without regard to case, everything in base64 with regard to it.
"""

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from ipaddress import IPv4Address
from urllib.parse import quote
from uuid import UUID
from zoneinfo import ZoneInfo

Secret = str | int | UUID | datetime | date | IPv4Address
_SHORTEST = 5


@dataclass(frozen=True)
class Needle:
    """One spelling of one secret."""

    secret: str
    data: bytes
    exact: bool = False


@dataclass(frozen=True)
class Hit:
    """A secret found: which one, where, and in which spelling."""

    secret: str
    address: str
    channel: str
    spelling: bytes


class Haystack:
    """Looks for the spellings of some secrets; what was searched once is not searched again."""

    def __init__(self, secrets: Mapping[str, Secret]) -> None:
        self.needles = [needle for name in secrets for needle in needles(name, secrets[name])]
        self.searched = 0
        self._known: dict[bytes, list[Needle]] = {}

    def hits(self, address: str, channel: str, data: bytes) -> list[Hit]:
        """Return the secrets in `data`."""
        self.searched += 1
        mark = hashlib.sha256(data).digest()
        if mark not in self._known:
            lower = data.lower()
            self._known[mark] = [
                one for one in self.needles if one.data in (data if one.exact else lower)
            ]
        return [Hit(one.secret, address, channel, one.data) for one in self._known[mark]]


def needles(name: str, value: Secret) -> Iterator[Needle]:
    """Return the spellings of a value, the short ones left out: they stand everywhere."""
    found: dict[tuple[bytes, bool], None] = {}
    for text in texts(value):
        found |= dict.fromkeys((data.lower(), False) for data in spelled(text))
        found |= dict.fromkeys((data, True) for data in base64s(text.encode()))
    for raw in raws(value):
        found[raw, True] = None
        found |= dict.fromkeys((data, True) for data in base64s(raw))
    for data, exact in found:
        if len(data) >= _SHORTEST:
            yield Needle(name, data, exact)


def texts(value: Secret) -> Iterable[str]:
    """Return the ways to write a value down."""
    if isinstance(value, UUID):
        return (str(value), value.hex, str(value.int))
    if isinstance(value, datetime):
        return _moments(value)
    if isinstance(value, date):
        return _days(value)
    if isinstance(value, IPv4Address):
        return (str(value), str(int(value)))
    return (str(value),)


def raws(value: Secret) -> Iterable[bytes]:
    """Return the values that also exist as bytes."""
    return (value.bytes, value.bytes_le) if isinstance(value, UUID) else ()


def _moments(value: datetime) -> Iterator[str]:
    stamp = int(value.timestamp())
    yield from (str(stamp), str(stamp * 1000))
    for zone in (ZoneInfo("UTC"), ZoneInfo("Asia/Shanghai")):
        local = value.astimezone(zone)
        for form in ("%H:%M", "%H:%M:%S", "T%H%M%S", "%Y%m%d%H%M", "%H时%M分", "%I:%M %p"):
            yield local.strftime(form)


def _days(value: date) -> Iterator[str]:
    yield from (value.isoformat(), value.strftime("%Y%m%d"), value.strftime("%Y:%m:%d"))
    yield f"{value.year}年{value.month}月{value.day}日"
    yield f"{value.month}月{value.day}日"
    yield f"{value.day} {value:%b} {value.year}"


def spelled(text: str) -> Iterator[bytes]:
    """Return a text as is, escaped, encoded, reversed and hashed."""
    raw = text.encode()
    yield from (raw, text[::-1].encode(), raw.hex().encode(), quote(text, safe="").encode())
    yield from (text.encode("utf-16-be"), text.encode("utf-16-le"))
    yield json.dumps(text)[1:-1].encode()
    for algorithm in ("md5", "sha1", "sha256"):
        yield hashlib.new(algorithm, raw, usedforsecurity=False).hexdigest().encode()
    if text.isdigit() and int(text) >= 16**6:  # shorter ones stand in any hash
        yield f"{int(text):x}".encode()


def base64s(raw: bytes) -> Iterator[bytes]:
    """Return what is left of `raw` in base64 whatever stands before and after it."""
    for shift in range(3):
        code = base64.b64encode(bytes(shift) + raw)
        end = len(code) if (shift + len(raw)) % 3 == 0 else -4
        inner = code[4 if shift else 0 : end]
        if len(inner) >= _SHORTEST + 3:
            yield inner
            yield inner.translate(bytes.maketrans(b"+/", b"-_"))
