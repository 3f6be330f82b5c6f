"""Headers on every answer: what browsers may do with it, how long they keep it, who it is from."""

import errno
import re

import pytest
from starlette.applications import Starlette
from tortoise.exceptions import OperationalError

from audit.people import sessions
from audit.people.people import Profile, add_person
from tests.conftest import NOON
from tests.guards.crawl import plain_addresses
from tests.guards.history import a_browser
from tests.guards.matrix import registered
from tests.make import grant, make_actor, make_person
from tests.visiting import a_submitted_visit

pytestmark = pytest.mark.asyncio
PASSWORD = "四季春茶 gone fishing"
SCHEMES = ["http", "https"]
PUBLIC = re.compile(r"/(static|m)/|/api$|/api/v1/(openapi\.json|checklist-schema\.json|problems)$")


async def addresses(app: Starlette) -> list[str]:
    _, visit = await a_submitted_visit()
    known = [
        "/nothing",
        "/api/v1/nothing",
        f"/review/{visit.uuid}",
        f"/api/v1/reviews/{visit.uuid}",
    ]
    return [*plain_addresses(app), *known, "/static/pages.js", "/m/assets/none.js"]


@pytest.mark.parametrize("scheme", SCHEMES)
async def test_every_answer_has_them(app: Starlette, database: None, scheme: str) -> None:
    person = await make_person()
    for role in ("reviewer", "head_office", "admin"):
        await grant(person, role)
    async with a_browser(app, person, base_url=f"{scheme}://mingcha.test") as client:
        for address in await addresses(app):
            answer = await client.get(address)
            headers = answer.headers
            policy = headers["content-security-policy"]
            assert "unsafe" not in policy, address
            for rule in ("default-src 'self'", "frame-ancestors 'none'", "object-src 'none'",
                         "base-uri 'none'", "form-action 'self'"):  # fmt: skip
                assert rule in policy, address
            assert headers["x-content-type-options"] == "nosniff", address
            assert headers["referrer-policy"] in ("same-origin", "no-referrer"), address
            assert headers["cross-origin-opener-policy"] == "same-origin", address
            assert headers["cross-origin-resource-policy"] == "same-origin", address
            assert ("strict-transport-security" in headers) is (scheme == "https"), address
            assert not {"server", "x-powered-by", "via"} & set(headers), address
            assert len(headers["x-request-id"]) == 16
            if answer.status_code == 200 and not PUBLIC.search(address):
                assert headers["cache-control"] == "no-store", address
            if answer.status_code >= 400:
                assert headers["cache-control"] == "no-store", address


async def test_pages_need_no_script_or_style_of_their_own(app: Starlette, database: None) -> None:
    """The policy would forbid what stands in the page itself, so none may stand there."""
    person = await make_person()
    for role in ("reviewer", "head_office", "admin", "branch_manager"):
        await grant(person, role)
    async with a_browser(app, person) as client:
        for address in await addresses(app):
            answer = await client.get(address)
            if answer.headers.get("content-type", "").startswith("text/html"):
                assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", answer.text), address
                assert not re.search(r"<script(?![^>]*\bsrc=)", answer.text), address
                assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", answer.text), address


@pytest.mark.parametrize("scheme", SCHEMES)
async def test_the_session_cookie(app: Starlette, database: None, scheme: str) -> None:
    profile = Profile("e1001", "测试", None, None, "zh")
    await add_person(await make_actor("admin"), profile, NOON, password=PASSWORD)
    async with a_browser(app, base_url=f"{scheme}://mingcha.test") as client:
        answer = await client.post("/login", data={"login": "e1001", "password": PASSWORD})
    cookie = answer.headers["set-cookie"].lower()
    name, _, token = cookie.partition(";")[0].partition("=")
    assert name == ("__host-mingcha" if scheme == "https" else "mingcha")
    marks = {part.strip() for part in cookie.split(";")[1:]}
    assert {"httponly", "samesite=lax", "path=/"} <= marks
    assert ("secure" in marks) is (scheme == "https")
    assert not any(mark.startswith("domain") for mark in marks)
    assert len(token) >= 43  # 256 bits


async def test_a_cookie_of_http_opens_nothing_over_https(app: Starlette, database: None) -> None:
    """Whoever can plant a cookie without TLS must not be believed with it."""
    person = await make_person()
    async with (
        a_browser(app, person) as plain,
        a_browser(app, base_url="https://mingcha.test") as secure,
    ):
        token = plain.cookies["mingcha"]
        secure.cookies.set("mingcha", token, domain="mingcha.test")
        assert (await secure.get("/api/v1/me")).status_code == 401


async def test_a_wrong_method_is_told_the_right_ones(app: Starlette, database: None) -> None:
    taken: dict[str, set[str]] = {}
    for method, path in registered(app):
        taken.setdefault(path, set()).add(method)
    async with a_browser(app) as client:
        for path, methods in taken.items():
            if "{" in path or path == "/static":
                continue
            for method in {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"} - methods:
                answer = await client.request(method, path)
                assert answer.status_code == 405, (method, path)
                told = {one.strip() for one in answer.headers["allow"].split(",")}
                assert told - {"HEAD"} == methods, path


async def test_head_is_get_without_a_body(app: Starlette, database: None) -> None:
    person = await make_person()
    await grant(person, "head_office")
    async with a_browser(app, person) as client:
        for path in ("/", "/login", "/review", "/ranking", "/api/v1/me", "/m/", "/static/pages.js"):
            got, head = await client.get(path), await client.head(path)
            assert head.status_code == got.status_code, path
            assert set(head.headers) == set(got.headers), path


async def test_a_refused_path_names_no_host_of_the_asker(app: Starlette, database: None) -> None:
    """Nothing is built from the Host header, so a forged one leads nobody astray."""
    async with a_browser(app) as client:
        for path in ("/", "/login", "/nothing", "/static", "/api/v1/problems"):
            answer = await client.get(path, headers={"Host": "evil.test"})
            assert "evil.test" not in answer.text
            assert "evil.test" not in answer.headers.get("location", ""), path


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (ZeroDivisionError("canary-detail"), 500, "internal"),
        (OperationalError("canary-detail"), 503, "unavailable"),
        (OSError(errno.ENOSPC, "canary-detail"), 507, "disk_full"),
    ],
)
async def test_what_nobody_caught_is_answered_with_them(
    app: Starlette,
    database: None,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    status: int,
    code: str,
) -> None:
    """Also what fails before any handler is reached: finding out who asks."""

    async def broken(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(sessions, "actor_of", broken)
    async with a_browser(app, await make_person()) as client:
        for address in ("/login", "/api/v1/me"):
            answer = await client.get(address)
            assert answer.status_code == status
            assert "canary-detail" not in answer.text
            assert answer.headers["cache-control"] == "no-store"
            assert "default-src 'self'" in answer.headers["content-security-policy"]
            assert answer.headers["x-request-id"]
        assert answer.json()["code"] == code
