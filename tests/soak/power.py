"""A power cut for the folders of files: what was not forced to the disk is gone.

A killed process leaves everything it wrote in the system's memory, so a kill does not tell whether
it was forced to the disk. Here each fsync is noted, and a cut takes the folders back to what they
promised: a file is as long as when it was last forced, and a name is there, or is moved back,
unless its folder was forced since.
"""

import os
import shutil
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

FOLDERS = ("uploads", "files")


class Power:
    """Notes what reaches the disk below a data folder, from now on; what is there has."""

    def __init__(self, data: Path) -> None:
        self._roots = [data / name for name in FOLDERS]
        self._sizes: dict[int, int] = {}
        self._names: dict[str, dict[str, int]] = {}
        self._moved: dict[str, str] = {}
        self._is_on = threading.Lock()
        for root in self._roots:
            self._names[str(root)] = {}
            for folder, _, files in os.walk(root):
                self._forced_folder(folder)
                for name in files:
                    found = os.stat(os.path.join(folder, name))
                    self._sizes[found.st_ino] = found.st_size

    def watch(self) -> None:
        """Lay this around the functions that write, in this process."""
        real_fsync, real_replace = os.fsync, Path.replace

        def fsync(handle: int) -> None:
            real_fsync(handle)
            with self._is_on:  # whoever comes after the cut began never hears of it
                self._forced(handle)

        def replace(path: Path, target: Path) -> Path:
            moved = real_replace(path, target)
            self._moved[str(target)] = str(path)
            return moved

        os.fsync = fsync  # type: ignore[assignment]
        Path.replace = replace  # type: ignore[method-assign, assignment]

    def cut(self) -> None:
        """Take the folders back to what was forced to the disk; nothing is forced any more."""
        self._is_on.acquire()
        for root in self._roots:
            self._cut(str(root))

    def _forced(self, handle: int) -> None:
        path = os.readlink(f"/proc/self/fd/{handle}")
        if os.path.isdir(path):
            self._forced_folder(path)
        else:
            found = os.fstat(handle)
            self._sizes[found.st_ino] = found.st_size

    def _forced_folder(self, folder: str) -> None:
        with os.scandir(folder) as entries:
            self._names[folder] = {entry.name: entry.inode() for entry in entries}

    def _cut(self, folder: str) -> None:
        if not os.path.isdir(folder):
            return
        promised = self._names.get(folder, {})
        with os.scandir(folder) as found:
            entries = list(found)
        for entry in entries:
            if promised.get(entry.name) != entry.inode():
                self._unname(entry)
            elif entry.is_dir():
                self._cut(entry.path)
            else:
                _shorten(entry.path, self._sizes.get(entry.inode(), 0))

    def _unname(self, entry: "os.DirEntry[str]") -> None:
        """Take away a name that was never forced; the file goes back to where it had one."""
        before = self._moved.get(entry.path)
        if entry.is_dir():
            shutil.rmtree(entry.path)
        elif before is not None:
            _shorten(entry.path, self._sizes.get(entry.inode(), 0))
            os.rename(entry.path, before)
        else:
            os.unlink(entry.path)


def _shorten(path: str, size: int) -> None:
    with suppress(FileNotFoundError):
        if os.stat(path).st_size > size:
            os.truncate(path, size)


def watched(data: Path) -> Callable[[], Any]:
    """Watch from now on; return what cuts."""
    power = Power(data)
    power.watch()
    return power.cut
