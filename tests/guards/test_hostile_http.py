"""Whatever is sent is answered by a refusal with a name, never by a fault."""

import base64
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
import pytest_asyncio
from starlette.applications import Starlette

from audit.models import Person, Photo
from audit.photos.photos import make_copies
from audit.problems import CATALOGUE
from audit.settings import Settings
from audit.web.routes import OPERATIONS
from reports import routes as report_routes
from tests.conftest import NOON, TickingClock
from tests.guards.estate import make_estate
from tests.guards.history import a_browser
from tests.guards.matrix import Row, address, is_subject, registered, sent
from tests.guards.raw import RawAnswer, raw
from tests.hostile import corpus
from tests.http import make_app, session_token
from tests.make import grant, make_person

pytestmark = pytest.mark.asyncio
# Pillow warns about a broken EXIF and goes on, as it does in the server.
lenient = pytest.mark.filterwarnings("ignore:Corrupt EXIF", "ignore:Image appears to be a malf")
JSON = (b"content-type", b"application/json")
TUS = {"Tus-Resumable": "1.0.0"}
ROLES = ("auditor", "reviewer", "branch_manager", "region_manager", "head_office", "admin")
ALL = (*OPERATIONS, *report_routes.OPERATIONS)
DEEP = 100_000

BODIES: dict[str, bytes] = {
    "nothing": b"",
    "half": b'{"login": "e1001", "pass',
    "no JSON": b"<xml/>",
    "not UTF-8": b'{"login": "\xff\xfe\x80"}',
    "a UTF-16 text": '{"a": 1}'.encode("utf-16"),
    "a list": b"[]",
    "null": b"null",
    "a number": b"1e308",
    "NaN": b'{"revision": NaN, "a": Infinity, "b": -Infinity}',
    "beyond a double": b'{"revision": 1e999, "latitude": 1e308}',
    "a huge integer": b'{"revision": ' + b"9" * 5000 + b"}",
    "deep lists": b"[" * DEEP,
    "deep objects": b'{"a":' * DEEP,
    "closed deep lists": b'{"answers":' + b"[" * DEEP + b"]" * DEEP + b"}",
    "the same key twice": b'{"note": "a", "note": 1, "note": null}',
    "half a sign": b'{"note": "\\ud800", "code": "\\udfff", "name": "\\ud800"}',
    "NUL": b'{"note": "\\u0000", "code": "\\u0000"}',
    "unknown keys": b'{"__proto__": {}, "is_admin": true, "id": 1, "state": "released"}',
    "wrong types": b'{"code": [], "note": {}, "name": 1, "revision": "1", "assignments": {}}',
}  # fmt: skip


@pytest_asyncio.fixture(loop_scope="session")
async def everybody(database: None) -> Person:
    """One person with every role, so that nothing is refused for want of one."""
    person = await make_person()
    for role in ROLES:
        await grant(person, role)
    return person


async def cookie_of(person: Person) -> tuple[bytes, bytes]:
    return b"cookie", f"mingcha={await session_token(person)}".encode()


def is_problem(answer: RawAnswer, path: str) -> bool:
    """Tell whether an answer is a refusal as it should be."""
    if not 400 <= answer.status < 500:
        return False
    if not path.startswith("/api/"):
        return answer.headers["content-type"].startswith("text/html")
    told = answer.json()
    kind = CATALOGUE[told["code"]]
    whole = {"type", "title", "status", "detail", "code", "issues"} <= set(told)
    is_json = answer.headers["content-type"] == "application/problem+json"
    return whole and is_json and told["status"] == answer.status == kind.status


def concrete(path: str) -> str:
    """Return a path with something in each parameter."""
    for kind, value in (("uuid", str(uuid4())), ("int", "1")):
        while f":{kind}}}" in path:
            start = path.index("{")
            path = path[:start] + value + path[path.index("}") + 1 :]
    while "{" in path:
        path = path[: path.index("{")] + "NOPE" + path[path.index("}") + 1 :]
    return path


async def test_no_body_is_a_fault(app: Starlette, everybody: Person) -> None:
    cookie, wrong = await cookie_of(everybody), []
    for op in ALL:
        if op.body is None:
            continue
        path = concrete(f"/api/v1{op.path}")
        for name, body in BODIES.items():
            answer = await raw(app, op.method, path, headers=[cookie, JSON], chunks=[body])
            if not is_problem(answer, path):
                wrong.append((op.method, path, name, answer.status, answer.body[:200]))
    assert wrong == []


@pytest.mark.parametrize(
    "kind",
    [b"", b"text/plain", b"multipart/form-data; boundary=x", b"application/x-www-form-urlencoded",
     b"application/json-patch+json", b"\xff\xfe", b"application/json\r\nX: y", b";" * 5000],
)  # fmt: skip
async def test_another_media_type_is_refused(
    app: Starlette, everybody: Person, kind: bytes
) -> None:
    cookie = await cookie_of(everybody)
    for op in ALL:
        if op.body is not None:
            path = concrete(f"/api/v1{op.path}")
            headers = [cookie, (b"content-type", kind)]
            answer = await raw(app, op.method, path, headers=headers, chunks=[b"{}"])
            assert (answer.status, answer.json()["code"]) == (415, "wrong_type"), path
    for path in ("/login", "/language", "/theme"):
        headers = [cookie, (b"content-type", kind)]
        answer = await raw(app, "POST", path, headers=headers, chunks=[b"--x"])
        assert answer.status in (303, 401) if b"urlencoded" in kind else answer.status == 415


async def test_a_body_that_is_too_large_is_refused_announced_or_not(
    clock: TickingClock, tmp_path: Path, everybody: Person
) -> None:
    app = make_app(Settings(data=tmp_path, body_limit=1000, upload_limit=1000), clock)
    cookie, chunk = await cookie_of(everybody), b" " * 400
    part = {"Tus-Resumable": "1.0.0", "Upload-Offset": "0", "Upload-Length": "900"}
    part["Upload-Metadata"] = metadata(photo=str(uuid4()), visit=str(uuid4()), sha256="a" * 64)
    tus = [(name.lower().encode(), value.encode()) for name, value in part.items()]
    upload = [*tus, (b"content-type", b"application/offset+octet-stream")]
    form = [(b"content-type", b"application/x-www-form-urlencoded")]
    table = [(b"content-type", b"text/csv")]
    for path, given in (
        ("/api/v1/session", [JSON]),
        ("/api/v1/imports/people", table),
        ("/api/v1/uploads", upload),
        ("/login", form),
    ):
        for announced in ([(b"content-length", b"1200")], []):
            headers = [cookie, *given, *announced]
            answer = await raw(
                app, "POST", path, query=b"dry_run=true", headers=headers, chunks=[chunk] * 3
            )
            assert answer.status == 413, (path, announced)
            assert is_problem(answer, path)
            assert "content-security-policy" in answer.headers


async def test_a_body_that_stops_coming_is_refused(app: Starlette, everybody: Person) -> None:
    cookie = await cookie_of(everybody)
    answer = await raw(
        app, "POST", "/api/v1/session", headers=[cookie, JSON], chunks=[b'{"login":'], cut=True
    )
    assert (answer.status, answer.json()["code"]) == (400, "bad_request")


PATHS = (
    "/static/../app.py", "/static/..%2fapp.py", "/static/%2e%2e/app.py", "/static//etc/passwd",
    "/static/../../../../etc/passwd", "/m/../../../pyproject.toml", "/m/..%2f..%2fpackage.json",
    "/m//etc/passwd", "/m/\0", "/static/\0.css", "/static/" + "a" * 5000, "/m/" + "a/" * 3000,
    "/" + "a" * 100_000, "/branches/\0", "/branches/../../etc", "/branches/" + "%" * 50,
    "/branches/\ufffd", "/waves/\0", "/reset/\0", "/reset/" + "x" * 9000,
    "/api/v1/branches/\0", "/api/v1/branches/\ufffd/released", "/api/v1/waves/\0/assignments",
    "/api/v1/visits/not-an-id", "/api/v1/reports/00000000-0000-0000-0000-00000000000g",
    "/api/v1/regions/\0/name", "/admin/people/x", "/admin/import/..%2f.csv", "/jobs/\0/x/again",
    "/released/00000000-0000-4000-8000-000000000000/photos/99999999999999999999999-large.jpg",
    "/released/00000000-0000-4000-8000-000000000000/photos/1-../large.jpg",
    "//evil.test/", "/\\evil.test", "/api/v1//", "/api/v1/\r\nX: y", "*",
)  # fmt: skip


async def test_no_path_is_a_fault_or_leaves_its_folder(app: Starlette, everybody: Person) -> None:
    cookie = await cookie_of(everybody)
    for path in PATHS:
        for method in ("GET", "POST", "PUT", "DELETE", "HEAD"):
            answer = await raw(app, method, path, headers=[cookie, JSON], chunks=[b"{}"],
                               raw_path=path.encode("utf-8", "surrogatepass"))  # fmt: skip
            assert answer.status < 500, (method, path)
            assert b"root:" not in answer.body
            assert b"[project]" not in answer.body
            assert "\n" not in answer.headers.get("location", "")


async def test_no_query_is_a_fault(app: Starlette, everybody: Person) -> None:
    cookie = await cookie_of(everybody)
    names = (b"page", b"wave", b"region", b"brand", b"format", b"sort", b"order", b"state", b"next",
             b"search", b"person", b"role", b"day", b"active", b"action", b"kind", b"dry_run",
             b"from_day")  # fmt: skip
    values = (b"", b"-1", b"0", b"99999999999999999999999", b"1e9", b"%00", b"%ff", b"%ed%a0%80",
              b"'%20OR%201=1--", b"%25%5f%25", b"%0d%0aX:%20y", b"a" * 20_000, b"[]", b"NaN",
              b"9999-99-99", b"0001-01-01", b"//evil.test", b"released")  # fmt: skip
    paths = [path for method, path in registered(app) if method == "GET" and not is_subject(path)]
    wrong = []
    for path in paths:
        if path.startswith(("/m/", "/static", "/api/v1/openapi")) or path == "/api":
            continue
        for value in values:
            query = b"&".join(name + b"=" + value for name in names)
            answer = await raw(app, "GET", path, query=query, headers=[cookie])
            if answer.status >= 500:
                wrong.append((path, value, answer.status))
    answer = await raw(app, "GET", "/login", query=b"&".join([b"a=b"] * 20_000))
    assert answer.status < 500
    assert wrong == []


async def test_no_form_is_a_fault(app: Starlette, everybody: Person) -> None:
    """Every page that takes a form, filled with what no browser sends."""
    estate = await make_estate(app)
    cookie = await cookie_of(everybody)
    fields = (b"login", b"password", b"name", b"name_zh", b"name_en", b"code", b"note", b"reason",
              b"new", b"again", b"current", b"next", b"lang", b"theme", b"role", b"region",
              b"brand", b"branch", b"starts_on", b"ends_on", b"source", b"zone", b"format",
              b"latitude", b"longitude", b"batch_size", b"days", b"item.a.b", b"text", b"csv",
              b"from_day", b"opened_on", b"mobile", b"email", b"kind", b"auditor", b"scope",
              b"release_policy", b"language", b"tags", b"file")  # fmt: skip
    values = (b"%00", b"%ff%fe", b"%ed%a0%80", b"x" * 30_000, b"1e308", b"-1", b"NaN", b"9" * 400,
              b"%0d%0aSet-Cookie:%20a=b", b"%3Cscript%3E", b"9999-99-99")  # fmt: skip
    wrong = []
    for method, path in sorted(registered(app)):
        if method != "POST" or path.startswith("/api/") or path == "/logout":
            continue
        where = address(estate, Row(method, path, "submitted", {}), "own", "admin")
        for value in values:
            form = b"&".join(name + b"=" + value for name in fields)
            kind = (b"content-type", b"application/x-www-form-urlencoded")
            answer = await raw(app, "POST", where, headers=[cookie, kind], chunks=[form])
            if answer.status >= 500 or b"<script>" in answer.body:
                wrong.append((path, value[:30], answer.status))
    assert wrong == []


def metadata(**told: str | bytes) -> str:
    return ",".join(
        f"{name} {base64.b64encode(v if isinstance(v, bytes) else v.encode()).decode()}"
        for name, v in told.items()
    )


def bad_tus() -> Iterator[tuple[str, dict[str, str]]]:
    good = {"photo": str(uuid4()), "visit": str(uuid4()), "sha256": "a" * 64, "type": "image/jpeg"}
    told = {"Upload-Length": "3", "Upload-Metadata": metadata(**good)}
    yield "no version", told | {"Tus-Resumable": ""}
    yield "another version", told | {"Tus-Resumable": "0.2.2"}
    for length in ("", "-1", "0", "1e9", "0x10", "３", "9" * 16, "99999999999", " 3 4", "NaN"):
        yield f"length {length}", told | {"Upload-Length": length}
    for name, value in (
        ("photo", "no id"), ("photo", "../../etc/passwd"), ("visit", ""), ("sha256", "A" * 64),
        ("sha256", "a" * 63), ("sha256", "../" + "a" * 61), ("photo", b"\xff\xfe"),
    ):  # fmt: skip
        yield f"{name} {value!r}", told | {"Upload-Metadata": metadata(**good | {name: value})}
    for text in ("", ",", "photo", "photo !!!", "photo  ", "a b,c d," * 2000, "photo YQ"):
        yield f"metadata {text[:20]}", told | {"Upload-Metadata": text}


@pytest.mark.parametrize(("name", "headers"), list(bad_tus()))
async def test_a_bad_announcement_is_refused(
    app: Starlette, everybody: Person, name: str, headers: dict[str, str]
) -> None:
    cookie = await cookie_of(everybody)
    given = [(k.lower().encode(), v.encode()) for k, v in (TUS | headers).items()]
    answer = await raw(app, "POST", "/api/v1/uploads", headers=[cookie, *given])
    assert is_problem(answer, "/api/"), name


@pytest.mark.parametrize(
    "headers",
    [
        {"Upload-Offset": ""}, {"Upload-Offset": "-1"}, {"Upload-Offset": "1"},
        {"Upload-Offset": "9" * 15}, {"Upload-Offset": "9" * 30}, {"Upload-Offset": "0x0"},
        {"Upload-Checksum": "md5 YQ=="}, {"Upload-Checksum": "sha256"},
        {"Upload-Checksum": "sha256 !!!"}, {"Upload-Checksum": "sha256 " + "A" * 44},
        {"Content-Type": "text/plain"}, {"Tus-Resumable": "2.0.0"},
    ],
)  # fmt: skip
async def test_a_bad_part_is_refused(
    app: Starlette, everybody: Person, headers: dict[str, str]
) -> None:
    photo = str(uuid4())
    async with a_browser(app, everybody) as client:
        told = metadata(photo=photo, visit=str(uuid4()), sha256="a" * 64)
        begun = {"Upload-Length": "9", "Upload-Metadata": told}
        assert (await client.post("/api/v1/uploads", headers=TUS | begun)).status_code == 201
        part = TUS | {"Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
        answer = await client.patch(
            f"/api/v1/uploads/{photo}", content=b"abc", headers=part | headers
        )
        assert 400 <= answer.status_code < 500, answer.text
        assert answer.json()["status"] == answer.status_code
        state = await client.head(f"/api/v1/uploads/{photo}", headers=TUS)
        assert state.headers["upload-offset"] == "0"


async def test_hostile_names_go_no_further_than_the_row(app: Starlette, everybody: Person) -> None:
    """A media type of the phone is a claim: no header and no file name is made of it."""
    async with a_browser(app, everybody) as client:
        for claim in (
            "image/jpeg\r\nX-Bad: 1",
            "../../x",
            "a" * 500,
            "\x00",
            "\u202egpj",
            "text/html",
        ):
            told = metadata(
                photo=str(uuid4()), visit=str(uuid4()), sha256="b" * 64, type=claim, filename=claim
            )
            headers = TUS | {"Upload-Length": "3", "Upload-Metadata": told}
            answer = await client.post("/api/v1/uploads", headers=headers)
            assert answer.status_code in (201, 422), claim
            assert "x-bad" not in answer.headers


@lenient
async def test_hostile_images_through_the_real_upload(app: Starlette, everybody: Person) -> None:
    """Each goes up as a phone sends it; what is no photo is refused with its reason."""
    services, slow = app.state.services, {"40,000 scans", "JPEG and film"}
    async with a_browser(app, everybody) as client:
        for name, (data, verdict) in corpus().items():
            if name in slow:  # the time limit itself is tried with the images
                continue
            photo, visit = str(uuid4()), str(uuid4())
            told = metadata(photo=photo, visit=visit, sha256=hashlib.sha256(data).hexdigest())
            headers = TUS | {
                "Upload-Length": str(len(data)),
                "Upload-Metadata": told,
                "Content-Type": "application/offset+octet-stream",
            }
            answer = await client.post("/api/v1/uploads", content=data, headers=headers)
            if not data or len(data) > services.settings.upload_limit:
                assert answer.status_code in (413, 422), name
                continue
            assert answer.status_code == 201, (name, answer.text)
            await make_copies(photo, files=services.files, decoding=services.decoding, now=NOON)
            row = await Photo.get(uuid=photo)
            expected = ("refused", verdict) if verdict else ("ready", None)
            assert (row.state, row.refusal) == expected, name


@pytest.mark.parametrize(
    ("accept", "title"),
    [("zh-CN,zh;q=0.9", "没有"), ("en", "nothing here"), ("fr, en;q=0.3", "nothing here"),
     ("\xff", ""), ("zh" * 5000, ""), ("*;q=9e999, ;;;", "")],
)  # fmt: skip
async def test_refusals_speak_the_asker_s_language(
    app: Starlette, database: None, accept: str, title: str
) -> None:
    for path in ("/api/v1/nothing", "/nothing"):
        headers = [(b"accept-language", accept.encode("latin-1"))]
        answer = await raw(app, "GET", path, headers=headers)
        assert is_problem(answer, path)
        assert title in answer.body.decode()
        assert answer.headers["content-language"] in ("zh", "en")


async def test_odd_headers_are_no_fault(app: Starlette, everybody: Person) -> None:
    cookie = await cookie_of(everybody)
    long = b"x" * 60_000
    for headers in (
        [(b"cookie", b"mingcha=\xff\xfe")], [(b"cookie", b"mingcha=" + long)],
        [(b"cookie", b"=;;=")],
        [(b"authorization", b"Bearer ")], [(b"authorization", b"Bearer \xff")],
        [(b"authorization", b"Bearer mingcha_" + long)], [(b"authorization", b"Basic ==")],
        [cookie, (b"range", b"bytes=" + b"0-1," * 5000)], [cookie, (b"if-none-match", b"\xff")],
        [cookie, (b"host", b"")], [cookie, (b"host", b"evil.test:99999@x/..")],
        [cookie, (b"user-agent", b"\x00\r\n")], [cookie, (b"x-forwarded-for", b"' OR 1")],
        [cookie, (b"cookie", b"mingcha-language=../../x; mingcha-theme=%00")],
        [cookie, (b"content-length", b"-5")], [cookie, (b"content-length", b"abc")],
        [cookie, (b"if-modified-since", b"\xff")],
    ):  # fmt: skip
        for path in ("/", "/login", "/review", "/api/v1/me", "/static/pages.js", "/m/"):
            answer = await raw(app, "GET", path, headers=headers)
            assert answer.status < 500, (headers[-1][1][:40], path)


async def test_what_is_hidden_cannot_be_set(app: Starlette, everybody: Person) -> None:
    """No field beyond those of the address is taken: not a state, not a score, not a role."""
    estate = await make_estate(app)
    async with a_browser(app, estate.people["auditor"]) as client:
        for path in ("/api/v1/visits/{visit:uuid}/draft",
                     "/api/v1/visits/{visit:uuid}/submissions/{number:int}"):  # fmt: skip
            row = Row("PUT", path, "draft", {})
            body = json.loads(sent(estate, row, "own")["content"])
            where = address(estate, row, "own", "auditor")
            for hidden in ("state", "score", "final_score", "auditor", "kind", "released_at", "id"):
                answer = await client.put(where, json=body | {hidden: "released"})
                assert answer.status_code == 422, (path, hidden)
                assert answer.json()["issues"][0]["path"] == hidden
