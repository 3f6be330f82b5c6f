"""How soon a server is ready again after it was killed, on a large installation.

Run: python -m benchmarks.restart [times], on a copy of an installation made by benchmarks.dataset
(named by MINGCHA_DATA or MINGCHA_DATABASE_URL). Each time the server is killed with all of its
processes while it answers. Told are the seconds until /readyz says yes, and how many of them the
processor worked for the server: on a machine that does nothing else the two are nearly the same.
"""

import os
import signal
import statistics
import sys
import time
from pathlib import Path

from audit.settings import Settings
from benchmarks.intake_servers import product


def main() -> None:
    """Print the seconds of each start, the first one after an orderly stop."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    settings = Settings()
    spent: list[float] = []
    worked: list[float] = []
    for _ in range(times + 1):
        started = time.perf_counter()
        with product(settings) as running:
            spent.append(time.perf_counter() - started)
            worked.append(_worked(running.pid))
            os.killpg(running.pid, signal.SIGKILL)
    for what, seconds in (("ready after s", spent), ("of processor", worked)):
        print(f"{what:14}", " ".join(f"{one:.2f}" for one in seconds), end="")
        print(f"; after a kill median {statistics.median(seconds[1:]):.2f}")


def _worked(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
