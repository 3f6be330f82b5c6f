"""A small disk of one's own: a tmpfs laid over a folder, filled to the last byte and emptied."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_FILLER = "filler"


class NoSmallDisk(RuntimeError):
    """No file system could be mounted; the text says what to do."""


class SmallDisk:
    """A mounted folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def fill(self, leave: int = 0) -> None:
        """Use up all space but `leave` bytes, rounded down to whole pages."""
        handle = os.open(self.folder / _FILLER, os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            while (free := self._free() - leave) > 0:
                with suppress(OSError):  # somebody was faster
                    os.posix_fallocate(handle, os.fstat(handle).st_size, free)
        finally:
            os.close(handle)

    def empty(self) -> None:
        """Make room again."""
        (self.folder / _FILLER).unlink(missing_ok=True)

    def _free(self) -> int:
        told = os.statvfs(self.folder)
        return told.f_bavail * told.f_frsize


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[SmallDisk]:
    """Move what is in a folder to a disk of its own, which takes the folder's place.

    Raises NoSmallDisk where nothing may be mounted.
    """
    with tempfile.TemporaryDirectory() as aside:
        kept = Path(aside) / "kept"
        shutil.copytree(folder, kept)
        options = f"size={megabytes}m,mode=700"
        _run("mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder))
        try:
            shutil.copytree(kept, folder, dirs_exist_ok=True)
            yield SmallDisk(folder)
        finally:
            _run("umount", "--lazy", str(folder))


def _run(*command: str) -> None:
    try:
        subprocess.run(command, check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError) as problem:
        said = getattr(problem, "stderr", "") or problem
        raise NoSmallDisk(
            f"tests on a full disk mount a tmpfs, which needs root (in a container: --privileged "
            f"or --cap-add SYS_ADMIN): {' '.join(command)}: {said}"
        ) from problem
