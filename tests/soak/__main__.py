"""scripts/soak [PART…] [--many | --count N] [--backend …] [--files …]: one table, exit code 1 if
anything was lost, doubled or corrupt.
"""

import argparse
import asyncio
import logging
import signal
import sys
from itertools import product

from tests.soak.counting import HEAD, Counted
from tests.soak.parts import PARTS, Part
from tests.soak.places import place

BACKENDS, FILES = ("sqlite", "postgres"), ("local", "s3")


def _arguments() -> argparse.Namespace:
    names = [part.name for part in PARTS]
    parser = argparse.ArgumentParser(prog="scripts/soak", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of: {', '.join(names)}")
    parser.add_argument("--all", action="store_true", help="every part, which is what none means")
    often = parser.add_mutually_exclusive_group()
    often.add_argument("--many", action="store_true", help="as often as is promised")
    often.add_argument("--count", type=int, help="how often each part tries")
    parser.add_argument("--backend", choices=BACKENDS, action="append", help="default: both")
    parser.add_argument("--files", choices=FILES, action="append", help="default: both")
    given = parser.parse_args()
    if unknown := set(given.parts) - set(names):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    return given


async def _run(part: Part, given: argparse.Namespace) -> list[Counted]:
    count = given.count or (part.many if given.many else part.few)
    rows = []
    backends = [one for one in given.backend or BACKENDS if one in part.backends]
    kept = [one for one in given.files or FILES if one in part.files]
    for backend, files in product(backends, kept):
        async with place(backend, files) as made:
            rows.append(await part.run(count, made))
            sys.stdout.write(f"{rows[-1]}\n")
            sys.stdout.flush()
    return rows


def main() -> int:
    """Run the parts named, or all of them."""
    given = _arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # what was made is removed then too
    chosen = [part for part in PARTS if not given.parts or part.name in given.parts]
    logging.getLogger("werkzeug").setLevel(logging.WARNING)  # the S3 server names each request
    sys.stdout.write(f"{HEAD}\n")
    rows = [row for part in chosen for row in asyncio.run(_run(part, given))]
    return 0 if all(row.sound for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
