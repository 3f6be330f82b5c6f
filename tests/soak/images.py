"""Mutated images: each is taken or refused with a code, within its time and memory.

The corpus of `tests.hostile` is mutated by numbers, so that turn n is the same file every time.
Decoding runs in processes of its own: a decoder that crashes ends one of them and is counted.
"""

import resource
import sys
import time
import warnings
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import lru_cache
from multiprocessing import get_context
from random import Random

from PIL import Image

from audit.photos.heic import Limits
from audit.photos.images import Derivatives, ImageRefused, process
from tests import hostile, photos
from tests.soak.counting import Counted
from tests.soak.places import Place

SECONDS = 5.0
"""Of processor, since the machine may be busy with other things."""
MEGABYTES = 900
_EACH = 5_000
_SECRETS = (*photos.CANARIES.values(), "canary-script", "canary-php")
_LARGE = 2_000_000  # bytes; such a file is one turn in a hundred, and so is a HEIC
_RARE = 100
_NUMBERS = (b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x7f\xff\xff\xff")


async def run(count: int, place: Place) -> Counted:
    """Mutate and decode `count` files; the place is not needed."""
    del place
    began = time.monotonic()
    found: Counter[str] = Counter()
    for begin in range(0, count, _EACH):
        found.update(_apart(begin, min(count, begin + _EACH)))
        if count > _EACH:
            _note(f"{min(count, begin + _EACH)} of {count}: {_told(found)}")
    wrong = sum(found[name] for name in ("uncaught", "crashed", "over limits"))
    return Counted(
        "mutated images",
        count,
        lost=wrong,
        corrupt=found["leaked"],
        seconds=time.monotonic() - began,
        said=_told(found),
    )


def _told(found: Counter[str]) -> str:
    return ", ".join(f"{n} {name}" for name, n in sorted(found.items()))


def _apart(begin: int, end: int) -> Counter[str]:
    """Decode turns in a process of their own."""
    try:
        with ProcessPoolExecutor(1, get_context("spawn")) as apart:
            return apart.submit(block_of, begin, end).result()
    except BrokenProcessPool:
        _note(f"a decoder crashed between turns {begin} and {end}")
        return Counter(crashed=1)


def block_of(begin: int, end: int) -> Counter[str]:
    """Decode the turns from `begin` up to `end`; return how often which end was seen."""
    warnings.simplefilter("ignore")  # Pillow warns about a broken EXIF and goes on
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    found: Counter[str] = Counter()
    for turn in range(begin, end):
        data, began = mutated(turn), _worked()
        verdict = _verdict(data)
        seconds = _worked() - began
        if seconds > SECONDS or _past_limits():
            verdict = "over limits"
        if verdict in ("uncaught", "leaked", "over limits"):
            _note(f"turn {turn}: {verdict}, {seconds:.1f} s")
        found[verdict] += 1
    return found


def _verdict(data: bytes) -> str:
    try:
        copies = process(data).copies
    except ImageRefused:
        return "refused"
    except Exception as error:  # what the server would not expect is what is looked for
        _note(repr(error))
        return "uncaught"
    return "leaked" if leaks(copies) else "taken"


def _note(what: str) -> None:
    sys.stderr.write(f"{what}\n")


def leaks(copies: Derivatives) -> bool:
    """Tell whether a copy holds anything of its original but pixels."""
    every = (copies.large_jpeg, copies.print_jpeg, copies.small_jpeg)
    return any(secret.encode() in one for secret in _SECRETS for one in every)


def _worked() -> float:
    """Return the seconds of processor that this process and its children have used."""
    both = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    used = [resource.getrusage(who) for who in both]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _past_limits() -> bool:
    """Tell whether this process or a child has ever held too much memory."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return own > MEGABYTES or child > Limits().memory_bytes / 1024**2


@lru_cache(maxsize=1)
def _bases() -> tuple[list[bytes], list[bytes]]:
    """Return the corpus in two heaps: what is quick to decode, and what is not."""
    quick: list[bytes] = []
    slow: list[bytes] = []
    for data, _ in hostile.corpus().values():
        is_slow = len(data) > _LARGE or data[4:8] == b"ftyp"
        (slow if is_slow else quick).append(data)
    return quick, slow


def mutated(turn: int) -> bytes:
    """Return file number `turn`."""
    random = Random(turn)
    quick, slow = _bases()
    heap = slow if turn % _RARE == _RARE - 1 else quick
    data = bytearray(heap[random.randrange(len(heap))])
    for at, gone, put in _changes(random, len(data)):
        data[at : at + gone] = put
    return bytes(data)


def _changes(random: Random, size: int) -> Iterator[tuple[int, int, bytes]]:
    """Yield place, bytes to go and bytes to come: flips, cuts and insertions, mostly near
    the beginning, where the structure is."""
    for _ in range(random.randint(1, 12)):
        reach = min(size, random.choice((64, 700, size)))
        at = random.randrange(reach) if reach else 0
        kind = random.randrange(8)
        if kind == 0:
            yield at, 0, random.randbytes(random.randint(1, 64))
        elif kind == 1:
            yield at, random.randint(1, 64), b""
        elif kind == 2:
            yield at, 4, random.choice(_NUMBERS)
        else:
            yield at, 1, random.randbytes(1)
