"""Decodes one HEIC from standard input to standard output; run as a script, by `heic` only.

The decoder is C++ that has had heap overflows, and a small file can ask it for any amount of work.
So it runs in a process of its own that limits itself before it reads a byte, knows no secret and
imports nothing of ours.

Answer: one line of JSON (``width``, ``height`` of the whole picture; ``mode``, ``size`` of the
pixels that follow; ``exif``, ``icc`` lengths), then EXIF, colour profile and pixels, raw. Exit
status 3 means: too many pixels.
"""

import json
import resource
import sys

import pi_heif
from pi_heif import options

TOO_MANY_PIXELS = 3


def limit(cpu_seconds: int, memory_bytes: int) -> None:
    """Make the kernel end this process when it works too long or asks for too much memory."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def main() -> int:
    """Decode; sizes and limits come as arguments so that they are written down in one place, the
    caller."""
    cpu_seconds, memory_bytes, max_pixels, wanted_edge = (int(word) for word in sys.argv[1:5])
    limit(cpu_seconds, memory_bytes)
    options.DECODE_THREADS = 1  # each thread would reserve memory of its own
    options.THUMBNAILS = options.DEPTH_IMAGES = options.AUX_IMAGES = False
    photo = pi_heif.open_heif(sys.stdin.buffer.read(), convert_hdr_to_8bit=True)
    width, height = photo.size
    if width * height > max_pixels:
        return TOO_MANY_PIXELS
    try:
        image = photo.to_pillow()
        image = image.reduce(max(1, max(image.size) // wanted_edge))
    except MemoryError:
        return TOO_MANY_PIXELS
    exif, icc = photo.info.get("exif") or b"", photo.info.get("icc_profile") or b""
    head = {"width": width, "height": height, "mode": image.mode, "size": image.size}
    head |= {"exif": len(exif), "icc": len(icc)}
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + exif + icc + image.tobytes())
    return 0


if __name__ == "__main__":
    sys.exit(main())
