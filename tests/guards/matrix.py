"""The access matrix as a table in a file, and the request that belongs to each cell."""

import base64
import json
import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from starlette.applications import Starlette
from starlette.routing import Mount, Route

from audit.models import Assignment, Visit
from tests.conftest import NOON
from tests.guards.estate import SHA, Estate, Side

TABLE = Path(__file__).with_name("matrix.txt")
COLUMNS = ("anonymous", "auditor", "reviewer", "branch_manager", "region_manager", "head_office",
           "admin")  # fmt: skip
CASES = ("own", "foreign", "unknown")
UNKNOWN = UUID("00000000-0000-4000-8000-00000000dead")
_PARAMETER = re.compile(r"\{(\w+)(?::\w+)?\}")
_OWNED = {"visit", "report", "batch", "photo", "assignment", "code", "session", "token", "saved"}
_PLAIN = ("path", "number", "size", "name", "form")
_FORM = "application/x-www-form-urlencoded"

_FORMS = {
    "/review/{visit:uuid}/send-back": "note=x",
    "/waves/{wave}/close": "agree={wave}",
    "/waves/{wave}/reports": "language=zh",
}


@dataclass(frozen=True)
class Row:
    """One route and method; `state` says of which visit or report it is tried."""

    method: str
    path: str
    state: str
    cells: dict[str, tuple[str, ...]]

    @property
    def key(self) -> tuple[str, str]:
        return self.method, self.path

    def __str__(self) -> str:
        cells = " | ".join(" ".join(self.cells[case]) for case in CASES if case in self.cells)
        return f"{self.method} {self.path} {self.state} | {cells}"


def read_table() -> list[Row]:
    """Return the rows of matrix.txt; a missing third group is the second one again."""
    rows = []
    for line in TABLE.read_text("utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        head, *groups = line.split("|")
        method, path, state = head.split()
        cells = {case: tuple(group.split()) for case, group in zip(CASES, groups, strict=False)}
        rows.append(Row(method, path, state, cells))
    return rows


def registered(app: Starlette) -> set[tuple[str, str]]:
    """Return every route and method there is (HEAD comes with GET), mounts as GET."""
    found = set()
    for route in app.routes:
        if isinstance(route, Route):
            methods = set(route.methods or {"GET"})
            if "GET" in methods:
                methods.discard("HEAD")
            found |= {(method, route.path) for method in methods}
        elif isinstance(route, Mount):
            found.add(("GET", route.path))
    return found


def is_owned(path: str) -> bool:
    """Tell whether that something belongs to a branch or a person (a wave, say, does not)."""
    return not _OWNED.isdisjoint(_PARAMETER.findall(path))


def is_subject(path: str) -> bool:
    """Tell whether an address names something of which there may be a foreign one."""
    return bool(_PARAMETER.search(path)) and not path.endswith("{path:path}")


def address(estate: Estate, row: Row, case: str, role: str) -> str:
    """Return the address of a cell."""
    values = _values(estate, row, case, role)

    def value(found: re.Match[str]) -> str:
        return str(values[found[1]])

    return _PARAMETER.sub(value, row.path)


def names(estate: Estate, row: Row, case: str, role: str) -> list[str]:
    """Return the names that an address carries, which an answer may repeat."""
    values = _values(estate, row, case, role)
    return [str(values[name]) for name in _PARAMETER.findall(row.path) if name not in _PLAIN]


def _values(estate: Estate, row: Row, case: str, role: str) -> dict[str, Any]:
    side = estate.side(case)
    other = "admin" if role != "admin" else "head_office"
    asker = role if role in estate.people else "reviewer"
    mine = {"own": asker, "foreign": other}.get(case)
    known = case != "unknown"
    values: dict[str, Any] = {"path": "", "number": "1", "size": "large", "name": "shop",
                              "form": "csv"}  # fmt: skip
    values["visit"] = side.visits[row.state].uuid if side and row.state in side.visits else UNKNOWN
    values["report"] = side.reports[row.state] if side and row.state in side.reports else UNKNOWN
    values["batch"] = side.batch if side else UNKNOWN
    values["photo"] = _photo(side, row)
    values["assignment"] = side.free.uuid if side else UNKNOWN
    values["code"] = _code(side, row)
    values["wave"] = estate.wave.code if known else "NOPE"
    values["version"] = estate.version.uuid if known else UNKNOWN
    values["person"] = estate.someone.uuid if known else UNKNOWN
    values["session"] = estate.second[mine] if mine else UNKNOWN
    values["token"] = estate.tokens[mine] if mine else UNKNOWN
    values["target"] = estate.target if known else UNKNOWN
    values["saved"] = estate.views[mine] if mine else UNKNOWN
    if row.path.startswith("/reset"):
        values["token"] = estate.link if known else "unknown-link"
    values["key"] = _key(estate, row, side)
    values["kind"] = ("report" if "key" in row.path else "branches") if known else "nothing"
    values["to"] = "inactive" if known else "nowhere"
    values["view"] = "ranking" if known else "nothing"
    return values


def _photo(side: Side | None, row: Row) -> UUID:
    if side is None:
        return UNKNOWN
    return side.upload if "uploads" in row.path else side.photo


def _code(side: Side | None, row: Row) -> str:
    if side is None:
        return "NOPE"
    if "regions" in row.path:
        return side.region.code
    return f"{side.branch.code[:-1]}-B" if "brands" in row.path else side.branch.code


def _key(estate: Estate, row: Row, side: Side | None) -> str:
    if "jobs" in row.path:
        return str(side.reports["failed"] if side else UNKNOWN)
    return estate.role_key if side else "nothing"


def sent(estate: Estate, row: Row, case: str) -> dict[str, Any]:
    """Return what goes with the request: headers and body that would be taken."""
    side = estate.side(case)
    if row.path.startswith("/api/v1/uploads"):
        return _upload(estate, row, case, side)
    body = _bodies(estate, side).get(row.key)
    if body is not None:
        return {"content": json.dumps(body), "headers": {"Content-Type": "application/json"}}
    if row.path.startswith("/api/v1/imports"):
        return {
            "content": "code,name_zh\r\n",
            "headers": {"Content-Type": "text/csv"},
            "params": {"dry_run": "true"},
        }
    if row.method == "POST" and not row.path.startswith("/api/"):
        form = _FORMS.get(row.path, "reason=x").format(wave=estate.wave.code)
        return {"content": form, "headers": {"Content-Type": _FORM}}
    return {}


def _bodies(estate: Estate, side: Side | None) -> dict[tuple[str, str], Any]:
    """Bodies of the API that reach the row they are about."""
    name = {"zh": "新", "en": "New"}
    facts = {"name": name, "region": "OWN-R", "brand": "OWN-B", "format": "standard"}
    api = "/api/v1"
    draft = side.draft if side else None
    visit = f"{api}/visits/{{visit:uuid}}"
    return {
        ("POST", f"{api}/session"): {"login": "", "password": ""},
        ("POST", f"{api}/me/password"): {"current": "", "new": ""},
        ("PUT", f"{visit}/draft"): _visit_body(estate, draft) | {"revision": 2},
        ("PUT", f"{visit}/submissions/{{number:int}}"): _visit_body(estate, draft)
        | {"finished_at": NOON.isoformat()},
        ("POST", f"{api}/reviews/{{visit:uuid}}/send-back"): {"note": "x"},
        ("POST", f"{api}/reviews/{{visit:uuid}}/exclude"): {"reason": "x"},
        ("POST", f"{api}/waves"): {
            "code": "GUARD-NEW", "name": name, "starts_on": "2026-12-01", "ends_on": "2026-12-31",
        },
        ("POST", f"{api}/waves/{{wave}}/batches"): {"language": "zh"},
        ("POST", f"{api}/waves/{{wave}}/assignments"): {
            "assignments": [{
                "branch": side.branch.code if side else "NOPE",
                "auditor": str(estate.own.auditor.uuid),
                "checklist_version": str(estate.version.uuid),
                "due_from": "2026-11-01", "due_to": "2026-11-30",
            }],
        },
        ("POST", f"{api}/checklist-versions"): {"syntax": "json", "source": "{}"},
        ("POST", f"{api}/people"): {"login": "guard-new", "name": "New"},
        ("PUT", f"{api}/people/{{person:uuid}}"): {"login": "guard-someone", "name": "New"},
        ("POST", f"{api}/people/{{person:uuid}}/roles"): {"role": "reviewer"},
        ("PUT", f"{api}/me/language"): {"language": "en"},
        ("POST", f"{api}/me/tokens"): {"name": "new"},
        ("POST", f"{api}/regions"): {"code": "NEW-R", "name": name},
        ("PUT", f"{api}/regions/{{code}}/name"): name,
        ("POST", f"{api}/brands"): {"code": "NEW-B", "name": name},
        ("PUT", f"{api}/brands/{{code}}/name"): name,
        ("POST", f"{api}/branches"): {"code": "NEW1", "opened_on": "2026-11-01", "facts": facts},
        ("PUT", f"{api}/branches/{{code}}/facts"): {"from_day": "2026-12-01", "facts": facts},
        ("POST", f"{api}/branches/{{code}}/close"): {"closed_on": "2026-12-01"},
    }  # fmt: skip


def _visit_body(estate: Estate, draft: Assignment | None) -> dict[str, Any]:
    return {
        "assignment": str(draft.uuid if draft else UNKNOWN),
        "checklist_version": str(estate.version.uuid),
        "started_at": (NOON - timedelta(minutes=30)).isoformat(),
        "device_time": NOON.isoformat(),
        "answers": {},
        "photos": [],
    }


def _upload(estate: Estate, row: Row, case: str, side: Side | None) -> dict[str, Any]:
    headers = {"Tus-Resumable": "1.0.0"}
    if row.method == "PATCH":
        headers |= {"Content-Type": "application/offset+octet-stream", "Upload-Offset": "0"}
        return {"content": b"xy", "headers": headers}
    if row.method == "POST":
        visit: Visit = (side or estate.own).visits["submitted"]
        told = {"photo": UNKNOWN, "visit": visit.uuid, "sha256": SHA}
        headers["Upload-Length"] = "3"
        headers["Upload-Metadata"] = ",".join(
            f"{name} {base64.b64encode(str(value).encode()).decode()}"
            for name, value in told.items()
        )
    return {"headers": headers}
