"""Who may do what: every route, every role, one's own, someone else's and nobody's.

matrix.txt is the table. A route without a row fails, and so does a row without a route; the
message holds the rows as the program answers now, to be judged before they are copied.
"""

from collections.abc import AsyncIterator, Iterable
from datetime import timedelta
from typing import Any

import httpx2
import pytest
import pytest_asyncio
from starlette.applications import Starlette

from audit import db
from audit.models import Person, Session
from audit.settings import Settings
from tests.conftest import NOON, TickingClock
from tests.guards.estate import Estate, make_estate
from tests.guards.matrix import (
    CASES,
    COLUMNS,
    Row,
    address,
    is_owned,
    is_subject,
    names,
    read_table,
    registered,
    sent,
)
from tests.http import SAME_SITE, make_app

pytestmark = pytest.mark.asyncio
_REFUSED = {"401", "403", "404"}


class _Rollback(Exception):
    pass


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def app(open_database: None, tmp_path_factory: pytest.TempPathFactory) -> Starlette:
    return make_app(Settings(data=tmp_path_factory.mktemp("matrix")), TickingClock())


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def estate(app: Starlette) -> AsyncIterator[Estate]:
    try:
        async with db.transaction():
            yield await make_estate(app)
            raise _Rollback
    except _Rollback:
        pass


async def ask(app: Starlette, estate: Estate, row: Row, case: str, role: str) -> httpx2.Response:
    """Return the answer of one cell; what it changed is undone."""
    outside = ("192.0.2.1", 40404)
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False, client=outside)
    base = "http://mingcha.test"
    try:
        async with (
            db.transaction(),
            httpx2.AsyncClient(transport=transport, base_url=base, headers=SAME_SITE) as client,
        ):
            if token := estate.sessions.get(role):
                client.cookies.set("mingcha", token, domain="mingcha.test")
            where = address(estate, row, case, role)
            answer = await client.request(row.method, where, **sent(estate, row, case))
            raise _Rollback
    except _Rollback:
        return answer


def plain(answer: httpx2.Response, names: Iterable[str] = ()) -> tuple[Any, ...]:
    """Return an answer without its request id and without the names that were asked for."""
    headers = dict(answer.headers.multi_items())
    masked = (headers.pop("x-request-id"), *names)
    headers.pop("content-length", None)
    text = answer.text
    for name in masked:
        text = text.replace(name, "#")
        headers = {key: value.replace(name, "#") for key, value in headers.items()}
    return answer.status_code, headers, text


async def actual(app: Starlette, estate: Estate, row: Row) -> tuple[Row, list[str]]:
    """Return the row as the program answers, and for whom foreign and unknown differ."""
    cells: dict[str, list[str]] = {}
    differ = []
    for role in COLUMNS:
        answers = {
            case: await ask(app, estate, row, case, role)
            for case in (CASES if is_subject(row.path) else CASES[:1])
        }
        for case, answer in answers.items():
            cells.setdefault(case, []).append(str(answer.status_code))
        if is_owned(row.path) and cells["foreign"][-1] in _REFUSED:
            foreign, unknown = (
                plain(answers[case], names(estate, row, case, role)) for case in CASES[1:]
            )
            if foreign != unknown:
                differ.append(f"{row.method} {row.path} {role}: {foreign} != {unknown}")
    found = {case: tuple(entries) for case, entries in cells.items()}
    if found.get("unknown") == found.get("foreign"):
        found.pop("unknown", None)
    return Row(row.method, row.path, row.state, found), differ


async def test_every_route_has_its_row_and_every_row_its_route(
    app: Starlette, estate: Estate
) -> None:
    rows = {row.key for row in read_table()}
    missing = sorted(registered(app) - rows)
    drafts = [
        str((await actual(app, estate, Row(method, path, "-", {})))[0]) for method, path in missing
    ]
    assert not drafts, "\n".join(drafts)
    assert sorted(rows - registered(app)) == []


async def test_every_cell_is_as_the_table_says(app: Starlette, estate: Estate) -> None:
    wrong, differ = [], []
    for row in read_table():
        if row.key in registered(app):
            found, unlike = await actual(app, estate, row)
            differ += unlike
            if found != row:
                wrong.append(f"{found}   # table: {row}")
    assert not wrong, "\n".join(wrong)
    assert differ == []


@pytest.mark.parametrize("way", ["disabled", "expired", "revoked"])
async def test_who_is_shut_out_is_nobody(app: Starlette, estate: Estate, way: str) -> None:
    """Whoever may no longer come in gets on every route, to the byte, what nobody gets."""
    person = estate.people["head_office"]
    sessions = Session.filter(person_id=person.id)
    past = NOON - timedelta(seconds=1)
    unlike = []
    try:
        async with db.transaction():
            if way == "disabled":
                await Person.filter(id=person.id).update(active=False)
            elif way == "expired":
                await sessions.update(expires_at=past)
            else:
                await sessions.update(revoked_at=past)
            for row in read_table():
                answers = [
                    plain(await ask(app, estate, row, "own", role), names(estate, row, "own", role))
                    for role in ("anonymous", "head_office")
                ]
                if answers[0] != answers[1]:
                    unlike.append(str(row))
            raise _Rollback
    except _Rollback:
        assert unlike == []
