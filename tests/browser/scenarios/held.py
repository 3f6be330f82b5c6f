"""What the server holds, read from its database and files themselves, not through its API."""

import hashlib
import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audit.photos.photos import original_key


@dataclass(frozen=True)
class Held:
    """All there is of one assignment."""

    visits: list[str]
    submissions: list[dict[str, Any]]
    whole: list[bool]
    refused: int
    photos: dict[str, str]
    draft: dict[str, Any] | None

    @property
    def complete(self) -> bool:
        return bool(self.whole) and self.whole[-1]


def held(data: Path, assignment: str) -> Held:
    """Read what the server in `data` has of an assignment."""
    with closing(sqlite3.connect(f"file:{data}/mingcha.sqlite3?mode=ro", uri=True)) as book:
        visits = book.execute(
            "SELECT v.id, v.uuid FROM visit v JOIN assignment a ON a.id = v.assignment_id"
            " WHERE a.uuid = ?",
            (assignment,),
        ).fetchall()
        ids = [row[0] for row in visits] or [0]
        sent = book.execute(
            "SELECT content, complete_at FROM submission WHERE visit_id = ? ORDER BY number", ids
        ).fetchall()
        draft = book.execute("SELECT content FROM draft WHERE visit_id = ?", ids).fetchone()
        refused = "SELECT count(*) FROM refused_submission WHERE visit_id = ?"
        photos = "SELECT p.uuid, p.sha256 FROM photo p WHERE visit_uuid = ?"
        return Held(
            visits=[row[1] for row in visits],
            submissions=[json.loads(row[0]) for row in sent],
            whole=[row[1] is not None for row in sent],
            refused=book.execute(refused, ids).fetchone()[0],
            photos=dict(book.execute(photos, [visits[0][1] if visits else ""]).fetchall()),
            draft=json.loads(draft[0]) if draft else None,
        )


def assignments_of(data: Path, login: str) -> dict[str, str]:
    """An auditor's assignments by the code of the branch."""
    with closing(sqlite3.connect(f"file:{data}/mingcha.sqlite3?mode=ro", uri=True)) as book:
        rows = book.execute(
            "SELECT b.code, a.uuid FROM assignment a JOIN person p ON p.id = a.auditor_id"
            " JOIN branch b ON b.id = a.branch_id WHERE p.login = ?",
            (login,),
        )
        return dict(rows.fetchall())


def hash_on_disk(data: Path, sha256: str) -> str:
    """The hash of the bytes that are kept under a hash."""
    return hashlib.sha256((data / "files" / original_key(sha256)).read_bytes()).hexdigest()
