"""The door to files: where the originals, their copies and the reports are kept is one URL."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from audit.files.file_port import (
    FileMissing,
    FilesAway,
    FilesError,
    FilesFull,
    FileStore,
    Stored,
    WrongHash,
)
from audit.files.local_files import LocalFiles, make_folder
from audit.files.s3 import S3Files

__all__ = [
    "FileMissing",
    "FileStore",
    "FilesAway",
    "FilesError",
    "FilesFull",
    "LocalFiles",
    "S3Files",
    "Stored",
    "WrongHash",
    "open_files",
]


def open_files(url: str, data_dir: Path) -> FileStore:
    """Open the store that a URL names: file:///folder or s3://bucket/prefix?endpoint=…&region=….

    An empty URL means ``data_dir``/files. Raises ValueError for any other kind of URL.
    """
    parts = urlsplit(url)
    if not url:
        return LocalFiles(data_dir / "files")
    if parts.scheme == "file" and parts.path:
        return LocalFiles(Path(unquote(parts.path)))
    if parts.scheme == "s3" and parts.netloc:
        scratch = data_dir / "scratch"
        make_folder(scratch.absolute())
        return S3Files(url, scratch)
    raise ValueError(f"files are kept at file:///… or s3://…, not at {url[:80]!r}")
