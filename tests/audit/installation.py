"""An installation in a folder of its own, worked by its commands as an operator would."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import BACKEND, make_database

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Done:
    """How a command ended and what it said."""

    code: int
    said: str


@dataclass(frozen=True)
class Installation:
    """A data folder and its database; `url` empty: SQLite in the folder."""

    data: Path
    url: str = ""

    @property
    def environment(self) -> dict[str, str]:
        mine = {"MINGCHA_DATA": str(self.data), "MINGCHA_DATABASE_URL": self.url}
        rest = {name: os.environ[name] for name in os.environ if not name.startswith("MINGCHA_")}
        return rest | mine | {"PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"}

    def run(self, *arguments: str | Path) -> Done:
        """Run `mingcha` with arguments to its end."""
        command = [sys.executable, "-m", "audit", *map(str, arguments)]
        ended = subprocess.run(
            command, env=self.environment, capture_output=True, text=True, check=False
        )
        return Done(ended.returncode, ended.stdout + ended.stderr)

    def start(self, program: Path, *arguments: str) -> "subprocess.Popen[str]":
        """Start a test's own program on this installation."""
        command = [sys.executable, str(program), *arguments]
        return subprocess.Popen(command, env=self.environment, stdout=subprocess.PIPE, text=True)

    def fill(self) -> None:
        """Put a little of everything in."""
        with self.start(Path(__file__).with_name("fill.py")) as process:
            assert process.stdout
            assert process.stdout.readline() == "filled\n"
        assert process.returncode == 0


async def install(folder: Path, name: str) -> Installation:
    """An empty installation on the database under test; `name` is told from others by its own."""
    url = "" if BACKEND == "sqlite" else await make_database(f"mingcha_{name}", folder)
    return Installation(folder / "data", url)
