"""HEIC and HEIF photos (iPhones, many Android phones), decoded in a child process that is killed on
its limit."""

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PIL import Image

from audit.photos.photo_gate import MAX_PIXELS, ImageRefused
from audit.photos.pixels import LARGE_EDGE

_CHILD: Final = Path(__file__).with_name("heic_child.py")
_TOO_MANY_PIXELS: Final = 3
_NEEDED: Final = ("LD_LIBRARY_PATH",)  # by a Python that is a shared library; secrets stay here
_MODES: Final = frozenset(("L", "RGB", "RGBA"))


@dataclass(frozen=True, slots=True)
class Limits:
    """What one decoding may use: wall and CPU seconds, address space in bytes.

    A 12-megapixel iPhone photo takes half a second and 0.2 GB; one of 48 megapixels four times
    that.
    """

    seconds: float = 20
    cpu_seconds: int = 10
    memory_bytes: int = 1024**3


@dataclass(frozen=True, slots=True)
class HeicPhoto:
    """``image`` is upright and reduced; ``width`` and ``height`` are those of the whole picture,
    upright."""

    image: Image.Image
    width: int
    height: int
    exif: bytes
    profile: bytes | None


def decode(data: bytes, limits: Limits = Limits()) -> HeicPhoto:
    """Decode a HEIC file in a child process; raises `ImageRefused`."""
    # -I: neither PYTHON* variables nor the working folder decide what the child imports.
    command = [sys.executable, "-I", str(_CHILD), str(limits.cpu_seconds), str(limits.memory_bytes)]
    command += [str(MAX_PIXELS), str(LARGE_EDGE)]
    try:
        done = subprocess.run(  # noqa: S603 - own script, arguments are numbers
            command,
            input=data,
            capture_output=True,
            timeout=limits.seconds,
            env={name: os.environ[name] for name in _NEEDED if name in os.environ},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise ImageRefused("took_too_long", f"{limits.seconds} s") from error
    if done.returncode != 0:
        raise _refusal(done.returncode, done.stderr)
    return _read(done.stdout)


def _refusal(status: int, complaint: bytes) -> ImageRefused:
    """Tell why the child ended; what it wrote to its error stream goes to the log, shortened."""
    if status == _TOO_MANY_PIXELS:
        return ImageRefused("too_many_pixels", "HEIC")
    if status in {-signal.SIGXCPU, -signal.SIGKILL}:
        return ImageRefused("took_too_long", f"signal {-status}")
    if b"alloc" in complaint:  # what libheif and the C++ library say when memory is refused
        return ImageRefused("too_many_pixels", "HEIC, out of memory")
    last_line = complaint.decode("utf-8", "replace").strip().rpartition("\n")[2]
    return ImageRefused("damaged", f"HEIC, status {status}: {last_line[:200]}")


def _read(answer: bytes) -> HeicPhoto:
    """Take the child's answer apart; it isn't trusted either, `Image.frombytes` checks the
    length."""
    line, _, rest = answer.partition(b"\n")
    head = json.loads(line)
    if head["mode"] not in _MODES:
        raise ImageRefused("damaged", f"HEIC of mode {head['mode']}")
    exif_end = int(head["exif"])
    icc_end = exif_end + int(head["icc"])
    image = Image.frombytes(head["mode"], tuple(head["size"]), rest[icc_end:])
    return HeicPhoto(
        image=image,
        width=int(head["width"]),
        height=int(head["height"]),
        exif=rest[:exif_end],
        profile=rest[exif_end:icc_end] or None,
    )
