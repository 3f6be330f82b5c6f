"""The OpenAPI document: it is valid, its page shows all of it, and the service keeps to it.

What the service is asked comes from schemathesis, made from the document: bodies and parameters
that fit it and such that don't, for strangers and for each role, about things that are there and
things that are not. Every answer must be documented in status, media type and shape, and none may
be a fault of ours. Each request is undone after its answer.
"""

import warnings
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from typing import Any

import httpx2
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate
from schemathesis import GenerationMode
from starlette.applications import Starlette

from audit.db import transaction
from audit.models import Assignment, Report
from audit.models.people import ROLES
from audit.problems import CATALOGUE
from audit.web import openapi
from audit.web.routes import OPERATIONS
from reports import routes as report_routes
from reports.freeze import freeze_visits
from tests.conftest import NOON
from tests.http import Browser, session_token
from tests.make import grant, make_person, make_wave
from tests.visiting import NO, a_submitted_visit

Case = Any  # schemathesis types it by transport, which plays no part here
EVERY = (*OPERATIONS, *report_routes.OPERATIONS)
WHO = ("", *ROLES)
EXAMPLES = {GenerationMode.POSITIVE: 3, GenerationMode.NEGATIVE: 3}


@lru_cache(maxsize=1)
def document() -> dict[str, Any]:
    return openapi.document(EVERY, version("mingcha"))


# --- the document and its page ------------------------------------------------------------------


def test_the_document_is_valid() -> None:
    validate(document())


def test_every_operation_says_who_may_and_what_may_go_wrong() -> None:
    for path in document()["paths"].values():
        for operation in path.values():
            assert operation["summary"]
            assert set(operation["x-problems"]) <= CATALOGUE.keys()
            assert operation["security"] == [] or operation["responses"]["401"]


@pytest.mark.asyncio
async def test_every_operation_and_schema_is_on_the_page(browser: Browser) -> None:
    told = document()
    names = [one["operationId"] for path in told["paths"].values() for one in path.values()]
    assert len(names) == len(set(names)) == len(EVERY)
    stranger = await browser()
    page = (await stranger.get("/api")).text
    served = (await stranger.get("/api/v1/openapi.json")).json()
    assert served["paths"].keys() == told["paths"].keys()
    for name in names:
        assert f'id="{name}"' in page
    for path in told["paths"]:
        assert path in page
    for name in told["components"]["schemas"]:
        assert f'id="schema-{name}"' in page
    for code in CATALOGUE:
        assert f'id="{code}"' in page
    led = await stranger.get("/api/v1/problems")
    assert (led.status_code, led.headers["location"]) == (303, "/api")


# --- the service against its document -----------------------------------------------------------


@dataclass(frozen=True)
class There:
    """Things that are there, by the name of a path parameter."""

    keys: dict[str, list[str]]

    def put_into(self, case: Case, place: int) -> None:
        """Let a case be about something that is there."""
        for name in case.path_parameters or {}:
            if known := self.keys.get(name):
                case.path_parameters[name] = known[place % len(known)]


async def things() -> There:
    """A visit of each kind of state, and everything around them."""
    wave = await make_wave("W-1")
    first, waiting = await a_submitted_visit(NO, wave=wave)
    _, released = await a_submitted_visit(NO, wave=wave)
    released.state, released.released_at, released.approved_at = "released", NOON, NOON
    await released.save()
    reports = await freeze_visits([released], NOON)
    await Report.filter(uuid=reports[0]).update(state="failed")
    person = await make_person()
    await grant(person, "auditor")
    second = await Assignment.get(id=released.assignment_id).select_related("branch", "auditor")
    return There(
        {
            "visit": [str(waiting.uuid), str(released.uuid)],
            "number": ["1", "2"],
            "wave": [wave.code],
            "branch": [first.branch.code, second.branch.code],
            "code": [first.branch.code, second.branch.code],
            "assignment": [str(first.uuid), str(second.uuid)],
            "version": [str(first.version.uuid)],
            "person": [str(person.uuid), str(first.auditor.uuid)],
            "report": [str(report) for report in reports],
        }
    )


@contextmanager
def quietly() -> Iterator[None]:
    """Libraries that make examples warn of their own slowness and of old names."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@lru_cache(maxsize=1)
def cases() -> list[Case]:
    """A few cases for each operation: such that fit the document and such that don't."""
    found: list[Case] = []
    with quietly():
        schema = schemathesis.openapi.from_dict(document())
        for result in schema.get_all_operations():
            operation = result.ok()  # type: ignore[union-attr]
            for mode, count in EXAMPLES.items():
                found += _drawn(operation, mode, count)
    return found


def _drawn(operation: Any, mode: GenerationMode, count: int) -> list[Case]:
    found: list[Case] = []

    @settings(
        max_examples=count,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def collect(case: Case) -> None:
        found.append(case)

    with suppress(Unsatisfiable):  # nothing can be wrong about a request that takes nothing
        collect()
    return found[:count]


class _Undone(Exception):
    pass


async def answer_of(desk: httpx2.AsyncClient, case: Case, cookie: str) -> httpx2.Response:
    """Send a case and undo what it changed, signing out included."""
    asked = case.as_transport_kwargs(base_url="http://mingcha.test")
    kept = ("method", "url", "params", "headers", "json", "data", "content")
    told = {name: value for name, value in asked.items() if name in kept and value is not None}
    kept_out = ("authorization", "cookie")
    told["headers"] = {k: v for k, v in told["headers"].items() if k.lower() not in kept_out}
    desk.cookies.clear()
    if cookie:
        told["headers"]["Cookie"] = f"mingcha={cookie}"
    if isinstance(told.get("data"), bytes | str):
        told["content"] = told.pop("data")
    answers = []
    try:
        async with transaction():
            answers.append(await desk.request(**told))
            raise _Undone
    except _Undone:
        return answers[0]


def fault_of(case: Case, answer: httpx2.Response) -> str | None:
    """Say how an answer differs from what the document says of it."""
    told = document()
    responses = case.operation.definition.raw["responses"]
    if answer.status_code >= 500 and answer.status_code not in (503, 507):
        return f"{answer.status_code}: {answer.text[:200]}"
    known = responses.get(str(answer.status_code))
    if known is None:
        return f"{answer.status_code} is not documented: {answer.text[:200]}"
    media = answer.headers.get("content-type", "").partition(";")[0]
    content = known.get("content", {})
    if not answer.content:
        return None
    if media not in content:
        return f"{answer.status_code} as {media} is not documented"
    if not media.endswith("json"):
        return None
    schema = content[media].get("schema", {}) | {"components": told["components"]}
    wrong = next(Draft202012Validator(schema).iter_errors(answer.json()), None)
    return f"{answer.status_code}: {wrong.message} at {wrong.json_path}" if wrong else None


@pytest.mark.schema
@pytest.mark.asyncio
@pytest.mark.parametrize("role", WHO)
async def test_every_answer_is_as_documented(browser: Browser, app: Starlette, role: str) -> None:
    there = await things()
    desk, cookie = await browser(), ""
    if role:
        person = await make_person()
        await grant(person, role)
        cookie = await session_token(person)
    faults: dict[str, str] = {}
    statuses: Counter[int] = Counter()
    for place, case in enumerate(cases()):
        if place % 2:
            there.put_into(case, place // 2)
        answer = await answer_of(desk, case, cookie)
        statuses[answer.status_code] += 1
        if fault := fault_of(case, answer):
            faults.setdefault(f"{case.method} {case.operation.path}: {fault[:60]}", fault)
    assert faults == {}
    assert statuses.total() >= 3 * len(EVERY)
    assert bool(role) == (statuses[200] >= 20)  # it was not only refused at the door
